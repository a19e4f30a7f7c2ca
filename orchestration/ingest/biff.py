"""The records of an .xls workbook, walked once before its values are read: limits and notes.

Sees BIFF5 and BIFF8 (Excel 5 to 2003). Does not see: fonts of single runs inside a text, and
whether a formula whose stored result is an empty text was ever calculated (it is refused).
"""

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

import olefile

from orchestration.ingest import limits
from orchestration.ingest.grid import Place, SheetNotes
from orchestration.ingest.package import damaged, password_protected
from orchestration.ingest.sheet_xml import (
    NO_RESULT,
    ScannedSheet,
    legacy_font,
    prints_percent,
    refuse_beyond_limits,
    too_large,
    too_many_texts,
)

BOF, EOF, BOUNDSHEET, FILEPASS, DATEMODE = 0x809, 0x0A, 0x85, 0x2F, 0x22
DIMENSIONS, ROW, COLINFO, SST = 0x200, 0x208, 0x7D, 0xFC
FONT, FORMAT, XF = 0x31, 0x41E, 0xE0
NUMBER, RK, MULRK, FORMULA, BOOLERR = 0x203, 0x27E, 0xBD, 0x06, 0x205
TEXTS = (0xFD, 0x204, 0xD6)  # LABELSST, LABEL, RSTRING
CELLS = {NUMBER, RK, MULRK, FORMULA, BOOLERR, *TEXTS}
TEXT_RESULT, ERROR_RESULT, NO_RESULT_YET = 0, 2, 3
_BIFF8 = 0x600
_WORKSHEET = 0
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!"}
_ERRORS |= {42: "#N/A"}


def open_container(data: bytes) -> tuple[set[str], bytes]:
    """The names of an OLE file's streams, in lower case, and what its workbook's stream holds."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            names = {path[0].lower() for path in container.listdir()}
            book = next((name for name in ("workbook", "book") if name in names), None)
            return names, container.openstream(book).read() if book else b""
    except Exception as error:  # the library raises many kinds on damaged containers
        raise damaged("vỏ tệp .xls không còn nguyên") from error


def scan_workbook(stream: bytes) -> list[ScannedSheet]:
    """Every worksheet in the workbook's order; FileRefusedError for what must not be parsed."""
    try:
        return _scan(stream)
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise damaged("nội dung tệp .xls không còn nguyên") from error


def _records(stream: bytes, start: int = 0) -> Iterator[tuple[int, bytes]]:
    """The records of one substream, from its BOF to its EOF."""
    place = start
    while True:
        kind, length = struct.unpack_from("<HH", stream, place)
        place += 4
        yield kind, stream[place : place + length]
        if kind == EOF:
            return
        place += length


@dataclass
class _Book:
    is_biff8: bool = True
    counts_from_1904: bool = False
    sheets: list[tuple[str, int]] = field(default_factory=list)
    fonts: list[str | None] = field(default_factory=list)
    formats: dict[int, str] = field(default_factory=dict)
    styles: list[tuple[str | None, bool]] = field(default_factory=list)


def _scan(stream: bytes) -> list[ScannedSheet]:
    book = _Book()
    for kind, body in _records(stream):
        if kind == BOF:
            book.is_biff8 = struct.unpack_from("<H", body)[0] >= _BIFF8
        elif kind == FILEPASS:
            raise password_protected()
        elif kind == DATEMODE:
            book.counts_from_1904 = body[0] == 1
        elif kind == SST:
            # The parser allocates what is declared here before it reads one text.
            if max(struct.unpack_from("<LL", body)) > limits.MAX_STRINGS:
                raise too_many_texts()
        elif kind == BOUNDSHEET:
            offset, _, sort = struct.unpack_from("<LBB", body)
            if sort == _WORKSHEET:
                book.sheets.append((_text(body, 6, book.is_biff8), offset))
        elif kind == FONT:
            book.fonts.append(legacy_font(_text(body, 14, book.is_biff8)))
            if len(book.fonts) == 4:
                book.fonts.append(None)  # the format has no font 4
        elif kind == FORMAT:
            (number,) = struct.unpack_from("<H", body)
            book.formats[number] = _text(body, 2, book.is_biff8, wide_length=book.is_biff8)
        elif kind == XF:
            font, number = struct.unpack_from("<HH", body)
            legacy = book.fonts[font] if font < len(book.fonts) else None
            book.styles.append((legacy, prints_percent(number, book.formats.get(number))))
    if not book.sheets:
        raise damaged("không có trang tính nào bên trong")
    scanned = []
    filled = 0
    for name, offset in book.sheets:
        sheet, area = _scan_sheet(name, _records(stream, offset), book)
        scanned.append(sheet)
        filled += area
        if filled > limits.MAX_CELLS:
            raise too_large(name, None, "cùng các trang khác có quá nhiều ô")
    return scanned


def _text(body: bytes, at: int, is_biff8: bool, wide_length: bool = False) -> str:
    """A counted text; of the byte texts of BIFF5 (in some code page) only the ASCII is right."""
    length = struct.unpack_from("<H", body, at)[0] if wide_length else body[at]
    at += 2 if wide_length else 1
    if is_biff8:
        is_wide, at = body[at] & 1, at + 1
        if is_wide:
            return body[at : at + 2 * length].decode("utf-16-le")
    return body[at : at + length].decode("latin-1")


def _scan_sheet(
    name: str, records: Iterator[tuple[int, bytes]], book: _Book
) -> tuple[ScannedSheet, int]:
    """The sheet, and how many cells the parser allocates for it."""
    rows = columns = numbers = 0
    unreadable: dict[Place, str] = {}
    fonts: dict[Place, str] = {}
    percent_cells: set[Place] = set()
    hidden_rows: set[int] = set()
    hidden_columns: set[int] = set()
    for kind, body in records:
        if kind in CELLS:
            row, column, style = struct.unpack_from("<HHH", body)
            styles = [style]
            if kind == MULRK:  # first column, then a style and a number each, then the last column
                styles = [style for style, _ in struct.iter_unpack("<HL", body[4:-2])]
            if row >= rows or column + len(styles) > columns:
                rows, columns = max(rows, row + 1), max(columns, column + len(styles))
                refuse_beyond_limits(name, rows, columns)
            for at, style in enumerate(styles, start=column):
                font, is_percent = book.styles[style]
                if font:
                    fonts[row, at] = font
                if is_percent:
                    percent_cells.add((row, at))
            if shown := _unreadable(kind, body):
                unreadable[row, column] = shown
            elif kind not in TEXTS and not (kind == FORMULA and _result(body) == TEXT_RESULT):
                numbers += len(styles)
        elif kind == ROW:
            row, height, options = struct.unpack_from("<HxxxxHxxxxH", body)
            if options & 0x20 or height == 0:
                hidden_rows.add(row)
        elif kind == COLINFO:
            first, last, width, _, options = struct.unpack_from("<HHHHH", body)
            if options & 1 or width == 0:
                hidden_columns.update(range(first, min(last, 255) + 1))
        elif kind == DIMENSIONS:
            # The parser allocates what is declared here before it reads one cell.
            top, bottom, left, right = struct.unpack_from("<LLHH" if book.is_biff8 else "<4H", body)
            if (bottom - top) * (right - left) > limits.MAX_DECLARED_CELLS:
                raise too_large(name, None, f"khai vùng dữ liệu đến dòng {bottom:,}")
    notes = SheetNotes(
        unreadable=unreadable,
        hidden_rows=frozenset(row for row in hidden_rows if row < rows),
        hidden_columns=frozenset(column for column in hidden_columns if column < columns),
        fonts=fonts,
        percent_cells=frozenset(percent_cells),
        counts_from_1904=book.counts_from_1904,
    )
    return ScannedSheet(name if book.is_biff8 else None, notes, numbers), rows * columns


def _result(formula: bytes) -> int | None:
    """The sort of a formula's stored result, None for a number."""
    return formula[6] if formula[12:14] == b"\xff\xff" else None


def _unreadable(kind: int, body: bytes) -> str | None:
    """What stands in a cell that holds an error or a formula without a result."""
    if kind == BOOLERR and body[7] == 1:
        return _ERRORS.get(body[6], "#ERROR")
    if kind == FORMULA and _result(body) == ERROR_RESULT:
        return _ERRORS.get(body[8], "#ERROR")
    if kind == FORMULA and _result(body) == NO_RESULT_YET:
        return NO_RESULT
    return None
