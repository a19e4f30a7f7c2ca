"""One cell -> a value of the declared type, or a refusal.

How its column writes numbers and dates comes from `conventions`, never from one cell alone.
"""

import datetime
import re
import unicodedata
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Literal, NamedTuple

from expectations.contract import DateOrder, FormField
from orchestration.ingest.conventions import (
    DAY,
    PLAIN,
    UNDECIDED,
    Convention,
    money_factor_of,
    number,
    printed_number,
    shows_percent,
    stored_number,
)
from orchestration.ingest.grid import CellValue
from orchestration.ingest.text import clean, code_of, fold

State = Literal["value", "blank", "dash", "x", "refused"]
Landed = str | int | bool | Decimal | datetime.date | None

_DASHES = re.compile(r"[-\u2010-\u2015\u2212_]+")
# By the convention of the statistical yearbooks `-` is none and `…` is not known.
_ELLIPSES = re.compile(r"…+|\.{2,}")
_TRUE = {"x", "co", "dat", "1", "true", "yes", "y", "da", "v"}
_FALSE = {"khong", "0", "false", "no", "n", "chua", "k"}
_CHECKS = "✓✔☑√"
# Words before a figure, and which end of the interval the figure then is.
_BOUNDS = {
    "low": ("hon", "tren", "toi thieu", "it nhat", "tu", "lon hon", ">", "≥", ">="),
    "high": ("gan", "duoi", "toi da", "khong qua", "nho hon", "<", "≤", "<="),
    "about": ("khoang", "xap xi", "uoc", "uoc khoang", "vao khoang", "~", "≈"),
    "": ("",),
}
_BOUND_OF = {word: bound for bound, words in _BOUNDS.items() for word in words}
_BEFORE_FIGURE = re.compile(r"[^\d(+\-\u2010-\u2013\u2212]*")
_TO = re.compile(r"\s*(?:đến|tới|den|toi)\s*|(?<=[\d%])\s*[-–—~]\s*(?=\d)", re.IGNORECASE)
# Excel counts days from here (its leap-year mistake of 1900 included).
_EXCEL_EPOCH = datetime.date(1899, 12, 30)
_SERIAL_FIRST, _SERIAL_LAST = 36526, 55152  # 2000-01-01 to 2050-12-31
_TIME = re.compile(r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[AaPp][Mm]|SA|CH|Z)?$")
_DAY_IN_WORDS = re.compile(r"(?:ngay )?(\d{1,2}) (?:thang|thg) ?(\d{1,2})(?: nam)? (\d{4})")
_DAY_IN_ENGLISH = re.compile(r"(\d{1,2}) ([a-z]{3})[a-z]* (\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})")
_MONTHS = str.split("jan feb mar apr may jun jul aug sep oct nov dec")
# Two digits of a year are read as of this century up to here; `58` may be 1958.
_LAST_SHORT_YEAR = 29
_YEARS = range(1900, 2101)
_EXACT = 10**15
"""Excel keeps 15 digits: a greater number may have lost its last ones."""
# What the landed columns hold: below 10 to this power.
_LARGEST: dict[str, Decimal] = {
    "integer": Decimal(2**63),
    "decimal": Decimal(10) ** 18,
    "interval": Decimal(10) ** 18,
    "money": Decimal(10) ** 20,
    "percent": Decimal(10) ** 10,
}


class Cell(NamedTuple):
    """A cell that was read: the landed values (one per landed column) and how they came about."""

    values: tuple[Landed, ...]
    state: State
    rule_code: str | None = None
    message_vi: str | None = None


_BLANK = {False: Cell((None,), "blank"), True: Cell((None,) * 3, "blank")}


class _Refused(Exception):  # noqa: N818 - not an error: what is said of a cell
    def __init__(self, rule_code: str, message_vi: str) -> None:
        super().__init__(message_vi)
        self.rule_code, self.message_vi = rule_code, message_vi


def read_cell(
    value: CellValue, field: FormField, convention: Convention = PLAIN, money_factor: int = 1
) -> Cell:
    """Read one cell as its field's type.

    `convention` is the column's; `money_factor` turns the sheet's money unit into đồng (money is
    rounded to the whole đồng: a formula's share of a đồng is not paid by anyone).
    """
    kind = field.type
    if value is None:
        return _BLANK[kind == "interval"]
    if kind == "integer" and not field.blanks:  # nearly every cell
        written = type(value)
        if written is float:
            if value.is_integer() and -_EXACT < value < _EXACT:
                return Cell((int(value),), "value")
        elif written is int and -_EXACT < value < _EXACT:
            return Cell((value,), "value")
        elif written is str and len(value) < 16 and value.isascii() and value.isdigit():
            return Cell((int(value),), "value")
    try:
        return _read(value, field, convention, money_factor)
    except _Refused as refused:
        width = 3 if kind == "interval" else 1
        return Cell((None,) * width, "refused", refused.rule_code, refused.message_vi)


def _read(value: CellValue, field: FormField, convention: Convention, money_factor: int) -> Cell:
    kind = field.type
    width = 3 if kind == "interval" else 1
    text = clean(value) if isinstance(value, str) else None
    if text == "" or (field.blanks and shown(value) in field.blanks):
        return _BLANK[kind == "interval"]
    if kind == "text":
        if field.verbatim and isinstance(value, str):
            return Cell((unicodedata.normalize("NFC", value),), "value")
        return Cell((shown(value) if text is None else text,), "value")
    if text is not None and _ELLIPSES.fullmatch(text):
        return Cell((None,) * width, "dash")
    if kind == "mark":
        return _mark(value)
    if kind == "code":
        return _code(value, field)
    if text is not None:
        if _DASHES.fullmatch(text):
            is_nought = field.dash == "zero" and kind != "date"
            return Cell((Decimal(0) if is_nought else None,) * width, "dash")
        if text in ("x", "X"):
            return Cell((None,) * width, "x")
    if kind == "date":
        return Cell((_date(value, convention),), "value")
    if kind == "interval":
        return Cell(_interval(value, field, convention), "value")
    return Cell((_number(value, field, convention, money_factor),), "value")


# --- numbers


def _number(
    value: CellValue, field: FormField, convention: Convention, money_factor: int
) -> int | Decimal:
    kind = field.type
    if isinstance(value, str):
        exact = _number_of_text(value, field, convention, money_factor)
    else:
        exact = _number_of_cell(value)
    if kind == "integer":
        if exact != exact.to_integral_value():
            raise _Refused(
                "cell_not_whole",
                f"Ô này phải là số nguyên nhưng chứa “{shown(value)}”; hãy kiểm tra lại.",
            )
        exact = exact.to_integral_value()
    elif kind == "percent":
        exact = exact if convention.is_share and not shows_percent(value) else exact / 100
    elif kind == "money":
        exact *= money_factor
        _check_size(exact, kind, value)  # what is out of range cannot be rounded
        exact = exact.quantize(Decimal(1), ROUND_HALF_EVEN)
    _check_size(exact, kind, value)
    return int(exact) if kind == "integer" else exact + 0  # no negative nought


def _check_size(exact: Decimal, kind: str, value: CellValue) -> None:
    if abs(exact) >= _LARGEST[kind]:
        raise _Refused(
            "cell_out_of_range", f"Số “{shown(value)}” lớn quá mức có thể; hãy kiểm tra lại."
        )


def _number_of_cell(value: CellValue) -> Decimal:
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        raise _Refused(
            "cell_not_number",
            f"Ô này phải là số nhưng chứa ngày giờ “{shown(value)}” (phần mềm bảng tính có thể đã "
            "tự đổi số thành ngày); hãy nhập lại số và chọn định dạng số.",
        )
    if isinstance(value, bool) or value != value or value in (float("inf"), float("-inf")):
        raise _not_number(shown(value))
    if abs(value) >= _EXACT and len(f"{abs(stored_number(value)):f}".rstrip("0")) >= 15:
        raise _Refused(
            "cell_not_exact",
            f"Số “{shown(value)}” có hơn 15 chữ số, bảng tính không giữ đúng các chữ số cuối; hãy "
            "nhập ở dạng chữ (Text).",
        )
    return stored_number(value)


def _number_of_text(
    value: str, field: FormField, convention: Convention, money_factor: int
) -> Decimal:
    if value.isascii() and value.isdigit():
        return Decimal(value)
    printed = printed_number(value)
    text = clean(value)
    if printed is None:
        raise _not_number(text)
    is_money = field.type == "money"
    if printed.rest and not _is_unit(printed.rest, field, money_factor):
        raise _unexpected(text, printed.rest, field)
    is_whole = field.type == "integer" or (is_money and money_factor == 1)
    exact = number(printed.body, convention, is_whole)
    if exact is None:
        raise _Refused(
            "cell_ambiguous_number",
            f"Không rõ “{text}” là phần nghìn hay phần thập phân; hãy nhập ở dạng số.",
        )
    return -exact if printed.is_negative else exact


def _is_unit(rest: str, field: FormField, money_factor: int) -> bool:
    if field.type == "money":
        return money_factor_of(fold(rest)) == money_factor and "%" not in rest
    if rest == "%":
        return field.type == "percent" or field.unit == "%"
    return field.unit is not None and clean(rest).lower() == clean(field.unit).lower()


def _unexpected(text: str, rest: str, field: FormField) -> _Refused:
    if re.match(r"[eE][-+]?\d+$", rest):
        return _Refused(
            "cell_not_exact",
            f"“{text}” là số viết gọn, có thể đã mất chữ số; hãy ghi đủ các chữ số.",
        )
    if re.search(r"\d", rest) or not re.search(r"\w|%", rest):
        return _not_number(text)
    unit = f" và tính bằng {field.unit}" if field.unit else ""
    return _Refused(
        "cell_not_number",
        f"“{text}” có ghi thêm “{rest}”; cột này chỉ ghi số{unit}, hãy đổi ra đơn vị đó và bỏ chữ.",
    )


def _not_number(text: str) -> _Refused:
    if re.search(r"\d", text) and _BOUND_OF.get(fold(_BEFORE_FIGURE.match(text).group())):
        return _Refused(
            "cell_not_number",
            f"“{text}” chỉ là một khoảng; cột này cần một số đúng, hãy ghi một con số.",
        )
    return _Refused(
        "cell_not_number", f"Ô này phải là số nhưng chứa “{text}”; hãy nhập lại bằng chữ số."
    )


def _interval(value: CellValue, field: FormField, convention: Convention) -> tuple[Landed, ...]:
    """`hơn 17%` -> (17, open), `94 đến 100%` -> (94, 100), `khoảng 78` -> (78, 78)."""
    text = shown(value)
    if not isinstance(value, str):
        exact = _number_of_cell(value)
        _check_size(exact, field.type, value)
        return exact, exact, text
    before = _BEFORE_FIGURE.match(text).group()
    bound = _BOUND_OF.get(fold(before) or before.strip())
    ends = (
        []
        if bound is None
        else [_end(part, field, convention) for part in _TO.split(text[len(before) :])]
    )
    if None in ends or len(ends) not in (1, 2) or ends != sorted(ends):
        raise _Refused(
            "cell_not_interval",
            f"Không đọc được giá trị “{text}”; hãy ghi một số, “hơn …”, “khoảng …” hoặc “… đến …”.",
        )
    low, high = ends[0], ends[-1]
    if len(ends) == 1:
        low, high = (None if bound == "high" else low), (None if bound == "low" else high)
    return low, high, text


def _end(part: str, field: FormField, convention: Convention) -> Decimal | None:
    printed = printed_number(part)
    if printed is None or (printed.rest not in ("", "%") and printed.rest != field.unit):
        return None
    exact = number(printed.body, convention, is_whole=False)
    if exact is None or exact >= _LARGEST["interval"]:
        return None
    return -exact if printed.is_negative else exact


# --- dates


def _date(value: CellValue, convention: Convention) -> datetime.date:
    if isinstance(value, datetime.date):
        day = value.date() if isinstance(value, datetime.datetime) else value
        if convention.are_dates_swapped and day.day != day.month:
            raise _ambiguous_date(shown(value))
        return day
    if type(value) in (float, int) and _SERIAL_FIRST <= value <= _SERIAL_LAST:
        return _EXCEL_EPOCH + datetime.timedelta(days=int(value))
    text, order = shown(value), convention.date_order
    if order == UNDECIDED:
        order = "dmy"
        match = DAY.match(text)
        if match and match.group(1) != match.group(2) and int(match.group(1)) <= 12:
            raise _ambiguous_date(text)
    parsed = parse_date(text, order)
    if parsed is None:
        raise _Refused(
            "cell_not_date",
            f"“{text}” không phải là ngày có thật; hãy ghi đủ ngày/tháng/năm (năm bốn chữ số).",
        )
    return parsed


def _ambiguous_date(text: str) -> _Refused:
    return _Refused(
        "cell_ambiguous_date",
        f"Không rõ “{text}” ghi ngày trước hay tháng trước (cột này có cả hai cách ghi); hãy ghi "
        "cả cột theo ngày/tháng/năm.",
    )


def parse_date(text: str, order: DateOrder = "dmy") -> datetime.date | None:
    """A day as texts write it, None where there is no such day. Year first is always read so."""
    text = _TIME.sub("", clean(text))
    if match := _YEAR_FIRST.fullmatch(text):
        return _day(*match.groups())
    if match := DAY.fullmatch(re.sub(r"^ngày\s+", "", text, flags=re.IGNORECASE)):
        first, second, third = match.groups()
        if order == "ymd":
            return _day(first, second, third) if len(third) == 2 else None
        return _day(third, second, first) if order == "dmy" else _day(third, first, second)
    folded = fold(text)
    if match := _DAY_IN_WORDS.fullmatch(folded):
        return _day(*reversed(match.groups()))
    if (match := _DAY_IN_ENGLISH.fullmatch(folded)) and match.group(2) in _MONTHS:
        return _day(match.group(3), str(_MONTHS.index(match.group(2)) + 1), match.group(1))
    return None


def _day(year: str, month: str, day: str) -> datetime.date | None:
    number_of_year = int(year)
    if len(year) <= 2:
        number_of_year = 2000 + number_of_year if number_of_year <= _LAST_SHORT_YEAR else 0
    if number_of_year not in _YEARS:
        return None
    try:
        return datetime.date(number_of_year, int(month), int(day))
    except ValueError:
        return None


# --- words


def shown(value: CellValue) -> str:
    """The cell as one line of text, as the sheet shows it."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{stored_number(value):f}"
    if isinstance(value, datetime.datetime) and value.time() != datetime.time():
        return value.strftime("%d/%m/%Y %H:%M:%S")
    if isinstance(value, datetime.date):
        return value.strftime("%d/%m/%Y")
    return str(value)


def _mark(value: CellValue) -> Cell:
    text = shown(value)
    if _DASHES.fullmatch(text):
        return Cell((False,), "dash")
    word = fold(text)
    if word in _TRUE or text in _CHECKS:
        return Cell((True,), "value")
    if word in _FALSE:
        return Cell((False,), "value")
    raise _Refused(
        "cell_not_mark",
        f"Ô đánh dấu chứa “{text}”; hãy ghi x (có), - (không) hoặc để trống (chưa báo cáo).",
    )


def _code(value: CellValue, field: FormField) -> Cell:
    text = shown(value)
    code = code_of(text, field.codes)
    if code is not None:
        return Cell((code,), "value")
    if _DASHES.fullmatch(text):
        if "-" in field.codes:
            return Cell((field.codes["-"],), "value")
        return Cell((None,), "dash")
    allowed = ", ".join(field.codes)
    raise _Refused("cell_not_code", f"“{text}” không có trong danh mục; chỉ được ghi: {allowed}.")
