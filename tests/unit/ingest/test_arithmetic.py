"""A table's own arithmetic: the scale of its rates, and rows that have slipped by a column."""

import datetime
import io
from decimal import Decimal

import pytest
import xlsxwriter

from expectations.contract import FormContract
from orchestration.ingest.reading import read_submission
from orchestration.ingest.submissions import Receipt

CONTRACT = FormContract.model_validate(
    {
        "form": "test__rates",
        "title_vi": "Thử",
        "description": "One row per line.",
        "legal_source": "none",
        "issuers": ["office"],
        "period": "received_year",
        "phase": "final",
        "fields": {
            "households": {"type": "integer", "label_vi": "Tổng số hộ"},
            "poor": {"type": "integer", "label_vi": "Hộ nghèo"},
            "rate": {"type": "percent", "label_vi": "Tỷ lệ", "ratio_of": ["poor", "households"]},
        },
        "editions": {
            "2024": {"columns": {"households": "Tổng số hộ", "poor": "Hộ nghèo", "rate": "Tỷ lệ"}}
        },
    }
)
PERCENT = {"num_format": "0.00%"}


def read(*rates, counts=((1000, 42), (2000, 300), (500, 4), (800, 3))):
    """The rates as read (fractions, None where refused) and the rules that were told."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        page = book.add_worksheet()
        page.write_row("A1", ["Tổng số hộ", "Hộ nghèo", "Tỷ lệ"])
        for row, ((households, poor), rate) in enumerate(zip(counts, rates, strict=True), 1):
            page.write_row(row, 0, [households, poor])
            if isinstance(rate, dict):
                page.write_number(row, 2, rate["stored"], book.add_format(PERCENT))
            else:
                page.write(row, 2, rate)
    received = datetime.datetime(2024, 12, 31, tzinfo=datetime.UTC)
    receipt = Receipt("x", "office", "a.xlsx", received, "0" * 64, None)
    reading = read_submission(receipt, stream.getvalue(), {CONTRACT.form: CONTRACT})
    told = [(refusal.rule_code, refusal.cell) for refusal in reading.refusals]
    return [row.values["rate"] for row in reading.rows], told


MEANT = [Decimal("0.042"), Decimal("0.15"), Decimal("0.008"), Decimal("0.004")]


@pytest.mark.parametrize(
    "rates",
    [
        (4.2, 15, 0.8, 0.4),
        ("4,2", "15%", "0,8 %", "0,4"),
        ({"stored": 0.042}, 15, {"stored": 0.008}, 0.4),
    ],
)
def test_rates_are_percentages(rates):
    assert read(*rates) == (MEANT, [])


@pytest.mark.parametrize(
    "rates",
    [
        (0.042, 0.15, 0.008, 0.004),
        ("0,042", "0,15", "0,008", "0,004"),
        ("0.042", {"stored": 0.15}, "0,8 %", "0.004"),
    ],
)
def test_shares_of_one_are_known_by_their_counts(rates):
    assert read(*rates) == (MEANT, [("ratio_as_share", "C1")])


def test_small_rates_are_no_shares():
    counts = [(1000, 4), (2000, 3), (500, 1), (800, 2)]
    meant = [Decimal("0.004"), Decimal("0.0015"), Decimal("0.002"), Decimal("0.0025")]
    assert read(0.4, 0.15, 0.2, 0.25, counts=counts) == (meant, [])
    assert read(0.004, 0.0015, 0.002, 0.0025, counts=counts)[0] == meant


def test_a_single_rate_of_another_scale_is_refused():
    assert read(4.2, 15, 0.008, 0.4) == (
        [MEANT[0], MEANT[1], None, MEANT[3]],
        [("cell_ambiguous_ratio", "C4")],
    )
    # Among shares a percentage without its sign.
    rates, told = read(*[0.042] * 5, 15, counts=[(1000, 42)] * 5 + [(2000, 300)])
    assert (rates[-1], told) == (None, [("ratio_as_share", "C1"), ("cell_ambiguous_ratio", "C7")])


def test_a_percent_sign_that_the_counts_contradict_is_refused():
    rates, told = read(4.2, "0,15 %", 0.8, 0.4)
    assert (rates[1], told) == (None, [("cell_ambiguous_ratio", "C3")])


def test_two_scales_in_equal_parts_are_not_decided_by_the_count_of_lines():
    rates, told = read(4.2, 15, 0.008, 0.004)
    assert rates == [MEANT[0], MEANT[1], None, None]
    assert [rule for rule, _ in told] == ["cell_ambiguous_ratio"] * 2


def test_a_rate_that_is_merely_wrong_lands_as_printed():
    """The marts say `printed_ratio_differs`; the reader does not correct it."""
    assert read(42, 15, 0.8, 0.4) == ([Decimal("0.42"), *MEANT[1:]], [])
    assert read(0.42, 15, 0.8, 0.4) == ([Decimal("0.0042"), *MEANT[1:]], [])


def test_rates_without_counts_are_percentages():
    assert read(0.042, 0.15, counts=((None, None), (0, 0)))[0] == [
        Decimal("0.00042"),
        Decimal("0.0015"),
    ]


# --- rows that have slipped, in a form that prints no rates


def slipped(*rows, names=("total", "lacks", "water", "toilet"), checks=(), ratios=()):
    """Which rows (by number) were refused as slipped; and the first count of the others."""
    kinds = {name: {"type": "integer", "label_vi": name} for name in names}
    for rate, *counts in ratios:
        kinds[rate] = {"type": "percent", "label_vi": rate, "ratio_of": counts}
    contract = FormContract.model_validate(
        {
            **CONTRACT.model_dump(include={"form", "title_vi", "description", "legal_source"}),
            "issuers": ["office"],
            "period": "received_year",
            "phase": "final",
            "fields": {"name": {"type": "text", "label_vi": "Tên"}} | kinds,
            "checks": list(checks),
            "editions": {"2024": {"columns": {name: name for name in ("name", *names)}}},
        }
    )
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        page = book.add_worksheet()
        page.write_row("A1", ["name", *names])
        for number, row in enumerate(rows, 1):
            page.write_row(number, 0, [f"Xã {number}", *row])
    received = datetime.datetime(2024, 12, 31, tzinfo=datetime.UTC)
    receipt = Receipt("x", "office", "a.xlsx", received, "0" * 64, None)
    reading = read_submission(receipt, stream.getvalue(), {contract.form: contract})
    refused = [r.row_number for r in reading.refusals if r.rule_code == "row_shifted"]
    return refused, [row.values[names[0]] for row in reading.rows]


def check(rule, left, op, right, severity="error"):
    return {
        "rule": rule, "left": left, "op": op, "right": right, "severity": severity,
        "message_vi": "Sai.",
    }  # fmt: skip


CHECKS = [
    check("adds_up", "water + toilet", "=", "lacks", "warning"),
    check("water_within", "water", "<=", "total"),
    check("toilet_within", "toilet", "<=", "total"),
]


def test_a_row_that_was_pushed_beyond_the_header_is_refused():
    """No check, no rate: only the blank where the others have a figure, and one too many."""
    assert slipped(*SOUND, (None, 17, 25, 12, 13)) == ([7], [40, 17, 9, 30, 8])
    helped = [(*row, sum(row)) for row in SOUND]  # sums of the sender's own, right of the table
    row = (None, 25, 12, 13, 50)
    assert slipped(*helped, row) == ([], [40, 17, 9, 30, 8, None])


SOUND = [(40, 50, 30, 20), (17, 25, 12, 13), (9, 9, 4, 5), (30, 31, 16, 15), (8, 10, 3, 7)]


def test_a_row_whose_parts_exceed_their_total_until_it_is_moved_is_refused():
    # 17 | 25 | 12 | 13 a column to the right; the last figure stands beyond the table.
    assert slipped(*SOUND, (None, 17, 25, 12, 13), checks=CHECKS) == ([7], [40, 17, 9, 30, 8])


def test_a_row_with_a_blank_total_and_a_wrong_sum_is_no_slipped_row():
    # No place of these figures fits: as printed 20 + 13 is not 25.
    assert slipped(*SOUND, (17, 25, 20, 13), checks=CHECKS) == ([], [40, 17, 9, 30, 8, 17])
    assert slipped(*SOUND, (None, 25, 40, 13), checks=CHECKS) == ([], [40, 17, 9, 30, 8, None])


def test_a_row_with_a_blank_total_alone_is_no_slipped_row():
    assert slipped(*SOUND, (None, 25, 12, 13), checks=CHECKS) == ([], [40, 17, 9, 30, 8, None])


PLANS = ("plan_1", "paid_1", "rate_1", "plan_2", "paid_2", "rate_2", "plan_3", "paid_3", "rate_3",
         "plan_4", "paid_4", "rate_4")  # fmt: skip
RATES = [(f"rate_{n}", f"paid_{n}", f"plan_{n}") for n in range(1, 5)]
PAID = [(100 + n, 30 + n, (30 + n) / (100 + n) * 100, 0, 0, None) * 2 for n in range(5)]


def test_rates_that_can_only_be_asked_after_the_row_is_moved_back_prove_that_it_slipped():
    """Between blanks: no rate has both its counts until the cells go back by a column."""
    row = (80, 20, 25, 0, None, None, 60, 15, 25, None, None, None)
    plans = [100, 101, 102, 103, 104]
    assert slipped(*PAID, row, names=PLANS, ratios=RATES) == ([], [*plans, 80])
    moved = (None, *row[:-1])
    assert slipped(*PAID, moved, names=PLANS, ratios=RATES) == ([7], plans)


def test_rates_below_one_per_cent_prove_it_too_where_they_are_exact():
    """Early in the year: 6 of 4,514 are 0.13 %, 2 of 3,150 are 0.06 %."""
    row = (863, 0, 0, 0, 0, None, 4514, 6, 0.13, 3150, 2, 0.06)
    plans = [100, 101, 102, 103, 104]
    assert slipped(*PAID, row, names=PLANS, ratios=RATES) == ([], [*plans, 863])
    assert slipped(*PAID, (None, *row[:-1]), names=PLANS, ratios=RATES) == ([7], plans)


def test_a_line_of_dashes_and_plans_not_yet_paid_is_no_slipped_row():
    """Early in the year: rates are blank where the others have them, and nothing can be asked."""
    row = ("-", "-", None, 60, "-", 0, "-", "-", None, 50, "-", 0)
    plans = [100, 101, 102, 103, 104]
    assert slipped(*PAID, row, names=PLANS, ratios=RATES) == ([], [*plans, None])
