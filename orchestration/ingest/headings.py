"""What the lines above a table say: period, unit of money, and whose report it is."""

import calendar
import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from orchestration.ingest.areas import Area, AreaRegister
from orchestration.ingest.cells import parse_date
from orchestration.ingest.refusals import FileRefusedError
from orchestration.ingest.text import clean, fold

_DATE_LINE = re.compile(r"ngay (?:\d{1,2} )?thang (?:\d{1,2} )?nam (?:\d{4})?")
_YEAR = re.compile(r"\bnam (20\d{2})\b")
_YEAR_LINE = re.compile(r"(?:ky bao cao )?nam (20\d{2})")
_AS_OF = re.compile(
    r"(?:đến|tới)\s+(?:hết\s+)?ngày\s+(\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{4})", re.IGNORECASE
)
_MONTH = re.compile(r"\bthang (\d{1,2})(?: nam)? (20\d{2})\b")
_MONEY_UNIT = re.compile(r"(?:don vi(?: tinh)?|dvt) (ty|trieu|nghin|ngan)? ?(?:dong|vnd)\b")
_MONEY_FACTORS = {"": 1, "nghin": 10**3, "ngan": 10**3, "trieu": 10**6, "ty": 10**9}
_PEOPLES_COMMITTEE = re.compile(
    r"(?:ủy ban nhân dân|uỷ ban nhân dân|ubnd)\s+"
    r"(tỉnh|thành phố|tp\.?|huyện|quận|thị xã)\s+(.+)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Period:
    """The reported period: `2024`, `2024-10`; `as_of` is the day the figures stand for."""

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


def find_period(
    heading: Iterable[str], kind: Literal["year", "month"], stated: str | None
) -> Period:
    """The period of a table: the side file's, else the one that the heading states.

    Raises FileRefusedError where the heading states none or several.
    """
    texts = [clean(text) for text in heading]
    as_of = next((day for text in texts if (day := _as_of(text))), None)
    if stated:
        labels = {stated}
    elif kind == "month":
        labels = {f"{as_of:%Y-%m}"} if as_of else _months(texts)
    else:
        labels = _years(texts) or ({str(as_of.year)} if as_of else set())
    if len(labels) > 1:
        raise FileRefusedError(
            "period_ambiguous",
            f"Phần đầu biểu ghi nhiều kỳ báo cáo ({', '.join(sorted(labels))}); hãy ghi một kỳ.",
        )
    period = parse_period(labels.pop()) if labels else None
    if period is None:
        raise FileRefusedError(
            "period_missing",
            "Không tìm thấy kỳ báo cáo ở phần đầu biểu; hãy ghi “Năm …” hoặc “Lũy kế đến ngày …”.",
        )
    if as_of and period.start <= as_of <= period.end:
        return Period(period.label, period.start, period.end, as_of)
    return period


def _month_end(year: int, month: int) -> datetime.date:
    return datetime.date(year, month, calendar.monthrange(year, month)[1])


def _as_of(text: str) -> datetime.date | None:
    match = _AS_OF.search(text)
    return parse_date(match.group(1)) if match else None


def _months(texts: list[str]) -> set[str]:
    found = set()
    for text in texts:
        for month, year in _MONTH.findall(_DATE_LINE.sub(" ", fold(text))):
            if 1 <= int(month) <= 12:
                found.add(f"{year}-{int(month):02d}")
    return found


def _years(texts: list[str]) -> set[str]:
    """The year of the period line; only where there is no such line, the years of other lines."""
    folded = [_DATE_LINE.sub(" ", fold(text)) for text in texts]
    lines = {match.group(1) for text in folded if (match := _YEAR_LINE.fullmatch(text.strip()))}
    return lines or {year for text in folded for year in _YEAR.findall(text)}


def find_money_factor(heading: Iterable[str]) -> tuple[int, str] | None:
    """(đồng per printed unit, the unit as a name), None where no line states it."""
    names = {"": "đồng", "nghin": "nghìn đồng", "ngan": "nghìn đồng"}
    names |= {"trieu": "triệu đồng", "ty": "tỷ đồng"}
    for text in heading:
        if match := _MONEY_UNIT.search(fold(text)):
            word = match.group(1) or ""
            return _MONEY_FACTORS[word], names[word]
    return None


def find_reporting_unit(
    heading: Iterable[str], register: AreaRegister, province: str, on: datetime.date
) -> Area | None:
    """The province or district whose People's Committee signs the letterhead, if it names one.

    Raises FileRefusedError where it is another province than the issuer.
    """
    for text in heading:
        match = _PEOPLES_COMMITTEE.search(clean(text))
        if not match:
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
