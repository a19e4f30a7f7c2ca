"""A screened workbook's bytes as grids: xlsx, xlsm, xls by calamine.

Nothing is typed or interpreted here beyond what the file itself says.
"""

import io
from collections import Counter
from dataclasses import replace
from types import NoneType

import python_calamine

from orchestration.ingest.grid import CellValue, Grid, Place
from orchestration.ingest.package import Package, damaged
from orchestration.ingest.screening import ZIP_MAGIC
from orchestration.ingest.sheet_xml import ScannedSheet, stored_numbers


def read_grids(data: bytes, scanned: list[ScannedSheet]) -> list[Grid]:
    """Every sheet of a screened file, hidden ones too (marked as such)."""
    try:
        workbook = python_calamine.load_workbook(io.BytesIO(data))
        sheets = [
            (meta, workbook.get_sheet_by_name(meta.name))
            for meta in workbook.sheets_metadata
            if meta.typ == python_calamine.SheetTypeEnum.WorkSheet
        ]
    except Exception as error:  # calamine raises several kinds without a common base
        raise damaged(f"bảng tính không đọc được ({error})") from error
    if len(sheets) != len(scanned) or any(
        sheet.name not in (None, meta.name)
        for (meta, _), sheet in zip(sheets, scanned, strict=True)
    ):
        raise damaged("các trang tính được ghi khác nhau ở hai nơi trong tệp")
    return [
        _grid(meta, values, sheet, data)
        for (meta, values), sheet in zip(sheets, scanned, strict=True)
    ]


def _grid(
    meta: python_calamine.SheetMetadata,
    sheet: python_calamine.CalamineSheet,
    scanned: ScannedSheet,
    data: bytes,
) -> Grid:
    rows: list[list[CellValue]] = [
        [None if value == "" else value for value in row]
        for row in sheet.to_python(skip_empty_area=False)
    ]
    notes = scanned.notes
    # Each number of the file must have been read as one. calamine takes some spellings (`&#49;2`)
    # for a blank, and a blank is a statement ("not reported") that they are not.
    if sum(_numbers(row) for row in rows) != scanned.numbers:
        lost = _lost_numbers(meta.name, rows, data)
        notes = replace(notes, unreadable=notes.unreadable | lost)
    for row, column in notes.unreadable:
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = None
    return Grid(
        meta.name,
        rows,
        merged=sheet.merged_cell_ranges or [],
        visible=meta.visible == python_calamine.SheetVisibleEnum.Visible,
        **vars(notes),
    )


def _numbers(row: list[CellValue]) -> int:
    kinds = Counter(map(type, row))
    return len(row) - kinds[str] - kinds[NoneType]


def _lost_numbers(sheet: str, rows: list[list[CellValue]], data: bytes) -> dict[Place, str]:
    """The cells stored as numbers that were read as something else, with what stands there."""
    if not data.startswith(ZIP_MAGIC):
        raise damaged(f"trang tính “{sheet}” có số không đọc được", sheet=sheet)
    return {
        (row, column): text
        for (row, column), text in stored_numbers(Package(data), sheet).items()
        if row >= len(rows)
        or column >= len(rows[row])
        or isinstance(rows[row][column], str | NoneType)
    }
