"""How the cells of a sender's xlsx look: widths, heights, and of each style what shows a value.

Only what is named here is kept; no word of the sender's becomes part of a format. What it cannot
make out looks plain. For files that the reader has read, in a child process.
"""

import re
from dataclasses import dataclass, field
from xml.etree import ElementTree

from orchestration.ingest.package import Package
from orchestration.ingest.sheet_xml import sheet_parts

Style = dict[str, str | bool | int]
"""Properties of an xlsxwriter format."""

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_CELL = re.compile(
    rb'<c\b(?=[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})")(?=[^>]*?\bs="([0-9]{1,5})")[^>]*>'
)
_ROW = re.compile(rb'<row\b(?=[^>]*?\br="([0-9]{1,7})")(?=[^>]*?\bht="([0-9.]{1,8})")[^>]*>')
_COLUMN = re.compile(rb"<col\b[^>]*>")
_COLUMN_NUMBER = re.compile(rb'\b(min|max|width)="([0-9]{1,7}(?:\.[0-9]*)?)"')
# ECMA-376, 18.8.30: what the first numbers of formats mean in every file.
_BUILT_IN = {
    **dict.fromkeys((3, 37, 38, 41, 42), "#,##0"),
    **dict.fromkeys((4, 39, 40, 43, 44), "#,##0.00"),
    1: "0",
    2: "0.00",
    9: "0%",
    10: "0.00%",
}
_NO_DIGITS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_DIGITS = re.compile(r"([#0?,]+)(?:\.([#0?]*))?\s*(%?)")
_HORIZONTAL = {"left": "left", "center": "center", "right": "right", "justify": "justify"}
_VERTICAL = {"top": "top", "center": "vcenter"}
# Wider or higher than any column or row that people read; a width may hide a column behind it.
MAX_WIDTH = 80
MIN_WIDTH = 2
MAX_HEIGHT = 400
MIN_HEIGHT = 8


@dataclass
class SheetLook:
    """Columns, rows and cells count from 0; a cell names its style in `Appearance.styles`."""

    widths: dict[int, float] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)
    cells: dict[tuple[int, int], int] = field(default_factory=dict)


@dataclass
class Appearance:
    styles: list[Style] = field(default_factory=list)
    sheets: dict[str, SheetLook] = field(default_factory=dict)


def read_appearance(data: bytes) -> Appearance:
    """The looks of an xlsx; of anything else, none."""
    if not data.startswith(b"PK"):
        return Appearance()
    package = Package(data)
    try:
        styles = _styles(ElementTree.fromstring(package.read("xl/styles.xml")))
    except ElementTree.ParseError:
        return Appearance()
    parts = sheet_parts(package)
    return Appearance(
        styles, {name: _sheet_look(package.read(part)) for name, part in parts.items()}
    )


def _styles(root: ElementTree.Element) -> list[Style]:
    codes = {
        node.get("numFmtId"): node.get("formatCode", "") for node in root.iter(f"{_MAIN}numFmt")
    }
    fonts = root.findall(f"{_MAIN}fonts/{_MAIN}font")
    borders = root.findall(f"{_MAIN}borders/{_MAIN}border")
    styles = []
    for xf in root.findall(f"{_MAIN}cellXfs/{_MAIN}xf"):
        number = xf.get("numFmtId", "0")
        font, border = _at(fonts, xf.get("fontId")), _at(borders, xf.get("borderId"))
        alignment = xf.find(f"{_MAIN}alignment")
        style: Style = {"num_format": number_format(codes.get(number), number)}
        for property_name, tag in (("bold", "b"), ("italic", "i")):
            mark = font.find(_MAIN + tag) if font is not None else None
            if mark is not None and mark.get("val", "1") not in ("0", "false"):
                style[property_name] = True
        if border is not None and any(side.get("style") for side in border):
            style["border"] = 1
        if alignment is not None:
            if horizontal := _HORIZONTAL.get(alignment.get("horizontal", "")):
                style["align"] = horizontal
            if vertical := _VERTICAL.get(alignment.get("vertical", "")):
                style["valign"] = vertical
            if alignment.get("wrapText", "0") not in ("0", "false"):
                style["text_wrap"] = True
        styles.append(style)
    return styles


def _at(nodes: list[ElementTree.Element], place: str | None) -> ElementTree.Element | None:
    number = int(place) if place and place.isdecimal() else len(nodes)
    return nodes[number] if number < len(nodes) else None


def number_format(code: str | None, built_in: str = "0") -> str:
    """What a number format says of digits: grouping, leading zeros, decimals, percent."""
    if code is None:
        return _BUILT_IN.get(int(built_in) if built_in.isdecimal() else 0, "General")
    digits = _DIGITS.search(_NO_DIGITS.sub("", code.partition(";")[0]))
    if digits is None:
        return "General"
    whole, decimals, percent = digits.groups()
    shown = "#,##0" if "," in whole else "0" * max(1, min(whole.count("0"), 20))
    if decimals:
        shown += "." + decimals.replace("?", "#")[:15]
    return shown + percent


def _sheet_look(xml: bytes) -> SheetLook:
    look = SheetLook()
    for tag in _COLUMN.findall(xml[: xml.find(b"<sheetData")]):
        numbers = {name: float(number) for name, number in _COLUMN_NUMBER.findall(tag)}
        if len(numbers) == 3:
            width = min(max(numbers[b"width"], MIN_WIDTH), MAX_WIDTH)
            first, last = int(numbers[b"min"]), min(int(numbers[b"max"]), 16_384)
            look.widths |= dict.fromkeys(range(first - 1, last), width)
    for row, height in _ROW.findall(xml):
        if height.count(b".") <= 1 and height != b".":
            look.heights[int(row) - 1] = min(max(float(height), MIN_HEIGHT), MAX_HEIGHT)
    letters_known: dict[bytes, int] = {}
    for letters, row, style in _CELL.findall(xml):
        column = letters_known.get(letters)
        if column is None:
            column = 0
            for letter in letters:
                column = column * 26 + letter - 64
            letters_known[letters] = column
        look.cells[int(row) - 1, column - 1] = int(style)
    return look
