"""Sheets as grids, with what a parser of values leaves out. Expected values are hand-written."""

import datetime
import random
import struct
from decimal import Decimal

import pytest
import xlwt
from hostile import (
    MAIN,
    SHEET,
    old_workbook,
    packed,
    record_changed,
    sheet,
    workbook,
)

from expectations.contract import FormContract
from orchestration.ingest import package
from orchestration.ingest.reading import read_submission
from orchestration.ingest.refusals import FileRefusedError
from orchestration.ingest.screening import screen
from orchestration.ingest.sheet_xml import prints_percent
from orchestration.ingest.submissions import Receipt
from orchestration.ingest.workbook import read_grids

NO_RESULT = "công thức không có kết quả"


def grid(data, name="a.xlsx"):
    (only,) = read_grids(data, screen(name, data))
    return only


def row(cells):
    return sheet(f'<row r="1">{cells}</row>')


def settled(book, stale):
    """The workbook with, or without, the request to calculate it when it is opened."""
    old, new = b'fullCalcOnLoad="1"', b'fullCalcOnLoad="0"'
    return book if stale else packed(book, {"xl/workbook.xml": lambda xml: xml.replace(old, new)})


# --- errors and formulas


@pytest.mark.parametrize(
    ("cells", "unreadable"),
    [
        ('<c r="B1" t="e"><v>#REF!</v></c>', {(0, 1): "#REF!"}),
        ('<c r="B1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', {(0, 1): "#DIV/0!"}),
        ("<c r='B1' t='e'><v>#N/A</v></c>", {(0, 1): "#N/A"}),
        ('<c r="A1"><v>1</v></c><c t="e"><v>#N/A</v></c>', {(0, 1): "#N/A"}),
        ('<c r="B1" t="e"/>', {(0, 1): "#ERROR"}),
        ('<c r="B1"><f>A1</f></c>', {(0, 1): NO_RESULT}),
        ('<c r="B1"><f>A1</f><v></v></c>', {(0, 1): NO_RESULT}),
        ('<c r="B1"><f>A1</f><v/></c>', {(0, 1): NO_RESULT}),
        ('<c r="B1"><f t="shared" si="0"/></c>', {(0, 1): NO_RESULT}),
        ('<c r="B1" t="str"><f>A1</f></c>', {(0, 1): NO_RESULT}),
        ('<c r="B1" t="str"><f>A1</f><v></v></c>', {}),  # an empty text is a result
        ('<c r="B1"><f>A1</f><v>7</v></c>', {}),
        ('<c r="B1"><f>[0]!Rate*Table1[1]+Sheet2!A1</f><v>7</v></c>', {}),
        ('<c r="B1" s="0"/>', {}),
        ('<c r="B1"><v></v></c>', {}),
        # spellings of 12 that the parser takes for nothing
        ('<c r="B1"><v>&#49;2</v></c>', {(0, 1): "12"}),
        ('<c r="B1"><v>12</v><f>A1</f></c>', {(0, 1): NO_RESULT}),
        ('<c r="B1"><v>1,2</v></c>', {(0, 1): "1,2"}),  # no number in any spreadsheet
    ],
)
def test_unreadable_cells(cells, unreadable):
    found = grid(row(cells))
    assert found.unreadable == unreadable
    assert all(found.value(*place) is None for place in unreadable)


def test_a_prefix_is_the_writers_choice():
    xml = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="2" hidden="true"><x:c r="C2" t="e">'
        '<x:v>#REF!</x:v></x:c><x:c r="D2"><x:v>5</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    found = grid(packed(workbook(), {SHEET: lambda _: xml.encode()}))
    assert (found.unreadable, found.hidden_rows) == ({(1, 2): "#REF!"}, {1})
    assert found.value(1, 3) == 5


@pytest.mark.parametrize(("stale", "unreadable"), [(True, {(2, 0): NO_RESULT}), (False, {})])
def test_a_stored_nought_is_no_result_where_the_file_asks_to_be_calculated(stale, unreadable):
    """Writers that cannot calculate store 0 for every formula, and say so in one attribute."""

    def fill(_, page):
        page.write_formula("A3", "=B1*2")  # stored as 0
        page.write_formula("B3", "=B1*2", None, 24)

    found = grid(settled(workbook(fill), stale))
    assert found.unreadable == unreadable
    assert found.value(2, 1) == 24


def test_errors_and_formulas_of_an_xls():
    def fill(_, page):
        page.write(1, 0, xlwt.Formula("B1*2"))  # the writer cannot calculate
        page.row(2).set_cell_error(0, "#DIV/0!")
        page.row(2).set_cell_error(1, "#REF!")

    found = grid(old_workbook(fill), "a.xls")
    assert found.unreadable == {(1, 0): NO_RESULT, (2, 0): "#DIV/0!", (2, 1): "#REF!"}


@pytest.mark.parametrize(
    ("result", "value", "unreadable"),
    [
        (struct.pack("<d", 24), 24, {}),
        (b"\2\0\7\0\0\0\xff\xff", None, {(1, 0): "#DIV/0!"}),
        (b"\3\0\0\0\0\0\xff\xff", None, {(1, 0): NO_RESULT}),
    ],
)
def test_a_stored_result_of_an_xls(result, value, unreadable):
    data = old_workbook(
        lambda _, page: page.write(1, 0, xlwt.Formula("B1*2")), record_changed(0x06, result, at=6)
    )
    found = grid(data, "a.xls")
    assert (found.value(1, 0), found.unreadable) == (value, unreadable)


def test_an_xls_with_a_cell_twice_is_refused():
    """The parser keeps the last; which one the sender sees is anyone's guess."""
    data = old_workbook(
        lambda _, page: page.write(1, 1, 1 / 3), record_changed(0x203, struct.pack("<HH", 0, 1))
    )
    with pytest.raises(FileRefusedError, match="có số không đọc được"):
        grid(data, "a.xls")


def test_sheets_told_otherwise_by_the_parser_are_refused():
    with pytest.raises(FileRefusedError, match="ghi khác nhau"):
        read_grids(workbook(), [])


# --- hidden


def test_hidden_rows_and_columns():
    def fill(_, page):
        page.write("E6", 1)
        page.set_row(1, None, None, {"hidden": True})
        page.set_row(3, 0)
        page.set_column("C:C", None, None, {"hidden": True})
        page.set_column("E:XFD", 0)

    found = grid(workbook(fill))
    assert (found.hidden_rows, found.hidden_columns) == ({1, 3}, {2, 4})


def test_rows_hidden_by_a_filter():
    def fill(_, page):
        page.write_column("A2", ["Xã A", "Xã B", "Xã C"])
        page.autofilter("A1:B4")
        page.filter_column("A", "x == *B")
        page.set_row(1, None, None, {"hidden": True})
        page.set_row(3, None, None, {"hidden": True})

    assert grid(workbook(fill)).hidden_rows == {1, 3}


def test_hidden_rows_and_columns_of_an_xls():
    def fill(_, page):
        page.write(3, 3, 1)
        page.row(1).hidden = True
        page.col(2).hidden = True

    found = grid(old_workbook(fill), "a.xls")
    assert (found.hidden_rows, found.hidden_columns) == ({1}, {2})


# --- formats


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("0%", True),
        ("#,##0.00%", True),
        ("0.0%;[Red]-0.0%", True),
        ('0" %"', False),
        (r"0\%", False),
        ('[$-42A]0.0" phần trăm"', False),
        ("General", False),
    ],
)
def test_formats_that_print_percent(code, expected):
    assert prints_percent(164, code) is expected
    found = grid(
        workbook(lambda b, s: s.write_number("A3", 0.0932, b.add_format({"num_format": code})))
    )
    assert found.percent_cells == ({(2, 0)} if expected else set())


def test_percent_formats_of_an_xls():
    percent = xlwt.easyxf(num_format_str="0.00%")
    found = grid(old_workbook(lambda _, page: page.write(2, 0, 0.0932, percent)), "a.xls")
    assert found.percent_cells == {(2, 0)}
    several = [xlwt.easyxf(num_format_str="0"), xlwt.easyxf(num_format_str="0%")]

    def fill(_, page):
        for column, style in enumerate(several):
            page.write(2, column, column, style)  # small whole numbers side by side: one record

    found = grid(old_workbook(fill), "a.xls")
    assert found.percent_cells == {(2, 1)}
    assert found.rows[2] == [0, 1]


def test_legacy_fonts():
    def fill(book, page):
        legacy = book.add_format({"font_name": ".VnTimeH"})
        page.write("A3", "HuyÖn", legacy)
        page.write("B3", "Huyeän", book.add_format({"font_name": "VNI-Times"}))
        page.write("C3", "Huyện", book.add_format({"font_name": "Arial"}))
        page.write_rich_string("D3", "Số ", legacy, "hé", " nghèo")

    assert grid(workbook(fill)).fonts == {
        (2, 0): ".VnTimeH",
        (2, 1): "VNI-Times",
        (2, 3): ".VnTimeH",
    }


def test_the_default_font_counts():
    """A cell without a style has the workbook's own font."""
    data = packed(
        workbook(), {"xl/styles.xml": lambda xml: xml.replace(b'"Calibri"', b'".VnTime"')}
    )
    assert grid(data).fonts == {(0, 0): ".VnTime", (0, 1): ".VnTime"}


def test_legacy_fonts_of_an_xls():
    def fill(_, page):
        page.write(2, 0, "HuyÖn", xlwt.easyxf("font: name .VnTimeH"))
        page.write(2, 1, "Huyện", xlwt.easyxf("font: name Arial"))

    assert grid(old_workbook(fill), "a.xls").fonts == {(2, 0): ".VnTimeH"}


# --- values


@pytest.mark.parametrize("from_1904", [False, True])
def test_dates_of_both_calendars(from_1904):
    def fill(book, page):
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        page.write_datetime("A3", datetime.datetime(2024, 10, 31), day)

    found = grid(workbook(fill, date_1904=from_1904))
    assert found.value(2, 0) == datetime.date(2024, 10, 31)
    assert found.counts_from_1904 is from_1904


def test_dates_of_both_calendars_in_an_xls():
    day = xlwt.easyxf(num_format_str="dd/mm/yyyy")

    def fill(book, page):
        page.write(2, 0, datetime.date(2024, 10, 31), day)

    assert grid(old_workbook(fill), "a.xls").value(2, 0) == datetime.date(2024, 10, 31)
    found = grid(old_workbook(fill, record_changed(0x22, b"\1")), "a.xls")
    assert found.value(2, 0) == datetime.date(2028, 11, 1)  # 1,462 days later
    assert found.counts_from_1904


def test_texts_as_they_are_shown():
    shared = (
        f'<sst xmlns="{MAIN}"><si><r><t xml:space="preserve">Xã </t></r><r><t>Đắk Lao</t></r></si>'
        '<si><t>漢字</t><rPh sb="0" eb="1"><t>KANJI</t></rPh></si>'
        "<si><t>Dòng 1_x000D_&#10;dòng 2</t></si></sst>"
    ).encode()
    cells = "".join(f'<c t="s"><v>{number}</v></c>' for number in range(3))
    cells += '<c t="inlineStr"><is><r><t xml:space="preserve">Xã </t></r><r><t>A</t></r></is></c>'
    found = grid(packed(row(cells), {"xl/sharedStrings.xml": lambda _: shared}))
    assert found.rows == [["Xã Đắk Lao", "漢字", "Dòng 1\r\ndòng 2", "Xã A"]]


# --- as the form's types read them

CONTRACT = FormContract.model_validate(
    {
        "form": "test__printed",
        "title_vi": "Thử",
        "description": "One row per line.",
        "legal_source": "none",
        "issuers": ["office"],
        "period": "received_year",
        "phase": "final",
        "fields": {
            "ratio": {"type": "percent", "label_vi": "Tỷ lệ"},
            "day": {"type": "date", "label_vi": "Ngày"},
            "number": {"type": "decimal", "label_vi": "Số"},
        },
        "editions": {"2024": {"columns": {"ratio": "Tỷ lệ", "day": "Ngày", "number": "Số"}}},
    }
)


def values(data):
    received = datetime.datetime(2024, 12, 31, tzinfo=datetime.UTC)
    receipt = Receipt("x", "office", "a.xlsx", received, "0" * 64, None)
    reading = read_submission(receipt, data, {CONTRACT.form: CONTRACT})
    assert [refusal.message_vi for refusal in reading.refusals] == []
    return [
        tuple(line.values[name] for name in ("ratio", "day", "number")) for line in reading.rows
    ]


def test_a_ratio_is_what_the_sheet_prints():
    """0.0932 as `9.32%` and 9.32 as `9.32` are one ratio; a number beside them stays as it is."""

    def fill(book, page):
        percent = book.add_format({"num_format": "0.00%"})
        page.write_row("A1", ["Tỷ lệ", "Ngày", "Số"])
        page.write_number("A2", 0.0932, percent)
        page.write_number("A3", 9.32)
        page.write_number("A4", 0.07, percent)
        page.write_number("C2", 0.5, percent)

    assert values(workbook(fill)) == [
        (Decimal("0.0932"), None, Decimal("0.5")),
        (Decimal("0.0932"), None, None),
        (Decimal("0.07"), None, None),
    ]


def test_days_written_as_numbers_count_from_the_books_own_day():
    def fill(book, page):
        page.write_row("A1", ["Tỷ lệ", "Ngày", "Số"])
        page.write_number("B2", 44134)

    assert values(workbook(fill, date_1904=True))[0][1] == datetime.date(2024, 10, 31)
    assert values(workbook(fill))[0][1] == datetime.date(2020, 10, 30)


# --- rows that need no parser

CELLS = [
    '<c r="{}" s="{}"/>',
    '<c r="{}" s="{}"><v>12.5</v></c>',
    '<c r="{}" s="{}" t="n"><v>-1E-3</v></c>',
    '<c r="{}" s="{}" t="s"><v>0</v></c>',
    '<c r="{}"><v>7</v></c>',
    '<c r="{}" s="{}" t="e"><v>#N/A</v></c>',
    '<c r="{}" s="{}"><f>A1</f><v>3</v></c>',
    '<c r="{}" s="{}"><f>A1</f></c>',
    '<c r="{}" s="{}" t="inlineStr"><is><t>Xã</t></is></c>',
    '<c  r="{}" s="{}" ><v>4</v></c>',
]
HEADS = ["", ' hidden="1"', ' hidden="0"', ' spans="1:8" ht="15.75" customHeight="1"', ' ht="0"']


@pytest.mark.parametrize("seed", range(40))
def test_plain_rows_are_noted_as_the_parser_notes_them(seed, monkeypatch):
    """Single quotes are XML like any other, and make no row a plain one."""
    dice = random.Random(seed)
    monkeypatch.setattr(package, "PIECE", dice.choice([7, 64, 1000, 2**18]))
    kinds = dice.choice([CELLS, CELLS[:5]])
    rows = []
    for number in sorted(dice.sample(range(1, 60), 30)):
        columns = sorted(dice.sample("ABCDEFGHIJ", dice.randint(0, 6)))
        cells = (dice.choice(kinds).format(f"{c}{number}", dice.randint(0, 2)) for c in columns)
        rows.append(f'<row r="{number}"{dice.choice(HEADS)}>{"".join(cells)}</row>')
    body = "\n".join(rows) if seed % 2 else "".join(rows)
    styles = (
        f'<styleSheet xmlns="{MAIN}"><fonts><font><name val="{dice.choice(["Arial", ".VnTime"])}"/>'
        '</font></fonts><cellXfs><xf numFmtId="0"/><xf numFmtId="10"/><xf numFmtId="4"/></cellXfs>'
        "</styleSheet>"
    )
    plain, quoted = (
        packed(sheet(text), {"xl/styles.xml": lambda _: styles.encode()})
        for text in (body, body.replace('"', "'"))
    )
    assert screen("a.xlsx", plain) == screen("a.xlsx", quoted)


@pytest.mark.parametrize(
    "row",
    [
        '<row r="2"><c r="B2"><v>1</v></c><c r="A2"><v>1</v></c></row>',
        '<row r="2"><c r="A3"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row>',
        '<row r="2" s="1" s="2"><c r="A2"><v>1</v></c></row>',
        '<row r="2"><c r="AMK2"><v>1</v></c></row>',
        '<!-- </row><row r="2"><c r="A2"><v>1</v></c></row> -->',
        '<row r="2"><c r="A2"><row r="3"><c r="A3"><v>1</v></c></row></c></row>',
    ],
)
def test_a_row_that_only_looks_plain_is_refused(row):
    with pytest.raises(FileRefusedError):
        grid(sheet(f'<row r="1"><c r="A1"><v>1</v></c></row>{row}'))
