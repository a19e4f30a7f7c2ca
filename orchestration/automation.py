"""When things run: the nightly job, its schedule, the inbox sensor, the word about a failure."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import dagster as dg

from orchestration.alerts.night import Failure, Night
from orchestration.alerts.send import AlertResult, send_digest
from orchestration.assets.published import form_titles
from orchestration.home import Home
from orchestration.ingest.submissions import inbox_files
from orchestration.lock import is_held
from orchestration.resources import as_of_date, sign_of_life, started_at
from orchestration.space import full_disk

# A run that has only just begun may not have given its sign of life yet.
BEGINNING = timedelta(minutes=2)
UNDER_WAY = [
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]

DBT_ERRORS = "Errors parsed from dbt logs:"

nightly = dg.define_asset_job(
    "nightly",
    selection=dg.AssetSelection.all(),
    description="Land, build, check, publish, alert.",
)

nightly_schedule = dg.ScheduleDefinition(
    job=nightly,
    cron_schedule="0 2 * * *",
    execution_timezone="Asia/Ho_Chi_Minh",
    default_status=dg.DefaultScheduleStatus.RUNNING,
)


@dg.sensor(job=nightly, minimum_interval_seconds=60, default_status=dg.DefaultSensorStatus.RUNNING)
def inbox_sensor(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """A run as soon as files lie in the inbox whose sizes no longer change."""
    fail_dead_runs(context.instance, Home.from_env())
    sizes = {
        str(path.relative_to(Home.from_env().inbox)): [path.stat().st_size, path.stat().st_mtime]
        for path in inbox_files(Home.from_env())
    }
    seen = json.dumps(sizes)
    if not sizes:
        context.update_cursor("")
        return dg.SkipReason("inbox is empty")
    if seen != context.cursor:
        context.update_cursor(seen)
        return dg.SkipReason("files are still arriving")
    return dg.RunRequest(run_key=hashlib.sha256(seen.encode()).hexdigest())


@dg.run_failure_sensor(monitored_jobs=[nightly], default_status=dg.DefaultSensorStatus.RUNNING)
def failure_sensor(context: dg.RunFailureSensorContext) -> None:
    """The Office hears of a night that was not published, also when nobody watched it."""
    tell_failure(context.instance, context.dagster_run)


def tell_failure(instance: dg.DagsterInstance, run: dg.DagsterRun) -> AlertResult:
    """Send the digest of a failed run. Told twice it is still one mail: it is the same news."""
    night = Night(
        night_id=run.run_id,
        started_at=started_at(instance, run.run_id),
        as_of_date=as_of_date(run),
        outcome="failed",
        failure=describe_failure(instance, run.run_id),
    )
    return send_digest(Home.from_env(), night, form_titles())


def describe_failure(instance: dg.DagsterInstance, run_id: str) -> Failure:
    """The step that failed, its message and the checks that did not pass."""
    events = [record.dagster_event for record in instance.all_logs(run_id)]
    step, message = "", "Phiên chạy dừng bất thường."
    for event in events:
        if event and event.is_step_failure:
            step = event.step_key or ""
            error = event.step_failure_data.error
            cause = error
            while cause and cause.cause:
                cause = cause.cause
            message = cause.message.strip() if cause else message
            # What dbt said comes after the command line that it was started with.
            message = message.partition(DBT_ERRORS)[2].strip() or message
            message = full_disk(Home.from_env(), error.to_string()) or message
            break
    return Failure(step, message, tuple(_failed_checks(events)))


def fail_dead_runs(instance: dg.DagsterInstance, home: Home) -> None:
    """Say of runs that were killed that they failed: until then no run would leave the queue."""
    begun = datetime.now(UTC) - BEGINNING
    for record in instance.get_run_records(dg.RunsFilter(statuses=UNDER_WAY, updated_before=begun)):
        sign = sign_of_life(home, record.dagster_run.run_id)
        if not is_held(sign):
            sign.unlink(missing_ok=True)
            instance.report_run_failed(record.dagster_run, message="Phiên chạy bị dừng đột ngột.")


def _failed_checks(events: Iterable[dg.DagsterEvent | None]) -> list[str]:
    failed = set()
    for event in events:
        if event and event.event_type == dg.DagsterEventType.ASSET_CHECK_EVALUATION:
            evaluation = event.asset_check_evaluation_data
            if not evaluation.passed and evaluation.severity == dg.AssetCheckSeverity.ERROR:
                failed.add(f"{evaluation.asset_key.path[-1]}: {evaluation.check_name}")
    return sorted(failed)
