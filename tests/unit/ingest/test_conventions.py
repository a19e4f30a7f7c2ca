"""What a column's numbers and dates mean, on evidence; expected values worked out by hand."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expectations.contract import FormField
from orchestration.ingest.cells import read_cell
from orchestration.ingest.conventions import (
    ColumnCells,
    Convention,
    decide,
    money_factor_of,
    printed_number,
    proved_mark,
    reading,
    sums_of,
)

COUNT = FormField(type="integer", label_vi="Số hộ")
MONEY = FormField(type="money", label_vi="Vốn")
RATE = FormField(type="percent", label_vi="Tỷ lệ")
DAY = FormField(type="date", label_vi="Ngày")
FIGURE = FormField(type="interval", label_vi="Giá trị")


def money(*values, **declared):
    return ColumnCells(MONEY, values, **declared)


def counts(*values):
    return ColumnCells(COUNT, values, is_whole=True)


def marks(*columns, sums=None):
    return [convention.mark for convention in decide(columns, sums or {})]


@pytest.mark.parametrize(
    ("body", "mark"),
    [
        ("1.234,5", ","),
        ("1,234.5", "."),
        ("1.234.567", ","),
        ("1,234,567", "."),
        ("12.5", "."),
        ("12,34", ","),
        ("0.125", "."),
        ("1234,567", ","),
        ("1.2345", "."),
        ("1 234,5", ","),
        ("1'234.5", "."),
        ("1.234", None),
        ("1234", None),
        ("1 234 567", None),
        ("1 234.567", None),  # may be a slip for 1.234.567
        ("1,23,456", None),  # no number in either convention
        ("1.234,567,8", None),
        ("01.234", None),
    ],
)
def test_texts_that_prove_a_decimal_mark(body, mark):
    assert proved_mark(body) == mark


def test_a_column_s_own_texts_decide():
    assert marks(money("1.234", "5.678,5")) == [","]
    assert marks(money("1.234", "5678.5")) == ["."]
    assert marks(money("1.234", "5.678")) == [None]
    assert marks(money("1.234", 5678.5, None, "x")) == [None]
    assert marks(money("1.234,5", "1,234.5")) == ["?"]  # the column contradicts itself


def test_the_contract_is_not_weighed():
    column = money("1.234,5", decimal=".")
    assert decide([column], {})[0][:2] == (".", True)


def test_other_columns_of_the_sheet_decide_where_the_column_says_nothing():
    assert marks(money("1.234"), money("12,5")) == [",", ","]
    assert marks(money("1.234"), counts("12.345"))[0] == ","  # counts have thousands only
    assert marks(counts("1.234"), money("12.5"))[0] == "."
    assert marks(money("1.234"), money("12,5"), money("12.5")) == ["?", ",", "."]
    assert marks(money("1.234"), ColumnCells(FIGURE, ["hơn 12,5%"])) == [",", ","]


def test_three_digits_behind_every_mark_may_be_thousands_from_elsewhere():
    beside = money("12.5")
    assert marks(money("65.648", "4.116", "84.615"), beside) == ["?", "."]
    assert marks(money("65.648", "4.11", "84.615"), beside) == [".", "."]  # 4.11 is no thousands
    assert marks(money("65.648", "0.116"), beside) == [".", "."]  # nor is 0.116
    assert marks(money("65.648", "4116"), beside) == [".", "."]  # its thousands have no mark
    assert marks(money("65.648"), money("12,5")) == [",", ","]  # thousands here as there
    assert marks(ColumnCells(RATE, ["65.648"]), beside) == [".", "."]  # no rate is 65,648 %


def test_counts_with_both_thousands_marks_are_not_believed():
    assert marks(counts("1.234", "5,678")) == ["?"]
    assert read_cell("1.234", COUNT, Convention("?")).rule_code == "cell_ambiguous_number"
    assert read_cell("1.234.567", COUNT, Convention("?")).values == (1_234_567,)


def test_a_subtotal_that_adds_up_in_one_way_only_decides():
    # 900 + 1100 = 2000, but 900 + 1.1 is not 2.0.
    assert marks(money("2.000", "900", "1.100"), sums={0: [1, 2]}) == [","]
    # 0.9 + 1.1 = 2.0 = `2.000`, and 0,9 proves nothing else: 0.900 is a decimal by form.
    assert marks(money("2.000", 0.9, "1.100"), sums={0: [1, 2]}) == ["."]
    # Everything times a thousand adds up as well: no evidence.
    assert marks(money("2.000", "1.000", "1.000"), sums={0: [1, 2]}) == [None]
    # A sum that holds in no way decides nothing.
    assert marks(money("3.000", "900", "1.100"), sums={0: [1, 2]}) == [None]
    # Stored numbers take part, dashes and blanks add nothing.
    assert marks(money("2.000", 900.0, "1.100", "-", None), sums={0: [1, 2, 3, 4]}) == [","]
    # What is no number makes the sum unknown.
    assert marks(money("2.000", "900", "1.100", "x"), sums={0: [1, 2, 3]}) == [None]


def test_two_subtotals_that_contradict_each_other_decide_nothing():
    column = money("2.000", "900", "1.100", "2.000", 0.9, "1.100")
    assert marks(column, sums={0: [1, 2], 3: [4, 5]}) == ["?"]


def test_which_lines_a_subtotal_adds_up():
    kinds = [
        ("total", 0),
        ("group", 2),
        ("detail", 3),
        ("of_which", 4),
        ("detail", 3),
        ("group", 2),
        ("detail", 3),
    ]
    assert sums_of(kinds) == {0: [2, 4, 6], 1: [2, 4], 5: [6]}
    nested = [("group", 1), ("group", 2), ("detail", 3), ("detail", 2), ("group", 1)]
    assert sums_of(nested) == {0: [2, 3], 1: [2], 4: []}


def days(*values, order=None):
    return ColumnCells(DAY, values, date_order=order)


def orders(*columns):
    return [convention.date_order for convention in decide(columns, {})]


def test_dates_are_day_first_unless_the_sheet_shows_otherwise():
    assert orders(days("4/5/2022", "28/3/2022")) == ["dmy"]
    assert orders(days("4/5/2022")) == ["dmy"]
    assert orders(days("4/5/2022", "3/28/2022")) == ["?"]
    assert orders(days("4/5/2022"), days("3/28/2022")) == ["?", "?"]
    assert orders(days("4/5/2022", "3/28/2022", order="mdy")) == ["mdy"]
    assert orders(days("31/13/2022")) == ["dmy"]  # a day in no order


def test_real_dates_beside_late_texts_may_be_swapped():
    early, late = datetime.date(2022, 5, 4), datetime.date(2022, 5, 14)
    (swapped,) = decide([days("28/3/2022", early)], {})
    assert swapped.are_dates_swapped
    for kept in (days("28/3/2022", late), days("4/5/2022", early), days(early), days("28/3/2022")):
        assert not decide([kept], {})[0].are_dates_swapped


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("(1.200)", (True, "1.200", "")),
        ("\u22125", (True, "5", "")),
        ("1.200-", (True, "1.200", "")),
        ("9,32 %", (False, "9,32", "%")),
        ("(5%)", (True, "5", "%")),
        ("1.200 hộ", (False, "1.200", "hộ")),
        ("12-15", None),
        ("abc", None),
        ("(5", None),
        ("+-5", None),
    ],
)
def test_a_printed_number_in_its_parts(text, printed):
    assert printed_number(text) == printed


@pytest.mark.parametrize(
    ("folded", "factor"),
    [
        ("dong", 1),
        ("trieu dong", 10**6),
        ("tr d", 10**6),
        ("ty vnd", 10**9),
        ("1000 d", 1000),
        ("lam dong", None),
        ("trieu", None),
        ("dong nai", None),
        ("usd", None),
        ("", None),
    ],
)
def test_units_of_money(folded, factor):
    assert money_factor_of(folded) == factor


# --- whatever is printed in a known convention is read back, or refused: never as another number


def _print(number, decimals, mark, thousands):
    text = f"{abs(number):,.{decimals}f}".translate({ord(","): "\0", ord("."): mark})
    return ("-" if number < 0 else "") + text.replace("\0", thousands)


CONVENTIONS = st.sampled_from(
    [
        (",", "."),
        (".", ","),
        (",", " "),
        (".", " "),
        (",", "\u00a0"),
        (".", "'"),
        (",", ""),
        (".", ""),
    ]
)
NUMBERS = st.decimals(-(10**9), 10**9, places=4, allow_nan=False)


@given(st.lists(NUMBERS, min_size=1, max_size=6), CONVENTIONS, st.integers(0, 4))
@settings(max_examples=300, deadline=None)
def test_a_column_printed_in_one_convention_is_read_back_or_refused(numbers, convention, decimals):
    mark, thousands = convention
    field = FormField(type="decimal", label_vi="Số")
    texts = [_print(number, decimals, mark, thousands) for number in numbers]
    (decided,) = decide([ColumnCells(field, texts)], {})
    (declared,) = decide([ColumnCells(field, texts, decimal=mark)], {})
    for number, text in zip(numbers, texts, strict=True):
        meant = Decimal(f"{number:.{decimals}f}")
        found = read_cell(text, field, decided)
        assert found.state == "refused" or found.values == (meant,), text
        assert read_cell(text, field, declared).values == (meant,), text


@given(st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=6), CONVENTIONS)
@settings(max_examples=200, deadline=None)
def test_counts_are_read_back_in_every_convention(numbers, convention):
    texts = [_print(number, 0, *convention) for number in numbers]
    (decided,) = decide([counts(*texts)], {})
    assert [read_cell(text, COUNT, decided).values[0] for text in texts] == numbers


@given(st.text("0123456789.,' -()+%\u00a0\u2009", min_size=1, max_size=12))
@settings(max_examples=500, deadline=None)
def test_a_reading_has_the_digits_of_its_text(text):
    printed = printed_number(text)
    if printed:
        for mark in (",", "."):
            value = reading(printed.body, mark)
            if value is not None:
                digits = "".join(char for char in printed.body if char.isdigit())
                assert digits == "".join(map(str, value.as_tuple().digits)).zfill(len(digits))


def test_a_mark_that_would_be_the_only_one_between_thousands_decides_nothing():
    """`2,344` among `8461.74`: typed by someone else as 2.344, or the one thousand with a mark?"""

    def read(text, *others):
        column = money("8461.74", "6915.392", text, *others)
        (convention,) = decide([column], {})
        cell = read_cell(text, MONEY, convention, 10**6)
        return cell.values[0] if cell.state == "value" else cell.rule_code

    assert read("2,344") == "cell_ambiguous_number"
    assert read("2.344") == 2_344_000
    assert read("2,344.5") == 2_344_500_000
    assert read("2,344", "1,234,567.8") == 2_344_000_000
    # Counts have no decimals: there the mark can only stand between thousands.
    convention = decide([counts("12345", "2,344"), money("8461.74")], {})[0]
    assert read_cell("2,344", COUNT, convention).values == (2344,)
