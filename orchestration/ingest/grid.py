"""A sheet as values and places, whatever the file format. No reading, no meaning."""

import datetime
from dataclasses import dataclass, field

CellValue = str | int | float | bool | datetime.date | datetime.datetime | datetime.time | None


@dataclass(frozen=True)
class Grid:
    """One sheet. Rows and columns count from 0; a blank cell is None."""

    sheet: str
    rows: list[list[CellValue]]
    merged: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)
    """Ranges of merged cells, corners included."""
    unreadable: dict[tuple[int, int], str] = field(default_factory=dict)
    """Cells that hold an error or a formula without a stored result, with what stands there."""
    visible: bool = True
    delimiter: str | None = None
    """A csv's separator. There every record has the header's width, or it is a broken one."""

    @property
    def is_delimited(self) -> bool:
        return self.delimiter is not None

    def value(self, row: int, column: int) -> CellValue:
        if row >= len(self.rows) or column >= len(self.rows[row]):
            return None
        return self.rows[row][column]

    @property
    def width(self) -> int:
        return max((len(row) for row in self.rows), default=0)


def column_letters(column: int) -> str:
    """0 -> A, 26 -> AA: as a spreadsheet names it."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """A -> 0, AA -> 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def cell_name(row: int, column: int) -> str:
    """(0, 0) -> A1."""
    return f"{column_letters(column)}{row + 1}"
