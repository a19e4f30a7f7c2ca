"""Writes a submission as an .xlsx file with its side file, byte for byte the same each time.

What stands in the cells is decided elsewhere.
"""

from datetime import date, datetime
from itertools import groupby
from pathlib import Path

import xlsxwriter
import yaml
from xlsxwriter.worksheet import Worksheet

from orchestration.cell_writing import Look, Looks, merge_cells, write_cell
from orchestration.simulation.shares import dice
from orchestration.simulation.sheet import Column, Letterhead, Line, Submission

SAMPLE_MARK = "DỮ LIỆU MẪU – KHÔNG PHẢI SỐ LIỆU THẬT"
FONT = {"font_name": "Times New Roman", "font_size": 11}
BORDER = {"border": 1, "valign": "vcenter"}
NUMBER_FORMATS = {
    "integer": "#,##0",
    "money": "#,##0.######",
    "percent": "0.00",
    "date": "dd/mm/yyyy",
}
WIDTHS = {"tt": 6, "area_name": 26, "line_name": 60, "steering_decision_no": 14}
DEFAULT_WIDTH = 11
LINE_HEIGHT = 15
"""Points. Spreadsheets do not grow a row for the merged or wrapped text that we put into it."""
HEADER_ROW_HEIGHT = 3 * LINE_HEIGHT


def write_submission(submission: Submission, folder: Path) -> list[Path]:
    """Write `<folder>/<issuer>/<file name>` and its side file."""
    target = folder / submission.issuer / submission.file_name
    target.parent.mkdir(parents=True, exist_ok=True)
    _write_workbook(submission, target)
    side = target.with_name(f"{target.name}.yml")
    side.write_text(_side_file(submission), encoding="utf-8")
    return [target, side]


def _side_file(submission: Submission) -> str:
    """Only what the workbook cannot say."""
    facts = {
        "sender": submission.sender,
        "received_at": submission.received_at.isoformat(),
        "origin": "sample",
    }
    if submission.says_phase_beside:
        facts["phase"] = submission.phase
    if submission.poverty_standard:
        facts["poverty_standard"] = submission.poverty_standard
    return yaml.safe_dump(facts, allow_unicode=True, sort_keys=False)


def _write_workbook(submission: Submission, target: Path) -> None:
    workbook = xlsxwriter.Workbook(str(target), {"in_memory": True})
    signed_on = submission.letterhead.signed_on
    workbook.set_properties(
        {
            "title": submission.letterhead.title,
            "author": submission.sender,
            "comments": SAMPLE_MARK,
            "created": datetime(signed_on.year, signed_on.month, signed_on.day),
        }
    )
    sheet = workbook.add_worksheet(submission.sheet_name)
    sheet.set_landscape()
    sheet.set_paper(8 if len(submission.columns) > 18 else 9)
    sheet.fit_to_pages(1, 0)
    for place, column in enumerate(submission.columns):
        sheet.set_column(place, place, WIDTHS.get(column.field, DEFAULT_WIDTH))
    pages = Looks(workbook, **FONT)
    look = dice(submission.look)
    place_above = look.random() < 0.6
    top = _write_letterhead(sheet, pages, submission, look, place_above)
    first = _write_header(sheet, pages, submission.columns, top)
    numbers = pages.get(bold=False, italic=True, align="center", **BORDER)
    for place, number in enumerate(submission.column_numbers):
        write_cell(sheet, first, place, number, numbers)
    below = _write_lines(sheet, pages, submission, first + 1)
    sheet.freeze_panes(first + 1, 2)
    _write_signatures(sheet, pages, submission, below + 1, place_above)
    workbook.close()


def _vietnamese_date(day: date) -> str:
    return f"ngày {day:%d} tháng {day:%m} năm {day.year}"


def _write_letterhead(
    sheet: Worksheet, pages: Looks, submission: Submission, look, place_above: bool
) -> int:
    """Rows above the table; returns the header's first row, 5 to 10 counted from 0."""
    head: Letterhead = submission.letterhead
    last = len(submission.columns) - 1
    middle = max(1, last // 3)
    bold, plain = pages.get(bold=True, align="center"), pages.get(align="center")
    right = pages.get(italic=True, align="center")
    mottos = ("CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
    for row in range(2):
        merge_cells(sheet, row, 0, row, middle, head.authority[row], bold if row else plain)
        merge_cells(sheet, row, middle + 1, row, last, mottos[row], bold)
    row = 2
    if place_above:
        text = f"{head.place}, {_vietnamese_date(head.signed_on)}"
        merge_cells(sheet, row, middle + 1, row, last, text, right)
        row += 1
        row += look.random() < 0.5
    title = pages.get(bold=True, align="center", valign="vcenter", font_size=13)
    sheet.set_row(row, 2 * LINE_HEIGHT)
    merge_cells(sheet, row, 0, row, last, head.title, title)
    row += 1
    for line in head.period_lines:
        merge_cells(sheet, row, 0, row, last, line, right)
        row += 1
    mark = pages.get(bold=True, align="center", font_color="#C00000")
    merge_cells(sheet, row, 0, row, middle, SAMPLE_MARK, mark)
    if head.unit_line:
        # On the mark's row or on its own below it.
        row += look.random() < 0.5
        merge_cells(sheet, row, last - 2, row, last, head.unit_line, pages.get(italic=True))
    row += 1
    return min(row + (look.random() < 0.4), 10)


def _write_header(sheet: Worksheet, pages: Looks, columns: tuple[Column, ...], top: int) -> int:
    """The merged header; returns the row below it."""
    look = pages.get(bold=True, align="center", text_wrap=True, **BORDER)
    depth = max(len(column.path) for column in columns)
    for row in range(top, top + depth):
        sheet.set_row(row, HEADER_ROW_HEIGHT)
    _write_level(sheet, list(enumerate(columns)), 0, depth, top, look)
    return top + depth


def _write_level(
    sheet: Worksheet,
    columns: list[tuple[int, Column]],
    level: int,
    depth: int,
    top: int,
    look: Look,
) -> None:
    for label, group in groupby(columns, key=lambda item: item[1].path[level]):
        members = list(group)
        is_leaf = len(members[0][1].path) == level + 1
        bottom = top + (depth - 1 if is_leaf else level)
        merge_cells(sheet, top + level, members[0][0], bottom, members[-1][0], label, look)
        if not is_leaf:
            _write_level(sheet, members, level + 1, depth, top, look)


def _write_lines(sheet: Worksheet, pages: Looks, submission: Submission, row: int) -> int:
    def looks(bold: bool) -> list[Look]:
        return [
            pages.get(
                bold=bold,
                text_wrap=column.type == "text",
                num_format=NUMBER_FORMATS.get(column.type, "General"),
                align="left"
                if column.field in ("area_name", "line_name")
                else "center"
                if column.type in ("text", "mark", "code", "date")
                else "right",
                **BORDER,
            )
            for column in submission.columns
        ]

    by_kind = {"detail": looks(False)}
    by_kind["group"] = by_kind["total"] = looks(True)
    words = sum(column.type == "text" for column in submission.columns[:2])
    for number, line in enumerate(submission.lines):
        letters = max(len(value) for value in line.values[:3] if isinstance(value, str))
        if letters > WIDTHS["line_name"]:
            sheet.set_row(row, LINE_HEIGHT * -(-letters // WIDTHS["line_name"]))
        _write_line(sheet, row, line, by_kind[line.kind])
        if submission.lines_per_unit > 1 and number % submission.lines_per_unit == 0:
            last = row + submission.lines_per_unit - 1
            for place in range(words):
                look = by_kind[line.kind][place]
                merge_cells(sheet, row, place, last, place, line.values[place], look)
        row += 1
    return row


def _write_line(sheet: Worksheet, row: int, line: Line, looks: list[Look]) -> None:
    for place, value in enumerate(line.values):
        write_cell(sheet, row, place, value, looks[place])


def _write_signatures(
    sheet: Worksheet, pages: Looks, submission: Submission, row: int, place_above: bool
) -> None:
    head = submission.letterhead
    last = len(submission.columns) - 1
    middle = max(1, last // 3)
    bold, italic = pages.get(bold=True, align="center"), pages.get(italic=True, align="center")
    if not place_above:
        text = f"{head.place}, {_vietnamese_date(head.signed_on)}"
        merge_cells(sheet, row, last - 4, row, last, text, italic)
        row += 1
    merge_cells(sheet, row, 0, row, middle, "Người lập biểu", bold)
    merge_cells(sheet, row, last - 4, row, last, head.signer, bold)
    merge_cells(sheet, row + 1, 0, row + 1, middle, "(Ký, ghi rõ họ tên)", italic)
    merge_cells(sheet, row + 1, last - 4, row + 1, last, "(Ký tên, đóng dấu)", italic)
