"""dbt by hand, as an engineer uses it: every model and the unit tests. Nights run the others."""

import os
import subprocess
import sys
from pathlib import Path

from orchestration.home import PROJECT_DIR


def test_dbt_build_works_as_it_is(demo, tmp_path):
    build = demo.home.development_build
    build.mkdir(parents=True, exist_ok=True)
    result = subprocess.run(
        [
            *(Path(sys.executable).with_name("dbt"), "build", "--profiles-dir", "."),
            *("--exclude", "test_type:data"),
        ],
        cwd=PROJECT_DIR,
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
