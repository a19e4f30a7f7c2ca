"""The nightly job run once, now, from a command line; and what it changed for the reader."""

import contextlib
import datetime
import json
import os
from dataclasses import asdict, dataclass

import dagster as dg
import duckdb

from orchestration.automation import describe_failure, fail_dead_runs, tell_failure
from orchestration.database import connect
from orchestration.definitions import defs
from orchestration.durable import write_durably
from orchestration.home import Home
from orchestration.lock import night_lock
from orchestration.resources import AS_OF_TAG

DAGSTER_YAML = """\
telemetry: {enabled: false}
nux: {enabled: false}
# A second run waits in the queue: one writer at a time.
concurrency: {runs: {max_concurrent_runs: 1}}
event_log_storage: {module: orchestration.event_log, class: EventLog, config: {}}
"""
FINDINGS_QUERY = """
    select finding_id, rule_code, severity, issuer_code, form, period, sheet, cell, message_vi
    from marts.fct_quality_findings
    order by severity, issuer_code, form, period, rule_code, finding_id
"""
SUBMISSIONS_QUERY = """
    select submission_id, issuer_code, file_name, form, period, submission_status
    from marts.fct_submissions order by issuer_code, file_name, submission_id
"""


@dataclass(frozen=True)
class NightSummary:
    """One finished night, for the person who started it."""

    is_published: bool
    release_id: str | None
    release_folder: str | None
    new_submissions: int
    refused: list[dict[str, str | None]]
    """New files of which nothing, or not everything, landed."""
    new_findings: list[dict[str, str | None]]
    failure: dict[str, object] | None
    replies: dict[str, int | str]
    digest: dict[str, int | str]

    @property
    def exit_code(self) -> int:
        if not self.is_published:
            return 3
        has_error = any(finding["severity"] == "error" for finding in self.new_findings)
        return 1 if self.refused or has_error else 0


def prepare_dagster(home: Home) -> None:
    """Dagster's own folder under MTQG_HOME, before Dagster looks for it."""
    home.dagster.mkdir(parents=True, exist_ok=True)
    settings = home.dagster / "dagster.yaml"
    if not settings.exists() or settings.read_text(encoding="utf-8") != DAGSTER_YAML:
        write_durably(settings, DAGSTER_YAML.encode())
    os.environ |= {"DAGSTER_HOME": str(home.dagster), "DAGSTER_DISABLE_TELEMETRY": "yes"}


def run_nightly(home: Home, as_of: datetime.date | None) -> NightSummary:
    """Run the job in this process. What the tools print goes to dagster/nightly.log."""
    # Held from here: what another night publishes meanwhile is no news of this one.
    with night_lock(home):
        return _run(home, as_of)


def _run(home: Home, as_of: datetime.date | None) -> NightSummary:
    prepare_dagster(home)
    before = _published(home)
    log = home.dagster / "nightly.log"
    with (
        dg.DagsterInstance.get() as instance,
        log.open("a", encoding="utf-8") as stream,
        contextlib.redirect_stdout(stream),
    ):
        fail_dead_runs(instance, home)
        result = defs.resolve_job_def("nightly").execute_in_process(
            instance=instance,
            tags={AS_OF_TAG: as_of.isoformat()} if as_of else None,
            raise_on_error=False,
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
        )
        failure = None
        if result.success:
            digest = _metadata(result, "published__digest")
            replies = _metadata(result, "published__outbox")
        else:
            failure = asdict(describe_failure(instance, result.run_id))
            digest = asdict(tell_failure(instance, result.dagster_run))
            replies = {}
    after = _published(home)
    known_submissions = {row["submission_id"] for row in before["submissions"]}
    known_findings = {row["finding_id"] for row in before["findings"]}
    new = [row for row in after["submissions"] if row["submission_id"] not in known_submissions]
    return NightSummary(
        is_published=result.success,
        release_id=after["release_id"],
        release_folder=str(home.current.resolve()) if after["release_id"] else None,
        new_submissions=len(new),
        refused=[row for row in new if row["submission_status"] != "accepted"],
        new_findings=[row for row in after["findings"] if row["finding_id"] not in known_findings],
        failure=failure,
        replies=replies,
        digest=digest,
    )


def _metadata(result: dg.ExecuteInProcessResult, node: str) -> dict[str, int | str]:
    (materialization,) = result.asset_materializations_for_node(node)
    return {key: value.value for key, value in materialization.metadata.items()}


def _published(home: Home) -> dict:
    """What readers see now; nothing where nothing was published yet."""
    warehouse = home.current / "warehouse.duckdb"
    if not warehouse.exists():
        return {"release_id": None, "submissions": [], "findings": []}
    manifest = json.loads((home.current / "manifest.json").read_text(encoding="utf-8"))
    with connect(warehouse, read_only=True) as connection:
        return {
            "release_id": manifest["release_id"],
            "submissions": _records(connection, SUBMISSIONS_QUERY),
            "findings": _records(connection, FINDINGS_QUERY),
        }


def _records(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, str | None]]:
    cursor = connection.execute(query)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def dev_command(home: Home) -> list[str]:
    """The command that shows this project in Dagster's web UI."""
    prepare_dagster(home)
    return ["dagster", "dev", "--module-name", "orchestration.definitions"]
