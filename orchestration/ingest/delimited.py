"""A csv as a grid, read strictly: nothing about its writing is sniffed from a few lines.

Which delimiter it has is for the contract to say, or for the header to prove; a record whose width
is not the header's is kept as it is, and refused later.
"""

import csv
import io

from expectations.contract import FileFormat
from orchestration.ingest.encodings import decode
from orchestration.ingest.grid import Grid
from orchestration.ingest.legacy_fonts import ENCODING_NAMES
from orchestration.ingest.refusals import FileRefusedError

CSV_SHEET = "csv"
_DELIMITERS = ",;\t|"
# Long texts are texts; a field of this size is a quote that was never closed.
csv.field_size_limit(1_000_000)


def read_grids(data: bytes, form: FileFormat) -> list[Grid]:
    """The file under every delimiter that the format allows and the text has.

    Raises FileRefusedError where the encoding does not fit, or under no delimiter it is a csv.
    """
    text, encoding = decode(data, form.encodings or None)
    legacy = encoding if encoding in ENCODING_NAMES else None
    found = [mark for mark in _DELIMITERS if mark in text] or [_DELIMITERS[0]]
    grids, errors = [], []
    for delimiter in [form.delimiter] if form.delimiter else found:
        try:
            rows = _records(text, delimiter, form)
            grids.append(Grid(CSV_SHEET, rows, delimiter=delimiter, legacy_encoding=legacy))
        except csv.Error as error:
            errors.append(error)
    if not grids:
        raise FileRefusedError(
            "file_unreadable",
            f"Tệp csv sai cấu trúc ({errors[0]}); hãy kiểm tra dấu ngoặc kép và dấu phân cách, rồi "
            "lưu lại dạng CSV UTF-8.",
        )
    return grids


def _records(text: str, delimiter: str, form: FileFormat) -> list[list[str | None]]:
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=delimiter,
        quotechar=form.quote or None,
        quoting=csv.QUOTE_MINIMAL if form.quote else csv.QUOTE_NONE,
        doublequote=form.escape is None,
        escapechar=form.escape,
        strict=True,
    )
    try:
        return [[value if value.strip() else None for value in record] for record in reader]
    except csv.Error as error:
        raise csv.Error(f"dòng {reader.line_num}: {error}") from error
