"""A release holds the build's marts exactly, and only whole releases are ever seen."""

import fcntl
import hashlib
import json
import logging
import os
import resource
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow.parquet
import pytest

from orchestration.home import Home
from orchestration.publish.contents import table_digests
from orchestration.publish.release import PublishError, list_releases, publish, rollback

Build = Callable[..., Path]

NIGHT = {"warnings": [{"table": "mart_money", "message_vi": "ít dòng hơn"}], "checks": {"dbt": 40}}


def query(database: Path, sql: str) -> list[tuple]:
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def names(home: Home) -> list[str]:
    return sorted(path.name for path in home.releases.iterdir())


def test_a_release_holds_the_marts_in_a_fixed_order(home: Home, build: Build) -> None:
    publish(home, build("r1"), "r1", NIGHT)

    database = home.current / "warehouse.duckdb"
    rows = query(
        database, "select area_code, as_of_month, assigned_vnd, ratio from marts.mart_money"
    )
    assert rows == [
        (None, "2024-09", Decimal(1), 0.25),
        ("11", "2024-09", Decimal(2), 0.75),
        ("11", "2024-10", None, None),
        ("20", "2024-10", Decimal("12345678901234567890"), 0.5),
    ]
    assert query(
        database, "select schema_name, table_name from duckdb_tables() order by table_name"
    ) == [("marts", "mart_money"), ("marts", "meta_build")]


def test_types_and_comments_are_kept(home: Home, build: Build) -> None:
    publish(home, build("r1"), "r1", NIGHT)

    database = home.current / "warehouse.duckdb"
    assert query(
        database,
        "select column_name, data_type, comment from duckdb_columns()"
        " where table_name = 'mart_money' order by column_index",
    ) == [
        ("area_code", "VARCHAR", None),
        ("as_of_month", "VARCHAR", None),
        ("assigned_vnd", "DECIMAL(20,0)", "Kế hoạch vốn được giao"),
        ("ratio", "DOUBLE", None),
        ("is_final", "BOOLEAN", None),
        ("received_at", "TIMESTAMP", None),
        ("day", "DATE", None),
        ("communes", "BIGINT", None),
    ]
    assert query(database, "select table_name, comment from duckdb_tables() order by 1") == [
        ("mart_money", "One row per area's month. Tiền, đồng."),
        ("meta_build", None),
    ]


def test_parquet_holds_the_same_rows_and_types(home: Home, build: Build) -> None:
    publish(home, build("r1"), "r1", NIGHT)

    table = pyarrow.parquet.read_table(home.current / "parquet" / "mart_money.parquet")
    assert str(table.schema.field("assigned_vnd").type) == "decimal128(20, 0)"
    assert str(table.schema.field("communes").type) == "int64"
    assert table.column("area_code").to_pylist() == [None, "11", "11", "20"]
    assert table.column("assigned_vnd").to_pylist()[3] == Decimal("12345678901234567890")
    metadata = pyarrow.parquet.read_metadata(home.current / "parquet" / "mart_money.parquet")
    assert metadata.row_group(0).column(0).compression == "ZSTD"


def test_the_manifest_says_what_the_release_holds(home: Home, build: Build) -> None:
    built_at = datetime(2026, 11, 21, 19, 0, 5, tzinfo=UTC)
    source = build("r1", built_at=built_at)
    release = publish(home, source, "r1", NIGHT)

    manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
    parquet = (release / "parquet" / "mart_money.parquet").read_bytes()
    meta_parquet = (release / "parquet" / "meta_build.parquet").read_bytes()
    assert manifest == {
        "release_id": "r1",
        "built_at": "2026-11-21T19:00:05+00:00",
        "as_of_date": "2026-11-22",
        "input_hash": "abc123",
        "versions": {"duckdb": "2.0.0"},
        "tables": {
            "mart_money": {
                "rows": 4,
                "sha256": table_digests(source)["mart_money"],
                "parquet_sha256": hashlib.sha256(parquet).hexdigest(),
            },
            "meta_build": {
                "rows": 1,
                "sha256": None,
                "parquet_sha256": hashlib.sha256(meta_parquet).hexdigest(),
            },
        },
        **NIGHT,
    }


def test_equal_marts_give_equal_files_whatever_the_order_of_the_build(
    home: Home, build: Build
) -> None:
    reordered = (
        "create or replace table marts.mart_money as"
        " from marts.mart_money order by communes desc, ratio;"
    )
    first = publish(home, build("r1"), "r1", NIGHT)
    second = publish(home, build("r2", reordered), "r2", NIGHT)

    assert table_digests(first / "warehouse.duckdb") == table_digests(second / "warehouse.duckdb")
    for path in ("parquet/mart_money.parquet",):
        assert (first / path).read_bytes() == (second / path).read_bytes()


def test_a_release_is_sealed_and_its_link_is_relative(home: Home, build: Build) -> None:
    release = publish(home, build("r1"), "r1", NIGHT)

    files = [path for path in release.rglob("*") if path.is_file()]
    assert sorted(path.relative_to(release).as_posix() for path in files) == [
        "manifest.json",
        "parquet/mart_money.parquet",
        "parquet/meta_build.parquet",
        "warehouse.duckdb",
    ]
    assert {path.stat().st_mode & 0o777 for path in files} == {0o444}
    assert str(home.current.readlink()) == "releases/r1"
    moved = Home(home.root.rename(home.root.with_name("moved")))
    assert query(moved.current / "warehouse.duckdb", "select count(*) from marts.mart_money") == [
        (4,)
    ]


def test_drivers_of_duckdb_1_2_can_open_it(home: Home, build: Build) -> None:
    release = publish(home, build("r1"), "r1", NIGHT)

    # The number in the file's header: 65 is what DuckDB 1.2 writes, 64 what 1.0 does.
    header = (release / "warehouse.duckdb").read_bytes()[:20]
    assert header[8:12] == b"DUCK"
    assert int.from_bytes(header[12:20], "little") == 65


def test_the_build_is_only_read(home: Home, build: Build) -> None:
    source = build("r1")
    source.chmod(0o444)
    before = source.read_bytes()
    publish(home, source, "r1", NIGHT)

    assert source.read_bytes() == before


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            "create table marts.mart_sums as select sum(communes) as communes"
            " from marts.mart_money;",
            "mart_sums.communes có kiểu HUGEINT",
        ),
        (
            "create table marts.mart_floats as select cast(1 as float) as figure;",
            "mart_floats.figure có kiểu FLOAT",
        ),
        (
            "create table marts.mart_lists as select [1] as xs;",
            r"mart_lists.xs có kiểu INTEGER\[\]",
        ),
        ("create view marts.mart_view as select 1 as n;", "marts.mart_view là view"),
        ("drop table marts.meta_build;", "thiếu bảng marts.meta_build"),
        ("drop schema marts cascade;", "không có bảng nào"),
        ("update marts.meta_build set release_id = 'r0';", "đúng một dòng của bản r2.*r0"),
        ("delete from marts.meta_build;", "không dòng nào"),
    ],
)
def test_what_must_not_be_published_is_refused(
    home: Home, build: Build, changes: str, message: str
) -> None:
    publish(home, build("r1"), "r1", NIGHT)

    with pytest.raises(PublishError, match=message):
        publish(home, build("r2", changes), "r2", NIGHT)

    assert str(home.current.readlink()) == "releases/r1"
    assert names(home) == ["r1"]


def test_the_manifest_has_one_source_for_each_statement(home: Home, build: Build) -> None:
    with pytest.raises(ValueError, match="input_hash"):
        publish(home, build("r1"), "r1", {"input_hash": "other"})

    assert names(home) == []
    assert not home.current.is_symlink()


def test_a_release_is_never_overwritten(home: Home, build: Build) -> None:
    source = build("r1")
    release = publish(home, source, "r1", NIGHT)
    before = (release / "manifest.json").stat()

    with pytest.raises(PublishError, match="r1 đã có"):
        publish(home, source, "r1", NIGHT)

    assert (release / "manifest.json").stat() == before


@pytest.mark.parametrize("release_id", ["", "..", "a/b", "r1.tmp", ".hidden"])
def test_a_release_id_is_a_plain_folder_name(home: Home, build: Build, release_id: str) -> None:
    with pytest.raises(PublishError, match="không hợp lệ"):
        publish(home, build("r1"), release_id, NIGHT)


def test_a_build_that_is_not_there_is_named(home: Home) -> None:
    with pytest.raises(PublishError, match="builds/r1"):
        publish(home, home.builds / "r1" / "warehouse.duckdb", "r1", NIGHT)


def test_a_garbled_build_leaves_the_last_release(home: Home, build: Build) -> None:
    publish(home, build("r1"), "r1", NIGHT)
    garbled = build("r2")
    garbled.write_bytes(b"not a database" * 1000)

    with pytest.raises(PublishError, match=r"Không công bố được bản r2.*giữ nguyên"):
        publish(home, garbled, "r2", NIGHT)

    assert str(home.current.readlink()) == "releases/r1"
    assert names(home) == ["r1"]


def test_what_a_crashed_night_left_is_removed(home: Home, build: Build) -> None:
    leftover = home.releases / "r0.tmp" / "parquet"
    leftover.mkdir(parents=True)
    (leftover / "mart_money.parquet").write_bytes(b"half")
    (home.root / "current.tmp").symlink_to("releases/r0")

    publish(home, build("r1"), "r1", NIGHT)

    assert names(home) == ["r1"]
    assert not (home.root / "current.tmp").is_symlink()


def test_two_publishers_at_once_are_told_apart(home: Home, build: Build) -> None:
    source = build("r1")
    home.releases.mkdir()
    other = os.open(home.releases, os.O_RDONLY)
    fcntl.flock(other, fcntl.LOCK_EX)
    (home.releases / "r0.tmp").mkdir()
    with pytest.raises(PublishError, match="Một lần công bố khác đang chạy"):
        publish(home, source, "r1", NIGHT)
    assert names(home) == ["r0.tmp"]
    os.close(other)
    publish(home, source, "r1", NIGHT)

    assert names(home) == ["r1"]


def test_rollback_and_the_list_of_releases(home: Home, build: Build) -> None:
    built_at = datetime(2026, 11, 20, 19, tzinfo=UTC)
    for number in (1, 2):
        release_id = f"r{number}"
        night = built_at + timedelta(days=number)
        publish(home, build(release_id, built_at=night), release_id, NIGHT)

    rollback(home, "r1")

    newest, oldest = list_releases(home)
    assert (newest.release_id, newest.is_current) == ("r2", False)
    assert (oldest.release_id, oldest.is_current) == ("r1", True)
    assert newest.built_at == datetime(2026, 11, 22, 19, tzinfo=UTC)
    assert newest.as_of_date.isoformat() == "2026-11-22"
    assert newest.size_bytes == sum(
        path.stat().st_size for path in (home.releases / "r2").rglob("*") if path.is_file()
    )
    assert query(home.current / "warehouse.duckdb", "select release_id from marts.meta_build") == [
        ("r1",)
    ]


def test_rollback_to_an_unknown_release_names_the_known_ones(home: Home, build: Build) -> None:
    with pytest.raises(PublishError, match=r"Không có bản phát hành r9.*chưa có bản nào"):
        rollback(home, "r9")
    publish(home, build("r1"), "r1", NIGHT)
    shutil.copytree(home.releases / "r1", home.releases / "r2.tmp")
    (home.releases / "notes").mkdir()
    for release_id in ("r9", "r2.tmp", "r2", "notes", "../releases/r1"):
        with pytest.raises(PublishError, match=r"Các bản hiện có: r1\."):
            rollback(home, release_id)

    assert str(home.current.readlink()) == "releases/r1"


def test_no_releases_yet(home: Home) -> None:
    assert list_releases(home) == []


def test_old_releases_go_but_never_the_current_or_a_young_one(home: Home, build: Build) -> None:
    now = datetime.now(UTC)
    # 17 nights, the last three of them within the last two days.
    ages = [timedelta(days=days) for days in range(16, 2, -1)] + [
        timedelta(hours=47),
        timedelta(hours=24),
        timedelta(hours=1),
    ]
    for number, age in enumerate(ages, start=1):
        release_id = f"r{number:02}"
        publish(home, build(release_id, built_at=now - age), release_id, NIGHT)

    assert names(home) == [f"r{number:02}" for number in range(4, 18)]

    # Built long ago by its own word, so the last in the row: but it is what readers see.
    publish(home, build("r18", built_at=now - timedelta(days=60)), "r18", NIGHT)
    assert str(home.current.readlink()) == "releases/r18"
    assert names(home) == [f"r{number:02}" for number in range(4, 19)]

    rollback(home, "r17")
    publish(home, build("r19", built_at=now), "r19", NIGHT)
    assert names(home) == [f"r{number:02}" for number in (*range(5, 18), 19)]


def test_many_young_releases_are_all_kept(home: Home, build: Build) -> None:
    now = datetime.now(UTC)
    for number in range(16):
        publish(home, build(f"r{number:02}", built_at=now), f"r{number:02}", NIGHT)

    assert len(names(home)) == 16


def test_an_old_release_that_cannot_be_removed_does_not_fail_the_night(
    home: Home, build: Build, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orchestration.publish.release.KEPT_RELEASES", 1)
    old = publish(home, build("r1", built_at=datetime(2026, 1, 1, tzinfo=UTC)), "r1", NIGHT)
    # A folder of that name that is not empty: renaming onto it fails, for root too.
    monkeypatch.setattr("orchestration.publish.release._clear_unfinished", lambda home: None)
    (home.releases / "r1.tmp" / "x").mkdir(parents=True)

    with caplog.at_level(logging.WARNING):
        publish(home, build("r2"), "r2", NIGHT)

    assert "Không xóa được bản phát hành cũ r1" in caplog.text
    assert str(home.current.readlink()) == "releases/r2"
    assert old.is_dir()


BIG = (
    "create table marts.mart_big as select i as n, md5(cast(i as varchar)) as text_of_it"
    " from range(400000) as r(i);"
)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 8 MiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount, umount = shutil.which("mount"), shutil.which("umount")
    mounted = mount and umount and os.geteuid() == 0
    if (
        not mounted
        or subprocess.run(
            [mount, "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)], check=False
        ).returncode
    ):
        pytest.skip("only root may mount a small file system; the limited file size is tested too")
    yield folder
    subprocess.run([umount, str(folder)], check=True)


def test_a_full_disk_leaves_the_last_release(small_disk: Path, home: Home, build: Build) -> None:
    small, big = build("r1"), build("r2", BIG)
    home = Home(small_disk / "var")
    publish(home, small, "r1", NIGHT)

    with pytest.raises(PublishError, match=r"bản r2: ổ đĩa đã đầy\. Bản đang dùng giữ nguyên"):
        publish(home, big, "r2", NIGHT)

    assert str(home.current.readlink()) == "releases/r1"
    assert names(home) == ["r1"]
    assert query(home.current / "warehouse.duckdb", "select count(*) from marts.mart_money") == [
        (4,)
    ]


def test_a_file_that_may_not_grow_leaves_the_last_release(home: Home, build: Build) -> None:
    publish(home, build("r1"), "r1", NIGHT)
    big = build("r2", BIG)

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4 << 20, hard))
    try:
        with pytest.raises(PublishError, match=r"bản r2.*Bản đang dùng giữ nguyên"):
            publish(home, big, "r2", NIGHT)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert str(home.current.readlink()) == "releases/r1"
    assert names(home) == ["r1"]
