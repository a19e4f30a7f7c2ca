"""What the digest reads from a published release: reports, submissions, findings, names.

Only reading; a release is opened read-only and closed before anything is decided.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from orchestration.alerts.wording import as_utc
from orchestration.database import connect

REPORTS = """
select issuer_code, form, coalesce(variant, ''), coalesce(scope_area_code, ''), period,
       coalesce(report_phase, ''), due_on, cast(received_at as timestamp), days_late, report_status
from marts.mart_reporting
"""
SUBMISSIONS = """
select submission_id, file_name, issuer_code, form, period, cast(received_at as timestamp),
       origin, submission_status, is_superseded, coalesce(rows_refused, 0)
from marts.fct_submissions
"""
FINDINGS = """
select finding_id, rule_code, severity, submission_id, issuer_code, form, period, sheet, cell,
       area_code, value_given, value_expected, message_vi
from marts.fct_quality_findings
"""
AREAS = """
select area_code, area_level, area_name, province_code, valid_from, valid_to
from marts.dim_areas
"""


@dataclass(frozen=True)
class Report:
    """One report that somebody owes or sent (mart_reporting)."""

    issuer_code: str
    form: str
    variant: str
    scope_area_code: str
    period: str
    report_phase: str
    due_on: date | None
    received_at: datetime | None
    days_late: int | None
    report_status: str

    @property
    def key(self) -> str:
        parts = (self.issuer_code, self.form, self.variant, self.scope_area_code, self.period)
        return "|".join(("report", *parts, self.report_phase))


@dataclass(frozen=True)
class Submission:
    """One file that came (fct_submissions); form and period are unknown where it was not read."""

    submission_id: str
    file_name: str
    issuer_code: str
    form: str | None
    period: str | None
    received_at: datetime
    origin: str
    submission_status: str
    is_superseded: bool
    rows_refused: int

    @property
    def key(self) -> str:
        return f"file|{self.submission_id}"


@dataclass(frozen=True)
class Finding:
    """One broken rule (fct_quality_findings)."""

    finding_id: str
    rule_code: str
    severity: str
    submission_id: str | None
    issuer_code: str | None
    form: str | None
    period: str | None
    sheet: str | None
    cell: str | None
    area_code: str | None
    value_given: str | None
    value_expected: str | None
    message_vi: str

    @property
    def key(self) -> str:
        return f"finding|{self.finding_id}"


@dataclass(frozen=True)
class Area:
    area_code: str
    area_level: str
    area_name: str
    province_code: str | None
    valid_from: date
    valid_to: date | None


class Areas:
    """Names by code and day: code 15 is Yên Bái until 2025-06-30 and Lào Cai from the next day."""

    def __init__(self, areas: Iterable[Area]) -> None:
        self._by_code: defaultdict[str, list[Area]] = defaultdict(list)
        for area in sorted(areas, key=lambda area: area.valid_from):
            self._by_code[area.area_code].append(area)

    def find(self, area_code: str, on: date) -> Area | None:
        """The area in force on that day; before the first or after the last one, the nearest."""
        versions = self._by_code.get(area_code)
        if not versions:
            return None
        begun = [area for area in versions if area.valid_from <= on]
        return begun[-1] if begun else versions[0]


@dataclass(frozen=True)
class Release:
    reports: tuple[Report, ...]
    submissions: tuple[Submission, ...]
    findings: tuple[Finding, ...]
    areas: Areas


def read_release(warehouse: Path) -> Release:
    # Resolved first: `current` may move to the next release while this one is being read.
    with connect(warehouse.resolve(strict=True), read_only=True) as connection:
        reports = connection.execute(REPORTS).fetchall()
        submissions = connection.execute(SUBMISSIONS).fetchall()
        findings = connection.execute(FINDINGS).fetchall()
        areas = connection.execute(AREAS).fetchall()
    return Release(
        reports=tuple(
            Report(*row[:7], as_utc(row[7]) if row[7] else None, *row[8:]) for row in reports
        ),
        submissions=tuple(Submission(*row[:5], as_utc(row[5]), *row[6:]) for row in submissions),
        findings=tuple(Finding(*row) for row in findings),
        areas=Areas(Area(*row) for row in areas),
    )
