"""Opening DuckDB, one way for all."""

from pathlib import Path

import duckdb


def connect(path: Path | None = None, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """A connection to a file (None: in memory) that prints nothing.

    By itself DuckDB draws a progress bar on a slow query, also into a pipe: into `--json`.
    """
    connection = duckdb.connect(str(path or ":memory:"), read_only=read_only)
    connection.execute("set enable_progress_bar = false")
    return connection


def attach(connection: duckdb.DuckDBPyConnection, path: Path, alias: str) -> None:
    """Another file beside the open one, to be read only; a path may have an apostrophe."""
    file = str(path).replace("'", "''")
    connection.execute(f"attach if not exists '{file}' as \"{alias}\" (read_only)")
