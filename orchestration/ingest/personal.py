"""Personal data of household lists: kept apart, quoted nowhere, deleted when its time is over.

What a contract marks `personal` lands in `personal/lists.duckdb` alone, which only its owner may
read and dbt never opens. Derived from the archive, like the landing. Law: NĐ 13/2023/NĐ-CP; Luật
Bảo vệ dữ liệu cá nhân 91/2025/QH15 (kept no longer than its purpose needs).
"""

import datetime
import json
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import duckdb

from expectations.contract import FormContract
from orchestration.database import attach, connect
from orchestration.durable import make_folder, move_durably, write_durably
from orchestration.home import Home
from orchestration.ingest.readings import Reading
from orchestration.ingest.refusals import Refusal
from orchestration.ingest.submissions import ERASED_NOTES, OWNER_ONLY, Receipt, object_path
from orchestration.ingest.tables import create_table, insert_rows

PLACE = (("submission_id", "varchar"), ("sheet", "varchar"), ("row_number", "bigint"))
_PLACE = ", ".join(name for name, _ in PLACE)


def rewrite(
    home: Home,
    contracts: Mapping[str, FormContract],
    without: Iterable[str],
    readings: Iterable[Reading] = (),
) -> None:
    """Make the file anew: without these submissions, and with what was read of others.

    Anew, because a deleted row would stay in the file's bytes until something is written over it.
    """
    personal = {form: c for form, c in contracts.items() if c.personal_columns}
    arrived = [r for r in readings if r.form in personal and r.status != "refused"]
    without = set(without)
    if not arrived and not (without and home.personal.exists()):
        return
    make_folder(home.personal.parent)
    home.personal.parent.chmod(OWNER_ONLY)
    fresh = home.personal.with_suffix(".tmp")
    for leftover in (fresh, fresh.with_name(fresh.name + ".wal")):
        leftover.unlink(missing_ok=True)
    gone = sorted(without | {reading.receipt.submission_id for reading in arrived})
    with connect(fresh) as connection:
        known = set()
        if home.personal.exists():
            attach(connection, home.personal, "before")
            known = {
                name
                for (name,) in connection.execute(
                    "select table_name from duckdb_tables() where database_name = 'before'"
                ).fetchall()
            }
        for form, contract in personal.items():
            columns = [*PLACE, *contract.personal_columns]
            create_table(connection, f'"{form}"', columns)
            if form in known:
                connection.execute(
                    f'insert into "{form}" by name select * from before."{form}"'
                    " where not list_contains(?, submission_id)",
                    [gone],
                )
            rows = (
                row.values
                | {
                    "submission_id": reading.receipt.submission_id,
                    "sheet": row.sheet,
                    "row_number": row.row_number,
                }
                for reading in arrived
                if reading.form == form
                for row in reading.rows
            )
            insert_rows(connection, f'"{form}"', columns, rows)
    move_durably(fresh, home.personal)


def whole_lines(home: Home, connection: duckdb.DuckDBPyConnection, contract: FormContract) -> str:
    """The landed lines of a form, as SQL over the open landing, with who they are about."""
    lines = f'raw."{contract.form}"'
    if not contract.personal_columns or not home.personal.exists():
        return lines
    attach(connection, home.personal, "personal")
    return f'{lines} left join personal."{contract.form}" using ({_PLACE})'


def is_whole(
    home: Home, connection: duckdb.DuckDBPyConnection, contracts: Mapping[str, FormContract]
) -> bool:
    """Whether every landed line has its personal part. duckdb.Error where the file is damaged."""
    for contract in contracts.values():
        if not contract.personal_columns:
            continue
        lacking = f'select count(*) from raw."{contract.form}"'
        if home.personal.exists():
            attach(connection, home.personal, "personal")
            apart = f'personal."{contract.form}"'
            connection.execute(f"select bit_xor(hash(t)) from {apart} as t").fetchall()
            lacking += f" anti join {apart} using ({_PLACE})"
        if connection.execute(lacking).fetchone() != (0,):
            return False
    return True


def unquoted(refusal: Refusal, contract: FormContract) -> Refusal:
    """The refusal without what it quotes of a file with personal data.

    Of any cell: in a slipped row the name stands in another column.
    """
    ours = {refusal.sheet, contract.title_vi, *(f.label_vi for f in contract.fields.values())}
    message = re.sub(
        "“([^”]*)”",
        lambda quoted: quoted.group() if quoted.group(1) in ours else "“…”",
        refusal.message_vi,
    )
    return replace(refusal, message_vi=message, value_given=None, value_expected=None)


# --- retention


def erased(home: Home) -> dict[str, str]:
    """Hash of bytes that were deleted -> the form that they were."""
    return {
        path.stem: json.loads(path.read_bytes())["form"] for path in _notes(home).glob("*.json")
    }


def erase_expired(
    home: Home,
    contracts: Mapping[str, FormContract],
    arrivals: Iterable[Receipt],
    forms: Mapping[str, str],
    today: datetime.date,
) -> bool:
    """Delete the bytes whose time is over, counted from their last arrival; whether there were any.

    The receipts stay: they say that something came, when and from whom. `forms`: what each
    submission was read as.
    """
    by_hash: dict[str, list[Receipt]] = {}
    for receipt in arrivals:
        by_hash.setdefault(receipt.sha256, []).append(receipt)
    before = erased(home)
    for sha256, same in by_hash.items():
        form = next((forms[r.submission_id] for r in same if r.submission_id in forms), None)
        years = contracts[form].retention_years if form in contracts else None
        if not years or sha256 in before:
            continue
        if today > _years_later(max(r.received_at for r in same).date(), years):
            note = json.dumps({"form": form, "erased_on": today.isoformat()})
            write_durably(_notes(home) / f"{sha256}.json", note.encode())
    now = erased(home)
    for sha256 in now:
        object_path(home, sha256).unlink(missing_ok=True)
    return now != before


def erased_reading(receipt: Receipt, form: str) -> Reading:
    """What there is to say of an arrival whose bytes are gone."""
    reading = Reading(receipt, form=form)
    with suppress(ValueError):
        reading.side = receipt.side()
    reading.refusals.append(
        Refusal(
            "file_erased",
            "Tệp có dữ liệu cá nhân đã hết thời hạn lưu giữ nên đã được xóa cùng nội dung; nếu còn "
            "cần, hãy gửi lại.",
        )
    )
    return reading


def _notes(home: Home) -> Path:
    return home.archive / ERASED_NOTES


def _years_later(day: datetime.date, years: int) -> datetime.date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year + years, day=28)
