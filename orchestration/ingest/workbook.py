"""A workbook's bytes as grids: xlsx, xlsm, xls by calamine.

Nothing is typed or interpreted here beyond what the file itself says.
"""

import io
import re
import zipfile
from xml.etree import ElementTree

import python_calamine

from orchestration.ingest.grid import Grid
from orchestration.ingest.refusals import FileRefusedError

_CELL = re.compile(rb"<c\b[^>]*?(?:/>|>.*?</c>)", re.DOTALL)
_REFERENCE = re.compile(rb'\br="([A-Z]+)(\d+)"')
_STORED_VALUE = re.compile(rb"<v>([^<]*)</v>")


def read_grids(data: bytes) -> list[Grid]:
    """Every sheet of the file, hidden ones too (marked as such)."""
    try:
        workbook = python_calamine.load_workbook(io.BytesIO(data))
        sheets = [
            (meta, workbook.get_sheet_by_name(meta.name))
            for meta in workbook.sheets_metadata
            if meta.typ == python_calamine.SheetTypeEnum.WorkSheet
        ]
    except Exception as error:  # calamine raises several kinds without a common base
        raise FileRefusedError(
            "file_unreadable",
            "Không mở được bảng tính (tệp hỏng); hãy mở bằng phần mềm bảng tính, lưu lại rồi gửi.",
        ) from error
    unreadable = _unreadable_cells(data) if data.startswith(b"PK") else {}
    return [
        Grid(
            sheet=meta.name,
            rows=[
                [None if value == "" else value for value in row]
                for row in sheet.to_python(skip_empty_area=False)
            ],
            merged=sheet.merged_cell_ranges or [],
            unreadable=unreadable.get(meta.name, {}),
            visible=meta.visible == python_calamine.SheetVisibleEnum.Visible,
        )
        for meta, sheet in sheets
    ]


def _unreadable_cells(data: bytes) -> dict[str, dict[tuple[int, int], str]]:
    """Error cells and formulas without a stored result, by sheet.

    calamine shows both as blank, and a blank is a statement ("not reported") that they are not.
    """
    found: dict[str, dict[tuple[int, int], str]] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for sheet, part in sheet_parts(package).items():
            xml = package.read(part)
            if b't="e"' not in xml and b"<f" not in xml:
                continue
            cells = {}
            for cell in _CELL.findall(xml):
                head = cell[: cell.index(b">")]
                stored = _STORED_VALUE.search(cell)
                if b't="e"' in head:
                    text = stored.group(1).decode("ascii", "replace") if stored else "#ERROR"
                elif b"<f" in cell and not (stored and stored.group(1)):
                    text = "công thức không có kết quả"
                else:
                    continue
                if reference := _REFERENCE.search(head):
                    letters, row = reference.groups()
                    column = 0
                    for letter in letters:
                        column = column * 26 + letter - 64
                    cells[int(row) - 1, column - 1] = text
            found[sheet] = cells
    return found


def sheet_parts(package: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name -> its part in the package."""
    relations = {
        node.get("Id"): node.get("Target", "")
        for node in ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
    }
    parts = {}
    for node in ElementTree.fromstring(package.read("xl/workbook.xml")).iter():
        if node.tag.endswith("}sheet"):
            relation = next((v for k, v in node.attrib.items() if k.endswith("}id")), None)
            target = relations.get(relation, "").lstrip("/")
            part = target if target.startswith("xl/") else f"xl/{target}"
            if part in package.namelist():
                parts[node.get("name")] = part
    return parts
