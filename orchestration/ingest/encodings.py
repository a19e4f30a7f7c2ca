"""A csv's bytes as text."""

import unicodedata
from collections.abc import Sequence

from orchestration.ingest.refusals import FileRefusedError


def decode(data: bytes, allowed: Sequence[str] | None = None) -> tuple[str, str]:
    """(text, encoding). Raises FileRefusedError where no allowed encoding fits."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1258")
    for encoding in encodings:
        try:
            return unicodedata.normalize("NFC", data.decode(encoding)), encoding
        except UnicodeDecodeError:
            continue
    raise FileRefusedError(
        "file_unreadable", "Không nhận ra bảng mã của tệp csv; hãy lưu lại dạng CSV UTF-8."
    )
