"""The digest: tonight's news as finished Vietnamese sentences, grouped as a reader wants them.

What is news is decided in `news`, the layout in the templates.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from orchestration.alerts.night import Night, NightWarning
from orchestration.alerts.release import Areas, Finding, Release, Report, Submission
from orchestration.alerts.wording import (
    HANOI,
    clean,
    date_vi,
    number_vi,
    period_end,
    period_vi,
    periods_vi,
    time_vi,
)

# A mail that a phone can show. Counts are always complete; the lists say how much they leave out.
MOST_FINDINGS = 20
MOST_ALIKE = 3
MOST_FILES = 30
MOST_REPORT_LINES = 150

SEVERITIES = {"error": "lỗi", "warning": "cảnh báo", "info": "lưu ý"}
STATUSES = {
    "missing": "Chưa nộp",
    "refused": "Đã nộp nhưng bị từ chối",
    "late": "Nộp chậm",
    "on_time": "Đã nhận, đúng hạn",
}
PHASES = {"estimate": "ước thực hiện (sơ bộ)", "update": "số chính thức (cập nhật)"}
VARIANTS = {"poor": "hộ nghèo", "near_poor": "hộ cận nghèo"}
_CELL = re.compile(r"([A-Z]+)(\d+)")


@dataclass(frozen=True)
class ReportLine:
    status: str
    status_vi: str
    what: str
    when: str


@dataclass(frozen=True)
class IssuerReports:
    issuer: str
    lines: tuple[ReportLine, ...]


@dataclass(frozen=True)
class FileLine:
    issuer: str
    file_name: str
    status_vi: str
    about: str
    reason: str


@dataclass(frozen=True)
class FindingLine:
    severity: str
    severity_vi: str
    where: str
    message: str
    alike: str


@dataclass(frozen=True)
class PlaceCounts:
    place: str
    text: str


@dataclass(frozen=True)
class Digest:
    """Everything a template prints, as finished sentences."""

    subject: str
    day: str
    run: str
    standing: str
    is_published: bool
    is_back: bool
    failure_step: str
    failure_message: str
    failed_checks: tuple[str, ...]
    reports_summary: str
    reports: tuple[IssuerReports, ...]
    reports_left_out: str
    files_summary: str
    files: tuple[FileLine, ...]
    files_left_out: str
    findings_summary: str
    finding_counts: tuple[PlaceCounts, ...]
    findings: tuple[FindingLine, ...]
    findings_left_out: str
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """What there is to tell, or the part of it that is news."""

    reports: tuple[Report, ...] = ()
    files: tuple[Submission, ...] = ()
    findings: tuple[Finding, ...] = ()
    warnings: tuple[NightWarning, ...] = ()


@dataclass(frozen=True)
class _Titles:
    forms: Mapping[str, str]
    areas: Areas
    as_of_date: date

    def form(self, form: str | None) -> str:
        return clean(self.forms.get(form, form)) if form else ""

    def issuer(self, issuer_code: str | None, period: str | None) -> str:
        if not issuer_code:
            return "Không rõ đơn vị"
        if issuer_code == "office":
            return "Văn phòng Điều phối"
        code = issuer_code.removeprefix("ministry-")
        area = self.areas.find(code, self._day(period)) or self.areas.find(
            issuer_code, self._day(period)
        )
        if area is not None:
            return area.area_name
        if code != issuer_code:
            return f"Bộ, ngành {code.upper()}"
        return f"Đơn vị {clean(issuer_code)}"

    def province(self, finding: Finding) -> str:
        """The province a finding is about: that of its area, else its sender's."""
        day = self._day(finding.period)
        area = self.areas.find(finding.area_code, day) if finding.area_code else None
        if area is None:
            return self.issuer(finding.issuer_code, finding.period)
        if area.province_code:
            return self.issuer(area.province_code, finding.period)
        return area.area_name

    def area(self, area_code: str, period: str | None) -> str:
        area = self.areas.find(area_code, self._day(period))
        return area.area_name if area else clean(area_code)

    def _day(self, period: str | None) -> date:
        end = period_end(period) if period else None
        return min(end, self.as_of_date) if end else self.as_of_date


def write_digest(
    night: Night,
    news: Facts,
    release: Release | None,
    told: Mapping[str, str],
    form_titles: Mapping[str, str],
) -> Digest:
    titles = _Titles(form_titles, release.areas if release else Areas(()), night.as_of_date)
    submissions = {file.submission_id: file for file in release.submissions} if release else {}
    reports, reports_left_out = _report_sections(news.reports, told, night.as_of_date, titles)
    reasons = _reasons(news.files, news.findings)
    files = sorted(
        news.files,
        key=lambda file: (file.submission_status != "refused", file.issuer_code, file.file_name),
    )
    given_as_reason = {finding.finding_id for finding in reasons.values()}
    listed = sorted(
        (finding for finding in news.findings if finding.finding_id not in given_as_reason),
        key=_reading_order,
    )
    findings, findings_left_out = _finding_lines(listed, submissions, titles)
    failure = night.failure
    is_back = failure is None and told.get("night", "published") != "published"
    return Digest(
        subject=_subject(night, is_back, news),
        day=f"{night.started_at.astimezone(HANOI):%d/%m/%Y}",
        run=_run(night),
        standing=_standing(release, night),
        is_published=failure is None,
        is_back=is_back,
        failure_step=clean(failure.step) if failure else "",
        failure_message=clean(failure.message) if failure else "",
        failed_checks=tuple(clean(check) for check in failure.checks) if failure else (),
        reports_summary=_reports_summary(news.reports),
        reports=reports,
        reports_left_out=_left_out(reports_left_out, "dòng", "marts.mart_reporting"),
        files_summary=_files_summary(news.files),
        files=tuple(
            _file_line(file, reasons.get(file.submission_id), titles) for file in files[:MOST_FILES]
        ),
        files_left_out=_left_out(len(files) - MOST_FILES, "tệp", "marts.fct_submissions"),
        findings_summary=_by_severity(news.findings),
        finding_counts=_counts_by_province(news.findings, titles),
        findings=findings,
        findings_left_out=_left_out(findings_left_out, "phát hiện", "marts.fct_quality_findings"),
        warnings=tuple(clean(warning.text_vi) for warning in news.warnings),
    )


def _run(night: Night) -> str:
    run = f"Chạy lúc {time_vi(night.started_at)}, số liệu tính đến {date_vi(night.as_of_date)}"
    return f"{run}, bản phát hành {night.release_id}." if night.release_id else f"{run}."


def is_overdue(report: Report, as_of_date: date) -> bool:
    is_missing = report.report_status == "missing"
    return is_missing and report.due_on is not None and report.due_on < as_of_date


def _standing(release: Release | None, night: Night) -> str:
    """The total beside the news, so that a short digest is not read as a clean slate."""
    if release is None:
        return ""
    count = sum(is_overdue(report, night.as_of_date) for report in release.reports)
    overdue = (
        f"Tính cả những báo cáo đã báo trước đây, còn {number_vi(count)} báo cáo quá hạn chưa nộp."
        if count
        else "Không còn báo cáo nào quá hạn chưa nộp."
    )
    if not night.replies:
        return overdue
    return f"{overdue} Trong outbox có {number_vi(night.replies)} tệp trả lời đơn vị gửi."


def _subject(night: Night, is_back: bool, news: Facts) -> str:
    """Counts and fixed words only: nothing that a sender wrote reaches a header."""
    statuses = Counter(report.report_status for report in news.reports)
    files = Counter(file.submission_status for file in news.files)
    counts = (
        (statuses["missing"], "báo cáo chưa nộp"),
        (statuses["refused"], "báo cáo bị từ chối"),
        (statuses["late"], "báo cáo nộp chậm"),
        (statuses["on_time"], "báo cáo đã nhận"),
        (files["refused"], "tệp bị từ chối"),
        (files["partial"], "tệp nhận một phần"),
        (len(news.findings), "phát hiện"),
        (len(news.warnings), "cảnh báo so sánh"),
    )
    parts = [f"{number_vi(count)} {what}" for count, what in counts if count]
    if night.outcome == "failed":
        parts.insert(0, "KHÔNG công bố được")
    elif is_back:
        parts.insert(0, "đã công bố trở lại")
    return f"[MTQG] {night.started_at.astimezone(HANOI):%d/%m/%Y}: {', '.join(parts)}"


def _left_out(count: int, what: str, table: str) -> str:
    return f"… và {number_vi(count)} {what} khác (xem bảng {table})." if count > 0 else ""


# ---------- reports


def _reports_summary(reports: Iterable[Report]) -> str:
    counts = Counter(report.report_status for report in reports)
    return ", ".join(
        f"{number_vi(counts[status])} {label.lower()}"
        for status, label in STATUSES.items()
        if counts[status]
    )


def _report_sections(
    reports: Iterable[Report], told: Mapping[str, str], as_of_date: date, titles: _Titles
) -> tuple[tuple[IssuerReports, ...], int]:
    """Per issuer, one line for the reports that differ in nothing but their period."""
    grouped: defaultdict[tuple[str, str], defaultdict[tuple, list[Report]]]
    grouped = defaultdict(lambda: defaultdict(list))
    for report in reports:
        issuer = (report.issuer_code, titles.issuer(report.issuer_code, report.period))
        line = (
            list(STATUSES).index(report.report_status),
            report.form,
            report.variant,
            report.scope_area_code,
            report.report_phase,
            told.get(report.key, ""),
        )
        grouped[issuer][line].append(report)
    sections, room, left_out = [], MOST_REPORT_LINES, 0
    for (_, issuer), lines in sorted(grouped.items()):
        shown = [
            _report_line(group, told, as_of_date, titles) for _, group in sorted(lines.items())
        ]
        left_out += max(len(shown) - room, 0)
        if room > 0:
            sections.append(IssuerReports(issuer, tuple(shown[:room])))
        room = max(room - len(shown), 0)
    return tuple(sections), left_out


def _report_line(
    group: list[Report], told: Mapping[str, str], as_of_date: date, titles: _Titles
) -> ReportLine:
    first = group[0]
    what = [titles.form(first.form)]
    if first.variant:
        what.append(VARIANTS.get(first.variant, clean(first.variant)))
    if first.scope_area_code and first.scope_area_code != first.issuer_code:
        what.append(titles.area(first.scope_area_code, first.period))
    what.append(periods_vi(report.period for report in group))
    if first.report_phase in PHASES:
        what.append(PHASES[first.report_phase])
    status = first.report_status
    when = [_span("hạn", {report.due_on for report in group if report.due_on})]
    if status == "missing":
        days = {(as_of_date - report.due_on).days for report in group if report.due_on}
        when.append(_days("quá hạn", days))
    else:
        received = {
            report.received_at.astimezone(HANOI).date() for report in group if report.received_at
        }
        when.append(_span("nhận", received))
        if status == "late":
            when.append(_days("chậm", {report.days_late for report in group if report.days_late}))
    if first.key in told:
        when.append(f"trước đây đã báo: {STATUSES[told[first.key]].lower()}")
    return ReportLine(
        status=status,
        status_vi=STATUSES[status],
        what=", ".join(part for part in what if part),
        when="; ".join(part for part in when if part),
    )


def _span(label: str, days: set[date]) -> str:
    if not days:
        return ""
    first, last = min(days), max(days)
    if first == last:
        return f"{label} {date_vi(first)}"
    return f"{label} từ {date_vi(first)} đến {date_vi(last)}"


def _days(label: str, days: set[int]) -> str:
    if not days:
        return ""
    fewest, most = min(days), max(days)
    if fewest == most:
        return f"{label} {number_vi(most)} ngày"
    return f"{label} từ {number_vi(fewest)} đến {number_vi(most)} ngày"


# ---------- files


def _files_summary(files: Iterable[Submission]) -> str:
    counts = Counter(file.submission_status for file in files)
    labels = {"refused": "tệp bị từ chối toàn bộ", "partial": "tệp chỉ nhận được một phần"}
    return ", ".join(
        f"{number_vi(counts[status])} {label}" for status, label in labels.items() if counts[status]
    )


def _reasons(files: Iterable[Submission], findings: Iterable[Finding]) -> dict[str, Finding]:
    """For each file refused as a whole, the first finding that says why."""
    refused = {file.submission_id for file in files if file.submission_status == "refused"}
    reasons: dict[str, Finding] = {}
    for finding in sorted(findings, key=_reading_order):
        if finding.submission_id in refused:
            reasons.setdefault(finding.submission_id, finding)
    return reasons


def _file_line(file: Submission, reason: Finding | None, titles: _Titles) -> FileLine:
    about = [titles.form(file.form), period_vi(file.period) if file.period else ""]
    about.append(f"nhận {time_vi(file.received_at)}")
    if file.origin == "sample":
        about.append("dữ liệu mẫu")
    if file.submission_status == "refused":
        status_vi = "bị từ chối toàn bộ"
    elif file.rows_refused:
        status_vi = f"nhận một phần, {number_vi(file.rows_refused)} dòng bị từ chối"
    else:
        status_vi = "nhận một phần"
    return FileLine(
        issuer=titles.issuer(file.issuer_code, file.period),
        file_name=clean(file.file_name),
        status_vi=status_vi,
        about=", ".join(part for part in about if part),
        reason=clean(reason.message_vi) if reason else "",
    )


# ---------- findings


def _reading_order(finding: Finding) -> tuple:
    cell = _CELL.fullmatch(finding.cell or "")
    column, row = (cell[1], int(cell[2])) if cell else ("", 0)
    return (
        list(SEVERITIES).index(finding.severity),
        finding.issuer_code or "",
        finding.form or "",
        finding.period or "",
        finding.submission_id or "",
        finding.sheet or "",
        row,
        len(column),
        column,
        finding.finding_id,
    )


def _by_severity(findings: Iterable[Finding]) -> str:
    counts = Counter(finding.severity for finding in findings)
    return ", ".join(
        f"{number_vi(counts[severity])} {label}"
        for severity, label in SEVERITIES.items()
        if counts[severity]
    )


def _counts_by_province(findings: Iterable[Finding], titles: _Titles) -> tuple[PlaceCounts, ...]:
    by_place: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_place[titles.province(finding)].append(finding)
    return tuple(
        PlaceCounts(place, _by_severity(found)) for place, found in sorted(by_place.items())
    )


def _finding_lines(
    findings: Iterable[Finding], submissions: Mapping[str, Submission], titles: _Titles
) -> tuple[tuple[FindingLine, ...], int]:
    """A few lines for each rule that a report broke: one mistake down a column is one mistake."""
    alike: defaultdict[tuple, list[Finding]] = defaultdict(list)
    for finding in findings:
        about = (finding.issuer_code, finding.form, finding.period, finding.submission_id)
        alike[finding.severity, finding.rule_code, *about].append(finding)
    lines: list[FindingLine] = []
    left_out = 0
    for group in alike.values():
        shown = group[: min(MOST_ALIKE, MOST_FINDINGS - len(lines))]
        if not shown:
            left_out += len(group)
            continue
        more = len(group) - len(shown)
        note = f"… và {number_vi(more)} phát hiện khác cùng quy tắc này." if more else ""
        lines += [_finding_line(finding, "", submissions, titles) for finding in shown[:-1]]
        lines.append(_finding_line(shown[-1], note, submissions, titles))
    return tuple(lines), left_out


def _finding_line(
    finding: Finding, alike: str, submissions: Mapping[str, Submission], titles: _Titles
) -> FindingLine:
    where = [titles.province(finding), titles.form(finding.form)]
    if finding.period:
        where.append(period_vi(finding.period))
    file = submissions.get(finding.submission_id or "")
    if file is not None:
        where.append(f"tệp {clean(file.file_name)}")
    if finding.sheet:
        where.append(f"trang {clean(finding.sheet)}")
    if finding.cell:
        where.append(f"ô {clean(finding.cell)}")
    return FindingLine(
        severity=finding.severity,
        severity_vi=SEVERITIES[finding.severity],
        where=" · ".join(part for part in where if part),
        message=clean(finding.message_vi),
        alike=alike,
    )
