"""One cell -> a value of the declared type, or a refusal. All rules of locale live here.

How a column writes its numbers is decided over the whole column, never by one cell alone.
"""

import datetime
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Literal

from expectations.contract import FormField
from orchestration.ingest.grid import CellValue
from orchestration.ingest.text import clean, fold

State = Literal["value", "blank", "dash", "x", "refused"]
Landed = str | int | bool | Decimal | datetime.date | None

_DASHES = re.compile(r"^[-\u2010-\u2015\u2212_]+$|^(?:…|\.{2,})$")
_NUMBER = re.compile(r"^-?\d[\d.,]*$")
_INNER_SPACE = re.compile(r"(?<=\d)[\s\u2009\u202f](?=\d{3}(?!\d))")
_TRUE = {"x", "co", "dat", "1", "true", "da", "v"}
_FALSE = {"khong", "0", "false", "chua", "k"}
# Words before a figure in texts, and which end of the interval the figure then is.
_LOW = ("hơn", "trên", ">", "≥", "tối thiểu", "ít nhất", "từ")
_HIGH = ("gần", "dưới", "<", "≤", "tối đa", "không quá")
_ABOUT = ("khoảng", "~", "xấp xỉ", "ước")
_TO = re.compile(r"\s*(?:đến|tới|-|–)\s*")
# Excel counts days from here (its leap-year mistake of 1900 included).
_EXCEL_EPOCH = datetime.date(1899, 12, 30)
_SERIAL_FIRST, _SERIAL_LAST = 36526, 55152  # 2000-01-01 to 2050-12-31
_EXCEL_DIGITS = Context(prec=15)


@dataclass(frozen=True)
class Cell:
    """A cell that was read: the landed values (one per landed column) and how they came about."""

    values: tuple[Landed, ...]
    state: State
    rule_code: str | None = None
    message_vi: str | None = None


def _refused(width: int, rule_code: str, message_vi: str) -> Cell:
    return Cell((None,) * width, "refused", rule_code, message_vi)


def decimal_mark(texts: Iterable[str]) -> str | None:
    """The decimal mark that a column's texts prove (`,` or `.`), None where they prove nothing."""
    proved = {mark for text in texts if (mark := _proved_mark(text))}
    return proved.pop() if len(proved) == 1 else None


def number_texts(values: Iterable[CellValue]) -> list[str]:
    """The cells of a column that are numbers written as text, ready for `decimal_mark`."""
    texts = (_bare_number(value) for value in values if isinstance(value, str))
    return [text for text in texts if _NUMBER.match(text)]


def _bare_number(text: str) -> str:
    bare = clean(text).replace("\u2212", "-").rstrip("%").strip()
    if bare.startswith("(") and bare.endswith(")"):
        bare = "-" + bare[1:-1].strip()
    return _INNER_SPACE.sub("", bare)


def _proved_mark(text: str) -> str | None:
    last_comma, last_dot = text.rfind(","), text.rfind(".")
    if last_comma >= 0 and last_dot >= 0:
        return "," if last_comma > last_dot else "."
    mark = "," if last_comma >= 0 else "."
    other = "." if mark == "," else ","
    if text.count(mark) > 1:
        return other
    if mark not in text:
        return None
    whole, decimals = text.lstrip("-").split(mark)
    return mark if len(decimals) != 3 or whole == "0" or len(whole) > 3 else None


def _number(value: CellValue, mark: str | None, is_whole: bool) -> Decimal | None:
    """The number, or None where the text is none or could be two.

    Excel keeps 15 digits; the binary noise beyond them is not the sender's.
    """
    if isinstance(value, int | float):
        return Decimal(repr(value)).normalize(_EXCEL_DIGITS) if math.isfinite(value) else None
    text = _bare_number(str(value))
    if not _NUMBER.match(text):
        return None
    own_mark = _proved_mark(text) or mark
    if own_mark is None and not text.lstrip("-").isdigit():
        if not is_whole:
            return None  # `1.234` with nothing in the column to tell thousands from decimals
        own_mark = "," if "." in text else "."
    thousands = "." if own_mark == "," else ","
    whole, _, decimals = text.partition(own_mark) if own_mark else (text, "", "")
    groups = whole.lstrip("-").split(thousands)
    if len(groups) > 1 and (any(len(g) != 3 for g in groups[1:]) or not 1 <= len(groups[0]) <= 3):
        return None
    if not decimals.isdigit() and decimals:
        return None
    return Decimal(whole.replace(thousands, "") + (f".{decimals}" if decimals else ""))


def read_cell(
    value: CellValue, field: FormField, mark: str | None = None, money_factor: int = 1
) -> Cell:
    """Read one cell as its field's type.

    `mark` is the column's decimal mark; `money_factor` turns the sheet's money unit into đồng
    (money is rounded to the whole đồng: a formula's share of a đồng is not paid by anyone).
    """
    width = 3 if field.type == "interval" else 1
    text = clean(value) if isinstance(value, str) else None
    if value is None or text == "":
        return Cell((None,) * width, "blank")
    if field.type == "text":
        return Cell((_text(value),), "value")
    if field.type == "mark":
        return _mark(value)
    if field.type == "code":
        return _code(value, field)
    if text is not None and _DASHES.match(text):
        if field.dash == "zero" and field.type != "date":
            return Cell((Decimal(0),) * width, "dash")
        return Cell((None,) * width, "dash")
    if text is not None and text.lower() == "x":
        return Cell((None,) * width, "x")
    if field.type == "date":
        return _date(value)
    if field.type == "interval":
        return _interval(_text(value), mark)
    return _typed_number(value, field, mark, money_factor)


def _typed_number(value: CellValue, field: FormField, mark: str | None, money_factor: int) -> Cell:
    if isinstance(value, bool | datetime.date | datetime.time | datetime.timedelta):
        return _refused(
            1,
            "cell_not_number",
            f"Ô này phải là số nhưng chứa “{_text(value)}”; hãy nhập lại bằng chữ số.",
        )
    number = _number(value, mark, is_whole=field.type == "integer")
    if number is None:
        shown = _text(value)
        if _NUMBER.match(_bare_number(shown)):
            return _refused(
                1,
                "cell_ambiguous_number",
                f"Không rõ “{shown}” là phần nghìn hay phần thập phân; hãy nhập ở dạng số.",
            )
        return _refused(
            1,
            "cell_not_number",
            f"Ô này phải là số nhưng chứa “{shown}”; hãy nhập lại bằng chữ số.",
        )
    if field.type == "integer":
        if number != number.to_integral_value():
            return _refused(
                1,
                "cell_not_whole",
                f"Ô này phải là số nguyên nhưng chứa “{_text(value)}”; hãy kiểm tra lại.",
            )
        return Cell((int(number),), "value")
    if field.type == "percent":
        return Cell((number / 100,), "value")
    if field.type == "money":
        dong = (number * money_factor).quantize(Decimal(1), ROUND_HALF_EVEN)
        return Cell((dong,), "value")
    return Cell((number,), "value")


def _text(value: CellValue) -> str:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.date):
        return value.strftime("%d/%m/%Y")
    return str(value)


def _mark(value: CellValue) -> Cell:
    text = _text(value)
    if _DASHES.match(text):
        return Cell((False,), "dash")
    word = "1" if text == "True" else fold(text)
    if word in _TRUE or text in "✓✔":
        return Cell((True,), "value")
    if word in _FALSE:
        return Cell((False,), "value")
    return _refused(
        1,
        "cell_not_mark",
        f"Ô đánh dấu chứa “{text}”; hãy ghi x (có), - (không) hoặc để trống (chưa báo cáo).",
    )


def _code(value: CellValue, field: FormField) -> Cell:
    text = _text(value)
    if _DASHES.match(text):
        if "-" in field.codes:
            return Cell((field.codes["-"],), "value")
        return Cell((None,), "dash")
    for printed, code in field.codes.items():
        if printed != "-" and fold(printed) == fold(text):
            return Cell((code,), "value")
    allowed = ", ".join(field.codes)
    return _refused(
        1, "cell_not_code", f"“{text}” không có trong danh mục; chỉ được ghi: {allowed}."
    )


def _date(value: CellValue) -> Cell:
    if isinstance(value, datetime.datetime):
        return Cell((value.date(),), "value")
    if isinstance(value, datetime.date):
        return Cell((value,), "value")
    if isinstance(value, float | int) and _SERIAL_FIRST <= value <= _SERIAL_LAST:
        return Cell((_EXCEL_EPOCH + datetime.timedelta(days=int(value)),), "value")
    parsed = parse_date(_text(value))
    if parsed is None:
        return _refused(
            1,
            "cell_not_date",
            f"“{_text(value)}” không phải là ngày có thật; hãy ghi ngày/tháng/năm.",
        )
    return Cell((parsed,), "value")


def parse_date(text: str) -> datetime.date | None:
    """A day as Vietnamese texts write it (day first), None where there is no such day."""
    match = re.fullmatch(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4}|\d{2})", text.strip())
    if not match:
        return None
    day, month, year = (int(part) for part in match.groups())
    try:
        return datetime.date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None


def _interval(text: str, mark: str | None) -> Cell:
    """`hơn 17%` -> (17, open), `94 đến 100%` -> (94, 100), `khoảng 78` -> (78, 78)."""
    rest, bound = text, ""
    for words, name in ((_LOW, "low"), (_HIGH, "high"), (_ABOUT, "about")):
        for word in words:
            if rest.lower().startswith(word):
                rest, bound = rest[len(word) :].strip(), name
                break
        if bound:
            break
    parts = [_number(part, mark, is_whole=False) for part in _TO.split(rest) if part]
    if rest.startswith("-") and len(parts) == 1 and parts[0] is not None:
        parts = [-parts[0]]
    if None in parts or len(parts) not in (1, 2) or parts != sorted(parts):
        return _refused(
            3,
            "cell_not_interval",
            f"Không đọc được giá trị “{text}”; hãy ghi một số, “hơn …”, “khoảng …” hoặc “… đến …”.",
        )
    low, high = parts[0], parts[-1]
    if len(parts) == 1:
        low, high = (None if bound == "high" else low), (None if bound == "low" else high)
    return Cell((low, high, text), "value")
