"""The bytes of a csv file as text: by mark, by structure, by the words of the whole file.

UTF-8 and UTF-16 show themselves. A single-byte file does not: windows-1258, TCVN3, VNI and the
western pages share their bytes, so the reading that makes Vietnamese words of them is taken, and
none where several do or none does. A contract may name the encodings that its form comes in.
"""

import codecs
import re
import unicodedata
from collections.abc import Sequence

from orchestration.ingest.legacy_fonts import NEEDED_SHARE, is_told, reads_as, shown, tokens
from orchestration.ingest.refusals import FileRefusedError

# What a province may send without its contract saying so. Western pages accept any bytes, so they
# are read only where a contract names them.
VIETNAMESE = ("utf-8", "utf-16", "windows-1258", "tcvn3", "vni")
_LEGACY = ("tcvn3", "vni")
_JUDGED = ("windows-1258", *_LEGACY)
# Latin-1 accepts the bytes of every page; what only it reads as control characters is not Latin-1.
_C1 = re.compile(r"[\x80-\x9f]")


def decode(data: bytes, allowed: Sequence[str] | None = None) -> tuple[str, str]:
    """(text in NFC, name of its encoding). What TCVN3 and VNI do not have becomes U+FFFD.

    `allowed`: the only encodings to try, by the names above or any that Python knows.
    Raises FileRefusedError where the bytes are in none of them or could be in several.
    """
    names = tuple(allowed or VIETNAMESE)
    text, name = _decode(data, names)
    if "\0" in text:
        raise _refused(names, f"có ký tự rỗng khi đọc theo {name}")
    return unicodedata.normalize("NFC", text), name


def _decode(data: bytes, names: tuple[str, ...]) -> tuple[str, str]:
    if (marked := _by_mark(data)) or b"\0" in data:
        name, codec = marked or ("utf-16", _utf_16_order(data))
        if name not in names or codec is None:
            raise _refused(names, "tệp có dấu hiệu của bảng mã khác")
        return _strictly(data, codec, names), name
    singles = [name for name in names if name not in ("utf-8", "utf-16")]
    if data.isascii() and singles and "utf-8" not in names:
        return data.decode("ascii"), singles[0]  # all of them agree
    if "utf-8" in names:
        try:
            return data.decode("utf-8"), "utf-8"
        except UnicodeDecodeError:
            pass
    return _by_words(data, singles, names)


def _by_mark(data: bytes) -> tuple[str, str] | None:
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8", "utf-8-sig"
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32", "utf-32"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", "utf-16"
    return None


def _utf_16_order(data: bytes) -> str | None:
    """Separators, digits and line ends are ASCII: in UTF-16 every second byte of them is nought."""
    even, odd = data[::2].count(0), data[1::2].count(0)
    if len(data) % 2:
        return None
    # Letters that end in a nought byte of their own (U+0300) are few beside them.
    return "utf-16-le" if odd > 4 * even else "utf-16-be" if even > 4 * odd else None


def _strictly(data: bytes, codec: str, names: tuple[str, ...]) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        raise _refused(names, f"byte thứ {error.start + 1} không thuộc {codec}") from error


def _by_words(data: bytes, singles: list[str], names: tuple[str, ...]) -> tuple[str, str]:
    """The single-byte reading whose words are Vietnamese; else the one western page allowed."""
    readings: dict[str, str] = {}
    for name in singles:
        try:
            text = _read(data, name)
        except UnicodeDecodeError:
            continue
        if name in _JUDGED or not _C1.search(text):
            readings[name] = text
    judged = {name: text for name, text in readings.items() if name in _JUDGED}
    others = {name: text for name, text in readings.items() if name not in _JUDGED}
    is_only_one = len(singles) == 1  # the contract says it: its words need only not deny it
    fitting = {
        name: text for name, text in judged.items() if _is_vietnamese(data, name, text, is_only_one)
    }
    candidates = fitting or others
    if not candidates and not any(map(tokens, judged.values())):
        candidates = judged  # no letters among the bytes in question: “ ” – and the like
    if len(set(candidates.values())) != 1:
        found = "đọc được theo nhiều bảng mã: " + ", ".join(candidates)
        raise _refused(names, found if candidates else "không đọc được theo bảng mã nào")
    name, text = next(iter(candidates.items()))
    return text, name


def _read(data: bytes, name: str) -> str:
    if name not in _LEGACY:
        return unicodedata.normalize("NFC", data.decode(name))
    return shown(data.decode("windows-1252"), name)


def _is_vietnamese(data: bytes, name: str, text: str, is_only_one: bool) -> bool:
    legacy = name if name in _LEGACY else None
    words = tokens(data.decode("windows-1252") if legacy else text)
    good, bad = reads_as(words, legacy)
    if not good or good < NEEDED_SHARE * (good + bad):
        return False
    return is_only_one or (is_told(words, legacy) if legacy else good > 1)


def _refused(names: tuple[str, ...], why: str) -> FileRefusedError:
    return FileRefusedError(
        "encoding_undecided",
        f"Không xác định được bảng mã của tệp csv ({why}; được nhận: {', '.join(names)}); hãy lưu "
        "lại dạng CSV UTF-8 rồi gửi.",
    )
