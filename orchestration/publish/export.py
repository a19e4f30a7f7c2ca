"""A mart as a file for a desk: a workbook with its labels and units, or a csv.

Reads one release. Who wants all of it opens the release itself.
"""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import xlsxwriter

from orchestration.cell_writing import Looks, csv_bytes, write_cell
from orchestration.durable import write_durably
from orchestration.publish.contents import SCHEMA, opened, quoted

FORMATS = (".xlsx", ".csv")
# A worksheet has so many rows, two of them are the header's.
MAX_ROWS = 2**20 - 2
# A spreadsheet's number keeps fifteen digits.
EXACT = 10**15
COUNTED = ("hộ", "hộ hoặc người", "người", "xã", "thôn", "đồng")
NUMBER_FORMATS = {
    "tỷ lệ (0-1)": "0.0000",
    "ngày": "dd/mm/yyyy",
    "thời điểm (UTC)": "dd/mm/yyyy hh:mm",
}
WIDTH, HEAD_HEIGHT = 18, 48
SAMPLE_MARK = "Bản phát hành này có DỮ LIỆU MẪU, không phải số liệu thật."


class ExportError(ValueError):
    """What cannot be exported as it was asked; the message (Vietnamese) says why."""


def export(database: Path, mart: str, keys: Mapping[str, str], target: Path) -> int:
    """Write the rows of a mart with these values (an empty one is null); how many there are.

    ExportError for an unknown mart or column, a kind of file that is not written, or more rows than
    a worksheet has.
    """
    if target.suffix.lower() not in FORMATS:
        raise ExportError(f"Chỉ xuất được tệp {' hoặc '.join(FORMATS)}.")
    with opened(database, "warehouse") as connection:
        connection.execute(f"use warehouse.{SCHEMA}")
        columns = _columns(connection, mart)
        if unknown := sorted(set(keys) - columns.keys()):
            raise ExportError(
                f"Bảng {mart} không có cột {', '.join(unknown)}. Các cột: {', '.join(columns)}."
            )
        conditions = [f"coalesce(cast({quoted(name)} as varchar), '') = ?" for name in keys]
        rows = connection.execute(
            f"select {', '.join(map(quoted, columns))} from {quoted(mart)}"
            f" where {' and '.join(conditions) or 'true'} order by rowid",
            list(keys.values()),
        ).fetchall()
        about = _about(connection, mart, keys)
    if target.suffix.lower() == ".csv":
        write_durably(target, csv_bytes([list(columns), *(map(_text, row) for row in rows)]))
    elif len(rows) > MAX_ROWS:
        raise ExportError(
            f"Có {len(rows):,} dòng, trang tính chỉ chứa {MAX_ROWS:,}; hãy lọc bớt hoặc xuất .csv."
        )
    else:
        _write_workbook(target, columns, rows, about)
    return len(rows)


def _columns(connection: duckdb.DuckDBPyConnection, mart: str) -> dict[str, tuple[str, str, str]]:
    """Column -> label, unit, description, in their order."""
    found = connection.execute(
        "select column_name, label_vi, unit, description from meta_columns where table_name = ?"
        " order by column_order",
        [mart],
    ).fetchall()
    if not found:
        known = connection.execute("select distinct table_name from meta_columns order by 1")
        names = ", ".join(name for (name,) in known.fetchall())
        raise ExportError(f"Không có bảng {mart}. Các bảng: {names}.")
    return {name: tuple(about) for name, *about in found}


def _about(
    connection: duckdb.DuckDBPyConnection, mart: str, keys: Mapping[str, str]
) -> list[tuple[str, str]]:
    release_id, as_of = connection.execute(
        "select release_id, as_of_date from meta_build"
    ).fetchone()
    (samples,) = connection.execute(
        "select count(*) from fct_submissions where origin = 'sample'"
    ).fetchone()
    lines = [
        ("Bảng", mart),
        ("Bản phát hành", release_id),
        ("Tính đến ngày", f"{as_of:%d/%m/%Y}"),
        *((f"Lọc: {name}", value) for name, value in keys.items()),
    ]
    return [*lines, ("Lưu ý", SAMPLE_MARK)] if samples else lines


def _text(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _cell(value: Any) -> Any:
    """A number as a spreadsheet keeps it, or as text where it would lose digits."""
    if isinstance(value, Decimal):
        whole = value == value.to_integral_value()
        value = int(value) if whole else float(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= EXACT:
        return str(value)
    if getattr(value, "tzinfo", None):
        return value.replace(tzinfo=None)
    return value


def _write_workbook(
    target: Path,
    columns: Mapping[str, tuple[str, str, str]],
    rows: list[tuple[Any, ...]],
    about: list[tuple[str, str]],
) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(str(target), {"constant_memory": True}) as workbook:
        looks = Looks(workbook, font_name="Times New Roman", font_size=11)
        head = looks.get(bold=True, text_wrap=True, valign="vcenter", bg_color="#DDEBF7", border=1)
        names = looks.get(italic=True, font_color="#7F7F7F")
        plain = looks.get()
        formats = {
            name: looks.get(num_format=_format(unit)) for name, (_, unit, _) in columns.items()
        }
        sheet = workbook.add_worksheet("Số liệu")
        sheet.set_row(0, HEAD_HEIGHT)
        for place, (label, unit, _) in enumerate(columns.values()):
            sheet.set_column(place, place, WIDTH)
            write_cell(sheet, 0, place, f"{label} ({unit})", head)
        for place, name in enumerate(columns):
            write_cell(sheet, 1, place, name, names)
        for number, row in enumerate(rows, start=2):
            for place, (name, value) in enumerate(zip(columns, row, strict=True)):
                write_cell(sheet, number, place, _cell(value), formats[name])
        sheet.freeze_panes(2, 0)
        notes = workbook.add_worksheet("Chú giải")
        notes.set_column(0, 2, 26)
        notes.set_column(3, 3, 100)
        for number, line in enumerate(about):
            for place, text in enumerate(line):
                write_cell(notes, number, place, text, plain)
        top = len(about) + 1
        for place, text in enumerate(("Cột", "Tên", "Đơn vị", "Nghĩa (tiếng Anh)")):
            write_cell(notes, top, place, text, head)
        for number, (name, texts) in enumerate(columns.items(), start=top + 1):
            for place, text in enumerate((name, *texts)):
                write_cell(notes, number, place, text, plain)


def _format(unit: str) -> str:
    return NUMBER_FORMATS.get(unit, "#,##0" if unit in COUNTED else "General")
