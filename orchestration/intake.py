"""One night's arrivals: read in child processes, judged form by form, landed.

How a file is read is ingest's; what a rule says is the contract's. No Dagster here.
"""

import datetime
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from expectations.contract import FormContract, load_contracts
from orchestration.home import Home
from orchestration.ingest import personal, submissions
from orchestration.ingest.landing import Landing, open_landing
from orchestration.ingest.readers import read_all
from orchestration.ingest.readings import Reading, Row
from orchestration.ingest.refusals import Refusal
from orchestration.ingest.submissions import Receipt

# Bounds the memory of a rebuild; a usual night is one batch.
BATCH = 500


@dataclass(frozen=True)
class Intake:
    """What a night took in."""

    arrived: int
    read: int
    refused_files: int
    refused_cells: int


def form_folders() -> tuple[Path, ...]:
    """The further folders of contracts that MTQG_FORMS names."""
    return tuple(Path(f) for f in os.environ.get("MTQG_FORMS", "").split(os.pathsep) if f)


def take_in(home: Home, paths: Iterable[Path] | None = None, progress: bool = False) -> Intake:
    """Archive what lies in the inbox (or the given files) and land all that is not landed."""
    contracts = load_contracts(form_folders())
    home.development_build.mkdir(parents=True, exist_ok=True)
    arrived = submissions.archive_inbox(home, paths)
    receipts = submissions.receipts(home)
    with open_landing(home, contracts) as landing:
        found = _land(home, landing, receipts, contracts, progress)
        today = datetime.datetime.now(submissions.VIETNAM).date()
        if personal.erase_expired(home, contracts, receipts, landing.forms(), today):
            _land(home, landing, receipts, contracts, progress=False)
    return replace(found, arrived=len(arrived))


def _land(
    home: Home,
    landing: Landing,
    receipts: list[Receipt],
    contracts: Mapping[str, FormContract],
    progress: bool,
) -> Intake:
    """Bring the landing to what the archive holds."""
    erased, landed_as_erased = personal.erased(home), landing.erased_ids()
    found = Intake(0, 0, 0, 0)
    landing.keep_only(
        {
            receipt.submission_id
            for receipt in receipts
            if (receipt.sha256 in erased) == (receipt.submission_id in landed_as_erased)
        }
    )
    landed = landing.landed_ids()
    waiting = [r for r in receipts if r.submission_id not in landed]
    with _progress_bar(len(waiting), progress) as tick:
        for start in range(0, len(waiting), BATCH):
            batch = waiting[start : start + BATCH]
            kept = [r for r in batch if r.sha256 not in erased]
            jobs = [(r, submissions.archived_bytes(home, r)) for r in kept]
            readings = read_and_judge(jobs, contracts, form_folders(), tick)
            readings += [
                personal.erased_reading(r, erased[r.sha256]) for r in batch if r.sha256 in erased
            ]
            landing.write(readings)
            found = replace(
                found,
                read=found.read + len(readings),
                refused_files=found.refused_files + sum(r.status == "refused" for r in readings),
                refused_cells=found.refused_cells
                + sum(f.is_refused for r in readings for f in r.refusals),
            )
    return found


def dry_run(
    home: Home,
    paths: Iterable[Path],
    issuer: str | None,
    extra_forms: Iterable[Path],
    form: str | None = None,
) -> list[dict[str, Any]]:
    """What would land and what would be refused of each file; nothing is kept.

    `form` says which form the files are, where their side files do not.

    The answer is the one that DESIGN promises of `mtqg check --json`.
    """
    folders = (*form_folders(), *extra_forms)
    contracts = load_contracts(folders)
    jobs, files = [], {}
    for path in paths:
        side = path.with_name(path.name + submissions.SIDE_SUFFIX)
        side_text = side.read_text(encoding="utf-8") if side.is_file() else None
        if form:
            side_text = f"form: {form}\n{side_text or ''}"
        receipt = submissions.describe(path, issuer or submissions.issuer_of(home, path), side_text)
        jobs.append((receipt, path))
        files[receipt.submission_id] = str(path)
    return [
        {
            "file": files[reading.receipt.submission_id],
            "status": reading.status,
            "form": reading.form,
            "edition": reading.edition,
            "issuer": reading.receipt.issuer_code,
            "period": reading.period.label if reading.period else None,
            "report_phase": reading.report_phase,
            "rows": [
                {
                    "sheet": row.sheet,
                    "row": row.row_number,
                    "values": row.values,
                    "states": row.states,
                }
                for row in reading.details
            ],
            "refusals": [
                {
                    "sheet": refusal.sheet,
                    "cell": refusal.cell,
                    "field": refusal.field,
                    "rule": refusal.rule_code,
                    "value": refusal.value_given,
                    "message_vi": refusal.message_vi,
                }
                for refusal in reading.refusals
            ],
        }
        for reading in read_and_judge(jobs, contracts, folders)
    ]


def read_and_judge(
    jobs: Iterable[tuple[Receipt, Path]],
    contracts: Mapping[str, FormContract],
    folders: tuple[Path, ...],
    tick: Callable[[], None] = lambda: None,
) -> list[Reading]:
    """Read the files and apply their contracts' rules; one validation per form."""
    readings = read_all(jobs, folders, tick)
    judge_all(readings, contracts)
    return readings


def judge_all(readings: Iterable[Reading], contracts: Mapping[str, FormContract]) -> None:
    """Take out, or remark, the rows that break a rule of their contract."""
    readings = list(readings)
    for form, contract in contracts.items():
        _judge(contract, [r for r in readings if r.form == form and r.details])


def _judge(contract: FormContract, readings: list[Reading]) -> None:
    if not readings:
        return
    import pandas as pd

    from expectations.suites import REFUSED, SUBMISSION, judge

    rows: list[tuple[Reading, Row]] = [(r, row) for r in readings for row in r.details]
    frame = pd.DataFrame(
        {
            SUBMISSION: [reading.receipt.submission_id for reading, _ in rows],
            REFUSED: [[f for f, s in row.states.items() if s == "refused"] for _, row in rows],
        }
        | {
            # Numbers as float: a rule compares, it does not add up money.
            name: pd.Series(
                [row.values.get(name) for _, row in rows],
                dtype="float64" if sql.startswith(("bigint", "decimal")) else "object",
            )
            for name, sql in contract.landed_columns
            if name not in (SUBMISSION, "cell_states")
        }
    )
    refused: set[int] = set()
    for violation in judge(contract, frame):
        reading, row = rows[violation.row]
        name = violation.fields[-1] if violation.fields else None
        place = name or (contract.subject.name if contract.subject else None)
        landed = contract.tracked(name) if name else None
        value = row.values.get(landed) if landed else None
        refusal = Refusal(
            violation.rule_code,
            violation.message_vi,
            sheet=row.sheet,
            cell=row.cell(place) if place else None,
            row_number=row.row_number,
            field=name,
            value_given=None if value is None else str(value),
            area_code=row.values.get("area_code"),
            severity=violation.severity,
            is_refused=violation.severity == "error",
        )
        reading.refusals.append(refusal)
        if violation.severity == "error":
            refused.add(id(row))
    for reading in readings:
        reading.drop(refused)


class _progress_bar:  # noqa: N801  (a context manager used like a function)
    """A bar on a terminal, nothing elsewhere."""

    def __init__(self, total: int, wanted: bool) -> None:
        self._total, self._wanted = total, wanted

    def __enter__(self) -> Callable[[], None]:
        if not self._wanted:
            return lambda: None
        from tqdm import tqdm

        # disable=None: tqdm draws on a terminal only.
        self._bar = tqdm(total=self._total, unit="tệp", desc="Đọc báo cáo", disable=None)
        return self._bar.update

    def __exit__(self, *_: object) -> None:
        if self._wanted:
            self._bar.close()
