"""Equal marts have equal digests; any difference shows."""

from hashlib import sha256
from pathlib import Path

import duckdb
import pytest

from orchestration.publish.contents import table_digests

TABLE = """
create schema marts;
create table marts.mart (name varchar, note varchar, amount decimal(20,0), ratio double, day date);
insert into marts.mart values
    ('Xã Ea TLing', null, 1000, 0.1, date '2024-10-31'), ('a', 'bc', 2, 0.2, null);
create table marts.meta_build as select '{release}' as release_id;
"""


def digests(path: Path, changes: str = "", release: str = "r1") -> dict[str, str]:
    with duckdb.connect(str(path)) as connection:
        connection.execute(TABLE.format(release=release) + changes)
    return table_digests(path)


def test_order_of_rows_and_the_build_do_not_matter(tmp_path: Path) -> None:
    reversed_rows = "create or replace table marts.mart as from marts.mart order by name desc;"

    first = digests(tmp_path / "first.duckdb")
    second = digests(tmp_path / "second.duckdb", reversed_rows, release="r2")

    assert first == second
    assert set(first) == {"mart"}


@pytest.mark.parametrize(
    "change",
    [
        "update marts.mart set amount = 1001 where amount = 1000",
        "update marts.mart set ratio = ratio + 1e-16 where amount = 1000",
        "update marts.mart set name = 'ab', note = 'c' where name = 'a'",
        "update marts.mart set note = '' where note is null",
        "update marts.mart set note = '-' where note is null",
        "update marts.mart set day = date '2024-10-30' where day is not null",
        "insert into marts.mart from marts.mart",
        "delete from marts.mart where name = 'a'",
        "alter table marts.mart rename note to remark",
        "alter table marts.mart alter amount type decimal(21,0)",
    ],
)
def test_any_difference_changes_the_digest(tmp_path: Path, change: str) -> None:
    assert digests(tmp_path / "a.duckdb") != digests(tmp_path / "b.duckdb", change)


def test_a_digest_is_what_it_says(tmp_path: Path) -> None:
    """Worked out by hand, so that two versions of the project agree on equal marts."""
    path = tmp_path / "one.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts; create table marts.one (name varchar, n bigint)")
        connection.execute("insert into marts.one values ('xã', null)")

    # 'xã' has three bytes in UTF-8; null is a dash without a length.
    row = sha256("3:xã-".encode()).hexdigest()
    assert table_digests(path) == {
        "one": sha256(f"name\0VARCHAR\nn\0BIGINT\n{row}".encode()).hexdigest()
    }
