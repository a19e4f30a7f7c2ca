"""What may reach a parser: size, kind and packaging of a file. Looks at bytes, never at cells."""

import io
import zipfile
from pathlib import PurePath

import msoffcrypto

from orchestration.ingest.refusals import FileRefusedError

# The largest real workbook of a province (a household list, 21,560 rows) has 4 MB.
MAX_BYTES = 50 * 2**20
# That list unpacks to 60 MB; ten times as much is no report.
MAX_INFLATED_BYTES = 600 * 2**20
MAX_ENTRIES = 2_000

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SUFFIXES = (".xlsx", ".xlsm", ".xls", ".csv")


def screen(file_name: str, data: bytes) -> None:
    """Raise FileRefusedError for a file that must not be parsed."""
    suffix = PurePath(file_name).suffix.lower()
    if suffix not in SUFFIXES:
        raise FileRefusedError(
            "file_type_unknown",
            f"Không nhận tệp loại “{suffix or 'không có đuôi'}”; hãy gửi tệp .xlsx, .xlsm, .xls "
            "hoặc .csv.",
        )
    if not data.strip(b"\0 \r\n\t"):
        raise FileRefusedError("file_empty", "Tệp rỗng, không có dữ liệu; hãy gửi lại tệp báo cáo.")
    if len(data) > MAX_BYTES:
        raise FileRefusedError(
            "file_too_large",
            f"Tệp lớn hơn {MAX_BYTES // 2**20} MB; hãy bỏ hình ảnh, trang tính thừa rồi gửi lại.",
        )
    if suffix == ".csv":
        if data.startswith((ZIP_MAGIC, OLE_MAGIC)):
            raise _wrong_content(suffix)
        return
    if data.startswith(OLE_MAGIC):
        _screen_ole(data, suffix)
    elif data.startswith(ZIP_MAGIC) and suffix != ".xls":
        _screen_zip(data)
    else:
        raise _wrong_content(suffix)


def _wrong_content(suffix: str) -> FileRefusedError:
    return FileRefusedError(
        "file_unreadable",
        f"Nội dung tệp không phải là bảng tính {suffix}: tệp hỏng hoặc bị đổi đuôi; hãy mở bằng "
        "phần mềm bảng tính, lưu lại rồi gửi.",
    )


def _screen_ole(data: bytes, suffix: str) -> None:
    try:
        is_encrypted = msoffcrypto.OfficeFile(io.BytesIO(data)).is_encrypted()
    except Exception as error:  # the library raises many kinds on damaged containers
        raise _wrong_content(suffix) from error
    if is_encrypted:
        raise FileRefusedError(
            "file_password", "Tệp được bảo vệ bằng mật khẩu; hãy gỡ mật khẩu rồi gửi lại."
        )
    if suffix != ".xls":
        raise _wrong_content(suffix)


def _screen_zip(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError) as error:
        raise _wrong_content(".xlsx") from error
    if len(entries) > MAX_ENTRIES or sum(e.file_size for e in entries) > MAX_INFLATED_BYTES:
        raise FileRefusedError(
            "file_too_large",
            "Tệp bung ra quá lớn so với một báo cáo; hãy chép riêng bảng số liệu sang tệp mới.",
        )
