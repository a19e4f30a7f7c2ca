"""A written workbook as a person sees it, read with openpyxl: not with our own reader."""

import re
from dataclasses import dataclass
from pathlib import Path

import openpyxl


@dataclass(frozen=True)
class Printed:
    """One sheet as a person sees it."""

    heading: list[str]
    header_row: int
    paths: list[str]
    numbers: list[object]
    rows: list[list[object]]
    bold: list[bool]

    def column(self, path: str) -> int:
        return self.paths.index(path)


def read_printed(path: Path) -> Printed:
    sheet = openpyxl.load_workbook(path).active
    filled: dict[tuple[int, int], object] = {}
    for cells in sheet.merged_cells.ranges:
        value = sheet.cell(cells.min_row, cells.min_col).value
        for row in range(cells.min_row, cells.max_row + 1):
            for column in range(cells.min_col, cells.max_col + 1):
                filled[row, column] = value

    def shown(row: int, column: int) -> object:
        value = sheet.cell(row, column).value
        return filled.get((row, column)) if value is None else value

    number_row = next(
        row
        for row in range(1, 20)
        if (sheet.cell(row, 1).value, sheet.cell(row, 2).value) == ("A", "B")
    )
    header_row = next(row for row in range(1, number_row) if sheet.cell(row, 1).value == "TT")
    paths = []
    for column in range(1, sheet.max_column + 1):
        levels: list[str] = []
        for row in range(header_row, number_row):
            label = str(shown(row, column))
            if label not in levels[-1:]:
                levels.append(label)
        paths.append(" › ".join(levels))
    rows, bold = [], []
    for row in range(number_row + 1, sheet.max_row + 1):
        values = [sheet.cell(row, column).value for column in range(1, len(paths) + 1)]
        if all(value is None for value in values):
            break
        rows.append(values)
        bold.append(bool(sheet.cell(row, 2).font.b))
    heading = [
        str(sheet.cell(row, column).value)
        for row in range(1, header_row)
        for column in range(1, sheet.max_column + 1)
        if sheet.cell(row, column).value is not None
    ]
    numbers = [sheet.cell(number_row, column).value for column in range(1, len(paths) + 1)]
    return Printed(heading, header_row, paths, numbers, rows, bold)


def detail_rows(printed: Printed, name_column: int) -> list[list[object]]:
    """Without the total, and without the subtotals (an outline with other lines below it)."""
    outlines = [str(row[0]) for row in printed.rows if row[0] is not None]
    return [
        row
        for row in printed.rows
        if row[0] is not None
        and not any(other.startswith(f"{row[0]}.") for other in outlines)
        and not re.match(r"(?i)tổng", str(row[name_column]))
    ]
