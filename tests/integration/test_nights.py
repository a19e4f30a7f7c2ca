"""A second night: everything again, a correction and files that are no reports."""

import shutil
import subprocess
import sys

import openpyxl
from conftest import Installation

from orchestration.home import PROJECT_DIR, Home
from orchestration.lock import night_lock


def test_one_cell_of_a_second_version_changes_its_figure_and_its_parents_only(second_night):
    before, after = second_night.before, second_night.installation
    old, new = _poverty(before), _poverty(after)
    changed = {key for key in new if new[key] != old[key]}
    assert set(new) == set(old)
    # The commune, the one of today that it went into, its district, province, region and nation;
    # 2025 is only compared with it.
    assert {new[key][0] - old[key][0] for key in changed if key[3] == 2024} == {1}
    assert {key[1] for key in changed} == {"commune", "district", "province", "region", "nation"}
    assert {key[2] for key in changed if key[1] == "province"} == {"11"}
    # Xã Thanh Minh is in Phường Điện Biên Phủ today.
    assert {key[:3] for key in changed if key[1] in ("commune", "district")} == {
        ("reported", "commune", "03145"),
        ("reported", "district", "094"),
        ("current", "commune", "03127"),
    }
    assert {key[3] for key in changed} == {2024, 2025}
    assert all(new[key][:3] == old[key][:3] for key in changed if key[3] == 2025)
    for other in ("mart_disbursement_progress", "dim_areas", "fct_disbursements"):
        assert after.contents()[other] == before.contents()[other]


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


def test_bad_files_are_named_and_stop_nobody(second_night):
    summary = second_night.summary
    assert summary["is_published"]
    assert summary["new_submissions"] == 6
    rules = {
        file_name: (rule, message)
        for file_name, rule, message in second_night.installation.query(
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


def test_bad_files_are_answered_and_what_was_corrected_no_longer(second_night):
    outbox = second_night.installation.home.outbox
    for name in ("rac", "rong", "khoa"):
        book = openpyxl.load_workbook(outbox / "20" / f"{name}.xlsx.tra-loi.xlsx")
        assert book.sheetnames == ["Ý kiến"]
    guests = openpyxl.load_workbook(outbox / "20" / "khach.xlsx.tra-loi.xlsx")
    assert guests.worksheets[1]["A1"].value == "Danh sách khách mời"
    (bad_cell,) = outbox.glob("11/Bieu 5 lan 2*")
    marked = [c for row in openpyxl.load_workbook(bad_cell).worksheets[1] for c in row if c.comment]
    assert [cell.value for cell in marked] == ["nhiều"]
    digest = max(second_night.installation.home.alerts.glob("digest-*.txt")).read_text("utf-8")
    assert f"Trong outbox có {len(list(outbox.glob('*/*')))} tệp trả lời" in digest


def test_the_rest_of_a_file_with_a_bad_cell_landed(second_night):
    """Only the villages of one commune are unknown; its own other cells and rows are known."""
    (row,) = second_night.installation.query(
        """
        select count(*), count(villages), count(households) from fct_commune_status
        where issuer_code = '11' and period = '2022' and report_phase = 'update'
        """
    )
    assert row == (129, 128, 129)


def test_one_can_go_back_to_a_release(second_night, tmp_path):
    shutil.copytree(second_night.installation.home.root, tmp_path / "home", symlinks=True)
    copy, first = Installation(Home(tmp_path / "home")), second_night.before.manifest()
    assert copy.run("releases", "--rollback", first["release_id"]).returncode == 0
    assert copy.manifest() == first
    assert copy.run("releases", "--rollback", "khong-co").returncode == 2


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
