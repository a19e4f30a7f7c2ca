"""Small builds to publish."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from orchestration.home import Home

Build = Callable[..., Path]

MARTS = """
create schema staging;
create table staging.private as select 1 as n;
create schema marts;
create table marts.mart_money (
    area_code varchar, as_of_month varchar, assigned_vnd decimal(20,0), ratio double,
    is_final boolean, received_at timestamp, day date, communes bigint
);
insert into marts.mart_money values
    ('20', '2024-10', 12345678901234567890, 0.5, true, '2024-11-05 03:00:00', '2024-10-31', 200),
    ('11', '2024-10', null, null, null, null, null, null),
    (null, '2024-09', 1, 0.25, false, null, null, 129),
    ('11', '2024-09', 2, 0.75, false, null, null, 129);
comment on table marts.mart_money is 'One row per area''s month. Tiền, đồng.';
comment on column marts.mart_money.assigned_vnd is 'Kế hoạch vốn được giao';
create table marts.meta_build as
    select '{release_id}' as release_id, timestamp '{built_at}' as built_at,
        date '2026-11-22' as as_of_date, 'abc123' as input_hash,
        '{{"duckdb": "2.0.0"}}' as versions;
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "var")


@pytest.fixture
def build(home: Home) -> Build:
    """Writes the marts of one night, changed by some SQL."""

    def write(release_id: str, changes: str = "", built_at: datetime | None = None) -> Path:
        path = home.builds / release_id / "warehouse.duckdb"
        path.parent.mkdir(parents=True)
        built_at = (built_at or datetime.now(UTC)).replace(tzinfo=None)
        with duckdb.connect(str(path)) as connection:
            connection.execute(MARTS.format(release_id=release_id, built_at=built_at) + changes)
        return path

    return write
