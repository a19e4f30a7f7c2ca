"""What leaves: the release that readers see, the replies to senders, the Office's digest."""

import json
import shutil
from datetime import timedelta

import dagster as dg

from expectations.contract import load_contracts
from orchestration.alerts.night import Night, NightWarning
from orchestration.alerts.send import AlertResult, send_digest
from orchestration.assets.warehouse import warehouse
from orchestration.intake import form_folders
from orchestration.publish.release import publish
from orchestration.replies.outbox import fill_outbox, replies_in
from orchestration.resources import Installation, as_of_date, started_at

RELEASE = dg.AssetKey(["published", "release"])
OUTBOX = dg.AssetKey(["published", "outbox"])
DIGEST = dg.AssetKey(["published", "digest"])
MART_KEYS = sorted(key for key in warehouse.keys if key.path[0] == "marts")
# Written beside a build by the checks on its marts, read by the release.
CHECKS_FILE = "checks.json"

# The Office opens its reports at seven; the night starts at two.
fresh_by_seven = dg.FreshnessPolicy.cron(
    deadline_cron="0 7 * * *", lower_bound_delta=timedelta(hours=6), timezone="Asia/Ho_Chi_Minh"
)


@dg.asset(key=RELEASE, deps=MART_KEYS, group_name="published", freshness_policy=fresh_by_seven)
def release(context: dg.AssetExecutionContext, installation: Installation) -> dg.MaterializeResult:
    """The marts as a read-only release; `current` points to it. Runs when every check passed."""
    build = installation.build(context.run_id)
    manifest_path = build / CHECKS_FILE
    checks = json.loads(manifest_path.read_text(encoding="utf-8"))
    release_id = checks.pop("release_id")
    folder = publish(installation.home, build / "warehouse.duckdb", release_id, checks)
    shutil.rmtree(build)
    return dg.MaterializeResult(metadata={"release_id": folder.name})


@dg.asset(key=OUTBOX, deps=[RELEASE], group_name="published")
def outbox(context: dg.AssetExecutionContext, installation: Installation) -> dg.MaterializeResult:
    """A reply to each sender about whom the release has a finding. Whatever goes wrong fails
    nothing: the release stands, and the next night writes what is missing."""
    try:
        filled = fill_outbox(installation.home, load_contracts(form_folders()))
    except Exception as problem:
        return _went_wrong(context, "Không ghi được thư trả lời vào outbox", problem)
    for trouble in filled.troubles:
        context.log.warning(trouble)
    counts = {"replies": filled.replies, "written": filled.written, "removed": filled.removed}
    return dg.MaterializeResult(metadata=counts | {"error": "; ".join(filled.troubles)})


@dg.asset(key=DIGEST, deps=[RELEASE, OUTBOX], group_name="published")
def digest(context: dg.AssetExecutionContext, installation: Installation) -> dg.MaterializeResult:
    """The mail to the Office: what is new, late, missing or wrong. It fails nothing."""
    home = installation.home
    manifest = json.loads((home.current / "manifest.json").read_text(encoding="utf-8"))
    night = Night(
        night_id=context.run_id,
        started_at=started_at(context.instance, context.run_id),
        as_of_date=as_of_date(context.run),
        outcome="published",
        release_id=manifest["release_id"],
        replies=len(replies_in(home)),
        warnings=tuple(NightWarning(w["check"], w["text_vi"]) for w in manifest["warnings"]),
    )
    try:
        result = send_digest(home, night, form_titles())
    except Exception as problem:
        return _went_wrong(context, "Không lập được bản tin", problem)
    if result.error:
        context.log.warning(result.error)
    return dg.MaterializeResult(metadata=alert_metadata(result))


def _went_wrong(
    context: dg.AssetExecutionContext, what: str, problem: Exception
) -> dg.MaterializeResult:
    """For the run's page and the summary. A failed run would say that nothing was published."""
    context.log.exception(what)
    reason = problem.strerror if isinstance(problem, OSError) else None
    return dg.MaterializeResult(metadata={"error": f"{what}: {reason or problem}."})


def form_titles() -> dict[str, str]:
    """Form code -> Vietnamese title, for people."""
    return {form: c.title_vi for form, c in load_contracts(form_folders()).items()}


def alert_metadata(result: AlertResult) -> dict[str, int | str]:
    """What became of the digest, for the run's page."""
    return {
        "told": result.told_count,
        "sent": result.sent,
        "queued": result.queued,
        "written_to": result.written_to.name if result.written_to else "",
        "error": result.error or "",
    }
