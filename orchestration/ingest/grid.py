"""A sheet as values and places, whatever the file format. No reading, no meaning."""

import datetime
import functools
from dataclasses import dataclass, field

CellValue = str | int | float | bool | datetime.date | datetime.datetime | datetime.time | None
Place = tuple[int, int]
"""Row and column, both from 0."""


@dataclass(frozen=True, kw_only=True)
class SheetNotes:
    """What a sheet says beside its values, which a parser of values leaves out."""

    unreadable: dict[Place, str] = field(default_factory=dict)
    """Cells that hold an error or a formula without a stored result, with what stands there."""
    hidden_rows: frozenset[int] = frozenset()
    """Rows not shown, by hand or by a filter."""
    hidden_columns: frozenset[int] = frozenset()
    fonts: dict[Place, str] = field(default_factory=dict)
    """Cells in a font of a legacy encoding (`.VnTime`, `VNI-Times`), with its name."""
    percent_cells: frozenset[Place] = frozenset()
    """Cells whose number is printed times 100, with a %."""
    counts_from_1904: bool = False
    """Whether day 0 is 1904-01-01 (workbooks of old Macs) and not 1899-12-30."""


@dataclass(frozen=True)
class Grid(SheetNotes):
    """One sheet. Rows and columns count from 0; a blank cell is None."""

    sheet: str
    rows: list[list[CellValue]]
    merged: list[tuple[Place, Place]] = field(default_factory=list)
    """Ranges of merged cells, corners included."""
    visible: bool = True
    undecided: frozenset[Place] = frozenset()
    """Cells whose text may be two texts, or none: see legacy_fonts."""
    legacy_encoding: str | None = None
    """The encoding that texts of the sheet were sent in, before they were turned into Unicode."""
    delimiter: str | None = None
    """A csv's separator. There every record has the header's width, or it is a broken one."""

    @property
    def is_delimited(self) -> bool:
        return self.delimiter is not None

    def value(self, row: int, column: int) -> CellValue:
        if row >= len(self.rows) or column >= len(self.rows[row]):
            return None
        return self.rows[row][column]

    @functools.cached_property
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
