"""What may reach a parser: size, kind, packaging and extent of a file.

Every guard refuses by name, in a sentence that says what to do; a file is never cut to size.
Macros are let through: nothing here or later runs or keeps them.
"""

import re
from pathlib import PurePath

from orchestration.ingest import biff, limits, sheet_xml
from orchestration.ingest.package import Package, damaged, password_protected
from orchestration.ingest.refusals import FileRefusedError
from orchestration.ingest.sheet_xml import ScannedSheet

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SUFFIXES = (".xlsx", ".xlsm", ".xls", ".csv")

# What a file can be that carries one of our suffixes: told by its first bytes, by its text's first
# words, by a part of its package or by a stream of its container.
_MAGICS = {
    b"%PDF": "tài liệu PDF",
    b"{\\rtf": "tài liệu RTF",
    b"\x89PNG": "ảnh",
    b"\xff\xd8\xff": "ảnh",
    b"GIF8": "ảnh",
    b"Rar!": "tệp nén RAR",
    b"7z\xbc\xaf": "tệp nén 7z",
    b"\x1f\x8b": "tệp nén gzip",
    b"MZ": "chương trình",
    b"PK\x05\x06": "tệp nén rỗng",
}
_WORDS = {
    r"<\?xml.*urn:schemas-microsoft-com:office:spreadsheet": "bảng tính XML 2003",
    r"<(?:!doctype\s+html|html|head|body|table|meta|style|div)\b": "trang web (HTML)",
    r"<\?xml": "tệp XML",
    r"mime-version:": "trang web (MHTML)",
}
_PARTS = {
    "xl/workbook.bin": "bảng tính .xlsb",
    "word/document.xml": "văn bản Word (.docx)",
    "ppt/presentation.xml": "trình chiếu (.pptx)",
    "content.xml": "tài liệu OpenDocument (.ods, .odt)",
}
_STREAMS = {
    "worddocument": "văn bản Word (.doc)",
    "powerpoint document": "trình chiếu (.ppt)",
    "__properties_version1.0": "thư điện tử (.msg)",
}
# Bytes of text files that no table holds; tab, line ends, form feed and Ctrl-Z are usual.
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a"))
_MAX_CONTROL_SHARE = 0.001
# One byte in so many, at least, is a NUL in UTF-16 text of Latin letters and figures.
_UTF16_NULS = 8
_DELIMITERS = (b",", b";", b"\t", b"|")


def screen(file_name: str, data: bytes) -> list[ScannedSheet]:
    """Refuse what must not be parsed (FileRefusedError); the sheets of a workbook, scanned."""
    suffix = PurePath(file_name).suffix.lower()
    if suffix not in SUFFIXES:
        raise FileRefusedError(
            "file_type_unknown",
            f"Không nhận tệp loại “{suffix or 'không có đuôi'}”; hãy gửi tệp .xlsx, .xlsm, .xls "
            "hoặc .csv.",
        )
    if len(data) > limits.MAX_BYTES:
        raise FileRefusedError(
            "file_too_large",
            f"Tệp lớn hơn {limits.MAX_BYTES // limits.MIB} MB; hãy bỏ hình ảnh, trang tính thừa "
            "rồi gửi lại.",
        )
    if not data.strip(b"\0 \r\n\t"):
        raise FileRefusedError("file_empty", "Tệp rỗng, không có dữ liệu; hãy gửi lại tệp báo cáo.")
    if data.startswith(ZIP_MAGIC):
        return _screen_package(suffix, data)
    if data.startswith(OLE_MAGIC):
        return _screen_container(suffix, data)
    _screen_text(suffix, data)
    return []


def _is_not(suffix: str, what: str, real_suffix: str | None = None) -> FileRefusedError:
    """The refusal of a file whose suffix tells something else than its content."""
    remedy = (
        f"hãy đổi đuôi tệp thành {real_suffix} rồi gửi lại"
        if real_suffix
        else "hãy mở bằng phần mềm bảng tính, lưu lại thành .xlsx rồi gửi"
    )
    return FileRefusedError(
        "file_wrong_suffix",
        f"Tệp mang đuôi {suffix} nhưng nội dung là {what}; {remedy}.",
    )


def _screen_package(suffix: str, data: bytes) -> list[ScannedSheet]:
    package = Package(data)
    for part, what in _PARTS.items():
        if part in package.names:
            raise _is_not(suffix, what)
    if "[content_types].xml" not in package.names:
        raise _is_not(suffix, "tệp nén .zip")
    if suffix not in (".xlsx", ".xlsm"):
        raise _is_not(suffix, "bảng tính .xlsx", ".xlsx")
    return sheet_xml.scan_workbook(package)


def _screen_container(suffix: str, data: bytes) -> list[ScannedSheet]:
    streams, book = biff.open_container(data)
    if "encryptedpackage" in streams:
        raise password_protected()
    if streams.isdisjoint({"workbook", "book"}):
        what = next((what for name, what in _STREAMS.items() if name in streams), "tệp loại khác")
        raise _is_not(suffix, what)
    if suffix != ".xls":
        raise _is_not(suffix, "bảng tính .xls (Excel 97-2003)", ".xls")
    return biff.scan_workbook(book)


def _screen_text(suffix: str, data: bytes) -> None:
    """What is neither package nor container: a csv, or anything else."""
    for magic, what in _MAGICS.items():
        if data.startswith(magic):
            raise _is_not(suffix, what)
    if not _is_text(data):
        if suffix == ".csv":
            raise FileRefusedError(
                "file_not_text",
                "Tệp .csv chứa dữ liệu nhị phân (ký tự NUL hoặc ký tự điều khiển); hãy mở bằng "
                "phần mềm bảng tính, lưu lại dạng CSV UTF-8 rồi gửi.",
            )
        raise damaged(f"nội dung không phải bảng tính {suffix}")
    start = data[:8192].replace(b"\0", b"").decode("latin-1").lstrip("\xef\xbb\xbf\xff\xfe \t\r\n")
    for words, what in _WORDS.items():
        if re.match(words, start, re.IGNORECASE | re.DOTALL):
            raise _is_not(suffix, what)
    if suffix != ".csv":
        raise _is_not(suffix, "văn bản (csv)", ".csv")
    if max(data.count(b"\n"), data.count(b"\r")) > limits.MAX_ROWS:
        raise _too_large(f"hơn {limits.MAX_ROWS:,} dòng")
    for number, match in enumerate(re.finditer(rb"[^\r\n]+", data), start=1):
        if match.end() - match.start() > limits.MAX_LINE_BYTES:
            raise _too_large(f"dòng {number} dài hơn {limits.MAX_LINE_BYTES:,} byte")
        line = match.group()
        if len(line) > limits.MAX_COLUMNS and any(
            line.count(mark) >= limits.MAX_COLUMNS for mark in _DELIMITERS
        ):
            raise _too_large(f"dòng {number} có hơn {limits.MAX_COLUMNS:,} cột")


def _is_text(data: bytes) -> bool:
    """Whether the bytes can be text. In UTF-16, NULs stand in every other place, and often."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if b"\0" in data:
        is_often = data.count(b"\0") * _UTF16_NULS >= len(data)
        return is_often and (b"\0" not in data[0::2] or b"\0" not in data[1::2])
    return len(data) - len(data.translate(None, _CONTROLS)) <= len(data) * _MAX_CONTROL_SHARE


def _too_large(what: str) -> FileRefusedError:
    return FileRefusedError(
        "csv_too_large",
        f"Tệp csv có {what.replace(',', '.')}, quá lớn so với một báo cáo; hãy chỉ để lại bảng số "
        "liệu rồi gửi.",
    )
