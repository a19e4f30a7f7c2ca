"""The XML of an xlsx workbook, streamed once before its values are read: limits, notes, links.

What a parser of values does not tell is noted here (errors, formulas without a result, hidden
rows, percent formats, legacy fonts). What it would get wrong in silence is refused.
"""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from xml.parsers import expat

from orchestration.ingest import limits
from orchestration.ingest.grid import Place, SheetNotes, cell_name
from orchestration.ingest.package import Package, damaged
from orchestration.ingest.refusals import FileRefusedError

NO_RESULT = "công thức không có kết quả"
_PERCENT_FORMATS = {9, 10}
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
# The fonts of the legacy Vietnamese encodings, TCVN3 and VNI.
_LEGACY_FONT = re.compile(r"\.vn|vni", re.IGNORECASE)
# `[1]Sheet!A1`, `'C:\Reports\[book.xlsx]My sheet'!A1`; `[0]` is the workbook itself, and
# `Table1[1]+Sheet2!A1` names a column.
_OTHER_BOOK = re.compile(
    r"\[(?!0\])(?:\d+|[^\[\]]+\.(?:xls|ods|csv)\w?)\](?:[\w.]*|[^'\[\]]*')!", re.IGNORECASE
)
# What may stand inside a cell beside its value; anything else comes after the data.
_INSIDE_CELL = {"t", "r", "rPr", "rPh", "phoneticPr", "rFont", "b", "i", "strike", "outline"}
_INSIDE_CELL |= {"shadow", "condense", "extend", "color", "sz", "u", "vertAlign", "family"}
_INSIDE_CELL |= {"charset", "scheme"}
# All the error values that the parser knows; it gives up on any other.
_ERRORS = {"", "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"}
_LINK_PARTS = ("/externalLink", "/connections")
_NUMBER_TYPES = {"n", "b", "d"}
_STYLE_SECTIONS = {"numFmts", "fonts", "fills", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"}
_REFERENCE = re.compile(r"([A-Za-z]{1,3})([1-9]\d{0,6})")

# A row of numbers, shared texts and blank cells, each with its place, has nothing to be noted. As
# this grammar is stricter than XML's, such rows need no parser, which makes five times the speed.
_PLAIN_CELL = (
    rb'<c r="[A-Z]{1,3}[1-9]\d{0,6}"(?: s="\d{1,5}")?'
    rb'(?:/>|(?: t="[ns]")?><v>-?\d[\d.]*(?:E[-+]?\d+)?</v></c>)'
)
_PLAIN_ROW = re.compile(
    rb'<row r="([1-9]\d{0,6})"((?: [A-Za-z0-9]+(?::[A-Za-z]+)?="[A-Za-z\d.:]*")*+)>'
    rb"((?:" + _PLAIN_CELL + rb")*+)</row>"
)
_PLAIN_ATTRIBUTES = {b"spans", b"s", b"ht", b"customHeight", b"customFormat", b"dyDescent"}
_PLAIN_ATTRIBUTES |= {b"hidden", b"outlineLevel", b"collapsed", b"thickTop", b"thickBot"}
_ATTRIBUTE = re.compile(rb' (?:[A-Za-z0-9]+:)?([A-Za-z]+)="([^"]*)"')
_ROW_OF_CELL = re.compile(rb' r="[A-Z]+(\d+)"')
_STYLE_OF_CELL = re.compile(rb'<c r="[A-Z]+\d+"(?: s="(\d+)")?')
_CELL_SHAPE = re.compile(rb'<c r="([A-Z]+)"(?: s="")?(/>| t="s">)?')
# A row that goes on for longer is left to the parser.
_LONGEST_PLAIN_ROW = 2**20
# Layouts of rows that are remembered: real sheets have a dozen.
_MOST_KNOWN = 5_000

Start = Callable[[str, dict[str, str]], None]


@dataclass(frozen=True)
class ScannedSheet:
    """A sheet as its file tells it, before its values are read."""

    name: str | None
    """None where the file's own encoding of names is not ours to know."""
    notes: SheetNotes
    numbers: int
    """How many cells are stored as a number, truth value or date: as many must be read."""


class _LocalNames(dict[str, str]):
    """`x:c` -> `c`: a prefix is the writer's choice."""

    def __missing__(self, name: str) -> str:
        local = self[name] = name.rpartition(":")[2]
        return local


def scan_workbook(package: Package) -> list[ScannedSheet]:
    """Every worksheet in the workbook's order; FileRefusedError for what must not be parsed."""
    for name in package.names:
        if name.endswith(".rels"):
            _refuse_external(package, name)
    book = _Workbook(package)
    scanned = []
    filled = written = 0
    for name, part in book.sheets.items():
        scan = _SheetScan(name, book)
        _feed(scan.parser, scan.without_plain_rows(package.pieces(part)), part)
        filled += scan.rows * scan.columns
        written += scan.written
        if filled > limits.MAX_CELLS or written > limits.MAX_WRITTEN_CELLS:
            raise too_large(name, scan.last_cell, "cùng các trang khác có quá nhiều ô")
        scanned.append(ScannedSheet(name, scan.notes(), scan.number_count))
    for name in package.names:
        if name not in book.seen:
            for _ in package.pieces(name):
                pass  # unpacked for its guards alone
    return scanned


def sheet_parts(package: Package) -> dict[str, str]:
    """Sheet name -> its part in the package."""
    return _Workbook(package).sheets


def stored_numbers(package: Package, sheet: str) -> dict[Place, str]:
    """The text of every cell of the sheet that is stored as a number."""
    book = _Workbook(package)
    scan = _SheetScan(sheet, book, keep_numbers=True)
    _feed(scan.parser, package.pieces(book.sheets[sheet]), sheet)
    return scan.numbers


def too_large(sheet: str, cell: str | None, what: str) -> FileRefusedError:
    """The refusal of a sheet beyond a limit."""
    at = f", ô {cell}" if cell else ""
    return FileRefusedError(
        "sheet_too_large",
        f"Trang tính “{sheet}”{at}: {what.replace(',', '.')}, quá lớn so với một báo cáo; hãy xóa "
        "các dòng, cột thừa ngoài bảng số liệu rồi gửi lại.",
        sheet=sheet,
        cell=cell,
    )


def _refuse_external(package: Package, rels: str) -> None:
    """Refuse what comes from outside the file.

    A value linked from another workbook is as old as the last visit there, so sender and reader
    see two figures; and a remote picture, template or query makes whoever opens the file call an
    address that the sender chose. A hyperlink does nothing until a person follows it.
    """

    def start(_: str, attributes: dict[str, str]) -> None:
        kind, target = attributes.get("Type", ""), attributes.get("Target", "")
        is_outside = attributes.get("TargetMode", "").lower() == "external"
        if (is_outside and not kind.endswith("/hyperlink")) or kind.endswith(_LINK_PARTS):
            raise _links_out(target)

    _parse(package.pieces(rels), rels, start)


def _links_out(target: str, **place: str | None) -> FileRefusedError:
    return FileRefusedError(
        "file_links_out",
        f"Tệp lấy dữ liệu từ tệp hoặc địa chỉ khác (“{target}”), hệ thống không kiểm chứng được; "
        "hãy vào Dữ liệu (Data) › Sửa nối kết (Edit Links) › Ngắt nối kết (Break Link), lưu rồi "
        "gửi lại.",
        **place,
    )


def _parse(pieces: Iterable[bytes], part: str, start: Start) -> None:
    """Call `start` with each element's local name and attributes."""
    parser = expat.ParserCreate()
    names = _LocalNames()
    parser.StartElementHandler = lambda name, attributes: start(names[name], attributes)
    _feed(parser, pieces, part)


def _feed(parser: expat.XMLParserType, pieces: Iterable[bytes], part: str) -> None:
    """Parse a part that the values' parser will read too: UTF-8 and well-formed, or refused."""

    def declared(version: str, encoding: str | None, standalone: int) -> None:
        if (encoding or "utf-8").lower() not in ("utf-8", "us-ascii", "ascii"):
            raise damaged(f"thành phần “{part}” không ghi bằng UTF-8")

    parser.XmlDeclHandler = declared
    is_first = True
    try:
        for piece in pieces:
            if is_first and b"\0" in piece[:4]:
                raise damaged(f"thành phần “{part}” không ghi bằng UTF-8")
            is_first = False
            parser.Parse(piece)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError) as error:
        raise damaged(f"thành phần “{part}” không phải XML đúng dạng ({error})") from error


class _Workbook:
    """What the sheets of a workbook share: where they are, styles, texts, calendar."""

    def __init__(self, package: Package) -> None:
        self.seen: set[str] = set()
        self._package = package
        self.counts_from_1904 = False
        self.results_are_stale = False
        """Whether the file asks to be calculated when opened: a writer's stored 0 is no result."""
        self.odd_styles: dict[str, tuple[str | None, bool]] = {}
        """Cell style -> its legacy font, and whether it prints percent; of no other styles."""
        self.legacy_texts: dict[str, str] = {}
        """Number of a shared text -> the legacy font of a run in it."""
        book = next(iter(self._targets("_rels/.rels", "", "/officeDocument").values()), "")
        rels = posixpath.join(posixpath.dirname(book), "_rels", posixpath.basename(book) + ".rels")
        folder = posixpath.dirname(book)
        self.sheets: dict[str, str] = {}
        self._read_book(book, self._targets(rels, folder, "/worksheet"))
        for part in self._targets(rels, folder, "/styles").values():
            self._read_styles(part)
        for part in self._targets(rels, folder, "/sharedStrings").values():
            self._read_texts(part)

    def _pieces(self, part: str) -> Iterable[bytes]:
        self.seen.add(part)
        return self._package.pieces(part)

    def _targets(self, rels: str, folder: str, kind: str) -> dict[str, str]:
        """Relation id -> part, for the relations of one kind that lead to a part."""
        found: dict[str, str] = {}

        def start(tag: str, attributes: dict[str, str]) -> None:
            if attributes.get("Type", "").endswith(kind):
                target = attributes.get("Target", "")
                part = target[1:] if target.startswith("/") else posixpath.join(folder, target)
                identity = attributes.get("Id", "")
                if identity in found:
                    raise damaged(f"quan hệ “{identity}” có hai lần trong tệp")
                if part.lower() in self._package.names:
                    found[identity] = part.lower()

        if rels in self._package.names:
            _parse(self._pieces(rels), rels, start)
        return found

    def _read_book(self, part: str, worksheets: dict[str, str]) -> None:
        def start(kind: str, attributes: dict[str, str]) -> None:
            if kind == "workbookPr":
                self.counts_from_1904 = _is_true(attributes.get("date1904"))
            elif kind == "calcPr":
                self.results_are_stale = _is_true(attributes.get("fullCalcOnLoad"))
            elif kind == "sheet":
                identity = next((v for k, v in attributes.items() if k.endswith(":id")), "")
                name = attributes.get("name", "")
                if identity in worksheets:
                    sheet = worksheets[identity]
                    if name in self.sheets or sheet in self.sheets.values():
                        raise damaged(f"trang tính “{name}” có hai lần")
                    self.sheets[name] = sheet
                    self.seen.add(sheet)

        if not part:
            raise damaged("không có sổ tính bên trong")
        _parse(self._pieces(part), part, start)
        if not self.sheets:
            raise damaged("không có trang tính nào bên trong")

    def _read_styles(self, part: str) -> None:
        formats: dict[int, str] = {}
        fonts: list[str | None] = []
        styles = 0
        section = ""

        def start(kind: str, attributes: dict[str, str]) -> None:
            nonlocal section, styles
            if kind in (
                "numFmts",
                "fonts",
                "fills",
                "cellStyleXfs",
                "cellXfs",
                "cellStyles",
                "dxfs",
            ):
                section = kind
            elif kind == "numFmt" and section == "numFmts":
                formats[int(attributes.get("numFmtId", -1))] = attributes.get("formatCode", "")
            elif kind == "font" and section == "fonts":
                fonts.append(None)
            elif kind == "name" and section == "fonts" and fonts:
                fonts[-1] = legacy_font(attributes.get("val", ""))
            elif kind == "xf" and section == "cellXfs":
                number_format = int(attributes.get("numFmtId", 0))
                font = int(attributes.get("fontId", 0))
                legacy = fonts[font] if 0 <= font < len(fonts) else None
                percent = prints_percent(number_format, formats.get(number_format))
                if legacy or percent:
                    self.odd_styles[str(styles)] = legacy, percent
                styles += 1

        _parse(self._pieces(part), part, start)

    def _read_texts(self, part: str) -> None:
        number = -1

        def start(kind: str, attributes: dict[str, str]) -> None:
            nonlocal number
            if kind == "si":
                number += 1
                if number > limits.MAX_STRINGS:
                    raise too_many_texts()
            elif kind == "rFont":
                if font := legacy_font(attributes.get("val", "")):
                    self.legacy_texts[str(number)] = font
            elif kind == "sst":
                # The parser allocates what is declared here before it reads one text.
                declared = max(
                    (attributes.get(key, "0") for key in ("count", "uniqueCount")), key=len
                )
                if len(declared) > len(str(limits.MAX_STRINGS)):
                    raise too_many_texts()

        _parse(self._pieces(part), part, start)


def too_many_texts() -> FileRefusedError:
    """The refusal of a workbook that says it holds more texts than any report."""
    return FileRefusedError(
        "sheet_too_large",
        f"Tệp khai hơn {limits.MAX_STRINGS:,} đoạn chữ, quá lớn so với một báo cáo; hãy chép "
        "riêng bảng số liệu sang một tệp mới rồi gửi.".replace(",", "."),
    )


def legacy_font(name: str) -> str | None:
    """The font's name where it is one of a legacy Vietnamese encoding."""
    return name if _LEGACY_FONT.match(name) else None


def prints_percent(number_format: int, code: str | None) -> bool:
    """Whether a number format prints a number times 100 (9, 10 or a bare % in its code)."""
    if code is None:
        return number_format in _PERCENT_FORMATS
    return "%" in _QUOTED.sub("", code)


def _is_true(value: str | None) -> bool:
    return value in ("1", "true", "on")


@dataclass(frozen=True)
class _Shape:
    """What rows of one layout have in common."""

    columns: list[tuple[int, bool]]
    """Column and whether it is filled, of each cell."""
    numbers: int
    width: int
    """Up to the last filled cell."""
    has_texts: bool


def _is_plain_head(head: bytes) -> bool:
    """Whether a row's attributes are well-formed and leave it visible."""
    attributes = _ATTRIBUTE.findall(head)
    names = {name for name, _ in attributes}
    values = dict(attributes)
    return (
        len(names) == len(attributes)
        and names <= _PLAIN_ATTRIBUTES
        and values.get(b"hidden", b"false") in (b"false", b"0")
        and not values.get(b"ht", b"1").startswith(b"0")
    )


class _SheetScan:
    """One pass over a worksheet's XML. Rows and columns count from 0; -1 = none yet."""

    def __init__(self, sheet: str, book: _Workbook, keep_numbers: bool = False) -> None:
        self.sheet, self.book, self._keep_numbers = sheet, book, keep_numbers
        self.numbers: dict[Place, str] = {}
        """The text of every number, if asked for: it doubles the work."""
        self.number_count = self.written = self._merges = 0
        self.rows = self.columns = 0
        """Up to the last filled cell: what the parser allocates."""
        self._names = _LocalNames()
        self._column_of: dict[str, int] = {}
        self._in_data = self._had_data = False
        self._element = ""
        self._row, self._row_text = -1, "0"
        self._column = -1
        self._style, self._type, self._is_filled = "0", "n", True
        self._texts: dict[str, str] = {}
        """What stands in the `f` and `v` of a cell that is watched."""
        self._unreadable: dict[Place, str] = {}
        self._hidden_rows: set[int] = set()
        self._hidden_columns: list[range] = []
        self._fonts: dict[Place, str] = {}
        self._percent_cells: set[Place] = set()
        self._heads: dict[bytes, bool] = {}
        self._shapes: dict[bytes, _Shape | None] = {}
        self._odd_columns: dict[tuple[bytes, ...], list[tuple[int, str | None, bool]]] = {}
        self._odd_styles = {style.encode(): odd for style, odd in book.odd_styles.items()}
        if "0" in book.odd_styles:
            self._odd_styles[b""] = book.odd_styles["0"]
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        # The values' parser reads on after these and loses what stood before or behind them.
        self.parser.StartCdataSectionHandler = self._refuse_break
        self.parser.CommentHandler = self._refuse_break
        self.parser.ProcessingInstructionHandler = self._refuse_break

    def notes(self) -> SheetNotes:
        columns = {column for some in self._hidden_columns for column in some}
        return SheetNotes(
            unreadable=self._unreadable,
            hidden_rows=frozenset(row for row in self._hidden_rows if row < self.rows),
            hidden_columns=frozenset(column for column in columns if column < self.columns),
            fonts=self._fonts,
            percent_cells=frozenset(self._percent_cells),
            counts_from_1904=self.book.counts_from_1904,
        )

    @property
    def last_cell(self) -> str:
        return cell_name(max(self.rows - 1, 0), max(self.columns - 1, 0))

    def _damaged(self, what: str) -> FileRefusedError:
        return damaged(f"trang tính “{self.sheet}”, {what}", sheet=self.sheet)

    def _too_large(self, what: str) -> FileRefusedError:
        return too_large(self.sheet, self.last_cell, what)

    def _refuse_break(self, *_: str) -> None:
        if self._in_data:
            raise self._damaged(
                f"gần ô {cell_name(self._row, self._column)} có đoạn XML lạ (chú thích, CDATA)"
            )

    # --- elements, the commonest first

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        element = self._element = self._names[name]
        if element == "c":
            self._start_cell(attributes)
        elif element == "v" or element == "is":
            if self._in_data:
                self._fill_cell()
        elif element == "row":
            if self._in_data:
                self._start_row(attributes)
        elif element == "f":
            if self._in_data:
                self._texts["f"] = ""
                self._watch()
        elif element not in _INSIDE_CELL:
            self._start_other(element, attributes)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        if not self._in_data:
            raise self._damaged("có ô nằm ngoài vùng dữ liệu")
        self.written += 1
        reference = attributes.get("r")
        if reference is None:
            column = self._column + 1
        else:
            letters = reference.rstrip("0123456789")
            column = self._column_of.get(letters, -1)
            if column < 0:
                column = self._learn_column(reference, letters)
            if reference[len(letters) :] != self._row_text:
                raise self._damaged(f"ô “{reference}” đứng ở dòng {self._row_text}")
            if column <= self._column:
                raise self._damaged(f"ô {reference} có hai lần hoặc sai thứ tự")
        self._column = column
        self._style = attributes.get("s", "0")
        self._type = attributes.get("t", "n")
        self._is_filled = False
        if self._type == "e" or self._keep_numbers:
            self._watch()

    def _learn_column(self, reference: str, letters: str) -> int:
        if not _REFERENCE.fullmatch(reference):
            raise self._damaged(f"địa chỉ ô “{reference}” không có thật")
        column = 0
        for letter in letters.upper():
            column = column * 26 + ord(letter) - 64
        self._column_of[letters] = column - 1
        return column - 1

    def _fill_cell(self) -> None:
        """The cell has a value: from here on it counts."""
        row, column = self._row, self._column
        if self._is_filled:
            raise self._damaged(f"ô {cell_name(row, column)} có hai giá trị")
        self._is_filled = True
        if row >= self.rows or column >= self.columns:
            self.rows, self.columns = max(self.rows, row + 1), max(self.columns, column + 1)
            refuse_beyond_limits(self.sheet, self.rows, self.columns)
        if self._type in _NUMBER_TYPES:
            self.number_count += 1
        elif self._type == "s" and self.book.legacy_texts:
            self._watch()
        if self._style in self.book.odd_styles:
            self._note_style((row, column), *self.book.odd_styles[self._style])

    def _note_style(self, place: Place, font: str | None, is_percent: bool) -> None:
        if font:
            self._fonts[place] = font
        if is_percent:
            self._percent_cells.add(place)

    def _start_row(self, attributes: dict[str, str]) -> None:
        row = int(attributes.get("r", self._row + 2)) - 1
        if row <= self._row:
            raise self._damaged(f"dòng {row + 1} có hai lần hoặc sai thứ tự")
        if self.written > limits.MAX_WRITTEN_CELLS:
            raise self._too_large(f"hơn {limits.MAX_WRITTEN_CELLS:,} ô có định dạng")
        self._row, self._row_text, self._column = row, str(row + 1), -1
        if _is_true(attributes.get("hidden")) or attributes.get("ht") == "0":
            self._hidden_rows.add(row)

    def _start_other(self, element: str, attributes: dict[str, str]) -> None:
        self._in_data = element == "sheetData"
        if element == "sheetData":
            if self._had_data:
                raise self._damaged("có hai vùng dữ liệu")
            self._had_data = True
        elif element == "dimension":
            _, _, corner = attributes.get("ref", "").rpartition(":")
            if match := _REFERENCE.fullmatch(corner):
                column = self._learn_column(corner, corner.rstrip("0123456789"))
                if int(match[2]) * (column + 1) > limits.MAX_DECLARED_CELLS:
                    raise too_large(self.sheet, None, f"khai vùng dữ liệu đến ô {corner}")
        elif element == "col":
            if _is_true(attributes.get("hidden")) or attributes.get("width") == "0":
                first, last = int(attributes.get("min", 1)), int(attributes.get("max", 1))
                self._hidden_columns.append(range(first - 1, min(last, limits.MAX_COLUMNS)))
        elif element == "mergeCell":
            self._merges += 1
            if self._merges > limits.MAX_MERGES:
                raise self._too_large(f"hơn {limits.MAX_MERGES:,} vùng ô trộn")

    # --- rows with nothing to be noted

    def without_plain_rows(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """What is left to parse; plain rows are counted in their turn."""
        held, before = b"", b""
        for piece in pieces:
            held += piece
            place = 0
            for match in _PLAIN_ROW.finditer(held):
                if match.start() > place:
                    before = held[place : match.start()]
                    yield before
                is_between_rows = before.rstrip().endswith((b"</row>", b"<sheetData>"))
                if not (self._in_data and is_between_rows and self._count_plain(*match.groups())):
                    before = match.group()
                    yield before
                place = match.end()
            # The last row may go on in the next piece.
            cut = held.rfind(b"<row ", place)
            if cut < 0 or len(held) - cut > _LONGEST_PLAIN_ROW:
                cut = len(held)
            if cut > place:
                before = held[place:cut]
                yield before
            held = held[cut:]
        yield held

    def _count_plain(self, number: bytes, head: bytes, cells: bytes) -> bool:
        """Note the row as the parser would; False where that takes the parser."""
        if len(self._heads) + len(self._shapes) + len(self._odd_columns) > _MOST_KNOWN:
            for known in (self._heads, self._shapes, self._odd_columns):
                known.clear()
        if head not in self._heads:
            self._heads[head] = _is_plain_head(head)
        layout = cells.translate(None, b"0123456789.+-")
        if layout not in self._shapes:
            self._shapes[layout] = self._learn_shape(layout)
        shape = self._shapes[layout]
        row = int(number) - 1
        if (
            not self._heads[head]
            or shape is None
            or row <= self._row
            or (shape.has_texts and self.book.legacy_texts)
            or not set(_ROW_OF_CELL.findall(cells)) <= {number}
        ):
            return False
        self._row, self._row_text = row, number.decode()
        self.written += len(shape.columns)
        self.number_count += shape.numbers
        width = shape.width
        if width and (row >= self.rows or width > self.columns):
            self.rows, self.columns = max(self.rows, row + 1), max(self.columns, width)
            refuse_beyond_limits(self.sheet, self.rows, self.columns)
        if self.written > limits.MAX_WRITTEN_CELLS:
            raise self._too_large(f"hơn {limits.MAX_WRITTEN_CELLS:,} ô có định dạng")
        if self._odd_styles:
            styles = (layout, *_STYLE_OF_CELL.findall(cells))
            if styles not in self._odd_columns:
                self._odd_columns[styles] = [
                    (column, *self._odd_styles[style])
                    for style, (column, is_filled) in zip(styles[1:], shape.columns, strict=True)
                    if is_filled and style in self._odd_styles
                ]
            for column, font, is_percent in self._odd_columns[styles]:
                self._note_style((row, column), font, is_percent)
        return True

    def _learn_shape(self, layout: bytes) -> "_Shape | None":
        """A row's columns from its cells without their digits; None where they are disordered."""
        columns: list[tuple[int, bool]] = []
        numbers = width = 0
        has_texts = False
        for letters, tail in _CELL_SHAPE.findall(layout):
            name = letters.decode()
            column = self._learn_column(f"{name}1", name)
            if columns and column <= columns[-1][0]:
                return None
            columns.append((column, tail != b"/>"))
            if tail != b"/>":
                width = column + 1
                numbers += tail == b""
                has_texts |= tail != b""
        return _Shape(columns, numbers, width, has_texts)

    # --- the few cells whose texts matter: errors, formulas, shared texts in legacy fonts

    def _watch(self) -> None:
        self.parser.CharacterDataHandler = self._hear
        self.parser.EndElementHandler = self._end

    def _hear(self, text: str) -> None:
        self._texts[self._element] = self._texts.get(self._element, "") + text

    def _end(self, name: str) -> None:
        if self._names[name] != "c":
            return
        self.parser.CharacterDataHandler = self.parser.EndElementHandler = None
        formula, stored = self._texts.get("f"), self._texts.get("v", "")
        self._texts = {}
        place = (self._row, self._column)
        if self._type == "e":
            if stored not in _ERRORS:
                raise FileRefusedError(
                    "file_unreadable",
                    f"Trang tính “{self.sheet}”, ô {cell_name(*place)} chứa lỗi “{stored}”, chương "
                    "trình không đọc được; hãy sửa ô này, lưu rồi gửi lại.",
                    sheet=self.sheet,
                    cell=cell_name(*place),
                )
            self._unreadable[place] = stored or "#ERROR"
        elif formula is not None:
            self._judge_formula(place, formula, stored)
        elif self._type == "s" and stored in self.book.legacy_texts:
            self._fonts.setdefault(place, self.book.legacy_texts[stored])
        if self._keep_numbers and self._type in _NUMBER_TYPES and stored.strip():
            self.numbers[place] = stored

    def _judge_formula(self, place: Place, formula: str, stored: str) -> None:
        if other := _OTHER_BOOK.search(formula):
            at = {"sheet": self.sheet, "cell": cell_name(*place)}
            raise _links_out(f"{at['cell']}: {other.group()}", **at)
        if self._type == "str" and self._is_filled:
            return  # a stored text, also where it is an empty one
        if not stored:
            self._unreadable[place] = NO_RESULT
            if self._is_filled and self._type in _NUMBER_TYPES:
                self.number_count -= 1
        elif self.book.results_are_stale and self._type == "n" and float(stored) == 0:
            self._unreadable[place] = NO_RESULT


def refuse_beyond_limits(sheet: str, rows: int, columns: int) -> None:
    """Refuse a sheet whose filled part, from A1 on, is larger than any report."""
    if rows > limits.MAX_ROWS:
        what = f"hơn {limits.MAX_ROWS:,} dòng"
    elif columns > limits.MAX_COLUMNS:
        what = f"hơn {limits.MAX_COLUMNS:,} cột"
    elif rows * columns > limits.MAX_CELLS:
        what = f"hơn {limits.MAX_CELLS:,} ô"
    else:
        return
    raise too_large(sheet, cell_name(rows - 1, columns - 1), what)
