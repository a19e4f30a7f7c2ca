"""What several nights have to do with one another: the same, another order, a change, a failure."""

import shutil
import subprocess
import sys

import openpyxl
import pytest
from conftest import AS_OF, Installation

from orchestration.home import PROJECT_DIR, Home

REVIEW_2024 = "Bieu 1 - KQ ra soat ho ngheo 2024 (chinh thuc).xlsx"


def test_the_same_samples_again_change_nothing(demo, samples):
    before, input_hash = demo.contents(), demo.manifest()["input_hash"]
    shutil.copytree(samples, demo.home.inbox, dirs_exist_ok=True)
    summary = demo.refresh(exit_code=0)
    assert summary["new_submissions"] == 0
    assert summary["new_findings"] == []
    assert demo.manifest()["input_hash"] == input_hash
    assert demo.contents() == before
    # Nothing new to tell: no second digest.
    assert summary["digest"]["told"] == 0
    assert len(list(demo.home.alerts.glob("digest-*.txt"))) == 1


def test_another_order_of_arrival_gives_the_same_marts(demo_night, samples, tmp_path):
    """Half of the files the first night, the rest the second, in reverse."""
    other = Installation(Home(tmp_path / "other"))
    files = sorted(path for path in samples.rglob("*") if path.suffix != ".yml")[::-1]
    for night in (files[::2], files[1::2]):
        for path in night:
            other.put(path, path.parent.name)
        other.run("refresh", "--as-of", AS_OF)
    assert other.contents() == demo_night[0].contents()
    assert other.manifest()["input_hash"] == demo_night[0].manifest()["input_hash"]


def test_one_cell_of_a_second_version_changes_its_figure_and_its_parents_only(demo, samples):
    source = samples / "11" / REVIEW_2024
    workbook = openpyxl.load_workbook(source)
    sheet = workbook.worksheets[0]
    row, column = next(
        (cell.row, cell.column + 3)
        for line in sheet.iter_rows()
        for cell in line
        if cell.value == "Xã Thanh Minh"
    )
    poor = sheet.cell(row, column)
    poor.value += 1
    path = demo.home.inbox / "11" / "Bieu 1 sua.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    workbook.save(path)
    path.with_name(path.name + ".yml").write_text(
        "origin: sample\nreceived_at: 2025-03-20T08:00:00+07:00\n", encoding="utf-8"
    )
    old = _poverty(demo)
    others = {k: v for k, v in demo.contents().items() if k.startswith(("mart_d", "mart_c"))}
    demo.run("refresh", "--as-of", AS_OF)
    new = _poverty(demo)
    changed = {key for key in new if new[key] != old[key]}
    # The commune, its district, province, region and nation, each for all and its own kind, on
    # both maps of today for the three upper ones; and what 2025 is compared with.
    assert {new[key][0] - old[key][0] for key in changed if key[3] == 2024} == {1}
    assert {key[1] for key in changed} == {"commune", "district", "province", "region", "nation"}
    assert all(key[2] not in ("20", "6R_2025:DBSH") for key in changed)
    assert {key[3] for key in changed} <= {2024, 2025}
    assert all(new[key][0] == old[key][0] for key in changed if key[3] == 2025)
    after = {k: v for k, v in demo.contents().items() if k.startswith(("mart_d", "mart_c"))}
    assert after == others


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


@pytest.fixture
def bad_inbox(demo, tmp_path):
    """A garbage file, an empty one, a locked one, an unknown form, and one bad cell."""
    folder = tmp_path / "bad"
    folder.mkdir()
    (folder / "rac.xlsx").write_bytes(b"\x00\x01 not a workbook at all" * 50)
    (folder / "rong.xlsx").write_bytes(b"")
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = "Danh sách khách mời"
    workbook.active["A2"] = "Ông A"
    workbook.save(folder / "khach.xlsx")
    _lock(folder / "khach.xlsx", folder / "khoa.xlsx")
    for name in ("rac.xlsx", "rong.xlsx", "khach.xlsx", "khoa.xlsx"):
        demo.put(folder / name, "20")
    return demo


def _lock(source, target):
    """A password-protected copy, as Office makes it."""
    from msoffcrypto.format.ooxml import OOXMLFile

    with source.open("rb") as plain, target.open("wb") as locked:
        OOXMLFile(plain).encrypt("matkhau", locked)


def test_bad_files_are_named_and_stop_nobody(bad_inbox, samples):
    source = samples / "11" / "Bieu 1 - KQ ra soat ho ngheo 2023 (chinh thuc).xlsx"
    workbook = openpyxl.load_workbook(source)
    sheet = workbook.worksheets[0]
    row = next(c.row for line in sheet.iter_rows() for c in line if c.value == "Xã Thanh Minh")
    sheet.cell(row, 3).value = "khoảng 900"
    path = bad_inbox.home.inbox / "11" / "Bieu 1 lan 3.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    workbook.save(path)
    path.with_name(path.name + ".yml").write_text(
        "origin: sample\nreceived_at: 2026-03-20T08:00:00+07:00\n", encoding="utf-8"
    )
    summary = bad_inbox.refresh(exit_code=1)
    assert summary["is_published"]
    rules = {
        file_name: (rule, message)
        for file_name, rule, message in bad_inbox.query(
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
    assert any("khoảng 900" in message for message in told)
    assert {row["file_name"] for row in summary["refused"]} == {*rules, "Bieu 1 lan 3.xlsx"}
    # The rest of the province's file landed: all but the one commune are known.
    (row,) = bad_inbox.query(
        """
        select communes_reported, communes_expected from mart_poverty_rates
        where area_basis = 'reported' and area_code = '11' and area_level = 'province'
            and review_year = 2023 and urban_rural = 'all'
        """
    )
    assert row == (128, 129)


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


def test_rebuild_from_the_archive_gives_the_same_marts(demo):
    before = demo.contents()
    for path in demo.home.root.iterdir():
        if path.name != "archive":
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    result = demo.run("rebuild", "--as-of", AS_OF, "--json")
    assert result.returncode == 1, result.stderr[-2000:]  # to an empty folder all is new
    assert demo.contents() == before


def test_rollback_swaps_the_link_back(demo):
    first = demo.manifest()["release_id"]
    demo.refresh(exit_code=0)
    second = demo.manifest()["release_id"]
    assert first != second
    assert demo.run("releases", "--rollback", first).returncode == 0
    assert demo.manifest()["release_id"] == first
    assert demo.run("releases", "--rollback", "khong-co").returncode == 2


def test_two_nights_at_once_run_one_after_the_other(demo):
    command = [sys.executable, "-c", "from orchestration.cli import main; main()", "refresh"]
    environment = {"MTQG_HOME": str(demo.home.root), "PATH": "/usr/bin:/bin"}
    runs = [
        subprocess.Popen(
            [*command, "--as-of", AS_OF],
            env=environment,
            cwd=PROJECT_DIR,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    answers = [run.communicate(timeout=300) for run in runs]
    assert [run.returncode for run in runs] == [0, 0], answers
    assert sum("đang chờ" in errors for _, errors in answers) == 1
