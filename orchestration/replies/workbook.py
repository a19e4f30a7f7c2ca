"""The reply as a workbook: first a list of the remarks, then the sender's sheets, cells marked.

Made of values alone: no formula, macro, link or picture of the original comes along. The same reply
and the same sheets give the same bytes.
"""

import datetime
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from orchestration.cell_writing import (
    Look,
    Looks,
    merge_cells,
    write_cell,
    write_comment,
    write_link,
)
from orchestration.ingest.grid import CellValue, Grid, cell_name
from orchestration.replies.appearance import Appearance, SheetLook
from orchestration.replies.remarks import Remark, Reply

LIST_SHEET = "Ý kiến"
AUTHOR = "Văn phòng Điều phối"
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
FONT = {"font_name": "Times New Roman", "font_size": 11, "valign": "vcenter"}
SEVERITIES = {"error": "Lỗi", "warning": "Cần giải trình"}
STATUSES = {
    "accepted": "đã nhận toàn bộ",
    "partial": "đã nhận một phần, các ô hoặc dòng có lỗi bị từ chối",
    "refused": "bị từ chối toàn bộ",
    "voided": "không được tính (đã rút lại, hoặc Văn phòng loại ra)",
}
FILLS = {"error": "#FFC7CE", "warning": "#FFEB9C"}
# A spreadsheet draws each comment as a shape: with thousands on one sheet it opens in minutes.
# The list and the fill have no such limit.
MOST_COMMENTS = 1_000
# A spreadsheet follows no more links on one sheet.
MOST_LINKS = 65_000
ROWS_OF_A_SPREADSHEET = 1_048_576
TYPICAL_WIDTH, WIDEST = 9, 45
LINE_HEIGHT = 15
MOST_LINES = 25
DATE_FORMATS: dict[type, str] = {
    datetime.datetime: "dd/mm/yyyy hh:mm",
    datetime.date: "dd/mm/yyyy",
    datetime.time: "hh:mm:ss",
    datetime.timedelta: "[h]:mm:ss",
}
COLUMNS = (
    ("STT", 5),
    ("Mức độ", 11),
    ("Trang tính", 12),
    ("Ô", 9),
    ("Cột", 18),
    ("Giá trị đã ghi", 14),
    ("Giá trị đúng ra", 14),
    ("Quy tắc", 18),
    ("Nội dung", 44),
    ("Việc cần làm", 32),
    ("Mã quy tắc", 20),
)


def reply_workbook(
    reply: Reply, grids: Sequence[Grid] = (), appearance: Appearance | None = None
) -> bytes:
    """The workbook; without grids (a file that could not be opened) the list alone."""
    content = io.BytesIO()
    workbook = xlsxwriter.Workbook(content, {"in_memory": True})
    workbook.set_properties(
        {
            "title": "Ý kiến về báo cáo đã gửi",
            "author": AUTHOR,
            # A fixed time: the same reply is the same file.
            "created": reply.received_at.replace(tzinfo=None, microsecond=0),
        }
    )
    looks = Looks(workbook, **FONT)
    names = _sheet_names([grid.sheet for grid in grids])
    known = {grid.sheet: name for grid, name in zip(reversed(grids), reversed(names), strict=True)}
    remarks = _in_reading_order(reply, grids)
    list_sheet = workbook.add_worksheet(_unused(LIST_SHEET, names))
    _write_list(list_sheet, looks, reply, remarks, known)
    by_sheet = defaultdict(list)
    for remark in remarks:
        by_sheet[remark.sheet].append(remark)
    appearance = appearance or Appearance()
    for grid, name in zip(grids, names, strict=True):
        # Of two sheets of one name the first is meant.
        marked = by_sheet.pop(grid.sheet, [])
        sheet = workbook.add_worksheet(name)
        if not grid.visible and not marked:
            sheet.hide()
        _SheetCopy(sheet, looks, grid, appearance).write(marked)
    workbook.close()
    return content.getvalue()


def _in_reading_order(reply: Reply, grids: Sequence[Grid]) -> list[Remark]:
    """What is about the whole file first, then sheet by sheet, row by row."""
    order = {grid.sheet: place for place, grid in reversed(list(enumerate(grids)))}
    only = grids[0].sheet if len(grids) == 1 else None
    remarks = [
        # A finding about a row of a file that has but one sheet need not name it.
        replace(remark, sheet=only) if remark.sheet is None and remark.row is not None else remark
        for remark in reply.remarks
    ]
    return sorted(
        remarks,
        key=lambda remark: (
            -1 if remark.sheet is None else order.get(remark.sheet, len(order)),
            remark.sheet or "",
            -1 if remark.row is None else remark.row,
            -1 if remark.column is None else remark.column,
        ),
    )


# --- names of sheets


def _sheet_names(names: Iterable[str]) -> list[str]:
    """The sender's names, as far as a spreadsheet allows them; each but once."""
    given: list[str] = []
    for name in names:
        allowed = re.sub(r"[\[\]:*?/\\\x00-\x1f\ufffe\uffff]", "_", name).strip("'")
        given.append(_unused(allowed or "Trang", given))
    return given


def _unused(name: str, taken: Iterable[str]) -> str:
    lowered = {other.lower() for other in taken}
    candidate, number = _clipped(name, 31), 1
    while candidate.lower() in lowered:
        number += 1
        ending = f" ({number})"
        candidate = _clipped(name, 31 - len(ending)) + ending
    return candidate


def _clipped(text: str, units: int) -> str:
    """The text in so many UTF-16 units, by which a spreadsheet counts, at most."""
    while len(text.encode("utf-16-le")) > 2 * units:
        text = text[:-1]
    return text.strip("'")


# --- the list of remarks


def _write_list(
    sheet: Worksheet,
    looks: Looks,
    reply: Reply,
    remarks: Sequence[Remark],
    names: dict[str, str],
) -> None:
    row = _write_head(sheet, looks, reply, remarks, bool(names))
    head = looks.get(bold=True, border=1, align="center", text_wrap=True, bg_color="#D9E2EC")
    for column, (title, width) in enumerate(COLUMNS):
        sheet.set_column(column, column, width)
        write_cell(sheet, row, column, title, head)
    first = row
    for number, remark in enumerate(remarks, start=1):
        row += 1
        if row >= ROWS_OF_A_SPREADSHEET - 1:
            write_cell(sheet, row, 0, "…", looks.get())
            break
        _write_remark(sheet, looks, row, number, remark, names)
    sheet.autofilter(first, 0, row, len(COLUMNS) - 1)
    sheet.freeze_panes(first + 1, 0)
    sheet.repeat_rows(first)
    _print_setup(sheet)
    sheet.activate()
    sheet.set_first_sheet()


def _write_head(
    sheet: Worksheet, looks: Looks, reply: Reply, remarks: Sequence[Remark], has_cells: bool
) -> int:
    """What the file is and what the colours say; returns the row of the list's header."""
    errors = sum(remark.severity == "error" for remark in remarks)
    counts = [(errors, "lỗi"), (len(remarks) - errors, "điểm cần giải trình")]
    lines = [
        ("Tệp", reply.file_name),
        ("Nhận lúc", f"{reply.received_at.astimezone(VIETNAM):%d/%m/%Y %H:%M} (giờ Việt Nam)"),
        ("Tình trạng", _status(reply)),
        ("Ý kiến", ", ".join(f"{count} {what}" for count, what in counts if count)),
    ]
    if reply.form_vi:
        lines.insert(1, ("Biểu", ", ".join(filter(None, (reply.form_vi, _period(reply.period))))))
    write_cell(sheet, 0, 0, "Ý KIẾN VỀ TỆP BÁO CÁO ĐÃ GỬI", looks.get(bold=True, font_size=14))
    row = 1
    if reply.is_sample:
        mark = looks.get(bold=True, font_color="#C00000")
        write_cell(sheet, row, 0, "DỮ LIỆU MẪU - KHÔNG PHẢI SỐ LIỆU THẬT", mark)
        row += 1
    for label, text in lines:
        write_cell(sheet, row, 0, label, looks.get(bold=True))
        write_cell(sheet, row, 2, text, looks.get())
        row += 1
    legend = (
        ("error", "Ô màu này có lỗi và không được nhận: sửa tại tệp gốc rồi gửi lại cả tệp."),
        ("warning", "Ô màu này đã nhận, cần kiểm tra: gửi lại bản đúng hoặc giải trình."),
    )
    for severity, text in legend if has_cells else ():
        write_cell(sheet, row, 0, None, looks.get(bg_color=FILLS[severity], border=1))
        write_cell(sheet, row, 2, text, looks.get(italic=True))
        row += 1
    return row + 1


def _status(reply: Reply) -> str:
    status = STATUSES[reply.status]
    if reply.status in ("refused", "voided"):
        return status
    refused = f", từ chối {reply.rows_refused} dòng" if reply.rows_refused else ""
    return f"{status} (nhận {reply.rows_accepted} dòng{refused})"


def _period(period: str) -> str:
    year, _, month = period.partition("-")
    return f"tháng {month}/{year}" if month else f"kỳ {period}" if period else ""


def _write_remark(
    sheet: Worksheet,
    looks: Looks,
    row: int,
    number: int,
    remark: Remark,
    names: dict[str, str],
) -> None:
    middle = looks.get(border=1, align="center")
    text = looks.get(border=1, text_wrap=True)
    target = names.get(remark.sheet or "")
    cell = "" if remark.row is None else cell_name(remark.row, remark.column or 0)
    write_cell(sheet, row, 0, number, middle)
    severity = looks.get(border=1, align="center", text_wrap=True, bg_color=FILLS[remark.severity])
    write_cell(sheet, row, 1, SEVERITIES[remark.severity], severity)
    write_cell(sheet, row, 2, remark.sheet or "", text)
    if cell and target and number <= MOST_LINKS:
        link = looks.get(border=1, align="center", font_color="#0563C1", underline=1)
        write_link(sheet, row, 3, target, cell, link)
    else:
        write_cell(sheet, row, 3, cell, middle)
    texts = (
        remark.field_vi,
        remark.value_given,
        remark.value_expected,
        remark.rule_vi,
        remark.message_vi,
        remark.next_steps_vi,
        remark.rule_code,
    )
    lines = 1
    for column, value in enumerate(texts, start=4):
        write_cell(sheet, row, column, value, text)
        lines = max(lines, -(-len(value) // COLUMNS[column][1]))
    # Not every program grows a row for its wrapped text by itself.
    sheet.set_row(row, LINE_HEIGHT * min(lines, MOST_LINES))


# --- the sender's sheets


class _SheetCopy:
    """One sheet of the sender's, written anew."""

    def __init__(
        self,
        sheet: Worksheet,
        looks: Looks,
        grid: Grid,
        appearance: Appearance,
    ) -> None:
        self.sheet, self.looks, self.grid = sheet, looks, grid
        self.styles = appearance.styles
        self.look = appearance.sheets.get(grid.sheet, SheetLook())
        # Cells of one style and kind of value share a look: found once.
        self.known: dict[tuple, Look] = {}

    def write(self, remarks: Iterable[Remark]) -> None:
        marks = self._marks(remarks)
        self._set_sizes()
        covered = self._write_merged(marks)
        for row, values in enumerate(self.grid.rows):
            for column, value in enumerate(values):
                place = (row, column)
                if place in covered:
                    continue
                fill = self._fill(marks.pop(place, None))
                if value is not None or fill or place in self.grid.unreadable:
                    self._write(row, column, fill)
                elif place in self.look.cells:
                    write_cell(self.sheet, row, column, None, self._look(place, None, fill))
        for place, found in marks.items():
            self._write(*place, self._fill(found))
        _print_setup(self.sheet)

    def _marks(self, remarks: Iterable[Remark]) -> dict[tuple[int, int], list[Remark]]:
        """Cell -> what is said about it, with its comment written. A merged cell shows its own."""
        anchors = {}
        for top, left, bottom, right in self._merged_ranges():
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    anchors.setdefault((row, column), (top, left))
        marks: dict[tuple[int, int], list[Remark]] = {}
        for remark in remarks:
            if remark.row is None or remark.row >= ROWS_OF_A_SPREADSHEET:
                continue
            cell = (remark.row, remark.column or 0)
            place = anchors.get(cell, cell)
            marks.setdefault(place, []).append(remark)
        for (row, column), found in list(marks.items())[:MOST_COMMENTS]:
            text = "\n\n".join(map(_comment, found))
            lines = sum(-(-len(line) // 48) for line in text.splitlines()) + 1
            write_comment(
                self.sheet,
                row,
                column,
                text,
                author=AUTHOR,
                width=340,
                height=min(17 * lines, 420),
                font_size=10,
            )
        return marks

    def _merged_ranges(self) -> Iterable[tuple[int, int, int, int]]:
        """The merged ranges, as far as the sheet has values: a merged column ends with them."""
        for (top, left), (bottom, right) in self.grid.merged:
            bottom = min(bottom, len(self.grid.rows) - 1)
            right = min(right, self.grid.width - 1)
            if top <= bottom and left <= right and (top, left) != (bottom, right):
                yield top, left, bottom, right

    def _write_merged(self, marks: dict[tuple[int, int], list[Remark]]) -> set[tuple[int, int]]:
        """Write the merged cells; returns all the places that they cover."""
        covered: set[tuple[int, int]] = set()
        for top, left, bottom, right in self._merged_ranges():
            places = {
                (row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)
            }
            if covered & places:
                continue  # no spreadsheet writes overlapping ranges; a damaged file may hold them
            fill = self._fill(marks.pop((top, left), None))
            value = self._value(top, left)
            look = self._look((top, left), value, fill)
            merge_cells(self.sheet, top, left, bottom, right, value, look)
            covered |= places
        return covered

    def _write(self, row: int, column: int, fill: str) -> None:
        value = self._value(row, column)
        write_cell(self.sheet, row, column, value, self._look((row, column), value, fill))

    def _value(self, row: int, column: int) -> CellValue:
        """The value as the reader saw it; of an error cell its name, `#REF!`."""
        shown = self.grid.unreadable.get((row, column), "")
        return shown if shown.startswith("#") else self.grid.value(row, column)

    def _look(self, place: tuple[int, int], value: CellValue, fill: str) -> Look:
        style = self.look.cells.get(place, -1)
        is_percent = style < 0 and place in self.grid.percent_cells
        key = (style, is_percent, type(value), fill)
        if key not in self.known:
            properties = dict(self.styles[style]) if 0 <= style < len(self.styles) else {}
            if is_percent:
                properties["num_format"] = "0.00%"
            if date_format := DATE_FORMATS.get(type(value)):
                properties["num_format"] = date_format
            if fill:
                properties["bg_color"] = fill
            self.known[key] = self.looks.get(**properties)
        return self.known[key]

    def _fill(self, remarks: list[Remark] | None) -> str:
        if not remarks:
            return ""
        is_error = any(remark.severity == "error" for remark in remarks)
        return FILLS["error" if is_error else "warning"]

    def _set_sizes(self) -> None:
        widths = self.look.widths or self._widths_of_values()
        for column in range(self.grid.width):
            self.sheet.set_column(column, column, widths.get(column, TYPICAL_WIDTH))
        for row, height in self.look.heights.items():
            if row < len(self.grid.rows):
                self.sheet.set_row(row, height)

    def _widths_of_values(self) -> dict[int, float]:
        """For files that tell no widths: as wide as what stands in the first rows."""
        merged = {
            (row, column)
            for top, left, bottom, right in self._merged_ranges()
            if right > left
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        }
        widths: dict[int, float] = {}
        for row, values in enumerate(self.grid.rows[:500]):
            for column, value in enumerate(values):
                if value is not None and (row, column) not in merged:
                    letters = min(len(str(value)) + 2, WIDEST)
                    widths[column] = max(widths.get(column, TYPICAL_WIDTH), letters)
        return widths


def _comment(remark: Remark) -> str:
    parts = [f"{SEVERITIES[remark.severity].upper()}: {remark.rule_vi} ({remark.rule_code})"]
    parts.append(remark.message_vi)
    if remark.value_expected:
        parts.append(f"Giá trị đúng ra: {remark.value_expected}")
    if remark.next_steps_vi:
        parts.append(f"Việc cần làm: {remark.next_steps_vi}")
    return "\n".join(parts)


def _print_setup(sheet: Worksheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    sheet.fit_to_pages(1, 0)
