"""Submissions spoilt as DOMAIN describes real files, with what must come of every cell.

A page is the simulation's submission as printed cells. Each cell of the table remembers which
figure it is (its mark), and `truth` says what that figure is, whatever happens to the page: a mess
either leaves the truth alone (another spelling, another layout) or says the new truth (a blank, a
cell that nobody can read). Nothing here uses the reader's code.
"""

import copy
import csv
import datetime
import io
import random
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import product
from pathlib import Path

import xlsxwriter

from expectations.contract import FormContract, load_contracts
from orchestration.simulation.sheet import Submission
from orchestration.simulation.submissions import reports
from orchestration.simulation.world import load_world

MONEY = {"đồng": 1, "triệu đồng": 10**6, "tỷ đồng": 10**9}
UNREADABLE = "UNREADABLE"
"""The truth of a cell that must be refused (or, where its column is no number, land as it is)."""

Mark = tuple[int, int]
"""Line and column of the submission."""


@dataclass
class Cell:
    value: object
    mark: Mark | None = None
    percent: bool = False


@dataclass
class Page:
    """One sheet: cells row by row, merged ranges, and where the table's parts stand."""

    submission: Submission
    contract: FormContract
    rows: list[list[Cell]]
    merges: list[tuple[int, int, int, int]]
    header: int
    first: int
    """The row of the first line."""
    truth: dict[Mark, object]
    name: str
    done: list[str] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    sheets_beside: list["Page"] = field(default_factory=list)

    @property
    def width(self) -> int:
        return max(len(row) for row in self.rows)

    def marked(self) -> list[tuple[int, int, Cell]]:
        return [
            (r, c, cell)
            for r, row in enumerate(self.rows)
            for c, cell in enumerate(row)
            if cell.mark is not None
        ]

    def column_of(self, mark: Mark) -> object:
        return self.submission.columns[mark[1]]


def page_of(submission: Submission, contract: FormContract) -> Page:
    """The submission on clean paper."""
    head = submission.letterhead
    width = len(submission.columns)
    rows = [[Cell(None) for _ in range(width)] for _ in range(2)]
    for number, text in enumerate(head.authority[:2]):
        rows[number][0] = Cell(text)
    rows += [[Cell(text)] for text in (head.title, *head.period_lines) if text]
    if head.unit_line:
        rows.append([Cell(head.unit_line)])
    rows.append([])
    header = len(rows)
    depth = max(len(column.path) for column in submission.columns)
    merges: list[tuple[int, int, int, int]] = []
    levels = [[Cell(None) for _ in range(width)] for _ in range(depth)]
    for level in range(depth):
        place = 0
        while place < width:
            path = submission.columns[place].path
            if level >= len(path):
                place += 1
                continue
            last = place
            while (
                level < len(path) - 1
                and last + 1 < width
                and submission.columns[last + 1].path[: level + 1] == path[: level + 1]
                and len(submission.columns[last + 1].path) > level + 1
            ):
                last += 1
            bottom = depth - 1 if level == len(path) - 1 else level
            levels[level][place] = Cell(path[level])
            if (bottom, last) != (level, place):
                merges.append((header + level, place, header + bottom, last))
            place = last + 1
    rows += levels
    rows.append([Cell(value) for value in submission.column_numbers])
    first = len(rows)
    truth: dict[Mark, object] = {}
    for number, line in enumerate(submission.lines):
        rows.append([Cell(v, (number, c)) for c, v in enumerate(line.values)])
        for c, value in enumerate(line.values):
            truth[number, c] = meant(submission, contract, submission.columns[c].field, value)
    rows += [[], [Cell(None), Cell("Người lập biểu")], [Cell(None), Cell("Nguyễn Văn A")]]
    return Page(submission, contract, rows, merges, header, first, truth, submission.sheet_name)


def meant(submission: Submission, contract: FormContract, name: str, value: object) -> object:
    """What a printed value of the simulation means; None where it says nothing."""
    form_field = contract.fields[name]
    if isinstance(value, str):
        value = value.strip() or None
    if form_field.type == "mark":
        return None if value is None else value in ("x", "có")
    if form_field.type == "code":
        return None if value is None else form_field.codes["-" if value == "–" else str(value)]
    if value in ("-", "–"):
        return Decimal(0) if form_field.dash == "zero" else None
    if value is None or form_field.type in ("text", "date"):
        return value
    number = Decimal(str(value).replace(",", ".")) if isinstance(value, str) else _exact(value)
    if form_field.type == "percent":
        return number / 100
    if form_field.type == "money":
        unit = submission.letterhead.unit_line.removeprefix("Đơn vị tính: ")
        return (number * MONEY[unit]).quantize(Decimal(1), ROUND_HALF_EVEN)
    return number


def _exact(value: float) -> Decimal:
    return Decimal(value) if isinstance(value, int) else Decimal(f"{value:.15g}")


# --- writing


def as_xlsx(page: Page) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        percent = book.add_format({"num_format": "0.00%"})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for one in (*page.sheets_beside, page):
            sheet = book.add_worksheet(one.name)
            inner = set()
            for merge in one.merges:
                row, column, last_row, last_column = merge
                value = one.rows[row][column].value
                sheet.merge_range(*merge, "" if value is None else value)
                inner |= {
                    (r, c) for r in range(row, last_row + 1) for c in range(column, last_column + 1)
                }
            for r, row in enumerate(one.rows):
                for c, cell in enumerate(row):
                    if cell.value is None or (r, c) in inner:
                        continue
                    if isinstance(cell.value, datetime.date):
                        sheet.write_datetime(r, c, cell.value, day)
                    elif isinstance(cell.value, Error):
                        sheet.write_formula(r, c, "=1/0", None, cell.value.shown)
                    elif isinstance(cell.value, str):
                        sheet.write_string(r, c, cell.value)
                    else:
                        sheet.write_number(r, c, cell.value, percent if cell.percent else None)
            for row in one.hidden_rows:
                sheet.set_row(row, None, None, {"hidden": True})
    return stream.getvalue()


def as_csv(page: Page, delimiter: str, encoding: str) -> bytes:
    """As a spreadsheet program saves the sheet: merged cells once, every row as wide."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter)
    for row in page.rows:
        texts = [_printed(cell.value, cell.percent) for cell in row]
        writer.writerow(texts + [""] * (page.width - len(texts)))
    text = stream.getvalue()
    if encoding == "windows-1258":
        try:
            return b"".join(_as_1258(char) for char in text)
        except UnicodeEncodeError:
            return text.encode()  # it has what 1258 has not: nobody could have saved it so
    return text.encode(encoding)


def _as_1258(char: str) -> bytes:
    """One letter as base and combining tone: 1258 has no precomposed ones for most."""
    try:
        return char.encode("cp1258")
    except UnicodeEncodeError:
        base, tone = "", ""
        for part in unicodedata.normalize("NFD", char):
            if part in "\u0300\u0301\u0303\u0309\u0323":
                tone += part
            else:
                base += part
        return (unicodedata.normalize("NFC", base) + tone).encode("cp1258")


def _printed(value: object, percent: bool = False) -> str:
    if value is None:
        return ""
    if isinstance(value, Error):
        return value.shown
    if isinstance(value, datetime.date):
        return value.strftime("%d/%m/%Y")
    if percent and not isinstance(value, str):
        return f"{Decimal(f'{value:.15g}') * 100:f}%"
    if isinstance(value, float):
        return f"{value:.15g}"
    return str(value)


@dataclass(frozen=True)
class Error:
    """A formula whose stored result is an error."""

    shown: str = "#DIV/0!"


# --- messes. Each takes the page and the dice, and says in `done` what it did.

Mess = Callable[[Page, random.Random], None]


def _numbers_of_column(page: Page, dice: random.Random) -> list[tuple[int, int, Cell]]:
    """The number cells of one column that counts something."""
    columns = {
        mark[1]
        for _, _, cell in page.marked()
        if isinstance(cell.value, int | float) and (mark := cell.mark)
    }
    if not columns:
        return []
    chosen = dice.choice(sorted(columns))
    return [
        (r, c, cell)
        for r, c, cell in page.marked()
        if cell.mark[1] == chosen and isinstance(cell.value, int | float)
    ]


def _grouped(value: float, thousands: str, decimal: str) -> str:
    whole, _, rest = f"{Decimal(f'{value:.15g}'):f}".partition(".")
    sign, whole = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    groups = []
    while len(whole) > 3:
        groups.insert(0, whole[-3:])
        whole = whole[:-3]
    return sign + thousands.join([whole, *groups]) + (decimal + rest if rest else "")


def _as_text(thousands: str, decimal: str) -> Mess:
    def mess(page: Page, dice: random.Random) -> None:
        for _, _, cell in _numbers_of_column(page, dice):
            cell.value = _grouped(cell.value, thousands, decimal)

    return mess


def _one_cell_as_text(page: Page, dice: random.Random) -> None:
    cells = _numbers_of_column(page, dice)
    if cells:
        _, _, cell = dice.choice(cells)
        cell.value = _grouped(cell.value, *dice.choice([(".", ","), (" ", ","), ("\u00a0", ",")]))


def _percent_cells(page: Page, dice: random.Random) -> None:
    for _, _, cell in page.marked():
        if page.column_of(cell.mark).type == "percent" and isinstance(cell.value, int | float):
            truth = page.truth[cell.mark]
            if truth is not None:
                cell.value, cell.percent = float(truth), True


def _percent_signs(page: Page, dice: random.Random) -> None:
    for _, _, cell in page.marked():
        if page.column_of(cell.mark).type == "percent" and isinstance(cell.value, int | float):
            cell.value = _grouped(cell.value, ".", ",") + dice.choice(["%", " %"])


def _junk(page: Page, dice: random.Random) -> None:
    cells = [
        cell
        for _, _, cell in page.marked()
        if page.column_of(cell.mark).type in ("integer", "money", "percent", "date", "mark")
    ]
    if not cells:
        return
    cell = dice.choice(cells)
    cell.value = dice.choice(
        ["12o", "khoảng 500", "1.2.3", "12,3,4", "#REF!", "xem phụ lục", "~500", "1/2/", Error()]
    )
    _now_means(page, cell, UNREADABLE)


def _now_means(page: Page, changed: Cell, truth: object) -> None:
    """A changed figure, in both lines where its line stands there twice."""
    page.truth[changed.mark] = truth
    for _, _, cell in page.marked():
        if cell.mark == changed.mark:
            cell.value = changed.value


def _blank(page: Page, dice: random.Random) -> None:
    _, _, cell = dice.choice([m for m in page.marked() if _is_figure(page, m[2])] or page.marked())
    if _is_figure(page, cell):
        cell.value = None
        _now_means(page, cell, None)


def _is_figure(page: Page, cell: Cell) -> bool:
    return page.column_of(cell.mark).type != "text"


def _other_number(page: Page, dice: random.Random) -> None:
    cells = [c for _, _, c in page.marked() if page.column_of(c.mark).type == "integer"]
    if cells:
        cell = dice.choice(cells)
        cell.value = dice.randrange(0, 100_000)
        _now_means(page, cell, Decimal(cell.value))


def _not_whole(page: Page, dice: random.Random) -> None:
    cells = [c for _, _, c in page.marked() if page.column_of(c.mark).type == "integer"]
    if cells:
        cell = dice.choice(cells)
        cell.value = dice.randrange(1, 5000) + 0.5
        _now_means(page, cell, UNREADABLE)


def _names(change: Callable[[str, random.Random], str]) -> Mess:
    def mess(page: Page, dice: random.Random) -> None:
        for _, _, cell in page.marked():
            field_name = page.column_of(cell.mark).field
            if field_name == "area_name" and isinstance(cell.value, str):
                cell.value = change(cell.value, dice)

    return mess


_SHORT = {
    "Huyện ": "H. ",
    "Thị trấn ": "TT. ",
    "Thành phố ": "TP. ",
    "Phường ": "P. ",
    "Thị xã ": "TX. ",
    "Xã ": "X. ",
}


def _abbreviated(name: str, dice: random.Random) -> str:
    for long, short in _SHORT.items():
        if name.startswith(long) and not name.removeprefix(long)[:1].isdigit():
            return short + name.removeprefix(long)
    return name


_TONE_PLACE = {
    "hòa": "hoà", "hóa": "hoá", "thủy": "thuỷ", "thúy": "thuý", "khỏe": "khoẻ", "tòa": "toà",
}  # fmt: skip


def _tone_moved(name: str, dice: random.Random) -> str:
    for one, other in _TONE_PLACE.items():
        for here, there in ((one, other), (other, one)):
            name = name.replace(here.capitalize(), there.capitalize()).replace(here, there)
    return name


def _all_texts(change: Callable[[str], str]) -> Mess:
    def mess(page: Page, dice: random.Random) -> None:
        for row in page.rows:
            for cell in row:
                if isinstance(cell.value, str):
                    cell.value = change(cell.value)

    return mess


def _blank_rows(page: Page, dice: random.Random) -> None:
    for _ in range(dice.randrange(1, 4)):
        _insert_row(page, dice.randrange(page.first, len(page.rows)), [])


def _insert_row(page: Page, at: int, row: list[Cell]) -> None:
    page.rows.insert(at, row)
    page.merges = [
        (r + (r >= at), c, last_r + (r >= at), last_c) for r, c, last_r, last_c in page.merges
    ]
    page.hidden_rows = {r + (r >= at) for r in page.hidden_rows}
    page.first += page.first >= at
    page.header += page.header >= at


def _further_down(page: Page, dice: random.Random) -> None:
    for _ in range(dice.randrange(1, 6)):
        _insert_row(page, 0, [])


def _blank_column(page: Page, dice: random.Random) -> None:
    _insert_column(page, dice.choice([0, page.width]), lambda row: None)


def _notes_column(page: Page, dice: random.Random) -> None:
    _insert_column(
        page,
        page.width,
        lambda row: "Ghi chú" if row == page.header else dice.choice([None, None, "đã rà soát"])
        if row >= page.first else None,
    )  # fmt: skip


def _insert_column(page: Page, at: int, value: Callable[[int], object]) -> None:
    for number, row in enumerate(page.rows):
        row += [Cell(None) for _ in range(page.width - len(row))] if at == page.width else []
        row.insert(at, Cell(value(number)))
    page.merges = [
        (r, c + (c >= at), last_r, last_c + (last_c >= at)) for r, c, last_r, last_c in page.merges
    ]


def _unmerged(page: Page, dice: random.Random) -> None:
    page.merges = []


def _repeated_header(page: Page, dice: random.Random) -> None:
    at = dice.randrange(page.first + 1, len(page.rows) - 3)
    for number, row in enumerate(copy.deepcopy(page.rows[page.header : page.first])):
        _insert_row(page, at + number, row)


def _note_between(page: Page, dice: random.Random) -> None:
    at = dice.randrange(page.first + 1, len(page.rows) - 3)
    text = dice.choice(["Ghi chú: số liệu đến cuối kỳ", "(tiếp theo trang sau)", "Trang 2"])
    _insert_row(page, at, [Cell(None), Cell(text)])


def _cut_header(page: Page, dice: random.Random) -> None:
    """One header text, long enough to be known, loses its end."""
    cells = [
        cell
        for row in page.rows[page.header : page.first - 1]
        for cell in row
        if isinstance(cell.value, str) and len(cell.value) > 24
    ]
    if cells:
        cell = dice.choice(cells)
        cell.value = cell.value[: dice.randrange(16, len(cell.value))].rstrip()


def _lost_header_cell(page: Page, dice: random.Random) -> None:
    cells = [c for row in page.rows[page.header : page.first - 1] for c in row if c.value]
    dice.choice(cells).value = None


def _lost_column(page: Page, dice: random.Random) -> None:
    at = dice.randrange(2, len(page.submission.columns))
    for row in page.rows:
        if at < len(row):
            del row[at]
    page.merges = [
        (r, c - (c > at), last_r, last_c - (last_c >= at))
        for r, c, last_r, last_c in page.merges
        if not c == last_c == at and (r, c - (c > at)) != (last_r, last_c - (last_c >= at))
    ]


def _shifted_row(page: Page, dice: random.Random) -> None:
    """A line's figures stand a column further: none may land elsewhere."""
    number = dice.randrange(page.first, page.first + len(page.submission.lines))
    row = page.rows[number] if number < len(page.rows) else []
    if len(row) > 4 and row[0].mark:
        row.insert(2, Cell(None))


def _duplicate_line(page: Page, dice: random.Random) -> None:
    lines = [r for r, row in enumerate(page.rows) if row and row[0].mark]
    if lines:  # a lost column may have been the one with the marks
        number = dice.choice(lines)
        _insert_row(page, number + 1, copy.deepcopy(page.rows[number]))


def _unknown_name(page: Page, dice: random.Random) -> None:
    cells = [cell for _, _, cell in page.marked() if page.column_of(cell.mark).field == "area_name"]
    if cells:
        cell = dice.choice(cells)
        cell.value, page.truth[cell.mark] = "Xã Không Có Thật", UNREADABLE


def _hidden_rows(page: Page, dice: random.Random) -> None:
    for _ in range(3):
        page.hidden_rows.add(dice.randrange(page.first, len(page.rows)))


def _old_sheet_beside(page: Page, dice: random.Random) -> None:
    old = copy.deepcopy(page)
    old.name, old.sheets_beside = "Năm trước", []
    for row in old.rows[: old.header]:
        for cell in row:
            if isinstance(cell.value, str):
                for year in range(2027, 2019, -1):
                    cell.value = cell.value.replace(str(year), str(year - 1))
    for row in old.rows:
        for cell in row:
            cell.mark = None
    page.sheets_beside.append(old)


def _text_dates(page: Page, dice: random.Random) -> None:
    shape = dice.choice(["%d/%m/%Y", "%-d/%-m/%Y", "%d-%m-%Y", "%d.%m.%Y"])
    for _, _, cell in page.marked():
        if isinstance(cell.value, datetime.date):
            cell.value = cell.value.strftime(shape)


def _totals_renamed(page: Page, dice: random.Random) -> None:
    for _, _, cell in page.marked():
        if cell.value in ("Tổng cộng", "TỔNG SỐ"):
            cell.value = dice.choice(["TỔNG SỐ", "Tổng cộng", "CỘNG", "Cộng:", "Toàn tỉnh"])


MESSES: dict[str, Mess] = {
    "a column as text, dots": _as_text(".", ","),
    "a column as text, spaces": _as_text(" ", ","),
    "a column as text, no-break spaces": _as_text("\u00a0", ","),
    "a column as text, English": _as_text(",", "."),
    "a column as text, plain": _as_text("", ","),
    "one cell as text": _one_cell_as_text,
    "percent cells": _percent_cells,
    "percent signs": _percent_signs,
    "junk in a cell": _junk,
    "a blank cell": _blank,
    "another number": _other_number,
    "not a whole number": _not_whole,
    "names abbreviated": _names(_abbreviated),
    "names in capitals": _names(lambda name, _: name.upper()),
    "names in small letters": _names(lambda name, _: name.lower()),
    "names with two spaces": _names(lambda name, _: name.replace(" ", "  ", 1)),
    "names with no-break spaces": _names(lambda name, _: name.replace(" ", "\u00a0")),
    "names with zero-width characters": _names(lambda name, _: name[:2] + "\u200b" + name[2:]),
    "names with tone marks moved": _names(_tone_moved),
    "names with Ð for Đ": _names(lambda name, _: name.replace("Đ", "Ð")),
    "decomposed text": _all_texts(lambda text: unicodedata.normalize("NFD", text)),
    "blank rows": _blank_rows,
    "further down": _further_down,
    "a blank column": _blank_column,
    "a column of notes": _notes_column,
    "nothing merged": _unmerged,
    "the header repeated": _repeated_header,
    "a note between": _note_between,
    "a header cut off": _cut_header,
    "a header cell lost": _lost_header_cell,
    "a column lost": _lost_column,
    "a row shifted": _shifted_row,
    "a line twice": _duplicate_line,
    "an unknown name": _unknown_name,
    "hidden rows": _hidden_rows,
    "last year's sheet": _old_sheet_beside,
    "dates as text": _text_dates,
    "totals renamed": _totals_renamed,
}


def spoil(page: Page, dice: random.Random, messes: int) -> Page:
    """A copy of the page with so many messes, drawn at random."""
    spoilt = copy.deepcopy(page)
    for name in dice.sample(sorted(MESSES), messes):
        MESSES[name](spoilt, dice)
        spoilt.done.append(name)
    return spoilt


def side_file(submission: Submission) -> str:
    """What a sender says beside the file."""
    said = f"received_at: {submission.received_at.isoformat()}\n"
    return said + (f"phase: {submission.phase}\n" if submission.says_phase_beside else "")


def send_spoilt(inbox: Path, seed: int) -> int:
    """Every form of two provinces and two years, three files in four spoilt; how many were sent.

    Columns, lines and whole reports are missing: no test of the marts may take that for an error
    of ours. Neither province is in the demo.
    """
    dice, contracts, world = random.Random(seed), load_contracts(), load_world(1719)
    orders = product(dice.sample(("01", "24", "27", "31", "91"), 2), (2024, 2025))
    sent = filter(None, (report() for order in orders for report in reports(world, *order)))
    number = 0
    for number, submission in enumerate(sent, start=1):
        page = page_of(submission, contracts[submission.form])
        if dice.random() < 0.75:
            page = spoil(page, dice, dice.choice([1, 2, 3, 5, 8]))
        path = inbox / submission.issuer / f"{number:03}.xlsx"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(as_xlsx(page))
        path.with_name(f"{path.name}.yml").write_text(side_file(submission), encoding="utf-8")
    return number
