"""The parts of a zip package, inflated piece by piece and under limits. Knows no spreadsheet."""

import contextlib
import io
import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from orchestration.ingest import limits
from orchestration.ingest.refusals import FileRefusedError

PIECE = 256 * 1024
_LOCAL_HEADER = struct.Struct("<4sHHHHHLLLHH")
_END_OF_DIRECTORY = b"PK\x05\x06"
_ENCRYPTED, _UTF8_NAME = 0x1, 0x800
# UTF-16 parts are XML too, and a document type there is no better.
_DOCTYPES = [
    word.encode(encoding)
    for word in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("ascii", "utf-16-le", "utf-16-be")
]
_XML_STARTS = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<\0", b"\xfe\xff\0<", b"<\0", b"\0<")
_ARCHIVE_STARTS = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")


@dataclass(frozen=True)
class _Part:
    name: str
    start: int
    """Where the packed bytes begin."""
    end: int
    size: int
    """Unpacked, as declared."""
    crc: int
    is_deflated: bool


class Package:
    """A zip package whose directory was found sound.

    Raises FileRefusedError for whatever is not: packaging that no spreadsheet program writes makes
    two readers see two files.
    """

    def __init__(self, data: bytes) -> None:
        self._data = memoryview(data)
        # Counted before zipfile makes an object of each.
        if data.count(b"PK\x01\x02") > limits.MAX_ENTRIES:
            raise _too_much(f"tệp gồm hơn {limits.MAX_ENTRIES} thành phần")
        if data[-22:-18] != _END_OF_DIRECTORY:
            raise damaged("phần cuối tệp không còn nguyên")
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                infos, end = archive.infolist(), archive.start_dir
            parts = [self._part(info) for info in infos]
        except (zipfile.BadZipFile, ValueError, struct.error, IndexError) as error:
            raise damaged("mục lục của tệp nén hỏng") from error
        if twice := _repeated(part.name.lower() for part in parts):
            raise _unsafe(f"thành phần “{twice}” có hai lần")
        self._parts = {part.name.lower(): part for part in parts}
        for part in sorted(parts, key=lambda part: part.end, reverse=True):
            if part.end > end:
                raise _unsafe(f"thành phần “{part.name}” chồng lên thành phần khác")
            end = part.start
        if sum(part.size for part in parts) > limits.MAX_INFLATED_BYTES:
            raise _too_much(f"tệp bung ra hơn {limits.MAX_INFLATED_BYTES // limits.MIB} MB")
        for part in parts:
            packed = max(part.end - part.start, 1)
            if part.size > limits.RATIO_MATTERS_FROM and part.size / packed > limits.MAX_RATIO:
                raise _too_much(
                    f"thành phần “{part.name}” bung ra gấp {part.size // packed} lần, tức là gần "
                    "như chỉ chứa ô trống lặp lại"
                )

    def _part(self, info: zipfile.ZipInfo) -> _Part:
        name = info.orig_filename
        if info.flag_bits & _ENCRYPTED:
            raise password_protected()
        if (
            name.startswith(("/", "\\"))
            or "\\" in name
            or ":" in name
            or ".." in name.split("/")
            or any(ord(letter) < 32 for letter in name)
        ):
            raise _unsafe(f"thành phần có đường dẫn lạ “{name!a}”")
        if stat.S_ISLNK(info.external_attr >> 16):
            raise _unsafe(f"thành phần “{name}” là một lối tắt (symlink)")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _unsafe(f"thành phần “{name}” nén bằng phương pháp lạ ({info.compress_type})")
        start = info.header_offset
        magic, _, flags, method, *_, name_length, extra_length = _LOCAL_HEADER.unpack_from(
            self._data, start
        )
        start += _LOCAL_HEADER.size
        local_name = bytes(self._data[start : start + name_length]).decode(
            "utf-8" if flags & _UTF8_NAME else "cp437"
        )
        if (magic, method, local_name) != (b"PK\x03\x04", info.compress_type, name):
            raise _unsafe(f"thành phần “{name}” ghi khác nhau ở hai nơi trong tệp")
        start += name_length + extra_length
        return _Part(
            name,
            start,
            start + info.compress_size,
            info.file_size,
            info.CRC,
            info.compress_type == zipfile.ZIP_DEFLATED,
        )

    @property
    def names(self) -> list[str]:
        """The parts' names in lower case, as the rest of this class takes them."""
        return list(self._parts)

    def read(self, name: str) -> bytes:
        """A whole part; b"" where there is none."""
        return b"".join(self.pieces(name)) if name in self._parts else b""

    def pieces(self, name: str) -> Iterator[bytes]:
        """The part unpacked, never more than it declares, its checksum verified at the end."""
        part = self._parts[name]
        size, crc, seam, is_xml = 0, 0, b"", False
        for piece in self._inflated(part):
            if size == 0:
                is_xml = piece.lstrip().startswith(_XML_STARTS)
                if piece.startswith(_ARCHIVE_STARTS):
                    raise _unsafe(f"tệp chứa một tệp nén khác (“{part.name}”), hãy gửi riêng")
            size += len(piece)
            if size > part.size:
                raise _unsafe(f"thành phần “{part.name}” bung ra lớn hơn kích thước tự khai")
            if is_xml and any(word in seam + piece for word in _DOCTYPES):
                raise FileRefusedError(
                    "file_has_doctype",
                    f"Thành phần “{part.name}” của tệp khai báo DOCTYPE hoặc ENTITY, phần mềm bảng "
                    "tính không bao giờ ghi như vậy; hãy mở bằng phần mềm bảng tính, lưu lại "
                    "thành .xlsx rồi gửi.",
                )
            seam = piece[-20:]
            crc = zlib.crc32(piece, crc)
            yield piece
        if size != part.size or crc != part.crc:
            raise damaged(f"thành phần “{part.name}” không còn nguyên")

    def _inflated(self, part: _Part) -> Iterator[bytes]:
        packed = self._data[part.start : part.end]
        if not part.is_deflated:
            for start in range(0, len(packed), PIECE):
                yield bytes(packed[start : start + PIECE])
            return
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        with contextlib.suppress(zlib.error):  # told below, with what is cut off
            for start in range(0, len(packed), PIECE):
                rest: bytes | memoryview = packed[start : start + PIECE]
                while rest:
                    if piece := inflater.decompress(rest, PIECE):
                        yield piece
                    rest = inflater.unconsumed_tail
            while piece := inflater.decompress(b"", PIECE):
                yield piece
        if not inflater.eof or inflater.unused_data:
            raise damaged(f"thành phần “{part.name}” không giải nén được")


def damaged(what: str, **place: str | None) -> FileRefusedError:
    """The refusal of a file that is not whole."""
    return FileRefusedError(
        "file_unreadable",
        f"Tệp hỏng: {what}; hãy mở bằng phần mềm bảng tính, lưu lại thành .xlsx rồi gửi.",
        **place,
    )


def password_protected() -> FileRefusedError:
    """The refusal of an encrypted file."""
    return FileRefusedError(
        "file_password", "Tệp được bảo vệ bằng mật khẩu; hãy gỡ mật khẩu rồi gửi lại."
    )


def _unsafe(what: str) -> FileRefusedError:
    return FileRefusedError(
        "file_packaging_unsafe",
        f"Tệp được đóng gói không an toàn: {what}; hãy mở bằng phần mềm bảng tính, lưu lại thành "
        ".xlsx rồi gửi.",
    )


def _too_much(what: str) -> FileRefusedError:
    return FileRefusedError(
        "file_inflates_too_much",
        f"Tệp bung ra quá lớn so với một báo cáo: {what}; hãy chép riêng bảng số liệu sang một tệp "
        "mới rồi gửi.",
    )


def _repeated(names: Iterator[str]) -> str | None:
    return next((name for name, times in Counter(names).items() if times > 1), None)
