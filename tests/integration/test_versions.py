"""Versions: one more, one withdrawn, one excluded; a corrected cell, and a guard that breaks.

Beside them come spoilt submissions of two other provinces.
"""

import csv
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from conftest import Installation

from orchestration.home import PROJECT_DIR, Home
from tests.integration.spoiling import send_spoilt

REVIEW = "Bieu 1 - KQ ra soat ho ngheo {} (chinh thuc).xlsx"
SECOND_REVIEW_2025 = "Bieu 1 - KQ ra soat ho ngheo 2025 (chinh thuc) (sua lan 2).xlsx"
SENT_LAST = "Bieu 1 2024 lan 2.xlsx"
FAILING = f"""
select submission_id from {{{{ ref('fct_submissions') }}}} where file_name = '{SENT_LAST}'
"""
LEFT_BEHIND = (".venv", ".git", "var", "target", ".tools", "logs")


@dataclass(frozen=True)
class DecidedNight:
    """The demo's second night, by an Office that has decided something."""

    installation: Installation
    project: Path
    before: Installation
    corrected: dict
    sent_again: dict
    summary: dict
    spoilt: int
    """How many spoilt submissions of other provinces came that night."""


def _submission(installation, issuer, file_name) -> str:
    ((submission_id,),) = installation.query(
        "select submission_id from fct_submissions where issuer_code = ? and file_name = ?"
        " and decision is distinct from 'withdrawal'",
        issuer,
        file_name,
    )
    return submission_id


def _add_row(seed: Path, row: dict) -> None:
    with seed.open(encoding="utf-8", newline="") as file:
        names = next(csv.reader(file))
    with seed.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, names, lineterminator="\n").writerow(row)


@pytest.fixture(scope="module")
def decided(demo_night, samples, tmp_path_factory) -> DecidedNight:
    folder = tmp_path_factory.mktemp("decided")
    before, _ = demo_night
    shutil.copytree(before.home.root, folder / "home", symlinks=True)
    project = folder / "project"
    shutil.copytree(PROJECT_DIR, project, ignore=shutil.ignore_patterns(*LEFT_BEHIND))
    # A test that will find rows in the last night.
    (project / "tests" / "data" / "assert_that_fails.sql").write_text(FAILING, encoding="utf-8")
    demo = Installation(Home(folder / "home"))
    # Lạng Sơn withdraws its second review of 2025: the same file, and why.
    path = demo.put(samples / "20" / SECOND_REVIEW_2025, "20")
    side = "origin: sample\nreceived_at: 2026-03-01T08:00:00+07:00\nwithdrawn: Gửi nhầm bản nháp\n"
    path.with_name(path.name + ".yml").write_text(side, encoding="utf-8")
    # Điện Biên sends its review of 2023 again, with one poor household more.
    again = demo.put(samples / "11" / REVIEW.format(2023), "11", "Bieu 1 2023 lan 2.xlsx")
    sent_again = _edit(again, 3, lambda poor: poor + 1)
    again.with_name(again.name + ".yml").write_text(
        "origin: sample\nreceived_at: 2026-03-01T08:00:00+07:00\n", encoding="utf-8"
    )
    # The Office does not count the review of Điện Biên for 2022, and corrects a cell of 2024.
    decision = {"decision": "excluded", "reason": "Lập sai kỳ", "decided_by": "Chánh Văn phòng"}
    decision |= {"decided_on": "2026-03-02", "evidence": "Công văn 12/VPĐP"}
    excluded = _submission(before, "11", REVIEW.format(2022))
    for submission_id in (excluded, "0000000000000000"):
        row = {"submission_id": submission_id} | decision
        _add_row(project / "seeds" / "submission_decisions.csv", row)
    corrected = _edit(samples / "11" / REVIEW.format(2024), 4, None)
    corrected["submission_id"] = _submission(before, "11", REVIEW.format(2024))
    corrected |= {"field": "poor_households", "status": "active", "decided_on": "2026-03-02"}
    corrected |= {"reason": "Gõ thiếu một hộ", "evidence": "Biên bản làm việc 01/3/2026"}
    corrected["value"] = corrected["expect"] + 1
    _add_row(project / "seeds" / "corrections.csv", corrected)
    spoilt = send_spoilt(demo.home.inbox, seed=0)
    # 1: what was excluded is missing now.
    summary = demo.refresh(exit_code=1, project=project)
    return DecidedNight(demo, project, before, corrected, sent_again, summary, spoilt)


def _edit(path, column_offset, change) -> dict:
    """Change the poor households of Xã Thanh Minh, if told how; where they stand."""
    workbook = openpyxl.load_workbook(path)
    sheet = workbook.worksheets[0]
    name = next(c for row in sheet.iter_rows() for c in row if c.value == "Xã Thanh Minh")
    cell = sheet.cell(name.row, name.column + column_offset)
    place = {"sheet": sheet.title, "cell": cell.coordinate, "expect": cell.value}
    if change:
        cell.value = change(cell.value)
        workbook.save(path)
    return place


def _standing(installation, issuer, period):
    return installation.query(
        """
        select file_name, version, is_superseded, decision, decision_reason from fct_submissions
        where issuer_code = ? and form = 'province__poverty_review' and period = ?
            and report_phase = 'update' order by version
        """,
        issuer,
        period,
    )


def _poor(installation, province, year):
    return installation.query(
        """
        select poor_households, report_phase from mart_poverty_rates
        where area_basis = 'reported' and area_level = 'province' and area_code = ?
            and urban_rural = 'all' and review_year = ?
        """,
        province,
        year,
    )


def _findings(installation, rule):
    return installation.query(
        "select issuer_code, message_vi from fct_quality_findings where rule_code = ? order by all",
        rule,
    )


def test_a_withdrawn_version_gives_its_place_back(decided):
    first, second = REVIEW.format(2025), SECOND_REVIEW_2025
    assert _standing(decided.before, "20", "2025") == [
        (first, 1, True, None, None),
        (second, 2, False, None, None),
    ]
    assert _standing(decided.installation, "20", "2025") == [
        (first, 1, False, None, None),
        (second, 2, False, "withdrawn", "Gửi nhầm bản nháp"),
    ]
    ((counted,),) = decided.installation.query(
        """
        select distinct file_name from fct_poverty_reviews
        inner join fct_submissions using (submission_id)
        where fct_poverty_reviews.issuer_code = '20' and review_year = 2025 and is_counted
        """
    )
    assert counted == first
    assert ("20", "withdrawal") in decided.installation.query(
        "select issuer_code, decision from fct_submissions where file_name = ?", second
    )


def test_what_others_spoilt_stops_nobody(decided):
    """Whatever landed of it: no test of the marts takes what is missing for an error of ours."""
    assert decided.summary["is_published"]
    # Beside them the withdrawal, and the review that was sent again.
    assert decided.summary["new_submissions"] == decided.spoilt + 2
    refused = {row["issuer_code"] for row in decided.summary["refused"]}
    assert len(refused) == 2
    assert not refused & {"11", "20"}


def test_an_excluded_version_leaves_the_estimate(decided):
    (before,) = _poor(decided.before, "11", 2022)
    (after,) = _poor(decided.installation, "11", 2022)
    assert (before[1], after[1]) == ("update", "estimate")
    ((status,),) = decided.installation.query(
        """
        select report_status from mart_reporting where issuer_code = '11' and period = '2022'
            and form = 'province__poverty_review' and report_phase = 'update'
        """
    )
    assert status == "missing"


def test_every_decision_is_told_and_one_about_nothing_too(decided):
    said = _findings(decided.installation, "submission_voided")
    assert [issuer for issuer, _ in said] == ["11", "20"]
    assert "Lập sai kỳ" in said[0][1]
    assert "Gửi nhầm bản nháp" in said[1][1]
    ((issuer, about),) = _findings(decided.installation, "decision_without_effect")
    assert issuer == "office"
    assert "0000000000000000" in about


def test_a_correction_counts_and_nobody_is_misled(decided):
    corrected = decided.corrected
    (before,), (after,) = _poor(decided.before, "11", 2024), _poor(decided.installation, "11", 2024)
    assert after[0] == before[0] + 1
    ((_, message),) = _findings(decided.installation, "correction_applied")
    for part in (corrected["cell"], corrected["expect"], corrected["value"], corrected["reason"]):
        assert str(part) in message
    (source,) = _sources(decided, 2024, corrected["cell"])
    assert source["value"] == corrected["value"]
    assert source["value_landed"] == str(corrected["expect"])
    assert source["corrections"][0]["value"] == str(corrected["value"])
    assert {finding["rule"] for finding in source["findings"]} >= {"correction_applied"}


def _sources(decided, year, cell):
    key = ["area_basis=reported", "area_level=province", "area_code=11", "urban_rural=all"]
    key = ["mart_poverty_rates", *key, f"review_year={year}", "column=poor_households"]
    answer = json.loads(decided.installation.run("explain", *key, "--json").stdout)
    assert answer["value"] == answer["recomputed"]
    return [source for source in answer["sources"] if source["cell"] == cell]


def test_explain_names_the_version_that_was_replaced(decided):
    (source,) = _sources(decided, 2023, decided.sent_again["cell"])
    assert source["file_name"] == "Bieu 1 2023 lan 2.xlsx"
    assert [earlier["file_name"] for earlier in source["replaced"]] == [REVIEW.format(2023)]


def test_a_night_with_failing_tests_publishes_nothing_and_says_why(decided, samples):
    """Runs last: the province sends the corrected review again, and the Office has to look. And
    one test finds rows."""
    installation, corrected = decided.installation, decided.corrected
    path = installation.put(samples / "11" / REVIEW.format(2024), "11", SENT_LAST)
    _edit(path, 4, lambda poor: poor + 1)
    path.with_name(path.name + ".yml").write_text(
        "origin: sample\nreceived_at: 2026-04-01T08:00:00+07:00\n", encoding="utf-8"
    )
    release = installation.manifest()["release_id"]
    summary = installation.refresh(exit_code=3, project=decided.project)
    assert not summary["is_published"]
    assert installation.manifest()["release_id"] == release
    assert f"{corrected['sheet']}!{corrected['cell']}" in summary["failure"]["message"]
    assert corrected["submission_id"] in summary["failure"]["message"]
    assert "Errors parsed" not in summary["failure"]["message"]
    assert any("assert_that_fails" in check for check in summary["failure"]["checks"])
    digest = max(installation.home.alerts.glob("digest-*.txt")).read_text(encoding="utf-8")
    assert "KHÔNG CÔNG BỐ ĐƯỢC" in digest
    assert "assert_that_fails" in digest
