"""Rows into a DuckDB table, by way of Arrow: typed as the table is, and fast."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

import duckdb
import pyarrow as pa

Columns = Iterable[tuple[str, str]]
"""(name, SQL type), in order."""


def create_table(connection: duckdb.DuckDBPyConnection, table: str, columns: Columns) -> None:
    listed = ", ".join(f'"{name}" {sql}' for name, sql in columns)
    connection.execute(f"create table if not exists {table} ({listed})")


def insert_rows(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: Columns,
    rows: Iterable[Mapping[str, object]],
) -> None:
    """What a row does not name is null; what the table does not have is left out."""
    rows = list(rows)
    if not rows:
        return
    arrays, names = [], []
    for name, sql in columns:
        names.append(name)
        arrays.append(pa.array([_fit(row.get(name), sql) for row in rows], _arrow(sql)))
    arrivals = pa.table(arrays, names=names)
    connection.register("arrivals", arrivals)
    listed = ", ".join(f'"{name}"' for name in names)
    connection.execute(f"insert into {table} ({listed}) select {listed} from arrivals")
    connection.unregister("arrivals")


def _arrow(sql: str) -> pa.DataType:
    if match := re.fullmatch(r"decimal\((\d+),(\d+)\)", sql):
        return pa.decimal128(int(match.group(1)), int(match.group(2)))
    return {
        "varchar": pa.string(),
        "bigint": pa.int64(),
        "integer": pa.int32(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
        "timestamp": pa.timestamp("us"),
    }[sql]


def _fit(value: object, sql: str) -> object:
    """A decimal brought to its column's scale."""
    if isinstance(value, Decimal):
        scale = int(sql[sql.index(",") + 1 : -1])
        return value.quantize(Decimal(1).scaleb(-scale))
    return value
