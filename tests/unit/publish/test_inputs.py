"""The input hash changes with everything that a figure depends on, and with nothing else."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from orchestration.home import PROJECT_DIR, Home
from orchestration.publish import inputs

NIGHT = date(2026, 11, 22)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "var")
    arrive(home, "a.json", sha256="aa")
    arrive(home, "b.json", sha256="bb")
    return home


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the parts of the project that count, to be edited."""
    copy = tmp_path / "project"
    for part in inputs.CODE:
        source, target = PROJECT_DIR / part, copy / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(source, target)
    monkeypatch.setattr(inputs, "PROJECT_DIR", copy)
    return copy


def arrive(home: Home, name: str, **receipt: str) -> None:
    folder = home.archive / "receipts"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(json.dumps(receipt), encoding="utf-8")


def test_the_same_inputs_give_the_same_hash_wherever_they_lie(home: Home, project: Path) -> None:
    here = inputs.input_hash(home, NIGHT)
    elsewhere = Home(home.root.rename(home.root.with_name("moved")))

    assert inputs.input_hash(elsewhere, NIGHT) == here


def test_a_copied_project_gives_the_same_hash(
    home: Home, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied = inputs.input_hash(home, NIGHT)
    monkeypatch.setattr(inputs, "PROJECT_DIR", PROJECT_DIR)

    assert inputs.input_hash(home, NIGHT) == copied


def test_names_and_order_of_receipts_do_not_matter(home: Home, tmp_path: Path) -> None:
    other = Home(tmp_path / "other")
    arrive(other, "1.json", sha256="bb")
    arrive(other, "2.json", sha256="aa")

    assert inputs.input_hash(other, NIGHT) == inputs.input_hash(home, NIGHT)


def test_every_input_counts(home: Home, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = {inputs.input_hash(home, NIGHT)}

    def must_be_new(what: str) -> None:
        now = inputs.input_hash(home, NIGHT)
        assert now not in seen, what
        seen.add(now)

    seen.add(inputs.input_hash(home, date(2026, 11, 23)))
    assert len(seen) == 2

    arrive(home, "c.json", sha256="cc")
    must_be_new("one more receipt")
    arrive(home, "c.json", sha256="cc", received_at="2026-11-21T00:00:00Z")
    must_be_new("another day of receipt")

    for name in (
        "seeds/areas/new.csv",
        "models/marts/new.sql",
        "macros/new.sql",
        "expectations/forms/new.yml",
        "expectations/marts/new.yml",
        "orchestration/ingest/new.py",
    ):
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text("a")
        must_be_new(name)
        (project / name).write_text("b")
        must_be_new(f"{name} edited")
        (project / name).rename(project / f"{name}.renamed")
        must_be_new(f"{name} renamed")

    forms = project.with_name("forms")
    forms.mkdir()
    (forms / "province__tea.yml").write_text("form: province__tea")
    monkeypatch.setenv("MTQG_FORMS", str(forms))
    must_be_new("a form of another folder")


def test_what_tools_leave_behind_does_not_count(home: Home, project: Path) -> None:
    before = inputs.input_hash(home, NIGHT)
    for name in ("seeds/.DS_Store", "orchestration/ingest/__pycache__/cells.cpython-311.pyc"):
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text("x")
    (project / "tests").mkdir()
    (project / "tests" / "new.py").write_text("x")

    assert inputs.input_hash(home, NIGHT) == before


def test_versions_name_what_can_change_a_figure() -> None:
    versions = inputs.versions()

    assert versions["duckdb"] == "2.0.0"
    assert versions["dbt-core"] == "1.12.6"
    assert {"python", "dbt-duckdb", "python-calamine", "great-expectations"} <= set(versions)
