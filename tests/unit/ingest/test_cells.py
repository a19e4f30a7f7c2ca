"""Every rule of reading a cell, on values worked out by hand."""

import datetime
from decimal import Decimal

import pytest

from expectations.contract import FormField
from orchestration.ingest.cells import decimal_mark, number_texts, parse_date, read_cell

COUNT = FormField(type="integer", label_vi="Số hộ")
MONEY = FormField(type="money", label_vi="Vốn", dash="zero")
RATE = FormField(type="percent", label_vi="Tỷ lệ")
MARK = FormField(type="mark", label_vi="Có")
DAY = FormField(type="date", label_vi="Ngày")
FIGURE = FormField(type="interval", label_vi="Giá trị")
ZONE = FormField(type="code", label_vi="Khu vực", codes={"I": "1", "III": "3", "-": "none"})


@pytest.mark.parametrize(
    ("given", "value", "state"),
    [
        (12.0, 12, "value"),
        (0, 0, "value"),
        ("0", 0, "value"),
        ("1.234", 1234, "value"),
        ("1,234", 1234, "value"),
        ("1 234", 1234, "value"),
        ("1.234.567", 1234567, "value"),
        (" 57 ", 57, "value"),
        ("(12)", -12, "value"),
        ("\u22125", -5, "value"),
        (None, None, "blank"),
        ("  ", None, "blank"),
        ("\u00a0", None, "blank"),
        ("-", None, "dash"),
        ("–", None, "dash"),
        ("…", None, "dash"),
        ("x", None, "x"),
    ],
)
def test_a_count_keeps_blank_dash_nought_and_x_apart(given, value, state):
    cell = read_cell(given, COUNT)
    assert (cell.values, cell.state) == ((value,), state)


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ("12o", "cell_not_number"),
        ("abc", "cell_not_number"),
        (12.5, "cell_not_whole"),
        ("12,5", "cell_not_whole"),
        ("1.23.456", "cell_ambiguous_number"),
        (True, "cell_not_number"),
        (datetime.date(2024, 5, 1), "cell_not_number"),
        ("#REF!", "cell_not_number"),
    ],
)
def test_what_is_no_count_is_refused_with_a_sentence(given, rule):
    cell = read_cell(given, COUNT)
    assert cell.state == "refused"
    assert cell.values == (None,)
    assert cell.rule_code == rule
    assert "hãy" in cell.message_vi


def test_the_column_decides_what_a_lone_dot_means():
    assert decimal_mark(["1.234,5", "1.234"]) == ","
    assert decimal_mark(["1234.5", "1.234"]) == "."
    assert decimal_mark(["1.234", "5.678"]) is None
    assert decimal_mark(["12.5", "1.234,5"]) is None  # the column contradicts itself
    assert decimal_mark(["0.125"]) == "."


def test_an_amount_that_could_be_two_is_refused_until_the_column_says_which():
    assert read_cell("1.234", MONEY, None, 10**6).rule_code == "cell_ambiguous_number"
    assert read_cell("1.234", MONEY, ",", 10**6).values == (Decimal(1_234_000_000),)
    assert read_cell("1.234", MONEY, ".", 10**6).values == (Decimal(1_234_000),)
    assert read_cell("1.234,5", MONEY, None, 10**6).values == (Decimal(1_234_500_000),)


def test_money_is_exact_to_the_dong():
    assert read_cell(729.123456789, MONEY, None, 10**9).values == (Decimal(729_123_456_789),)
    assert read_cell(0.1 + 0.2, MONEY, None, 10**6).values == (Decimal(300_000),)
    assert read_cell(12_345_678_901_234.0, MONEY, None, 1).values == (Decimal(12_345_678_901_234),)


def test_a_dash_is_nought_only_where_the_contract_says_so():
    assert read_cell("-", MONEY).values == (Decimal(0),)
    assert read_cell("-", MONEY).state == "dash"
    assert read_cell("-", COUNT).values == (None,)


def test_rates_are_printed_as_percentages():
    assert read_cell(8.9, RATE).values == (Decimal("0.089"),)
    assert read_cell("8,9", RATE).values == (Decimal("0.089"),)
    assert read_cell("9,32 %", RATE).values == (Decimal("0.0932"),)


@pytest.mark.parametrize(
    ("given", "value"),
    [
        ("x", True),
        ("X", True),
        ("có", True),
        ("Đạt", True),
        (1, True),
        (True, True),
        ("không", False),
        ("0", False),
        (0.0, False),
        ("-", False),
        (None, None),
    ],
)
def test_marks(given, value):
    assert read_cell(given, MARK).values == (value,)


def test_a_mark_is_not_guessed():
    assert read_cell("có thể", MARK).rule_code == "cell_not_mark"


def test_codes():
    assert read_cell("iii", ZONE).values == ("3",)
    assert read_cell("–", ZONE).values == ("none",)
    assert read_cell(None, ZONE).state == "blank"
    assert read_cell("IV", ZONE).rule_code == "cell_not_code"


@pytest.mark.parametrize(
    ("given", "value"),
    [
        ("28/3/2022", datetime.date(2022, 3, 28)),
        ("08/8/2022", datetime.date(2022, 8, 8)),
        ("2/9/22", datetime.date(2022, 9, 2)),
        ("28-3-2022", datetime.date(2022, 3, 28)),
        (datetime.datetime(2022, 3, 28, 7, 0), datetime.date(2022, 3, 28)),
        (44648.0, datetime.date(2022, 3, 28)),
    ],
)
def test_dates_are_day_first(given, value):
    assert read_cell(given, DAY).values == (value,)


def test_a_day_that_never_was_is_refused():
    assert read_cell("31/6/2025", DAY).rule_code == "cell_not_date"
    assert parse_date("31/6/2025") is None


@pytest.mark.parametrize(
    ("given", "low", "high"),
    [
        ("hơn 17%", "17", None),
        (">17", "17", None),
        ("gần 53%", None, "53"),
        ("khoảng 78%", "78", "78"),
        ("94 đến 100%", "94", "100"),
        ("2,93", "2.93", "2.93"),
        ("-1,1", "-1.1", "-1.1"),
        (3.9, "3.9", "3.9"),
    ],
)
def test_published_figures_keep_their_bounds(given, low, high):
    cell = read_cell(given, FIGURE)
    expected = tuple(None if bound is None else Decimal(bound) for bound in (low, high))
    assert cell.values[:2] == expected


@pytest.mark.parametrize("given", ["100 đến 94%", "hơn nhiều", "1 đến 2 đến 3"])
def test_a_figure_that_is_no_interval_is_refused(given):
    assert read_cell(given, FIGURE).rule_code == "cell_not_interval"


def test_number_texts_finds_the_texts_among_the_cells():
    assert number_texts(["1.234,5", 12.0, "abc", None, "(7)", "8 %"]) == ["1.234,5", "-7", "8"]
