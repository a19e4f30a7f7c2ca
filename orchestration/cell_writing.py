"""Values into the spreadsheets and csv files that we write: text never becomes a formula.

The one place for that rule. Which values, and how they look, is the caller's business.
"""

import csv
import datetime
import io
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

Value = str | int | float | bool | datetime.date | datetime.time | datetime.timedelta | None

# Looked for behind spaces and characters that are not seen, too: programs differ in skipping them.
_FORMULA_START = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠]|[\t\r\n]")
# In a csv `-5` is a number and `-` says "nothing": neither is a formula.
_NEGATIVE_NUMBER = re.compile(r"[ \xa0]*-[ \xa0]*(\d[\d., \xa0\u202f]*%?[ \xa0]*)?")
# A csv read with another separator than its own begins a cell here.
_INNER_START = re.compile(r"(?<=[,;|\t\r\n])(?=[=+\-@])")
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# The first day that a spreadsheet's calendar knows.
_FIRST_DAY = datetime.date(1900, 3, 1)


def may_start_formula(text: str) -> bool:
    """Whether a spreadsheet may take the text for a formula when it is typed or read from a csv."""
    return _FORMULA_START.match(text) is not None


# --- workbooks


@dataclass(frozen=True)
class Look:
    """How cells look; `quoted` says besides that their content is text also when it is edited."""

    plain: Format
    quoted: Format


class Looks:
    """One format per look: making one per cell would be slow."""

    def __init__(self, workbook: Workbook, **common: object) -> None:
        self._workbook, self._common = workbook, common
        self._known: dict[tuple, Look] = {}

    def get(self, **properties: object) -> Look:
        key = tuple(sorted(properties.items()))
        if key not in self._known:
            merged = self._common | properties
            self._known[key] = Look(
                self._workbook.add_format(merged),
                self._workbook.add_format(merged | {"quote_prefix": True}),
            )
        return self._known[key]


def write_cell(sheet: Worksheet, row: int, column: int, value: Value, look: Look) -> None:
    """Write a value as what it is: never a formula, never a link."""
    if value is None or value == "":
        sheet.write_blank(row, column, None, look.plain)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, look.plain)
    elif isinstance(value, int | float) and math.isfinite(value):
        sheet.write_number(row, column, value, look.plain)
    elif isinstance(value, datetime.time | datetime.timedelta) or _has_serial(value):
        sheet.write_datetime(row, column, value, look.plain)
    else:
        text = str(value)
        sheet.write_string(
            row, column, text, look.quoted if may_start_formula(text) else look.plain
        )


def _has_serial(value: object) -> bool:
    if isinstance(value, datetime.datetime):
        value = value.date()
    return isinstance(value, datetime.date) and value >= _FIRST_DAY


def merge_cells(
    sheet: Worksheet, top: int, left: int, bottom: int, right: int, value: Value, look: Look
) -> None:
    """Merge a range and write its value. A range of one cell is that cell."""
    if (top, left) != (bottom, right):
        sheet.merge_range(top, left, bottom, right, None, look.plain)
    write_cell(sheet, top, left, value, look)


def write_link(
    sheet: Worksheet, row: int, column: int, to_sheet: str, to_cell: str, look: Look
) -> None:
    """A link to a cell of the same workbook, shown as the cell's name."""
    place = "'" + to_sheet.replace("'", "''") + "'"
    sheet.write_url(row, column, f"internal:{place}!{to_cell}", look.plain, string=to_cell)


def write_comment(sheet: Worksheet, row: int, column: int, text: str, **options: object) -> None:
    """A comment on a cell. It may hold what a sender wrote, so also what XML cannot."""
    sheet.write_comment(row, column, _NOT_IN_XML.sub("", text)[:MAX_COMMENT], options)


# A spreadsheet takes 32,767 characters; nobody reads the half of it.
MAX_COMMENT = 8_000


# --- csv


def csv_text(value: str) -> str:
    """A csv field that no spreadsheet takes for a formula: an apostrophe says that it is text."""
    if _NEGATIVE_NUMBER.fullmatch(value):
        return value
    value = _INNER_START.sub("'", value)
    return f"'{value}" if may_start_formula(value) else value


def csv_bytes(rows: Iterable[Iterable[str]], delimiter: str = ",") -> bytes:
    """A csv file that a spreadsheet opens in Vietnamese: UTF-8 with the mark that says so."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(map(csv_text, row) for row in rows)
    return text.getvalue().encode("utf-8-sig")
