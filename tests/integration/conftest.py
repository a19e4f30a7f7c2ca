"""Real nights in real folders: the installed command, run as a process."""

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb
import openpyxl
import pytest

from orchestration.home import PROJECT_DIR, Home
from orchestration.lock import night_lock

AS_OF = "2026-06-30"
MTQG = Path(sys.executable).with_name("mtqg")
REVIEW_2024 = "Bieu 1 - KQ ra soat ho ngheo 2024 (chinh thuc).xlsx"
STATUS_2022 = "Bieu 5 - Danh sach xa 2022.xlsx"


@dataclass(frozen=True)
class Installation:
    """A data folder of its own, and the command that works in it."""

    home: Home

    def start(self, *arguments: str, project: Path = PROJECT_DIR, **more) -> subprocess.Popen:
        """Start `mtqg`; of another copy of the project where one is given."""
        environment = {
            key: value for key, value in os.environ.items() if not key.startswith("MTQG_")
        }
        environment |= {"MTQG_HOME": str(self.home.root), "PYTHONPATH": str(project)}
        return subprocess.Popen(
            [sys.executable, "-c", "from orchestration.cli import main; main()", *arguments],
            cwd=project,
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            **more,
        )

    def run(self, *arguments: str, **more) -> subprocess.CompletedProcess:
        """Run `mtqg` to its end."""
        process = self.start(*arguments, **more)
        output, errors = process.communicate()
        return subprocess.CompletedProcess(arguments, process.returncode, output, errors)

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


@dataclass(frozen=True)
class SecondNight:
    """The demo's second night."""

    before: Installation
    installation: Installation
    summary: dict
    seconds: float
    """That it took."""


@pytest.fixture(scope="session")
def arrivals(shared, samples) -> Path:
    """What comes after the demo: a correction, one bad cell, four files that are no reports."""
    folder = shared / "arrivals"
    with night_lock(Home(shared / "arrivals.lock")):
        if not folder.exists():
            correct = _edited(samples / "11" / REVIEW_2024, 4, change=lambda poor: poor + 1)
            _save(correct, folder / "11" / "Bieu 1 sua.xlsx")
            # Form 5 of 2022: far from the poverty figures that the correction is about.
            bad_cell = _edited(samples / "11" / STATUS_2022, 2, change=lambda _: "nhiều")
            _save(bad_cell, folder / "11" / "Bieu 5 lan 2.xlsx")
            strange = folder / "20"
            strange.mkdir()
            (strange / "rac.xlsx").write_bytes(b"\x00\x01 not a workbook at all" * 50)
            (strange / "rong.xlsx").write_bytes(b"")
            workbook = openpyxl.Workbook()
            workbook.active["A1"] = "Danh sách khách mời"
            workbook.active["A2"] = "Ông A"
            workbook.save(strange / "khach.xlsx")
            _lock(strange / "khach.xlsx", strange / "khoa.xlsx")
            for path in list(strange.iterdir()):
                _say_when(path)
    return folder


def _edited(source: Path, column_offset: int, change) -> openpyxl.Workbook:
    """The workbook with one cell of Xã Thanh Minh (Điện Biên Phủ) changed."""
    workbook = openpyxl.load_workbook(source)
    sheet = workbook.worksheets[0]
    name = next(c for row in sheet.iter_rows() for c in row if c.value == "Xã Thanh Minh")
    cell = sheet.cell(name.row, name.column + column_offset)
    cell.value = change(cell.value)
    return workbook


def _save(workbook: openpyxl.Workbook, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    workbook.save(path)
    _say_when(path)


def _say_when(path: Path) -> None:
    path.with_name(path.name + ".yml").write_text(
        "origin: sample\nreceived_at: 2025-03-20T08:00:00+07:00\n", encoding="utf-8"
    )


def _lock(source: Path, target: Path) -> None:
    """A password-protected copy, as Office makes it."""
    from msoffcrypto.format.ooxml import OOXMLFile

    with source.open("rb") as plain, target.open("wb") as locked:
        OOXMLFile(plain).encrypt("matkhau", locked)


@pytest.fixture(scope="session")
def second_night(shared, samples, demo_night, arrivals) -> SecondNight:
    """A night with everything once more, and what is new."""
    before, _ = demo_night
    installation, record = Installation(Home(shared / "second")), shared / "second.json"
    with night_lock(Home(shared / "second.lock")):
        if not record.exists():
            shutil.copytree(before.home.root, installation.home.root, symlinks=True)
            for folder in (samples, arrivals):
                shutil.copytree(folder, installation.home.inbox, dirs_exist_ok=True)
            started = time.monotonic()
            summary = installation.refresh(exit_code=1)
            record.write_text(json.dumps([summary, time.monotonic() - started]), encoding="utf-8")
    return SecondNight(before, installation, *json.loads(record.read_text(encoding="utf-8")))
