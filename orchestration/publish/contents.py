"""What the marts of a database hold: their tables, columns and a digest of each content.

Reads only. Writing a release belongs to `release`.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.database import attach, connect

SCHEMA = "marts"
BUILD_TABLE = "meta_build"
"""The one table that differs between two identical nights (release_id, built_at)."""


@dataclass(frozen=True)
class Column:
    name: str
    data_type: str
    comment: str | None


@dataclass(frozen=True)
class Table:
    name: str
    kind: str
    comment: str | None
    columns: tuple[Column, ...]

    @property
    def column_list(self) -> str:
        return ", ".join(quoted(column.name) for column in self.columns)


def quoted(name: str) -> str:
    """An SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """An SQL string."""
    return "'" + text.replace("'", "''") + "'"


@contextmanager
def opened(database: Path, alias: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection of its own with one database attached read-only.

    Always in memory plus ATTACH: DuckDB refuses a file that one process opens in two ways.
    """
    with connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        attach(connection, database, alias)
        yield connection


def marts(connection: duckdb.DuckDBPyConnection, alias: str) -> list[Table]:
    """The tables (and views) of schema `marts` in an attached database, by name."""
    columns: dict[str, list[Column]] = {}
    for table, *column in connection.execute(
        "select table_name, column_name, data_type, comment from duckdb_columns()"
        " where database_name = ? and schema_name = ? order by table_name, column_index",
        [alias, SCHEMA],
    ).fetchall():
        columns.setdefault(table, []).append(Column(*column))
    relations = connection.execute(
        "select table_name, 'table', comment from duckdb_tables()"
        " where database_name = ? and schema_name = ?"
        " union all select view_name, 'view', comment from duckdb_views()"
        " where database_name = ? and schema_name = ? order by 1",
        [alias, SCHEMA, alias, SCHEMA],
    ).fetchall()
    return [Table(name, kind, comment, tuple(columns[name])) for name, kind, comment in relations]


def table_digests(database: Path) -> dict[str, str]:
    """SHA-256 of the content of every mart but `meta_build`: equal digests, equal marts.

    A digest covers the columns' names and types and the set of rows, whatever their order.
    """
    with opened(database, "warehouse") as connection:
        return {
            table.name: _digest(connection, table)
            for table in marts(connection, "warehouse")
            if table.name != BUILD_TABLE
        }


def _digest(connection: duckdb.DuckDBPyConnection, table: Table) -> str:
    digest = hashlib.sha256()
    for column in table.columns:
        digest.update(f"{column.name}\0{column.data_type}\n".encode())
    # Each value is written with its length, so that ('a', 'bc') and ('ab', 'c') differ.
    texts = (f"cast({quoted(column.name)} as varchar)" for column in table.columns)
    values = ", ".join(f"coalesce(strlen({text}) || ':' || {text}, '-')" for text in texts)
    rows = connection.execute(
        f"select sha256(concat({values})) as row_digest"
        f" from warehouse.{SCHEMA}.{quoted(table.name)} order by row_digest"
    )
    while chunk := rows.fetchmany(100_000):
        digest.update("".join(row_digest for (row_digest,) in chunk).encode())
    return digest.hexdigest()
