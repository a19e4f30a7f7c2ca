"""What the lines above a table say: period, unit of money, and whose report it is."""

import calendar
import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from orchestration.ingest.areas import Area, AreaRegister
from orchestration.ingest.conventions import money_factor_of
from orchestration.ingest.refusals import FileRefusedError
from orchestration.ingest.text import clean, fold

PeriodKind = Literal["year", "half_year", "quarter", "month"]

# Numbers and years of documents, programmes and signatures: no periods of the report.
_CITED = re.compile(
    r"(?:số\s*:?\s*)?\d+[a-z]?\s*/\s*(?:\d{4}\s*/\s*)?(?!năm\b)[^\W\d_][\w.\-]*"
    r"|(?:thông tư|quyết định|nghị định|nghị quyết|chỉ thị|công văn|luật|văn bản|tờ trình|hướng dẫn"
    r"|qđ|tt|nđ|nq|cv)\s*(?:số)?\s*:?\s*\d+\s*/\s*\d{4}"
    r"|(?:luật|nghị quyết|nghị định|thông tư|quyết định)\b[^,;()]*?\b20\d\d"
    r"|(?:từ\s+)?(?:năm\s+)?20\d\d\s*(?:[-–—]|đến)\s*(?:hết\s+)?(?:năm\s+)?20\d\d",
    re.IGNORECASE,
)
_AS_OF = re.compile(
    r"\b(?:den|toi) (?:thoi diem )?(?:het )?(?:ngay )?"
    r"(?:(\d{1,2}) (?:thang )?)?(?:thang )?(\d{1,2}) (?:nam )?(20\d\d)\b"
)
_DATE = re.compile(r"\bngay (?:\d{1,2} )?(?:thang )?(?:\d{1,2} )?(?:nam )?(?:20\d\d)?(?!\d)")
_BARE_DATE = re.compile(r"\b\d{1,2} (?:thang )?\d{1,2} (?:nam )?20\d\d\b")
_MONTH = re.compile(r"\b(?:thang |t)(\d{1,2})(?: nam)? (20\d\d)\b")
_MONTH_LINE = re.compile(r"(?:ky bao cao )?(\d{1,2}) (20\d\d)")
_QUARTER = re.compile(r"\b(?:quy |q)(iv|i{1,3}|[1-4])(?: nam)? (20\d\d)\b")
_MONTHS_SO_FAR = re.compile(
    r"\b(\d{1,2}|ba|sau|chin) ?(?:thang|t)(?: (dau|cuoi))?(?: nam)? ?(20\d\d)\b"
)
_NUMERALS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "ba": 3, "sau": 6, "chin": 9}
_YEAR = re.compile(r"\bnam (20\d{2})\b")
_YEAR_LINE = re.compile(r"(?:(?:ky|nam) bao cao )?nam (20\d{2})|(?:ky|nam) bao cao (20\d{2})")
_YEAR_OF_TITLE = re.compile(r".*\bnam (20\d{2})")
# Lines that name another year beside the report's.
_OTHER_YEAR = re.compile(r"\b(?:so voi|cung ky|truoc|tu nam|theo|chuan|ke hoach|du toan|von)\b")
_UNIT_LABEL = re.compile(
    r"\b(?:(?:đơn|don)\s*(?:vị|vi)(?:\s*(?:tính|tinh))?(?:\s*(?:tiền|tien))?"
    r"|[đd]\.?\s?v\.?\s?t\b\.?)\s*:?\s*",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(r"(?<=\d)[.,\s](?=000)")
_MONEY_NAMES = {
    1: "đồng",
    10**3: "nghìn đồng",
    10**6: "triệu đồng",
    10**9: "tỷ đồng",
    10**12: "nghìn tỷ đồng",
}
_COMMITTEE = r"(?:ủy ban nhân dân|uỷ ban nhân dân|ubnd|u\.b\.n\.d)"
_COMMITTEE_LINE = re.compile(_COMMITTEE, re.IGNORECASE)
_COMMITTEE_AND_UNIT = re.compile(
    rf"(?:{_COMMITTEE}\s+)?(tỉnh|thành phố|tp\.?|huyện|quận|thị xã)\s+(.+)", re.IGNORECASE
)


@dataclass(frozen=True)
class Period:
    """The reported period: `2024`, `2024-10`, `2025Q1`, `2025S1`.

    `as_of` is the day the figures stand for.
    """

    label: str
    start: datetime.date
    end: datetime.date
    as_of: datetime.date


def parse_period(label: str) -> Period | None:
    """A period as DESIGN writes it: `2024`, `2024-10`, `2025Q1`, `2025S1`."""
    match = re.fullmatch(r"(20\d{2})(?:-(\d{2})|Q([1-4])|S([12]))?", label)
    if not match:
        return None
    year = int(match.group(1))
    first, last = 1, 12
    if match.group(2):
        first = last = int(match.group(2))
        if not 1 <= first <= 12:
            return None
    elif match.group(3):
        last = 3 * int(match.group(3))
        first = last - 2
    elif match.group(4):
        last = 6 * int(match.group(4))
        first = last - 5
    end = _month_end(year, last)
    return Period(label, datetime.date(year, first, 1), end, end)


def find_period(heading: Iterable[str], kind: PeriodKind, stated: str | None) -> Period:
    """The period of a table: the side file's, else the one that the heading states.

    Raises FileRefusedError where the heading states none or several.
    """
    lines = [fold(_CITED.sub(" ; ", clean(text))) for text in heading]
    days = {day for line in lines if (day := _as_of(line))}
    labels = {stated} if stated else _labels(lines, days, kind)
    if len(labels) > 1:
        raise FileRefusedError(
            "period_ambiguous",
            f"Phần đầu biểu ghi nhiều kỳ báo cáo ({', '.join(sorted(labels))}); hãy ghi một kỳ.",
        )
    period = parse_period(labels.pop()) if labels else None
    if period is None:
        written = {
            "year": "“Năm …”",
            "half_year": "“6 tháng đầu năm …”",
            "quarter": "“Quý …/…”",
            "month": "“Tháng …/…” hoặc “Lũy kế đến ngày …”",
        }
        raise FileRefusedError(
            "period_missing",
            f"Không tìm thấy kỳ báo cáo ở phần đầu biểu; hãy ghi {written[kind]}.",
        )
    inside = [day for day in days if period.start <= day <= period.end]
    if len(inside) == 1:
        return Period(period.label, period.start, period.end, inside[0])
    return period


def _month_end(year: int, month: int) -> datetime.date:
    return datetime.date(year, month, calendar.monthrange(year, month)[1])


def _labels(lines: list[str], days: set[datetime.date], kind: PeriodKind) -> set[str]:
    """The periods of that kind that the folded lines state."""
    undated = [_BARE_DATE.sub(" ; ", _DATE.sub(" ; ", _AS_OF.sub(" ; ", line))) for line in lines]
    months, halves, quarters = _parts_of_years(undated)
    if kind == "month":
        return months | {f"{day:%Y-%m}" for day in days}
    if kind == "quarter":
        return quarters or {f"{day.year}Q{(day.month + 2) // 3}" for day in days}
    if kind == "half_year":
        return halves or {f"{day.year}S{(day.month + 5) // 6}" for day in days}
    whole = undated
    for part in (_MONTH, _QUARTER, _MONTHS_SO_FAR):
        whole = [part.sub(" ; ", line) for line in whole]
    return _years(whole) or {str(day.year) for day in days}


def _as_of(line: str) -> datetime.date | None:
    """The day up to which the figures are, by a day or by a month's end."""
    match = _AS_OF.search(line)
    if not match:
        return None
    day, month, year = match.groups()
    try:
        if day is None:
            return _month_end(int(year), int(month))
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None


def _parts_of_years(lines: list[str]) -> tuple[set[str], set[str], set[str]]:
    """Months, halves and quarters. `9 tháng năm 2024` is the months up to September."""
    months, halves, quarters = set(), set(), set()
    for line in lines:
        found = _MONTH.findall(line)
        if match := _MONTH_LINE.fullmatch(line):
            found.append(match.groups())
        months |= {f"{year}-{int(month):02d}" for month, year in found if 1 <= int(month) <= 12}
        for quarter, year in _QUARTER.findall(line):
            quarters.add(f"{year}Q{_NUMERALS.get(quarter) or quarter}")
        for count, end, year in _MONTHS_SO_FAR.findall(line):
            number = _NUMERALS.get(count) or int(count)
            if number == 6:
                halves.add(f"{year}S{2 if end == 'cuoi' else 1}")
            if number == 3 and end != "cuoi":
                quarters.add(f"{year}Q1")
            if 1 <= number <= 12 and end != "cuoi":
                months.add(f"{year}-{number:02d}")
    return months, halves, quarters


def _years(lines: list[str]) -> set[str]:
    """The year of the period line; only where there is no such line, the years of other lines.

    A title that ends with another year than the period line contradicts it.
    """
    stripped = [line.strip(" ;") for line in lines]
    stated = {
        match.group(1) or match.group(2)
        for line in stripped
        if (match := _YEAR_LINE.fullmatch(line))
    }
    if stated:
        titled = {
            match.group(1)
            for line in stripped
            if not _OTHER_YEAR.search(line) and (match := _YEAR_OF_TITLE.fullmatch(line))
        }
        return stated | titled
    return {year for line in stripped for year in _YEAR.findall(line)}


def find_money_factor(texts: Sequence[str]) -> tuple[int, str] | None:
    """(đồng per printed unit, the unit as a name), None where no text states it.

    Raises FileRefusedError where the texts state several.
    """
    factors = {
        factor
        for text, following in zip(texts, [*texts[1:], ""], strict=True)
        for factor in _stated_factors(clean(text), clean(following))
    }
    if len(factors) > 1:
        names = ", ".join(_MONEY_NAMES[factor] for factor in sorted(factors))
        raise FileRefusedError(
            "money_unit_ambiguous",
            f"Phần đầu biểu ghi nhiều đơn vị tiền ({names}); hãy ghi một đơn vị cho cả biểu, hoặc "
            "ghi đơn vị ở tiêu đề từng cột.",
        )
    return next(((factor, _MONEY_NAMES[factor]) for factor in factors), None)


def is_money_unit(text: str) -> bool:
    """Whether a text in brackets behind a header is the unit of its money."""
    return any(_stated_factors(f"({text})", ""))


def _stated_factors(text: str, following: str) -> Iterable[int]:
    """The units of money that a text states: behind a label, in brackets, or by itself."""
    places = re.findall(r"\(([^()]*)\)", text)
    if match := _UNIT_LABEL.search(text):
        places.append(text[match.end() :] or following)
    elif fold(text) not in ("dong", "d"):  # Đồng may be a name
        places.append(text)
    for place in places:
        plain = _THOUSANDS.sub("", _UNIT_LABEL.sub("", place))
        for part in re.split(r"[,;/()]|\bvà\b", plain):
            if factor := money_factor_of(fold(part)):
                yield factor


def find_reporting_unit(
    heading: Iterable[str], register: AreaRegister, province: str, on: datetime.date
) -> Area | None:
    """The province or district whose People's Committee signs the letterhead, if it names one.

    Raises FileRefusedError where it is another province than the issuer.
    """
    texts = [clean(text) for text in heading]
    # The letterhead may take two cells: ỦY BAN NHÂN DÂN, and below it TỈNH LẠNG SƠN.
    is_split = any(_COMMITTEE_LINE.fullmatch(text) for text in texts)
    for text in texts:
        at = _COMMITTEE_LINE.search(text)
        match = _COMMITTEE_AND_UNIT.match(text[at.start() :] if at else text)
        if not match or not (at or is_split):
            continue
        type_word = fold(match.group(1)).replace("tp", "thanh pho")
        words = match.group(2).split()
        for length in range(len(words), 0, -1):
            name = " ".join(words[:length])
            if type_word in ("tinh", "thanh pho"):
                area = register.by_name("province", name, on)
                if area and fold(area.unit_type) == type_word:
                    if area.code != province:
                        raise FileRefusedError(
                            "issuer_mismatch",
                            f"Báo cáo mang tên {area.name} nhưng được gửi trong thư mục của đơn vị "
                            f"{province}; hãy gửi đúng thư mục của đơn vị báo cáo.",
                        )
                    return area
            if type_word != "tinh" and (
                area := register.by_name("district", name, on, province=province)
            ):
                return area
    return None
