"""Which of tonight's facts are news: what differs from what was told.

The sentences are written in `digest`; the memory is kept in `told`.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from orchestration.alerts.digest import Digest, Facts, is_overdue, write_digest
from orchestration.alerts.night import Night, NightWarning
from orchestration.alerts.release import Finding, Release, Report


@dataclass(frozen=True)
class News:
    """A digest of `count` new items (None: nothing new), and the memory once it is told."""

    digest: Digest | None
    count: int
    items: dict[str, str]


def find_news(
    night: Night, release: Release | None, told: Mapping[str, str], form_titles: Mapping[str, str]
) -> News:
    """Compare tonight with what was told.

    A fingerprint holds neither the days late nor a release id: one more day late, or the same
    release published again, is no change. What is gone is no news, but after a published night
    it is forgotten, so that it is told again should it return.
    """
    facts = _facts(night, release, told)
    tonight = _fingerprints(night, facts)
    new = {key for key, value in tonight.items() if _is_new(key, value, told)}
    is_complete = night.outcome == "published" and release is not None
    items = tonight if is_complete else {**told, **tonight}
    if not new:
        return News(None, 0, items)
    news = Facts(
        reports=tuple(report for report in facts.reports if report.key in new),
        files=tuple(file for file in facts.files if file.key in new),
        findings=tuple(finding for finding in facts.findings if finding.key in new),
        warnings=tuple(warning for warning in facts.warnings if _warning_key(warning) in new),
    )
    digest = write_digest(night, news, release, told, form_titles)
    return News(digest, len(new), items)


def _is_new(key: str, value: str, told: Mapping[str, str]) -> bool:
    if key == "night":
        # A published night is what everyone expects: only the first one after a failure is news.
        return told.get(key, "published") != value
    return told.get(key) != value


# ---------- what there is to tell


def _facts(night: Night, release: Release | None, told: Mapping[str, str]) -> Facts:
    if release is None:
        return Facts(warnings=night.warnings)
    reports = tuple(report for report in release.reports if _is_worth_telling(report, night, told))
    # Of a replaced file only what arrived tonight is told: its successor speaks for the rest.
    passed_over = {
        submission.submission_id
        for submission in release.submissions
        if submission.is_superseded and submission.received_at < night.started_at
    }
    files = tuple(
        submission
        for submission in release.submissions
        if submission.submission_status in ("refused", "partial")
        and submission.submission_id not in passed_over
    )
    missing = {
        (report.issuer_code, report.form, report.period)
        for report in release.reports
        if report.report_status == "missing"
    }
    findings = tuple(
        finding
        for finding in release.findings
        if finding.submission_id not in passed_over
        and not (
            _is_about_no_file(finding)
            and (finding.issuer_code, finding.form, finding.period) in missing
        )
    )
    return Facts(reports, files, findings, night.warnings)


def _is_about_no_file(finding: Finding) -> bool:
    """Without file, place and value: all that can be said of a report that has not come is that
    it has not come, and the list of reports says it already."""
    said = (finding.submission_id, finding.sheet, finding.cell, finding.value_given)
    return all(part is None for part in said)


def _is_worth_telling(report: Report, night: Night, told: Mapping[str, str]) -> bool:
    if report.report_status == "on_time":
        # News only to somebody who was told otherwise.
        return report.key in told
    return report.report_status != "missing" or is_overdue(report, night.as_of_date)


def _fingerprints(night: Night, facts: Facts) -> dict[str, str]:
    return {
        "night": _night_fingerprint(night),
        **{report.key: report.report_status for report in facts.reports},
        **{file.key: file.submission_status for file in facts.files},
        **{
            finding.key: _hash(finding.severity, finding.value_given, finding.value_expected)
            for finding in facts.findings
        },
        **{_warning_key(warning): "" for warning in facts.warnings},
    }


def _night_fingerprint(night: Night) -> str:
    if night.failure is None:
        return "published"
    failure = night.failure
    if failure.checks:
        return "failed " + _hash(failure.step, *sorted(failure.checks))
    # Without named checks the message is all there is; its ids, times and counts change nightly.
    message = failure.message.replace(night.night_id, "")
    return "failed " + _hash(failure.step, re.sub(r"\d+", "0", message))


def _warning_key(warning: NightWarning) -> str:
    return f"warning|{warning.check}|{_hash(warning.text_vi)}"


def _hash(*parts: str | None) -> str:
    joined = "\x1f".join("\x00" if part is None else part for part in parts)
    return hashlib.sha256(joined.encode()).hexdigest()[:16]
