"""How dates, numbers, periods and senders' text read in Vietnamese.

Pure functions on single values; which of them are news is decided in `news`.
"""

import calendar
import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
LONGEST_TEXT = 300
_PERIOD = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])|Q([1-4])|S([12]))?")
_QUARTERS = ("I", "II", "III", "IV")
_HALVES = ("6 tháng đầu năm", "6 tháng cuối năm")


def number_vi(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def date_vi(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def time_vi(moment: datetime) -> str:
    local = as_utc(moment).astimezone(HANOI)
    return f"{local:%H:%M} ngày {local:%d/%m/%Y}"


def as_utc(moment: datetime) -> datetime:
    """Times in the warehouse are UTC without saying so."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def clean(text: str) -> str:
    """One line of visible characters: a sender may neither forge our lines nor hide his own."""
    spaced = " ".join(unicodedata.normalize("NFC", text).split())
    visible = "".join(char for char in spaced if not unicodedata.category(char).startswith("C"))
    return visible if len(visible) <= LONGEST_TEXT else visible[: LONGEST_TEXT - 1] + "…"


class Period(NamedTuple):
    """A reporting period that knows its neighbours: consecutive numbers are consecutive periods."""

    kind: str
    number: int


def parse_period(period: str) -> Period | None:
    match = _PERIOD.fullmatch(period)
    if match is None:
        return None
    year = int(match[1])
    if match[2]:
        return Period("month", year * 12 + int(match[2]) - 1)
    if match[3]:
        return Period("quarter", year * 4 + int(match[3]) - 1)
    if match[4]:
        return Period("half", year * 2 + int(match[4]) - 1)
    return Period("year", year)


def period_end(period: str) -> date | None:
    """The last day of the period: the day on which its codes and names are read."""
    parsed = parse_period(period)
    if parsed is None:
        return None
    months = {"year": 12, "half": 6, "quarter": 3, "month": 1}[parsed.kind]
    year, month = divmod((parsed.number + 1) * months - 1, 12)
    return date(year, month + 1, calendar.monthrange(year, month + 1)[1])


def period_vi(period: str) -> str:
    parsed = parse_period(period)
    return clean(period) if parsed is None else _prefix(parsed) + _body(parsed)


def periods_vi(periods: Iterable[str]) -> str:
    """Consecutive periods as one range: `tháng 1/2022 – 12/2025 (48 kỳ)`."""
    known = {period: parse_period(period) for period in sorted(set(periods))}
    labels = [clean(period) for period, parsed in known.items() if parsed is None]
    ordered = sorted(parsed for parsed in known.values() if parsed is not None)
    runs: list[list[Period]] = []
    for parsed in ordered:
        if runs and runs[-1][-1] == Period(parsed.kind, parsed.number - 1):
            runs[-1].append(parsed)
        else:
            runs.append([parsed])
    for run in runs:
        label = _prefix(run[0]) + _body(run[0])
        labels.append(label if len(run) == 1 else f"{label} – {_body(run[-1])}")
    count = f" ({number_vi(len(known))} kỳ)" if len(known) > 1 else ""
    return ", ".join(labels) + count


def _prefix(period: Period) -> str:
    return {"year": "năm ", "half": "", "quarter": "quý ", "month": "tháng "}[period.kind]


def _body(period: Period) -> str:
    if period.kind == "year":
        return str(period.number)
    if period.kind == "half":
        return f"{_HALVES[period.number % 2]} {period.number // 2}"
    if period.kind == "quarter":
        return f"{_QUARTERS[period.number % 4]}/{period.number // 4}"
    return f"{period.number % 12 + 1}/{period.number // 12}"
