"""What the assets are given: the data folder, the night's lock, the dbt project. No asset logic."""

import datetime
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

import dagster as dg
from dagster_dbt import DbtCliResource, DbtProject
from dagster_dbt.compat import DBT_PYTHON_VERSION

from orchestration import dbt_process
from orchestration.durable import move_durably
from orchestration.home import PROJECT_DIR, Home
from orchestration.lock import locked, night_lock

AS_OF_TAG = "mtqg/as_of"
DBT_SOURCES = ("dbt_project.yml", "profiles.yml", "models", "macros", "seeds", "tests/data")

dbt_project = DbtProject(project_dir=PROJECT_DIR, profiles_dir=PROJECT_DIR)


class Installation(dg.ConfigurableResource):
    """The data folder (MTQG_HOME), held for the length of a run: one night at a time."""

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["Installation"]:
        sign = sign_of_life(self.home, context.run.run_id)
        sign.parent.mkdir(parents=True, exist_ok=True)
        with locked(sign), night_lock(self.home):
            yield self
        sign.unlink(missing_ok=True)

    @property
    def home(self) -> Home:
        return Home.from_env()

    def build(self, run_id: str) -> Path:
        """The folder of a run's build."""
        return self.home.builds / run_id


def sign_of_life(home: Home, run_id: str) -> Path:
    """The lock file that a run holds from before it waits for the night's lock until its end."""
    return home.dagster / "alive" / run_id


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


class Dbt(DbtCliResource):
    """dbt, as a child process.

    Dagster's own starts a further process to ask for dbt's version, and dbt itself in this one for
    metadata that nobody asks for: eight seconds of a night.
    """

    @property
    def _cli_version(self):
        return DBT_PYTHON_VERSION

    def _initialize_dbt_core_adapter(self, args: Sequence[str]) -> None:
        return None


def dbt_resource() -> Dbt:
    """dbt of this environment, on this project."""
    return Dbt(
        project_dir=dbt_project,
        dbt_executable=sys.executable,
        global_config_flags=["-m", "orchestration.dbt_process"],
    )


def dbt_environment(home: Home, build: Path) -> dict[str, str]:
    """What profiles.yml and the child process take from the environment."""
    return {
        "MTQG_HOME": str(home.root),
        "MTQG_BUILD": str(build),
        dbt_process.NIGHT: str(os.getpid()),
        dbt_process.PARSED: str(parsed_project()),
        # Thousands of lines on each statement, written while it runs, that nobody reads.
        "DBT_LOG_LEVEL_FILE": "info",
    }


def parsed_project() -> Path:
    """The project as dbt has parsed it, in dbt's own format; written with the manifest."""
    return dbt_project.manifest_path.with_name("partial_parse.msgpack")


def dbt_manifest() -> Path:
    """The project's manifest, parsed anew where a source is younger than it.

    Dagster only parses for `dagster dev`; the nightly command and the tests need it too.
    """
    manifest, parsed = dbt_project.manifest_path, parsed_project()
    sources = (
        path
        for source in DBT_SOURCES
        for path in [PROJECT_DIR / source, *(PROJECT_DIR / source).rglob("*")]
    )
    youngest = max(path.stat().st_mtime for path in sources)
    manifest.parent.mkdir(exist_ok=True)
    with locked(manifest.with_name(".lock")):
        if not (manifest.exists() and parsed.exists()) or manifest.stat().st_mtime < youngest:
            executable = Path(sys.executable).with_name("dbt")
            dbt = Dbt(project_dir=dbt_project, dbt_executable=str(executable))
            # Moved when whole, the manifest last: a parse that is killed is done again.
            folder = manifest.with_name("parsing")
            dbt.cli(["parse", "--quiet"], target_path=folder).wait()
            move_durably(folder / parsed.name, parsed)
            move_durably(folder / manifest.name, manifest)
            shutil.rmtree(folder)
            os.utime(manifest)
    return manifest
