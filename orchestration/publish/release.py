"""Releases: writing one, letting readers see it, going back to an earlier one, clearing old ones.

A release is never changed once it has its name; whether a build deserves one is decided before.
"""

import errno
import fcntl
import hashlib
import json
import logging
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from orchestration.home import Home
from orchestration.publish.contents import (
    BUILD_TABLE,
    SCHEMA,
    Table,
    literal,
    marts,
    opened,
    quoted,
    table_digests,
)

# Two weeks of nights: a wrong figure that nobody notices within days can still be rolled back.
KEPT_RELEASES = 14
# Longer than any BI session: a tool that resolved the link and opens more files of that release
# (Parquet, extracts) still finds them after a day of many refreshes.
KEPT_FOR = timedelta(days=2)

# The storage version that DuckDB 1.2 and later can open; drivers of BI tools lag behind.
STORAGE_VERSION = "v1.2.0"
DATABASE = "warehouse.duckdb"
UNFINISHED = ".tmp"

# Types that DuckDB, Parquet and the drivers of BI tools all keep without loss. HUGEINT would
# become DOUBLE in Parquet, FLOAT is no type for a figure, nested types open in few tools.
READABLE_TYPES = re.compile(
    r"BOOLEAN|TINYINT|SMALLINT|INTEGER|BIGINT|DECIMAL\(\d+,\d+\)|DOUBLE|VARCHAR"
    r"|DATE|TIMESTAMP|TIMESTAMP WITH TIME ZONE"
)

logger = logging.getLogger(__name__)


class PublishError(Exception):
    """A release could not be written or chosen; the message is for the Office."""


@dataclass(frozen=True)
class Release:
    """A complete release under `releases/`."""

    release_id: str
    built_at: datetime
    as_of_date: date
    is_current: bool
    size_bytes: int


def publish(home: Home, build: Path, release_id: str, manifest_extra: dict[str, Any]) -> Path:
    """Write the marts of a build as a new release and point `current` at it.

    `marts.meta_build` of the build says release_id, built_at, as_of_date, input_hash and versions;
    `manifest_extra` adds what only the run knows (warnings, checks). On any error the release that
    readers see is the one they saw before, and nothing of the new one stays.
    """
    if not re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z_-]*", release_id):
        raise PublishError(f"Mã bản phát hành không hợp lệ: {release_id!r}.")
    if not build.is_file():
        raise PublishError(f"Không có kho dữ liệu vừa dựng để công bố: {build}.")
    with _locked(home):
        release = home.releases / release_id
        if release.exists():
            raise PublishError(f"Bản phát hành {release_id} đã có, không ghi đè.")
        unfinished = release.with_name(release_id + UNFINISHED)
        try:
            _clear_unfinished(home)
            _write(build, unfinished, release_id, manifest_extra)
            unfinished.rename(release)
            _sync(home.releases)
            _point_current(home, release_id)
        except BaseException as error:
            if _current_id(home) != release_id:
                shutil.rmtree(unfinished, ignore_errors=True)
                shutil.rmtree(release, ignore_errors=True)
            if isinstance(error, OSError | duckdb.Error):
                raise PublishError(
                    f"Không công bố được bản {release_id}: {_reason(error)}."
                    " Bản đang dùng giữ nguyên."
                ) from error
            raise
        _clear_old(home)
    return release


def rollback(home: Home, release_id: str) -> Path:
    """Point `current` at an earlier release."""
    with _locked(home):
        known = [release.release_id for release in list_releases(home)]
        if release_id not in known:
            raise PublishError(
                f"Không có bản phát hành {release_id}."
                f" Các bản hiện có: {', '.join(known) or 'chưa có bản nào'}."
            )
        _point_current(home, release_id)
    return home.releases / release_id


def list_releases(home: Home) -> list[Release]:
    """Complete releases, the newest first. A folder without a manifest is none of ours."""
    current = _current_id(home)
    releases = []
    for folder in home.releases.glob("*/"):
        path = folder / "manifest.json"
        if folder.name.endswith(UNFINISHED) or not path.is_file():
            continue
        manifest = json.loads(path.read_text(encoding="utf-8"))
        releases.append(
            Release(
                release_id=folder.name,
                built_at=datetime.fromisoformat(manifest["built_at"]),
                as_of_date=date.fromisoformat(manifest["as_of_date"]),
                is_current=folder.name == current,
                size_bytes=sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()),
            )
        )
    return sorted(
        releases, key=lambda release: (release.built_at, release.release_id), reverse=True
    )


def _write(build: Path, folder: Path, release_id: str, manifest_extra: dict[str, Any]) -> None:
    """Write, prove and seal one release in its unfinished folder."""
    (folder / "parquet").mkdir(parents=True)
    rows = _copy_marts(build, folder)
    meta = _prove(folder, release_id, rows)
    digests = table_digests(folder / DATABASE)
    tables = {
        name: {
            "rows": count,
            # meta_build has none: it names the release and would never equal another one.
            "sha256": digests.get(name),
            "parquet_sha256": _file_sha256(folder / "parquet" / f"{name}.parquet"),
        }
        for name, count in rows.items()
    }
    if repeated := sorted(manifest_extra.keys() & {*meta, "tables"}):
        raise ValueError(f"manifest_extra repeats what the release says: {', '.join(repeated)}")
    manifest = {**meta, "tables": tables, **manifest_extra}
    (folder / "manifest.json").write_text(
        json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
    )
    for path in (*folder.rglob("*"), folder):
        if path.is_file():
            path.chmod(0o444)
        _sync(path)


def _copy_marts(build: Path, folder: Path) -> dict[str, int]:
    """Copy every mart into the release's database and to Parquet; the number of rows of each."""
    rows = {}
    with opened(build, "warehouse") as connection:
        # Beside the database, not in the working folder: sorting a large mart may spill.
        spill = folder / "spill"
        connection.execute(f"set temp_directory = {literal(str(spill))}")
        connection.execute(
            f"attach {literal(str(folder / DATABASE))} as published"
            f" (storage_version '{STORAGE_VERSION}')"
        )
        connection.execute(f"create schema published.{SCHEMA}")
        for table in marts(connection, "warehouse"):
            _refuse_unreadable(table)
            rows[table.name] = _copy_table(connection, table, folder)
        if not rows:
            raise PublishError(f"Kho dữ liệu vừa dựng không có bảng nào trong lược đồ {SCHEMA}.")
        connection.execute("detach published")
    shutil.rmtree(spill, ignore_errors=True)
    return rows


def _copy_table(connection: duckdb.DuckDBPyConnection, table: Table, folder: Path) -> int:
    source = f"warehouse.{SCHEMA}.{quoted(table.name)}"
    target = f"published.{SCHEMA}.{quoted(table.name)}"
    # A total order, so that equal content gives equal files; a mart's first columns are the ones
    # that readers filter by, so it also keeps their rows together.
    order = ", ".join(f"{quoted(column.name)} nulls first" for column in table.columns)
    counted = connection.execute(
        f"create table {target} as select {table.column_list} from {source} order by {order}"
    ).fetchone()
    if table.comment is not None:
        connection.execute(f"comment on table {target} is {literal(table.comment)}")
    for column in table.columns:
        if column.comment is not None:
            connection.execute(
                f"comment on column {target}.{quoted(column.name)} is {literal(column.comment)}"
            )
    parquet = folder / "parquet" / f"{table.name}.parquet"
    connection.execute(
        f"copy {target} to {literal(str(parquet))} (format parquet, compression zstd)"
    )
    return counted[0]


def _refuse_unreadable(table: Table) -> None:
    if table.kind != "table":
        raise PublishError(f"{SCHEMA}.{table.name} là view; chỉ công bố bảng.")
    for column in table.columns:
        if not READABLE_TYPES.fullmatch(column.data_type):
            raise PublishError(
                f"Cột {table.name}.{column.name} có kiểu {column.data_type}, tệp Parquet hoặc"
                " công cụ phân tích không giữ đúng được giá trị; cần đổi kiểu trong mart."
            )


def _prove(folder: Path, release_id: str, rows: dict[str, int]) -> dict[str, Any]:
    """Open what was written as a reader would; what `meta_build` says, as JSON values."""
    if (folder / f"{DATABASE}.wal").exists():
        raise PublishError(f"Bản {release_id} ghi chưa trọn: còn tệp nhật ký {DATABASE}.wal.")
    with opened(folder / DATABASE, "warehouse") as connection:
        for name, count in rows.items():
            parquet = folder / "parquet" / f"{name}.parquet"
            found = connection.execute(
                f"select (select count(*) from warehouse.{SCHEMA}.{quoted(name)}),"
                f" (select count(*) from read_parquet({literal(str(parquet))}))"
            ).fetchone()
            if found != (count, count):
                raise PublishError(
                    f"Bản {release_id}: bảng {name} có {count} dòng nhưng đọc lại được"
                    f" {found[0]} dòng, trong Parquet {found[1]} dòng."
                )
        if BUILD_TABLE not in rows:
            raise PublishError(f"Kho dữ liệu vừa dựng thiếu bảng {SCHEMA}.{BUILD_TABLE}.")
        said = connection.execute(
            "select release_id, built_at, as_of_date, input_hash, versions"
            f" from warehouse.{SCHEMA}.{BUILD_TABLE}"
        ).fetchall()
    if len(said) != 1 or said[0][0] != release_id:
        raise PublishError(
            f"{SCHEMA}.{BUILD_TABLE} phải có đúng một dòng của bản {release_id},"
            f" nhưng có: {', '.join(str(row[0]) for row in said) or 'không dòng nào'}."
        )
    _, built_at, as_of_date, input_hash, versions = said[0]
    return {
        "release_id": release_id,
        "built_at": built_at.replace(tzinfo=UTC).isoformat(timespec="seconds"),
        "as_of_date": as_of_date.isoformat(),
        "input_hash": input_hash,
        "versions": json.loads(versions),
    }


def _point_current(home: Home, release_id: str) -> None:
    """Swap the link in one step; its target is relative, so the whole folder may be moved."""
    link = home.current.with_name(home.current.name + UNFINISHED)
    link.unlink(missing_ok=True)
    link.symlink_to(Path(home.releases.name) / release_id)
    link.replace(home.current)
    _sync(home.root)


def _current_id(home: Home) -> str | None:
    return home.current.readlink().name if home.current.is_symlink() else None


def clear_unfinished(home: Home) -> None:
    """Remove what a crashed night left, while nobody publishes."""
    with _locked(home):
        _clear_unfinished(home)


def _clear_unfinished(home: Home) -> None:
    for folder in home.releases.glob(f"*{UNFINISHED}"):
        shutil.rmtree(folder)


def _clear_old(home: Home) -> None:
    """Remove releases beyond the kept ones. Readers that have files of them open keep them.

    A failure here is no failure of the release that has just been published.
    """
    youngest_to_go = datetime.now(UTC) - KEPT_FOR
    for release in list_releases(home)[KEPT_RELEASES:]:
        if release.is_current or release.built_at > youngest_to_go:
            continue
        folder = home.releases / release.release_id
        try:
            # Renamed first: a release is whole or gone, also when the deletion is interrupted.
            shutil.rmtree(folder.rename(folder.with_name(folder.name + UNFINISHED)))
        except OSError as error:
            logger.warning("Không xóa được bản phát hành cũ %s: %s", release.release_id, error)


@contextmanager
def _locked(home: Home) -> Iterator[None]:
    """One writer of releases at a time. The lock goes with the process, however it ends."""
    home.releases.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(home.releases, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise PublishError("Một lần công bố khác đang chạy; hãy đợi rồi thử lại.") from error
    finally:
        os.close(descriptor)


def _reason(error: Exception) -> str:
    is_full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
    if is_full or "No space left on device" in str(error):
        return "ổ đĩa đã đầy"
    return str(error)


def _sync(path: Path) -> None:
    """Force a file or a folder onto the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
