"""Real nights in real folders: the installed command, run as a process."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from orchestration.home import PROJECT_DIR, Home
from orchestration.lock import night_lock

AS_OF = "2026-06-30"
MTQG = Path(sys.executable).with_name("mtqg")


@dataclass(frozen=True)
class Installation:
    """A data folder of its own, and the command that works in it."""

    home: Home

    def run(self, *arguments: str, project: Path = PROJECT_DIR, **environ: str):
        """Run `mtqg`; of another copy of the project where one is given."""
        environment = {
            key: value for key, value in os.environ.items() if not key.startswith("MTQG_")
        }
        environment |= {"MTQG_HOME": str(self.home.root), "PYTHONPATH": str(project)} | environ
        command = [sys.executable, "-c", "from orchestration.cli import main; main()"]
        return subprocess.run(
            [*command, *arguments],
            cwd=project,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def refresh(self, exit_code: int, **more) -> dict:
        """One night on the fixed date; its summary."""
        result = self.run("refresh", "--as-of", AS_OF, "--json", **more)
        assert result.returncode == exit_code, result.stdout[-3000:] + result.stderr[-3000:]
        return json.loads(result.stdout)

    def put(self, source: Path, issuer: str, name: str | None = None) -> Path:
        """Send a file: copy it, with its side file, into the issuer's inbox."""
        target = self.home.inbox / issuer / (name or source.name)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)
        side = source.with_name(source.name + ".yml")
        if side.exists():
            shutil.copy(side, target.with_name(target.name + ".yml"))
        return target

    def query(self, sql: str, *parameters) -> list[tuple]:
        """Ask the current release, as an analyst would."""
        warehouse = self.home.current / "warehouse.duckdb"
        with duckdb.connect(str(warehouse), read_only=True) as connection:
            connection.execute("use marts")
            return connection.execute(sql, parameters).fetchall()

    def manifest(self) -> dict:
        return json.loads((self.home.current / "manifest.json").read_text(encoding="utf-8"))

    def contents(self) -> dict[str, str]:
        """The content hash of every mart that is a function of the inputs."""
        tables = self.manifest()["tables"]
        return {name: t["sha256"] for name, t in tables.items() if name != "meta_build"}


@pytest.fixture(scope="session")
def shared(tmp_path_factory) -> Path:
    """A folder that all test processes of one session share."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "shared"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def samples(shared) -> Path:
    """The demo's sample submissions."""
    folder = shared / "samples"
    with night_lock(Home(shared / "samples.lock")):
        if not folder.exists():
            simulate = [MTQG, "simulate", "--demo", "--to", str(folder)]
            subprocess.run(simulate, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="session")
def demo_night(shared, samples) -> tuple[Installation, dict]:
    """The demo's first night and its summary. Tests that change it work on a copy."""
    installation = Installation(Home(shared / "demo"))
    summary = shared / "demo.json"
    with night_lock(Home(shared / "demo.lock")):
        if not summary.exists():
            shutil.copytree(samples, installation.home.inbox)
            summary.write_text(json.dumps(installation.refresh(exit_code=1)), encoding="utf-8")
    return installation, json.loads(summary.read_text(encoding="utf-8"))


@pytest.fixture
def demo(demo_night, tmp_path) -> Installation:
    """A copy of the data folder after the demo's night: it may be moved, so it may be copied."""
    copy = tmp_path / "home"
    shutil.copytree(demo_night[0].home.root, copy, symlinks=True)
    return Installation(Home(copy))
