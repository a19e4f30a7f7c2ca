"""Nights on which something happens: a correction, files that are no reports, a failure."""

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass

import openpyxl
import pytest
from conftest import AS_OF, MTQG, Installation

from orchestration.home import PROJECT_DIR, Home
from orchestration.lock import night_lock

REVIEW_2024 = "Bieu 1 - KQ ra soat ho ngheo 2024 (chinh thuc).xlsx"
STATUS_2022 = "Bieu 5 - Danh sach xa 2022.xlsx"


@dataclass(frozen=True)
class EventfulNight:
    """The demo's second night: a correction, four files that are no reports, one bad cell."""

    installation: Installation
    summary: dict
    old: dict
    new: dict
    other_marts_before: dict
    other_marts_after: dict


@pytest.fixture(scope="module")
def eventful(demo_night, samples, tmp_path_factory) -> EventfulNight:
    home = tmp_path_factory.mktemp("eventful") / "home"
    shutil.copytree(demo_night[0].home.root, home, symlinks=True)
    demo = Installation(Home(home))
    correct = _edited(samples / "11" / REVIEW_2024, column_offset=4, change=lambda poor: poor + 1)
    _send(demo, correct, "11", "Bieu 1 sua.xlsx", "2025-03-20")
    # Form 5 of 2022: far from the poverty figures that the correction is about.
    bad_cell = _edited(samples / "11" / STATUS_2022, column_offset=2, change=lambda _: "nhiều")
    _send(demo, bad_cell, "11", "Bieu 5 lan 2.xlsx", "2025-03-20")
    folder = tmp_path_factory.mktemp("bad")
    (folder / "rac.xlsx").write_bytes(b"\x00\x01 not a workbook at all" * 50)
    (folder / "rong.xlsx").write_bytes(b"")
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = "Danh sách khách mời"
    workbook.active["A2"] = "Ông A"
    workbook.save(folder / "khach.xlsx")
    _lock(folder / "khach.xlsx", folder / "khoa.xlsx")
    for path in folder.iterdir():
        demo.put(path, "20")
    old, others = _poverty(demo), _other_marts(demo)
    summary = demo.refresh(exit_code=1)
    return EventfulNight(demo, summary, old, _poverty(demo), others, _other_marts(demo))


def _edited(source, column_offset, change) -> openpyxl.Workbook:
    """The workbook with one cell of Xã Thanh Minh (Điện Biên Phủ) changed."""
    workbook = openpyxl.load_workbook(source)
    sheet = workbook.worksheets[0]
    name = next(c for row in sheet.iter_rows() for c in row if c.value == "Xã Thanh Minh")
    cell = sheet.cell(name.row, name.column + column_offset)
    cell.value = change(cell.value)
    return workbook


def _send(installation, workbook, issuer, name, day):
    path = installation.home.inbox / issuer / name
    path.parent.mkdir(parents=True, exist_ok=True)
    workbook.save(path)
    path.with_name(path.name + ".yml").write_text(
        f"origin: sample\nreceived_at: {day}T08:00:00+07:00\n", encoding="utf-8"
    )


def _other_marts(installation):
    contents = installation.contents()
    return {
        k: contents[k] for k in ("mart_disbursement_progress", "dim_areas", "fct_disbursements")
    }


def test_one_cell_of_a_second_version_changes_its_figure_and_its_parents_only(eventful):
    old, new = eventful.old, eventful.new
    changed = {key for key in new if new[key] != old[key]}
    assert set(new) == set(old)
    # The commune, its district, province, region and nation; 2025 is only compared with it.
    assert {new[key][0] - old[key][0] for key in changed if key[3] == 2024} == {1}
    assert {key[1] for key in changed} == {"commune", "district", "province", "region", "nation"}
    assert {key[2] for key in changed if key[1] == "province"} == {"11"}
    assert len({key[2] for key in changed if key[1] in ("commune", "district")}) == 2
    assert {key[3] for key in changed} == {2024, 2025}
    assert all(new[key][:3] == old[key][:3] for key in changed if key[3] == 2025)
    assert eventful.other_marts_after == eventful.other_marts_before


def _poverty(installation):
    return {
        row[:5]: row[5:]
        for row in installation.query(
            """
            select area_basis, area_level, area_code, review_year, urban_rural, poor_households,
                households, near_poor_households, poor_change_points
            from mart_poverty_rates
            """
        )
    }


def _lock(source, target):
    """A password-protected copy, as Office makes it."""
    from msoffcrypto.format.ooxml import OOXMLFile

    with source.open("rb") as plain, target.open("wb") as locked:
        OOXMLFile(plain).encrypt("matkhau", locked)


def test_bad_files_are_named_and_stop_nobody(eventful):
    summary = eventful.summary
    assert summary["is_published"]
    rules = {
        file_name: (rule, message)
        for file_name, rule, message in eventful.installation.query(
            """
            select file_name, rule_code, message_vi
            from fct_quality_findings inner join fct_submissions using (submission_id)
            where file_name in ('rac.xlsx', 'rong.xlsx', 'khach.xlsx', 'khoa.xlsx')
            """
        )
    }
    assert {name: rule for name, (rule, _) in rules.items()} == {
        "rac.xlsx": "file_unreadable",
        "rong.xlsx": "file_empty",
        "khach.xlsx": "form_unknown",
        "khoa.xlsx": "file_password",
    }
    told = {finding["message_vi"] for finding in summary["new_findings"]}
    assert {message for _, message in rules.values()} <= told
    assert any("nhiều" in message for message in told)
    assert {row["file_name"] for row in summary["refused"]} == {*rules, "Bieu 5 lan 2.xlsx"}


def test_bad_files_are_answered_and_what_was_corrected_no_longer(eventful):
    outbox = eventful.installation.home.outbox
    for name in ("rac", "rong", "khoa"):
        book = openpyxl.load_workbook(outbox / "20" / f"{name}.xlsx.tra-loi.xlsx")
        assert book.sheetnames == ["Ý kiến"]
    guests = openpyxl.load_workbook(outbox / "20" / "khach.xlsx.tra-loi.xlsx")
    assert guests.worksheets[1]["A1"].value == "Danh sách khách mời"
    (bad_cell,) = outbox.glob("11/Bieu 5 lan 2*")
    marked = [c for row in openpyxl.load_workbook(bad_cell).worksheets[1] for c in row if c.comment]
    assert [cell.value for cell in marked] == ["nhiều"]
    digest = max(eventful.installation.home.alerts.glob("digest-*.txt")).read_text("utf-8")
    assert f"Trong outbox có {len(list(outbox.glob('*/*')))} tệp trả lời" in digest


def test_the_rest_of_a_file_with_a_bad_cell_landed(eventful):
    """Only the villages of one commune are unknown; its own other cells and rows are known."""
    (row,) = eventful.installation.query(
        """
        select count(*), count(villages), count(households) from fct_commune_status
        where issuer_code = '11' and period = '2022' and report_phase = 'update'
        """
    )
    assert row == (129, 128, 129)


def test_a_failing_test_publishes_nothing_and_says_so(demo, tmp_path):
    project = tmp_path / "project"
    shutil.copytree(
        PROJECT_DIR,
        project,
        ignore=shutil.ignore_patterns(".venv", ".git", "var", "target", ".tools", "logs"),
    )
    (project / "tests" / "data" / "assert_that_fails.sql").write_text(
        "select area_key from {{ ref('dim_areas') }}\n", encoding="utf-8"
    )
    before = demo.manifest()["release_id"]
    summary = demo.refresh(exit_code=3, project=project)
    assert demo.manifest()["release_id"] == before
    assert not summary["is_published"]
    assert any("assert_that_fails" in check for check in summary["failure"]["checks"])
    digest = sorted(demo.home.alerts.glob("digest-*.txt"))[-1].read_text(encoding="utf-8")
    assert "KHÔNG CÔNG BỐ ĐƯỢC" in digest
    assert "assert_that_fails" in digest


def test_a_folder_that_was_moved_still_works(demo, tmp_path):
    moved = tmp_path / "moved"
    demo.home.root.rename(moved)
    other = Installation(Home(moved))
    assert other.query("select count(*) from dim_areas")[0][0] > 0
    status = other.run("status", "--json")
    assert status.returncode == 0
    assert '"waiting_in_inbox": 0' in status.stdout


def test_a_second_writer_waits_and_says_so(demo):
    with night_lock(demo.home):
        waiting = subprocess.Popen(
            [sys.executable, "-c", "from orchestration.cli import main; main()", "land"],
            env={"MTQG_HOME": str(demo.home.root), "PYTHONPATH": str(PROJECT_DIR)},
            cwd=PROJECT_DIR,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert "đang chờ" in waiting.stderr.readline()
        assert waiting.poll() is None
    assert waiting.wait(timeout=60) == 0


def test_two_nights_at_once_follow_each_other(demo, samples):
    """The second waits and says so; what the first took in is no news of the second."""
    demo.put(samples / "20" / STATUS_2022, "20", "Bieu 5 lan 2.xlsx")
    nights = [
        subprocess.Popen(
            [MTQG, "refresh", "--as-of", AS_OF, "--json"],
            env={"MTQG_HOME": str(demo.home.root)},
            cwd=PROJECT_DIR,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    said = [night.communicate(timeout=600) for night in nights]
    assert [night.returncode for night in nights] == [0, 0]
    assert sorted("đang chờ" in errors for _, errors in said) == [False, True]
    summaries = [json.loads(output) for output, _ in said]
    assert sorted(summary["new_submissions"] for summary in summaries) == [0, 1]
    assert len(list(demo.home.releases.iterdir())) == 3
