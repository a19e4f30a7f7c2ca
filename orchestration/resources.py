"""What the assets are given: the data folder, the night's lock, the dbt project. No asset logic."""

import datetime
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

import dagster as dg
from dagster_dbt import DbtCliResource, DbtProject

from orchestration.home import PROJECT_DIR, Home
from orchestration.lock import night_lock

AS_OF_TAG = "mtqg/as_of"
DBT_SOURCES = ("dbt_project.yml", "profiles.yml", "models", "macros", "seeds", "tests/data")

dbt_project = DbtProject(project_dir=PROJECT_DIR, profiles_dir=PROJECT_DIR)


class Installation(dg.ConfigurableResource):
    """The data folder (MTQG_HOME), held for the length of a run: one night at a time."""

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["Installation"]:
        with night_lock(self.home):
            yield self

    @property
    def home(self) -> Home:
        return Home.from_env()

    def build(self, run_id: str) -> Path:
        """The folder of a run's build."""
        return self.home.builds / run_id


def as_of_date(run: dg.DagsterRun) -> datetime.date:
    """The date that the night is for: the run's tag, else today where the Office is."""
    stated = run.tags.get(AS_OF_TAG)
    if stated:
        return datetime.date.fromisoformat(stated)
    return datetime.datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date()


def started_at(instance: dg.DagsterInstance, run_id: str) -> datetime.datetime:
    """When the run began, before anything was landed."""
    record = instance.get_run_record_by_id(run_id)
    moment = record.start_time or record.create_timestamp.timestamp()
    return datetime.datetime.fromtimestamp(moment, datetime.UTC)


def dbt_resource() -> DbtCliResource:
    """dbt of this environment, on this project."""
    executable = Path(sys.executable).with_name("dbt")
    return DbtCliResource(project_dir=dbt_project, dbt_executable=str(executable))


def dbt_manifest() -> Path:
    """The project's manifest, parsed anew where a source is younger than it.

    Dagster only parses for `dagster dev`; the nightly command and the tests need it too.
    """
    manifest = dbt_project.manifest_path
    sources = (
        path
        for source in DBT_SOURCES
        for path in [PROJECT_DIR / source, *(PROJECT_DIR / source).rglob("*")]
    )
    youngest = max(path.stat().st_mtime for path in sources)
    if not manifest.exists() or manifest.stat().st_mtime < youngest:
        dbt_resource().cli(["parse", "--quiet"], target_path=manifest.parent).wait()
        os.utime(manifest)
    return manifest
