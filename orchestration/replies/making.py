"""One reply made, each in a child process: a file that kills its reader takes no night with it.

Nothing is written here; what a reply says and where it goes is decided elsewhere.
"""

import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path, PurePath

from expectations.contract import FileFormat, FormContract
from orchestration.children import end_with
from orchestration.ingest import delimited, workbook
from orchestration.ingest.grid import Grid
from orchestration.ingest.legacy_fonts import to_unicode
from orchestration.ingest.reading import find_in_csv
from orchestration.ingest.refusals import FileRefusedError
from orchestration.ingest.screening import screen
from orchestration.replies.appearance import read_appearance
from orchestration.replies.delimited import reply_csv
from orchestration.replies.remarks import Reply
from orchestration.replies.workbook import reply_workbook

# So begin the rules of which a file's own bytes are the fault.
CLOSED_FILE = "file_"
WRITERS = 2

Job = tuple[Reply, Path, FormContract | None]
Made = tuple[str, bytes, str | None]
"""Kind (xlsx, csv), content, and what went wrong in making it."""


def make_all(jobs: list[Job]) -> Iterator[tuple[Reply, Made]]:
    """Each reply with its kind (xlsx, csv), content and trouble, as they become ready."""
    to_open = []
    for job in jobs:
        if _is_closed(job[0]):
            yield job[0], ("xlsx", reply_workbook(job[0]), None)
        else:
            to_open.append(job)
    alone = []
    with _pool(min(WRITERS, len(to_open) or 1)) as pool:
        futures = {pool.submit(_make, *job): job for job in to_open}
        for future in as_completed(futures):
            try:
                yield futures[future][0], future.result()
            except BrokenProcessPool:
                alone.append(futures[future])
    for job in sorted(alone, key=lambda job: job[0].submission_id):
        try:
            with _pool(1) as pool:
                yield job[0], pool.submit(_make, *job).result()
        except BrokenProcessPool:
            yield job[0], ("xlsx", reply_workbook(job[0]), "the file kills its reader")


def _is_closed(reply: Reply) -> bool:
    """Whether the reader has found that the file must not be opened again."""
    return any(remark.rule_code.startswith(CLOSED_FILE) for remark in reply.remarks)


def _pool(workers: int) -> ProcessPoolExecutor:
    # spawn: a fork would inherit DuckDB's and Dagster's threads and locks.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, context, initializer=end_with, initargs=(os.getpid(),))


def _make(reply: Reply, path: Path, contract: FormContract | None) -> Made:
    try:
        return *make_reply(reply, path.read_bytes(), contract), None
    except Exception as error:  # a fault of ours in one reply: its list is better than none
        return "xlsx", reply_workbook(reply), f"{type(error).__name__}: {error}"


def make_reply(reply: Reply, data: bytes, contract: FormContract | None) -> tuple[str, bytes]:
    """The reply to one submission with its kind, xlsx or csv: its own file marked, or the list
    alone where the file cannot be opened, or has personal data, which go no further."""
    if contract and contract.personal_columns:
        return "xlsx", reply_workbook(reply)
    try:
        scanned = screen(reply.file_name, data)
        if PurePath(reply.file_name).suffix.lower() == ".csv":
            return "csv", reply_csv(reply, _csv_grid(data, contract))
        # As the reader saw it: texts of legacy fonts are letters here.
        grids = to_unicode(workbook.read_grids(data, scanned))
    except FileRefusedError:
        return "xlsx", reply_workbook(reply)
    return "xlsx", reply_workbook(reply, grids, read_appearance(data))


def _csv_grid(data: bytes, contract: FormContract | None) -> Grid:
    """The csv as its form reads it; of an unknown form, in the most columns."""
    if contract:
        return find_in_csv(data, contract.form, {contract.form: contract})[0].grid
    return max(delimited.read_grids(data, FileFormat()), key=lambda grid: grid.width)
