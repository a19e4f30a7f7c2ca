"""Dagster's log of events in SQLite, with its connections kept open.

Dagster opens a connection per event, compiles its statements anew, and closes it, which makes
SQLite write its file; a night has some two thousand events. What is stored, and where, is as
Dagster stores it.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy
from dagster._core.storage.event_log.sqlite import SqliteEventLogStorage
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from dagster._serdes import ConfigurableClassData

# The index and the run at work; a web server that looks at more runs opens them anew.
KEPT = 4


class EventLog(SqliteEventLogStorage):
    """The event log in DAGSTER_HOME, named in `dagster.yaml`."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._engines: dict[str, sqlalchemy.Engine] = {}
        self._tables: set[str] = set()
        super().__init__(base_dir, inst_data)

    @classmethod
    def config_type(cls) -> dict:
        return {}

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: dict
    ) -> "EventLog":
        # Not written into dagster.yaml: the data folder may be moved.
        return cls(str(Path(os.environ["DAGSTER_HOME"]) / "history" / "runs"), inst_data)

    def has_table(self, table_name: str) -> bool:
        # Asked for every check, each time on an engine of its own; a table that is there stays.
        if table_name not in self._tables and super().has_table(table_name):
            self._tables.add(table_name)
        return table_name in self._tables

    @contextmanager
    def _connect(self, shard: str) -> Iterator[sqlalchemy.Connection]:
        with self._db_lock:
            if shard not in self._engines:
                self._forget_engines(but=KEPT - 1)
                self._engines[shard] = self._open(shard)
            with self._engines[shard].begin() as connection:
                yield connection

    def _open(self, shard: str) -> sqlalchemy.Engine:
        engine = sqlalchemy.create_engine(
            self.conn_string_for_shard(shard),
            connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS},
        )
        # The log of a night is no state: what a power cut takes of it is not missed.
        sqlalchemy.event.listen(
            engine, "connect", lambda raw, _: raw.execute("pragma synchronous = normal")
        )
        if shard not in self._initialized_dbs:
            self._initdb(engine)
            self._initialized_dbs.add(shard)
        return engine

    def _forget_engines(self, but: int) -> None:
        while len(self._engines) > but:
            self._engines.pop(next(iter(self._engines))).dispose()

    def dispose(self) -> None:
        self._forget_engines(but=0)
        super().dispose()
