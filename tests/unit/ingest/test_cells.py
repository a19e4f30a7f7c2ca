"""Every rule of reading a cell, on values worked out by hand."""

import datetime
from decimal import Decimal

import pytest

from expectations.contract import FormField
from orchestration.ingest.cells import parse_date, read_cell
from orchestration.ingest.conventions import Convention

COUNT = FormField(type="integer", label_vi="Số hộ", unit="hộ")
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
        ("X", None, "x"),
        (-0.0, 0, "value"),
        (12.000000000000002, 12, "value"),  # binary noise beyond Excel's 15 digits
        ("05", 5, "value"),
        ("007", 7, "value"),
        ("+12", 12, "value"),
        ("-0", 0, "value"),
        ("1.200-", -1200, "value"),
        ("( 1.200 )", -1200, "value"),
        ("–1.200", -1200, "value"),
        ("1\u00a0234", 1234, "value"),
        ("1\u2009234\u2009567", 1234567, "value"),
        ("1\u202f234", 1234, "value"),
        ("1'234", 1234, "value"),
        ("１２３", 123, "value"),
        ("\u200e12\ufeff", 12, "value"),
        ("12\n", 12, "value"),
        ("12,0", 12, "value"),
        ("1.200 hộ", 1200, "value"),
        ("1.200 Hộ", 1200, "value"),
        ("…", None, "dash"),
        ("...", None, "dash"),
        ("—", None, "dash"),
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
        ("1,234,56", "cell_ambiguous_number"),
        ("12,34,567", "cell_ambiguous_number"),  # Indian grouping
        ("01.234", "cell_ambiguous_number"),
        ("1 23", "cell_ambiguous_number"),
        ("12.", "cell_not_number"),
        (".5", "cell_not_number"),
        ("1O0", "cell_not_number"),
        ("l2", "cell_not_number"),
        ("12%", "cell_not_number"),
        ("12 tr", "cell_not_number"),
        ("1,2 tỷ", "cell_not_number"),
        ("1.200 người", "cell_not_number"),
        ("11/11", "cell_not_number"),
        ("94 đến 100%", "cell_not_number"),
        ("trên 40.180", "cell_not_number"),
        ("~500", "cell_not_number"),
        ("khoảng 78%", "cell_not_number"),
        ("12-15", "cell_not_number"),
        ("- 5", "cell_not_number"),  # a list dash or a minus
        ("(-5)", "cell_not_number"),
        ("(5", "cell_not_number"),
        ("1  234", "cell_not_number"),  # two spaces part two numbers
        ("12\n345", "cell_not_number"),
        ("12\t345", "cell_not_number"),
        ("12\x00345", "cell_not_number"),
        ("١٢", "cell_not_number"),
        ("1²", "cell_not_number"),
        ("1.2E+05", "cell_not_exact"),
        ("NaN", "cell_not_number"),
        (float("nan"), "cell_not_number"),
        (float("inf"), "cell_not_number"),
        (123456789012345678.0, "cell_not_exact"),
        (1e22, "cell_out_of_range"),
        ("99999999999999999999", "cell_out_of_range"),
        (datetime.datetime(2024, 10, 3), "cell_not_number"),  # 3.10 as a program took it
        (datetime.time(12), "cell_not_number"),
        (datetime.timedelta(days=1), "cell_not_number"),
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


@pytest.mark.parametrize("given", [1e300, -1e300, "99999999999999999999,6"])
def test_an_amount_beyond_all_money_is_refused(given):
    cell = read_cell(given, MONEY, Convention(","))
    assert (cell.values, cell.rule_code) == ((None,), "cell_out_of_range")


def test_an_amount_that_could_be_two_is_refused_until_the_column_says_which():
    comma, dot = Convention(","), Convention(".")
    assert read_cell("1.234", MONEY, Convention(), 10**6).rule_code == "cell_ambiguous_number"
    assert read_cell("1.234", MONEY, Convention("?"), 10**6).rule_code == "cell_ambiguous_number"
    assert read_cell("1.234", MONEY, comma, 10**6).values == (Decimal(1_234_000_000),)
    assert read_cell("1.234", MONEY, dot, 10**6).values == (Decimal(1_234_000),)
    assert read_cell("1.234,5", MONEY, Convention(), 10**6).values == (Decimal(1_234_500_000),)
    assert read_cell("1.234,5", MONEY, Convention("?"), 10**6).values == (Decimal(1_234_500_000),)


def test_a_count_is_refused_where_its_sheet_writes_decimals_with_that_mark():
    assert read_cell("1.234", COUNT, Convention(".")).rule_code == "cell_ambiguous_number"
    assert read_cell("12.000", COUNT, Convention(".")).rule_code == "cell_ambiguous_number"
    assert read_cell("1.234", COUNT, Convention(",")).values == (1234,)
    assert read_cell("1,234", COUNT, Convention(".")).values == (1234,)


def test_a_declared_mark_is_not_weighed():
    declared = Convention(".", is_declared=True)
    assert read_cell("12.000", COUNT, declared).values == (12,)
    assert read_cell("1.234", COUNT, declared).rule_code == "cell_not_whole"
    assert read_cell("1.234,5", MONEY, declared).rule_code == "cell_ambiguous_number"
    assert read_cell("1,234.5", MONEY, declared, 1000).values == (Decimal(1_234_500),)


def test_a_spaced_number_with_a_lone_mark_may_be_a_slip():
    assert read_cell("1 234.567", MONEY, Convention(), 10**6).rule_code == "cell_ambiguous_number"
    assert read_cell("1 234.567", MONEY, Convention("."), 10**6).values == (Decimal(1_234_567_000),)
    assert read_cell("1 234,56", MONEY, Convention(), 10**6).values == (Decimal(1_234_560_000),)


@pytest.mark.parametrize(
    ("given", "factor", "dong"),
    [
        ("1.200 triệu đồng", 10**6, 1_200_000_000),
        ("1.200 tr.đ", 10**6, 1_200_000_000),
        ("1.200trđ", 10**6, 1_200_000_000),
        ("12 tỷ", 10**9, None),
        ("1,2 tỷ đồng", 10**6, None),
        ("12 tr", 10**6, None),
        ("500 USD", 1, None),
        ("12%", 1, None),
    ],
)
def test_money_may_repeat_the_unit_of_its_sheet_and_no_other(given, factor, dong):
    cell = read_cell(given, MONEY, Convention(","), factor)
    assert cell.values == (None if dong is None else Decimal(dong),)
    assert cell.rule_code == (None if dong else "cell_not_number")


def test_single_dong_have_no_decimals_to_confuse():
    assert read_cell("1.234", MONEY, Convention(), 1).values == (Decimal(1234),)


def test_money_is_exact_to_the_dong():
    assert read_cell(729.123456789, MONEY, Convention(), 10**9).values == (
        Decimal(729_123_456_789),
    )
    assert read_cell(0.1 + 0.2, MONEY, Convention(), 10**6).values == (Decimal(300_000),)
    assert read_cell(12_345_678_901_234.0, MONEY, Convention(), 1).values == (
        Decimal(12_345_678_901_234),
    )


def test_a_dash_is_nought_only_where_the_contract_says_so():
    assert read_cell("-", MONEY).values == (Decimal(0),)
    assert read_cell("-", MONEY).state == "dash"
    assert read_cell("-", COUNT).values == (None,)
    assert read_cell("…", MONEY).values == (None,)  # not known is never nought


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
        ("…", None),
        ("TRUE", True),
        ("✓", True),
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
    assert read_cell("Ⅲ", ZONE).values == ("3",)


def test_codes_that_only_marks_tell_apart_need_their_marks():
    field = FormField(type="code", label_vi="Dân tộc", codes={"La Hủ": "lahu", "La Hu": "other"})
    assert read_cell("La Hủ", field).values == ("lahu",)
    assert read_cell("la hủ", field).rule_code == "cell_not_code"
    signs = FormField(type="code", label_vi="Dấu", codes={"+": "plus", "*": "star"})
    assert read_cell("*", signs).values == ("star",)
    assert read_cell("#", signs).rule_code == "cell_not_code"


@pytest.mark.parametrize(
    ("given", "value"),
    [
        ("28/3/2022", datetime.date(2022, 3, 28)),
        ("08/8/2022", datetime.date(2022, 8, 8)),
        ("2/9/22", datetime.date(2022, 9, 2)),
        ("28-3-2022", datetime.date(2022, 3, 28)),
        (datetime.datetime(2022, 3, 28, 7, 0), datetime.date(2022, 3, 28)),
        (44648.0, datetime.date(2022, 3, 28)),
        (44648.75, datetime.date(2022, 3, 28)),
        ("28.3.2022", datetime.date(2022, 3, 28)),
        ("2022-03-28", datetime.date(2022, 3, 28)),
        ("2022/3/28", datetime.date(2022, 3, 28)),
        ("2022-03-28T00:00:00", datetime.date(2022, 3, 28)),
        ("28/03/2022 07:30", datetime.date(2022, 3, 28)),
        ("ngày 28 tháng 3 năm 2022", datetime.date(2022, 3, 28)),
        ("Ngày 28/3/2022", datetime.date(2022, 3, 28)),
        ("28 Mar 2022", datetime.date(2022, 3, 28)),
        ("28-Mar-22", datetime.date(2022, 3, 28)),
        (datetime.date(2022, 3, 28), datetime.date(2022, 3, 28)),
    ],
)
def test_dates_are_day_first(given, value):
    assert read_cell(given, DAY).values == (value,)


@pytest.mark.parametrize(
    "given",
    [
        "31/6/2025",
        "30/02/2024",
        "29/02/2023",
        "3/28/2022",  # month first: not the order of the column
        "3/2022",
        "2022",
        2022.0,
        "Quý I/2023",
        "1/1/58",  # 1958 or 2058
        "28/3/0202",
        "44648",
        "0/1/2022",
        "2022-28-03",
        True,
        "28 3 2022",
    ],
)
def test_a_day_that_never_was_is_refused(given):
    assert read_cell(given, DAY).rule_code == "cell_not_date"


def test_dates_in_the_declared_order():
    assert parse_date("3/28/2022", "mdy") == datetime.date(2022, 3, 28)
    assert parse_date("28/3/2022", "mdy") is None
    assert parse_date("22-03-28", "ymd") == datetime.date(2022, 3, 28)
    assert parse_date("28/3/2022", "ymd") is None


def test_dates_of_a_column_in_two_orders_are_read_only_where_no_doubt_is_left():
    mixed = Convention(date_order="?")
    assert read_cell("28/3/2022", DAY, mixed).values == (datetime.date(2022, 3, 28),)
    assert read_cell("5/5/2022", DAY, mixed).values == (datetime.date(2022, 5, 5),)
    assert read_cell("4/5/2022", DAY, mixed).rule_code == "cell_ambiguous_date"
    swapped = Convention(are_dates_swapped=True)
    assert read_cell(datetime.date(2022, 5, 4), DAY, swapped).rule_code == "cell_ambiguous_date"


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
        (1.234, "1.234", "1.234"),  # stored as a number: no mark to doubt
        ("94 - 100%", "94", "100"),
        ("94%-100%", "94", "100"),
        ("từ 5 tới 10", "5", "10"),
        ("≥ 95%", "95", None),
        ("~500", "500", "500"),
        ("dưới 1.234,5", None, "1234.5"),
        ("hon 17%", "17", None),
    ],
)
def test_published_figures_keep_their_bounds(given, low, high):
    cell = read_cell(given, FIGURE)
    expected = tuple(None if bound is None else Decimal(bound) for bound in (low, high))
    assert cell.values[:2] == expected


def test_an_interval_is_read_in_the_convention_of_its_column():
    assert read_cell("trên 40.180", FIGURE, Convention(",")).values[0] == Decimal(40180)


@pytest.mark.parametrize(
    "given", ["100 đến 94%", "hơn nhiều", "1 đến 2 đến 3", "trên 40.180", "hơn 1 triệu", "11/11"]
)
def test_a_figure_that_is_no_interval_is_refused(given):
    assert read_cell(given, FIGURE).rule_code == "cell_not_interval"


def test_texts_land_as_the_cell_shows_them():
    words = FormField(type="text", label_vi="Ghi chú")
    for given, landed in (
        ("  Xã\u00a0 A_x000D_\nB\u200b ", "Xã A B"),
        (3.0, "3"),
        (0.1 + 0.2, "0.3"),
        (1e16, "10000000000000000"),
        (True, "TRUE"),
        (datetime.datetime(2024, 5, 1), "01/05/2024"),
        ("Ðắk", "Ðắk"),  # a look-alike stays as sent
        ("=1+1", "=1+1"),
    ):
        assert read_cell(given, words).values == (landed,)
    verbatim = FormField(type="text", label_vi="Ghi chú", verbatim=True)
    assert read_cell("a\n  b", verbatim).values == ("a\n  b",)


def test_a_contract_says_which_texts_are_blanks():
    field = FormField(type="integer", label_vi="Số hộ", blanks=["NA", "-999"])
    assert read_cell("NA", field).state == "blank"
    assert read_cell(-999.0, field).state == "blank"
    assert read_cell("N/A", field).rule_code == "cell_not_number"
