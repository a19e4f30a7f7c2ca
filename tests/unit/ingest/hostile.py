"""Files that must be refused, each a sound workbook or csv with one thing wrong. Built, not kept.

`HOSTILE` maps what is wrong to the file's name, its bytes (made when asked for), the rule that
refuses it and words of the refusal.
"""

import io
import os
import struct
import warnings
import zipfile
from collections.abc import Callable

import xlsxwriter
import xlwt
from msoffcrypto.format.ooxml import OOXMLFile
from xlwt.CompoundDoc import XlsDoc

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"


def workbook(fill: Callable | None = None, **options: object) -> bytes:
    """An .xlsx of one sheet `S`; `fill(workbook, sheet)` writes into it."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True} | options) as book:
        sheet = book.add_worksheet("S")
        sheet.write("A1", "Xã")
        sheet.write("B1", 12)
        if fill:
            fill(book, sheet)
    return file.getvalue()


def packed(
    data: bytes,
    change: dict[str, Callable[[bytes], bytes]] | None = None,
    add: dict[str, bytes] | None = None,
    method: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """The package with parts changed and added (these by the given method)."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            content = (change or {}).get(name, bytes)(old.read(name))
            new.writestr(name, content, zipfile.ZIP_DEFLATED)
        for name, content in (add or {}).items():
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # a name twice
                new.writestr(name, content, method)
    return file.getvalue()


def sheet(body: str, before: str = "", after: str = "") -> bytes:
    """A workbook whose sheet holds these rows."""
    xml = (
        f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{MAIN}">{before}'
        f"<sheetData>{body}</sheetData>{after}</worksheet>"
    )
    return packed(workbook(), {SHEET: lambda _: xml.encode()})


def texts(body: str, head: str = "") -> bytes:
    """A workbook with these shared texts."""
    xml = f'<?xml version="1.0" encoding="UTF-8"?><sst xmlns="{MAIN}" {head}>{body}</sst>'
    return packed(workbook(), {"xl/sharedStrings.xml": lambda _: xml.encode()})


def replaced(part: str, old: bytes, new: bytes) -> bytes:
    """A workbook with some bytes of a part replaced."""

    def change(content: bytes) -> bytes:
        assert old in content
        return content.replace(old, new, 1)

    return packed(workbook(), {part: change})


def relation(kind: str, target: str, mode: str = "External") -> bytes:
    """A workbook with one more relation."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    xml = f'<Relationship Id="x9" Type="{office}/{kind}" Target="{target}" TargetMode="{mode}"/>'
    return replaced(RELATIONS, b"</Relationships>", f"{xml}</Relationships>".encode())


def directory_changed(data: bytes, part: str, offset: int, content: bytes) -> bytes:
    """Bytes of a part's entry in the zip directory overwritten."""
    entry = data.rindex(b"PK\x01\x02", 0, data.rindex(part.encode()))
    return data[: entry + offset] + content + data[entry + offset + len(content) :]


def data_damaged(data: bytes, part: str) -> bytes:
    """The first packed bytes of a part overwritten by what no packer writes."""
    start = data.index(part.encode()) + len(part)
    return data[:start] + b"\xff\xff" + data[start + 2 :]


def with_extra_attributes(attributes: int) -> bytes:
    info = zipfile.ZipInfo("xl/link.xml")
    info.external_attr = attributes << 16
    file = io.BytesIO(workbook())
    with zipfile.ZipFile(file, "a") as package:
        package.writestr(info, "target")
    return file.getvalue()


def overlapping() -> bytes:
    """A directory of which one entry lies inside the data of another."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as package:
        package.writestr("xl/inner.xml", "<a/>")
    local = inner.getvalue()[: inner.getvalue().index(b"PK\x01\x02")]
    entry = inner.getvalue()[len(local) : inner.getvalue().rindex(b"PK\x05\x06")]
    outer = packed(workbook(), add={"xl/outer.bin": b"\0" + local}, method=zipfile.ZIP_STORED)
    place = outer.index(local, outer.index(b"xl/outer.bin"))
    end = outer.rindex(b"PK\x05\x06")
    count, size, start = struct.unpack_from("<HLL", outer, end + 10)
    entry = entry[:42] + struct.pack("<L", place) + entry[46:]
    tail = struct.pack("<HHLL", count + 1, count + 1, size + len(entry), start)
    return outer[:end] + entry + outer[end : end + 8] + tail + b"\0\0"


def encrypted() -> bytes:
    file = io.BytesIO()
    OOXMLFile(io.BytesIO(workbook())).encrypt("bí mật", file)
    return file.getvalue()


def old_workbook(fill: Callable | None = None, change: Callable[[bytes], bytes] = bytes) -> bytes:
    """An .xls of one sheet `S`; `change` works on its stream of records."""
    book = xlwt.Workbook()
    page = book.add_sheet("S")
    page.write(0, 0, "Xã")
    page.write(0, 1, 12)
    if fill:
        fill(book, page)
    file = io.BytesIO()
    XlsDoc().save(file, change(book.get_biff_data()))
    return file.getvalue()


def record_changed(kind: int, content: bytes, at: int = 0) -> Callable[[bytes], bytes]:
    """Overwrite bytes of the first record of a kind."""

    def change(stream: bytes) -> bytes:
        place = 0
        while struct.unpack_from("<H", stream, place)[0] != kind:
            place += 4 + struct.unpack_from("<H", stream, place + 2)[0]
        place += 4 + at
        return stream[:place] + content + stream[place + len(content) :]

    return change


def renamed_stream(name: str) -> bytes:
    """An OLE container whose one stream has another name."""
    data = old_workbook()
    entry = data.index("Workbook\0".encode("utf-16-le"))
    field = name.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<H", 2 * len(name) + 2)
    return data[:entry] + field + data[entry + len(field) :]


def opened_package(part: str) -> bytes:
    """A zip package of another program."""
    return packed(workbook(), add={part: b"<a/>"})


def many_sheets(sheets: int, body: str) -> bytes:
    def fill(book: xlsxwriter.Workbook, _: object) -> None:
        for _number in range(1, sheets):
            book.add_worksheet()

    xml = f'<worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData></worksheet>'.encode()
    parts = [f"xl/worksheets/sheet{number}.xml" for number in range(1, sheets + 1)]
    return packed(workbook(fill), dict.fromkeys(parts, lambda _: xml))


def cell(place: str, value: object = 1) -> str:
    row = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return f'<row r="{row}"><c r="{place}"><v>{value}</v></c></row>'


A1 = cell("A1")
MIB = 2**20
TEN_MILLION_ZEROS = bytes(10_000_000)
LAUGHS = '<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>'

HOSTILE: dict[str, tuple[str, Callable[[], bytes], str, str]] = {
    # --- the file
    "not a kind of ours": ("a.docx", workbook, "file_type_unknown", ".docx"),
    "no suffix": ("a", workbook, "file_type_unknown", "không có đuôi"),
    "empty": ("a.csv", bytes, "file_empty", "rỗng"),
    "blank": ("a.csv", lambda: b"\n \r\n\t\n", "file_empty", "rỗng"),
    "50 MB": (
        "a.xlsx",
        lambda: packed(
            workbook(), add={"xl/media/a.png": os.urandom(50 * MIB)}, method=zipfile.ZIP_STORED
        ),
        "file_too_large",
        "50 MB",
    ),
    # --- the package
    "2,001 parts": (
        "a.xlsx",
        lambda: packed(workbook(), add={f"xl/media/{n}.xml": b"<a/>" for n in range(2_001)}),
        "file_inflates_too_much",
        "thành phần",
    ),
    "200 MB in parts": (
        "a.xlsx",
        lambda: packed(workbook(), add={f"xl/{n}.bin": TEN_MILLION_ZEROS for n in range(22)}),
        "file_inflates_too_much",
        "bung ra hơn 200 MB",
    ),
    "a bomb": (
        "a.xlsx",
        lambda: packed(workbook(), add={"xl/a.bin": 2 * TEN_MILLION_ZEROS}),
        "file_inflates_too_much",
        "gấp",
    ),
    "a lying bomb": (
        "a.xlsx",
        lambda: directory_changed(
            packed(workbook(), add={"xl/a.bin": 2 * TEN_MILLION_ZEROS}),
            "xl/a.bin",
            24,
            struct.pack("<L", 1000),
        ),
        "file_packaging_unsafe",
        "lớn hơn kích thước tự khai",
    ),
    "shorter than declared": (
        "a.xlsx",
        lambda: directory_changed(workbook(), "docProps/app.xml", 24, struct.pack("<L", 5000)),
        "file_unreadable",
        "docProps/app.xml” không còn nguyên",
    ),
    "a checksum that does not hold": (
        "a.xlsx",
        lambda: directory_changed(workbook(), "docProps/app.xml", 16, b"\0\0\0\0"),
        "file_unreadable",
        "docProps/app.xml” không còn nguyên",
    ),
    "packed bytes that are none": (
        "a.xlsx",
        lambda: data_damaged(workbook(), "docProps/app.xml"),
        "file_unreadable",
        "không giải nén được",
    ),
    "packed bytes cut short": (
        "a.xlsx",
        lambda: directory_changed(workbook(), "docProps/app.xml", 20, struct.pack("<L", 40)),
        "file_unreadable",
        "không giải nén được",
    ),
    "cut off": ("a.xlsx", lambda: workbook()[:-40], "file_unreadable", "phần cuối"),
    "bytes behind the end": (
        "a.xlsx",
        lambda: workbook() + b"\0",
        "file_unreadable",
        "phần cuối",
    ),
    "a directory that is none": (
        "a.xlsx",
        lambda: directory_changed(workbook(), "docProps/app.xml", 0, b"XX"),
        "file_unreadable",
        "mục lục",
    ),
    "a part twice": (
        "a.xlsx",
        lambda: packed(workbook(), add={"docProps/app.xml": b"<a/>"}),
        "file_packaging_unsafe",
        "có hai lần",
    ),
    "a part twice in other letters": (
        "a.xlsx",
        lambda: packed(workbook(), add={"XL/Workbook.xml": b"<a/>"}),
        "file_packaging_unsafe",
        "có hai lần",
    ),
    "parts that overlap": ("a.xlsx", overlapping, "file_packaging_unsafe", "chồng lên"),
    "an encrypted part": (
        "a.xlsx",
        lambda: directory_changed(workbook(), "docProps/app.xml", 8, b"\1"),
        "file_password",
        "mật khẩu",
    ),
    **{
        f"a path: {path!a}": (
            "a.xlsx",
            lambda path=path: packed(workbook(), add={path: b"<a/>"}),
            "file_packaging_unsafe",
            "đường dẫn",
        )
        for path in ("../a.xml", "xl/../../a.xml", "/a.xml", "xl\\a.xml", "C:a.xml", "a\x07.xml")
    },
    "a link": (
        "a.xlsx",
        lambda: with_extra_attributes(0o120777),
        "file_packaging_unsafe",
        "symlink",
    ),
    "bzip2": (
        "a.xlsx",
        lambda: packed(workbook(), add={"xl/a.xml": b"<a/>"}, method=zipfile.ZIP_BZIP2),
        "file_packaging_unsafe",
        "phương pháp lạ",
    ),
    "two names for a part": (
        "a.xlsx",
        lambda: workbook().replace(b"docProps/app.xml", b"docProps/apq.xml", 1),
        "file_packaging_unsafe",
        "ghi khác nhau",
    ),
    "an archive inside": (
        "a.xlsx",
        lambda: packed(workbook(), add={"xl/embeddings/a.xlsx": workbook()}),
        "file_packaging_unsafe",
        "tệp nén khác",
    ),
    # --- its XML
    **{
        f"a document type in {encoding}": (
            "a.xlsx",
            lambda encoding=encoding: packed(
                workbook(), add={"customXml/item1.xml": LAUGHS.encode(encoding)}
            ),
            "file_has_doctype",
            "customXml/item1.xml",
        )
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")
    },
    "a document type in the sheet": (
        "a.xlsx",
        lambda: replaced(SHEET, b"<worksheet", b'<!DOCTYPE a [<!ENTITY b "9">]><worksheet'),
        "file_has_doctype",
        SHEET,
    ),
    "a sheet in UTF-16": (
        "a.xlsx",
        lambda: packed(
            workbook(),
            {SHEET: lambda xml: xml.decode().replace("UTF-8", "UTF-16").encode("utf-16")},
        ),
        "file_unreadable",
        "UTF-8",
    ),
    "a sheet in UTF-16 that does not say so": (
        "a.xlsx",
        lambda: packed(
            workbook(), {SHEET: lambda xml: b"\xff\xfe" + xml[55:].decode().encode("utf-16-le")}
        ),
        "file_unreadable",
        "UTF-8",
    ),
    "a sheet in another encoding": (
        "a.xlsx",
        lambda: replaced(SHEET, b"UTF-8", b"ISO-8859-1"),
        "file_unreadable",
        "UTF-8",
    ),
    "a sheet that is no XML": (
        "a.xlsx",
        lambda: replaced(SHEET, b"</c>", b"</d>"),
        "file_unreadable",
        "XML",
    ),
    "a row number that is none": (
        "a.xlsx",
        lambda: sheet('<row r="x"><c><v>1</v></c></row>'),
        "file_unreadable",
        "XML",
    ),
    # --- links
    "a link to a local workbook": (
        "a.xlsx",
        lambda: relation("externalLinkPath", "file:///C:/a.xlsx"),
        "file_links_out",
        "C:/a.xlsx",
    ),
    "a picture from the web": (
        "a.xlsx",
        lambda: relation("image", "https://example.vn/a.png"),
        "file_links_out",
        "example.vn",
    ),
    "a linked workbook's part": (
        "a.xlsx",
        lambda: relation("externalLink", "externalLinks/externalLink1.xml", "Internal"),
        "file_links_out",
        "externalLink1",
    ),
    "a database connection": (
        "a.xlsx",
        lambda: relation("connections", "connections.xml", "Internal"),
        "file_links_out",
        "connections",
    ),
    "a formula on another workbook": (
        "a.xlsx",
        lambda: workbook(lambda _, s: s.write_formula("C3", "='[book.xlsx]Sheet 1'!A1", None, 7)),
        "file_links_out",
        "C3",
    ),
    # --- the workbook
    "no workbook inside": (
        "a.xlsx",
        lambda: replaced("_rels/.rels", b'officeDocument"', b'other"'),
        "file_unreadable",
        "không có sổ tính",
    ),
    "no sheet inside": (
        "a.xlsx",
        lambda: replaced(RELATIONS, b"worksheets/sheet1.xml", b"worksheets/sheet7.xml"),
        "file_unreadable",
        "không có trang tính",
    ),
    "a relation twice": (
        "a.xlsx",
        lambda: replaced(
            RELATIONS,
            b"<Relationship ",
            b'<Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/>'
            b"<Relationship ",
        ),
        "file_unreadable",
        "quan hệ",
    ),
    "a sheet twice": (
        "a.xlsx",
        lambda: replaced(
            "xl/workbook.xml", b"</sheets>", b'<sheet name="T" sheetId="2" r:id="rId1"/></sheets>'
        ),
        "file_unreadable",
        "có hai lần",
    ),
    "more texts declared than any report has": (
        "a.xlsx",
        lambda: texts("<si><t>Xã</t></si>", 'count="1" uniqueCount="4294967295"'),
        "sheet_too_large",
        "đoạn chữ",
    ),
    "more texts than any report has": (
        "a.xlsx",
        lambda: texts("<si/>" * 1_000_002),
        "sheet_too_large",
        "đoạn chữ",
    ),
    # --- the sheet
    "a cell at the end of the world": (
        "a.xlsx",
        lambda: sheet(A1 + cell("XFD1048576")),
        "sheet_too_large",
        "XFD1048576",
    ),
    "too many rows": (
        "a.xlsx",
        lambda: sheet(A1 + cell("A200001")),
        "sheet_too_large",
        "200.000 dòng",
    ),
    "too many columns": (
        "a.xlsx",
        lambda: sheet(cell("AMK1")),
        "sheet_too_large",
        "1.024 cột",
    ),
    "too many cells": (
        "a.xlsx",
        lambda: sheet(A1 + cell("AMJ2000")),
        "sheet_too_large",
        "2.000.000 ô",
    ),
    "too many cells on two sheets": (
        "a.xlsx",
        lambda: many_sheets(2, A1 + cell("AMJ1500")),
        "sheet_too_large",
        "trang khác",
    ),
    "too many blank cells": (
        "a.xlsx",
        lambda: many_sheets(3, '<row r="1">' + "<c/>" * 700_000 + "</row>"),
        "sheet_too_large",
        "trang khác",
    ),
    "too many merged ranges": (
        "a.xlsx",
        lambda: sheet(
            A1, after="<mergeCells>" + '<mergeCell ref="A1:B1"/>' * 20_001 + "</mergeCells>"
        ),
        "sheet_too_large",
        "vùng ô trộn",
    ),
    "a declared extent without end": (
        "a.xlsx",
        lambda: sheet(A1, before='<dimension ref="A1:XFD1048576"/>'),
        "sheet_too_large",
        "khai vùng dữ liệu",
    ),
    "a cell twice": (
        "a.xlsx",
        lambda: sheet('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>'),
        "file_unreadable",
        "ô A1 có hai lần",
    ),
    "a row twice": (
        "a.xlsx",
        lambda: sheet(A1 + cell("A1")),
        "file_unreadable",
        "dòng 1 có hai lần",
    ),
    "a cell in another's row": (
        "a.xlsx",
        lambda: sheet('<row r="1"><c r="A2"><v>1</v></c></row>'),
        "file_unreadable",
        "đứng ở dòng 1",
    ),
    "a cell that no sheet has": (
        "a.xlsx",
        lambda: sheet('<row r="1"><c r="AAAA1"><v>1</v></c></row>'),
        "file_unreadable",
        "không có thật",
    ),
    "a cell with two values": (
        "a.xlsx",
        lambda: sheet('<row r="1"><c r="A1"><v>1</v><v>2</v></c></row>'),
        "file_unreadable",
        "hai giá trị",
    ),
    "a comment inside a number": (
        "a.xlsx",
        lambda: sheet('<row r="1"><c r="A1"><v>1<!-- - -->2</v></c></row>'),
        "file_unreadable",
        "XML lạ",
    ),
    "an instruction inside a number": (
        "a.xlsx",
        lambda: sheet('<row r="1"><c r="A1"><v>1<?a b?>2</v></c></row>'),
        "file_unreadable",
        "XML lạ",
    ),
    "a number as CDATA": (
        "a.xlsx",
        lambda: sheet('<row r="1"><c r="A1"><v><![CDATA[12]]></v></c></row>'),
        "file_unreadable",
        "XML lạ",
    ),
    "two areas of data": (
        "a.xlsx",
        lambda: sheet(A1, after="<sheetData/>"),
        "file_unreadable",
        "hai vùng dữ liệu",
    ),
    "cells behind the data": (
        "a.xlsx",
        lambda: sheet(A1, after="<extLst>" + cell("A9") + "</extLst>"),
        "file_unreadable",
        "ngoài vùng dữ liệu",
    ),
    "an error that the parser does not know": (
        "a.xlsx",
        lambda: sheet('<row r="1"><c r="B1" t="e"><v>#SPILL!</v></c></row>'),
        "file_unreadable",
        "ô B1 chứa lỗi “#SPILL!”",
    ),
    # --- .xls
    "an encrypted workbook": ("a.xlsx", encrypted, "file_password", "mật khẩu"),
    "an encrypted workbook named .xls": ("a.xls", encrypted, "file_password", "mật khẩu"),
    "an encrypted .xls": (
        "a.xls",
        lambda: old_workbook(change=lambda s: s[:20] + struct.pack("<HHH", 0x2F, 2, 0) + s[20:]),
        "file_password",
        "mật khẩu",
    ),
    "a container cut off": ("a.xls", lambda: old_workbook()[:700], "file_unreadable", "vỏ tệp"),
    "records cut off": (
        "a.xls",
        lambda: old_workbook(change=lambda s: s[:-40]),
        "file_unreadable",
        "nội dung tệp .xls",
    ),
    "no sheet in the .xls": (
        "a.xls",
        lambda: old_workbook(change=record_changed(0x85, b"\2", at=5)),
        "file_unreadable",
        "không có trang tính",
    ),
    "more texts declared in the .xls than any report has": (
        "a.xls",
        lambda: old_workbook(change=record_changed(0xFC, b"\xff\xff\xff\xff", at=4)),
        "sheet_too_large",
        "đoạn chữ",
    ),
    "a declared extent of the .xls without end": (
        "a.xls",
        lambda: old_workbook(change=record_changed(0x200, struct.pack("<LLHH", 0, 2**31, 0, 256))),
        "sheet_too_large",
        "khai vùng dữ liệu",
    ),
    "a cell at the end of the .xls": (
        "a.xls",
        lambda: old_workbook(lambda _, page: page.write(65_535, 255, 1)),
        "sheet_too_large",
        "IV65536",
    ),
    "too many cells on two sheets of the .xls": (
        "a.xls",
        lambda: old_workbook(
            lambda book, page: (
                page.write(5_000, 250, 1),
                book.add_sheet("T").write(5_000, 250, 1),
            )
        ),
        "sheet_too_large",
        "trang khác",
    ),
    # --- the suffix against the content
    "xlsx named xls": ("a.xls", workbook, "file_wrong_suffix", "đổi đuôi tệp thành .xlsx"),
    "xlsx named csv": ("a.csv", workbook, "file_wrong_suffix", "đổi đuôi tệp thành .xlsx"),
    "xls named xlsx": ("a.xlsx", old_workbook, "file_wrong_suffix", "đổi đuôi tệp thành .xls "),
    "csv named xlsx": ("a.xlsx", lambda: b"a,b\n1,2\n", "file_wrong_suffix", "thành .csv"),
    "html named xls": (
        "a.xls",
        lambda: b"<html><table><tr><td>1</td></tr></table></html>",
        "file_wrong_suffix",
        "HTML",
    ),
    "html named csv": ("a.csv", lambda: b"<!DOCTYPE html>\n<p>404", "file_wrong_suffix", "HTML"),
    "XML spreadsheet named xls": (
        "a.xls",
        lambda: (
            b'<?xml version="1.0"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:'
            b'spreadsheet"/>'
        ),
        "file_wrong_suffix",
        "XML 2003",
    ),
    "XML named csv": (
        "a.csv",
        lambda: b'<?xml version="1.0"?><a/>',
        "file_wrong_suffix",
        "tệp XML",
    ),
    "MHTML named xls": ("a.xls", lambda: b"MIME-Version: 1.0\n", "file_wrong_suffix", "MHTML"),
    "Word named xlsx": (
        "a.xlsx",
        lambda: opened_package("word/document.xml"),
        "file_wrong_suffix",
        "docx",
    ),
    "xlsb named xlsx": (
        "a.xlsx",
        lambda: opened_package("xl/workbook.bin"),
        "file_wrong_suffix",
        "xlsb",
    ),
    "OpenDocument named xlsx": (
        "a.xlsx",
        lambda: opened_package("content.xml"),
        "file_wrong_suffix",
        "OpenDocument",
    ),
    "a zip named xlsx": (
        "a.xlsx",
        lambda: workbook().replace(b"[Content_Types].xml", b"[Content-Types].xml"),
        "file_wrong_suffix",
        "zip",
    ),
    "old Word named xls": (
        "a.xls",
        lambda: renamed_stream("WordDocument"),
        "file_wrong_suffix",
        "Word",
    ),
    "PDF named xlsx": ("a.xlsx", lambda: b"%PDF-1.7\n...", "file_wrong_suffix", "PDF"),
    "PDF named csv": ("a.csv", lambda: b"%PDF-1.7\n...", "file_wrong_suffix", "PDF"),
    "noise named xlsx": ("a.xlsx", lambda: bytes(range(256)), "file_unreadable", "bảng tính .xlsx"),
    # --- csv
    "NULs in a csv": ("a.csv", lambda: b"a,b\n1,\x00\n" + b"2,3\n" * 9, "file_not_text", "NUL"),
    "control characters in a csv": (
        "a.csv",
        lambda: b"a,b\n" + b"\x01\x02,\x03\n" * 9,
        "file_not_text",
        "điều khiển",
    ),
    "too many rows in a csv": ("a.csv", lambda: b"1,2\n" * 200_001, "csv_too_large", "dòng"),
    "too long a line in a csv": (
        "a.csv",
        lambda: b"a,b\n1," + b"x" * 2**18 + b"\n",
        "csv_too_large",
        "dòng 2 dài",
    ),
    "too many columns in a csv": (
        "a.csv",
        lambda: b"a,b\n" + b"1;" * 1_024 + b"\n",
        "csv_too_large",
        "cột",
    ),
}
