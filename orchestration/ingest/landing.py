"""landing.duckdb: ledger and raw tables, written from readings. Derived from the archive."""

import hashlib
import json
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb

from expectations.contract import FormContract
from orchestration.database import connect
from orchestration.home import PROJECT_DIR, Home
from orchestration.ingest import personal
from orchestration.ingest.readings import Reading
from orchestration.ingest.tables import create_table, insert_rows

SUBMISSION_COLUMNS = (
    ("submission_id", "varchar"),
    ("issuer_code", "varchar"),
    ("file_name", "varchar"),
    ("sha256", "varchar"),
    ("received_at", "timestamp"),
    ("origin", "varchar"),
    ("sender", "varchar"),
    ("withdrawal_reason", "varchar"),
    ("form", "varchar"),
    ("edition", "varchar"),
    ("variant", "varchar"),
    ("scope_area_code", "varchar"),
    ("period", "varchar"),
    ("period_start", "date"),
    ("period_end", "date"),
    ("report_phase", "varchar"),
    ("budget_year", "integer"),
    ("as_of", "date"),
    ("poverty_standard", "varchar"),
    ("submission_status", "varchar"),
    ("money_unit", "varchar"),
    ("rows_accepted", "bigint"),
    ("rows_refused", "bigint"),
)
# Where each landed column stood: from a row and a column back to the cell.
COLUMN_COLUMNS = (
    ("submission_id", "varchar"),
    ("sheet", "varchar"),
    ("first_row", "bigint"),
    ("last_row", "bigint"),
    ("block", "bigint"),
    ("field", "varchar"),
    ("column_name", "varchar"),
    ("column_letters", "varchar"),
)
REFUSAL_COLUMNS = (
    ("submission_id", "varchar"),
    ("sheet", "varchar"),
    ("cell", "varchar"),
    ("row_number", "bigint"),
    ("field", "varchar"),
    ("rule_code", "varchar"),
    ("severity", "varchar"),
    ("value_given", "varchar"),
    ("value_expected", "varchar"),
    ("area_code", "varchar"),
    ("message_vi", "varchar"),
    ("is_refused", "boolean"),
)
# The child of a night that was killed ends within a moment; a person looks for longer.
PATIENCE_S = 30
# What decides how a file reads; a change of any makes the landing out of date.
_READER_SOURCES = (
    "expectations/*.py",
    "orchestration/ingest/*.py",
    "seeds/areas/*.csv",
    "seeds/programmes.csv",
)


def reader_version(contracts: Mapping[str, FormContract]) -> str:
    """A hash over the reader's code, its registers and the contracts."""
    digest = hashlib.sha256()
    for pattern in _READER_SOURCES:
        for path in sorted(PROJECT_DIR.glob(pattern)):
            digest.update(path.name.encode() + path.read_bytes())
    for form in sorted(contracts):
        digest.update(contracts[form].model_dump_json().encode())
    return digest.hexdigest()


class Landing:
    """An open landing database. Use `open_landing`."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        home: Home,
        contracts: Mapping[str, FormContract],
    ) -> None:
        self._connection, self._home, self._contracts = connection, home, contracts

    def landed_ids(self) -> set[str]:
        """The submissions that were read and need no reading again."""
        rows = self._connection.execute("select submission_id from ledger.submissions").fetchall()
        return {row[0] for row in rows}

    def forms(self) -> dict[str, str]:
        """Submission -> the form that it was read as."""
        rows = self._connection.execute(
            "select submission_id, form from ledger.submissions where form is not null"
        ).fetchall()
        return dict(rows)

    def erased_ids(self) -> set[str]:
        """The submissions of which only their deletion is landed."""
        rows = self._connection.execute(
            "select submission_id from ledger.refusals where rule_code = 'file_erased'"
        ).fetchall()
        return {row[0] for row in rows}

    def keep_only(self, submission_ids: set[str]) -> None:
        """Drop what has no receipt (an archive restored from a backup may know less than this), or
        is not what the archive holds of it now."""
        gone = sorted(self.landed_ids() - submission_ids)
        if not gone:
            return
        personal.rewrite(self._home, self._contracts, gone)
        tables = self._connection.execute(
            "select schema_name, table_name from duckdb_columns()"
            " where column_name = 'submission_id' and not internal"
        ).fetchall()
        self._connection.execute("begin")
        for schema, table in tables:
            self._connection.execute(
                f'delete from "{schema}"."{table}" where list_contains(?, submission_id)', [gone]
            )
        self._connection.execute("commit")

    def write(self, readings: Iterable[Reading]) -> None:
        """Land the readings in one transaction: all of them or none.

        What is personal first: a night that ends between the two lands it again.
        """
        readings = list(readings)
        personal.rewrite(self._home, self._contracts, (), readings)
        self._connection.execute("begin")
        try:
            submissions = map(_submission, readings)
            insert_rows(self._connection, "ledger.submissions", SUBMISSION_COLUMNS, submissions)
            refusals = _refusals(readings, self._contracts)
            insert_rows(self._connection, "ledger.refusals", REFUSAL_COLUMNS, refusals)
            columns = _columns(readings, self._contracts)
            insert_rows(self._connection, "ledger.columns", COLUMN_COLUMNS, columns)
            for form, contract in self._contracts.items():
                rows = _rows(reading for reading in readings if reading.form == form)
                insert_rows(self._connection, f'raw."{form}"', contract.open_columns, rows)
            self._connection.execute("commit")
        except BaseException:
            self._connection.execute("rollback")
            raise


@contextmanager
def open_landing(home: Home, contracts: Mapping[str, FormContract]) -> Iterator[Landing]:
    """The landing database, its tables made; emptied where another reader wrote it."""
    home.root.mkdir(parents=True, exist_ok=True)
    version = reader_version(contracts)
    if home.landing.exists() and not _is_usable(home, contracts, version):
        discard_landing(home)
    with _connected(home.landing) as connection:
        connection.execute("create schema if not exists ledger; create schema if not exists raw")
        create_table(connection, "ledger.submissions", SUBMISSION_COLUMNS)
        create_table(connection, "ledger.refusals", REFUSAL_COLUMNS)
        create_table(connection, "ledger.columns", COLUMN_COLUMNS)
        for form, contract in contracts.items():
            create_table(connection, f'raw."{form}"', contract.open_columns)
        connection.execute(
            "create or replace table ledger.reader as select ? as reader_version", [version]
        )
        yield Landing(connection, home, contracts)


def discard_landing(home: Home) -> None:
    """Delete the landing; the next night reads the whole archive anew."""
    # The log first: left alone it would be played into the next landing.
    home.landing.with_name(home.landing.name + ".wal").unlink(missing_ok=True)
    home.landing.unlink(missing_ok=True)
    home.personal.unlink(missing_ok=True)


def _is_usable(home: Home, contracts: Mapping[str, FormContract], version: str) -> bool:
    """Whether this reader wrote the landing and every value of it can still be read.

    A damaged one is no loss: it is derived, and made anew.
    """
    try:
        with _connected(home.landing, read_only=True) as connection:
            if connection.execute("select reader_version from ledger.reader").fetchall() != [
                (version,)
            ]:
                return False
            tables = connection.execute(
                "select schema_name, table_name from duckdb_tables() where not internal"
            ).fetchall()
            for schema, table in tables:
                name = f'"{schema}"."{table}"'
                connection.execute(f"select bit_xor(hash(t)) from {name} as t").fetchall()
            return personal.is_whole(home, connection, contracts)
    except duckdb.Error as error:
        if _is_held(error):
            raise
        return False


def _connected(path: Path, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """Open the landing, waiting a little where another program has it open."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            return connect(path, read_only)
        except duckdb.IOException as error:
            if not _is_held(error) or time.monotonic() > deadline:
                raise
        time.sleep(0.2)


def _is_held(error: duckdb.Error) -> bool:
    return "could not set lock" in str(error).lower()


def _submission(reading: Reading) -> dict[str, object]:
    receipt, period = reading.receipt, reading.period
    return {
        "submission_id": receipt.submission_id,
        "issuer_code": receipt.issuer_code,
        "file_name": receipt.file_name,
        "sha256": receipt.sha256,
        "received_at": receipt.received_at.replace(tzinfo=None),
        "origin": reading.side.origin,
        "sender": reading.side.sender,
        "withdrawal_reason": reading.side.withdrawn,
        "form": reading.form,
        "edition": reading.edition,
        "variant": reading.variant,
        "scope_area_code": reading.scope.code if reading.scope else None,
        "period": period.label if period else None,
        "period_start": period.start if period else None,
        "period_end": period.end if period else None,
        "report_phase": reading.report_phase,
        "budget_year": reading.budget_year,
        "as_of": period.as_of if period else None,
        "poverty_standard": reading.side.poverty_standard,
        "submission_status": reading.status,
        "money_unit": reading.money_unit,
        "rows_accepted": len(reading.details),
        "rows_refused": reading.rows_refused,
    }


def _refusals(
    readings: Iterable[Reading], contracts: Mapping[str, FormContract]
) -> Iterator[dict[str, object]]:
    for reading in readings:
        contract = contracts.get(reading.form or "")
        for refusal in reading.refusals:
            if contract and contract.personal_columns:
                refusal = personal.unquoted(refusal, contract)
            yield {"submission_id": reading.receipt.submission_id} | refusal.__dict__


def _columns(
    readings: Iterable[Reading], contracts: Mapping[str, FormContract]
) -> Iterator[dict[str, object]]:
    for reading in readings:
        for table in reading.column_maps:
            below = [
                other.first_row
                for other in reading.column_maps
                if other.sheet == table.sheet and other.first_row > table.first_row
            ]
            for key, letters in table.columns.items():
                name, _, block = key.partition("@")
                for column in contracts[reading.form].landed_fields[name]:
                    yield {
                        "submission_id": reading.receipt.submission_id,
                        "sheet": table.sheet,
                        "first_row": table.first_row,
                        "last_row": min(below) - 1 if below else None,
                        "block": int(block) + 1 if block else None,
                        "field": name,
                        "column_name": column,
                        "column_letters": letters,
                    }


def _rows(readings: Iterable[Reading]) -> Iterator[dict[str, object]]:
    for reading in readings:
        if reading.status == "refused":
            continue
        for row in reading.rows:
            yield row.values | {
                "submission_id": reading.receipt.submission_id,
                "sheet": row.sheet,
                "row_number": row.row_number,
                "row_kind": row.kind,
                "block": None if row.block is None else row.block + 1,
                "cell_states": json.dumps(row.states) if row.states else None,
            }
