"""dbt by hand, as an engineer uses it: every model and the unit tests. Nights run the others."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from orchestration.home import PROJECT_DIR

REMOVED = "NEAR_POOR"
ADDED = (
    "NEAR_PER_POOR,Hộ cận nghèo trên hộ nghèo,ratio,near_poor_households,poor_households,,,ratio,"
    "down,,commune,90,province__poverty_review,cột 5 / cột 3,,,,1,none,2021-01-01,,test\n"
)


@pytest.fixture
def edited_project(tmp_path) -> Path:
    """The project with one indicator's row taken out of the catalogue, and another put in."""
    project = tmp_path / "project"
    project.mkdir()
    for name in ("models", "macros", "tests", "dbt_project.yml", "profiles.yml"):
        (project / name).symlink_to(PROJECT_DIR / name)
    shutil.copytree(PROJECT_DIR / "seeds", project / "seeds")
    catalogue = project / "seeds" / "indicators.csv"
    lines = catalogue.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(f"{REMOVED},")]
    assert len(kept) == len(lines) - 1
    catalogue.write_text("".join([*kept, ADDED]), encoding="utf-8")
    return project


def test_dbt_build_works_as_it_is_and_a_row_is_all_that_an_indicator_takes(
    demo, edited_project, tmp_path
):
    build = demo.home.development_build
    build.mkdir(parents=True, exist_ok=True)
    result = subprocess.run(
        [
            *(Path(sys.executable).with_name("dbt"), "build", "--profiles-dir", "."),
            *("--exclude", "test_type:data"),
        ],
        cwd=edited_project,
        env=os.environ
        | {
            "MTQG_HOME": str(demo.home.root),
            "MTQG_BUILD": str(build),
            "DBT_TARGET_PATH": str(tmp_path / "target"),
            "DBT_LOG_PATH": str(tmp_path / "logs"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout[-3000:]
    assert " ERROR=0 SKIP=0 " in result.stdout
    assert "unit tests" in result.stdout
    with duckdb.connect(str(build / "warehouse.duckdb"), read_only=True) as connection:
        connection.execute("use marts")
        for table in ("dim_indicators", "fct_indicator_values", "mart_target_progress"):
            assert connection.execute(
                f"select count(*) from {table} where indicator_code = ?", [REMOVED]
            ).fetchall() == [(0,)]
        # Lạng Sơn 2025: 13,578 near-poor and 4,643 poor households.
        assert connection.execute(
            "select numerator, denominator, round(value, 4) from fct_indicator_values"
            " where indicator_code = 'NEAR_PER_POOR' and area_code = '20' and period = '2025'"
            " and area_level = 'province' and area_basis = 'reported' and breakdown = 'all'"
        ).fetchall() == [(13578, 4643, round(13578 / 4643, 4))]
