"""Inbox to archive: the bytes by hash, and one receipt per arrival. Opens no workbook."""

import datetime
import hashlib
import json
import logging
import os
import stat
import time
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from orchestration.durable import clear_unfinished, make_folder, write_durably
from orchestration.home import Home
from orchestration.ingest.screening import SUFFIXES

SIDE_SUFFIX = ".yml"
# A dozen short facts and a reason.
MAX_SIDE_CHARACTERS = 20_000
UNKNOWN_ISSUER = "unknown"
ERASED_NOTES = "erased"
"""Folder of the archive with a note for each file that was deleted (`personal`)."""
# Whoever may read what was sent may read who is in the lists of households.
OWNER_ONLY = 0o700
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
# A copy in progress shows as a change within this time.
QUIET_NS = 2_000_000_000

logger = logging.getLogger(__name__)


class ArchiveError(Exception):
    """The archive, the only state there is, was damaged from outside; for the Office."""


class SideFile(BaseModel):
    """What a file beside a submission (`report.xlsx.yml`) may state about it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sender: str | None = None
    received_at: datetime.datetime | None = None
    form: str | None = None
    period: str | None = Field(default=None, coerce_numbers_to_str=True)
    phase: Literal["estimate", "update", "final"] | None = None
    poverty_standard: str | None = None
    origin: Literal["submitted", "sample"] = "submitted"
    withdrawn: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)] | None = None
    """Why the sender takes back the file it sent before: these very bytes, sent once more."""


@dataclass(frozen=True)
class Receipt:
    """One arrival. The only state there is: everything else is derived from these."""

    submission_id: str
    issuer_code: str
    file_name: str
    received_at: datetime.datetime
    """UTC."""
    sha256: str
    side_file: str | None
    """The side file's own text."""

    def side(self) -> SideFile:
        """The side file, read. Raises ValueError with a Vietnamese sentence where it is wrong."""
        return parse_side_file(self.side_file)


class _PlainLoader(yaml.SafeLoader):
    """YAML without aliases: ten lines of them can stand for gigabytes."""

    def compose_node(self, parent: yaml.Node | None, index: object) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("an alias")
        return super().compose_node(parent, index)


def parse_side_file(text: str | None) -> SideFile:
    """Read a side file; ValueError (Vietnamese) for an unknown key or a wrong value."""
    if text is None:
        return SideFile()
    if len(text) > MAX_SIDE_CHARACTERS:
        raise ValueError(
            f"Tệp kèm theo (.yml) dài hơn {MAX_SIDE_CHARACTERS} ký tự; hãy chỉ ghi các mục được "
            "dùng."
        )
    try:
        return SideFile.model_validate(yaml.load(text, _PlainLoader) or {})
    except Exception as error:  # yaml raises many kinds on what is none, recursion included
        places = (
            ", ".join(".".join(map(str, e["loc"])) for e in error.errors())
            if isinstance(error, ValidationError)
            else "không đúng cú pháp YAML"
        )
        keys = ", ".join(SideFile.model_fields)
        raise ValueError(
            f"Tệp kèm theo (.yml) sai ở: {places}; các mục được dùng: {keys}."
        ) from error


def archive_inbox(home: Home, paths: Iterable[Path] | None = None) -> list[Receipt]:
    """Take files (default: all of the inbox) into the archive and return the new receipts.

    A file leaves the inbox only when its bytes and its receipt are safe on disk, and only if it is
    still the file that was read. One that is still being written, or cannot be read, waits for the
    next night. The same bytes from the same issuer under the same name, with the same side file,
    are the same arrival.
    """
    make_folder(home.archive)
    home.archive.chmod(OWNER_ONLY)
    _clear_after_a_crash(home)
    new = []
    for path in _at_rest(sorted(paths if paths is not None else inbox_files(home))):
        side_path = _side_path(path)
        before, side_before = _state(path), _state(side_path)
        try:
            data = path.read_bytes()
            side_text = _side_text(side_path) if side_before else None
        except OSError as error:
            logger.warning("Chưa lấy được %s: %s. Tệp vẫn ở chỗ cũ.", path, error)
            continue
        receipt = receipt_of(path.name, data, issuer_of(home, path), side_text)
        receipt_path = _receipts(home) / f"{receipt.submission_id}.json"
        if not receipt_path.exists():
            write_durably(object_path(home, receipt.sha256), data)
            (home.archive / ERASED_NOTES / f"{receipt.sha256}.json").unlink(missing_ok=True)
            record = receipt.__dict__ | {"received_at": receipt.received_at.isoformat()}
            text = json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True)
            write_durably(receipt_path, text.encode())
            new.append(receipt)
        if path.is_relative_to(home.inbox) and _state(path) == before:
            path.unlink()
            if _state(side_path) == side_before:
                side_path.unlink(missing_ok=True)
    return new


def _at_rest(paths: list[Path]) -> Iterator[Path]:
    """The files that nobody writes any more, nor their side files, as far as a file shows it."""
    seen = {path: [_state(path), _state(_side_path(path))] for path in paths}
    now = time.time_ns()
    if any(now - one[1] < QUIET_NS for states in seen.values() for one in states if one):
        time.sleep(QUIET_NS / 1e9)
    for path, states in seen.items():
        if _state(path) and [_state(path), _state(_side_path(path))] == states:
            yield path
        elif path.exists():
            logger.warning("%s còn đang được ghi; sẽ nhận ở phiên sau.", path)


def _state(path: Path) -> tuple[int, int, int] | None:
    """What tells whether a file is still the same; None where there is none of its own."""
    try:
        found = path.lstat()
    except OSError:
        return None
    if not stat.S_ISREG(found.st_mode):
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _side_path(path: Path) -> Path:
    return path.with_name(path.name + SIDE_SUFFIX)


def _side_text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def _clear_after_a_crash(home: Home) -> None:
    """Finish what a night began that was killed here: unfinished files, and side files left alone.

    A side file whose report was taken, with these very words, would otherwise be taken for one
    of the next file of that name.
    """
    clear_unfinished(_receipts(home))
    for folder in (home.archive / "objects").glob("*"):
        clear_unfinished(folder)
    alone = [
        path
        for path in home.inbox.rglob(f"*{SIDE_SUFFIX}")
        if _is_side_file(path) and _state(path) and not path.with_suffix("").exists()
    ]
    if alone:
        taken = {(r.issuer_code, r.file_name, r.side_file) for r in receipts(home)}
        for path in alone:
            name = _text(path.with_suffix("").name)
            if (issuer_of(home, path), name, _side_text(path)) in taken:
                path.unlink()
            else:
                logger.warning("%s: không có báo cáo đi kèm.", path)


def inbox_files(home: Home) -> Iterator[Path]:
    """Every submission waiting in the inbox: no side files, no hidden or temporary files."""
    for path in sorted(home.inbox.rglob("*")):
        hidden = path.name.startswith((".", "~$"))
        if _state(path) and not _is_side_file(path) and not hidden:
            yield path


def _is_side_file(path: Path) -> bool:
    return path.suffix == SIDE_SUFFIX and path.with_suffix("").suffix.lower() in SUFFIXES


def receipts(home: Home) -> list[Receipt]:
    """Every arrival so far, in a fixed order."""
    found = []
    for path in sorted(_receipts(home).glob("*.json")):
        try:
            record = json.loads(path.read_bytes())
            record["received_at"] = datetime.datetime.fromisoformat(record["received_at"])
            found.append(Receipt(**record))
        except (ValueError, TypeError, KeyError) as error:
            raise ArchiveError(
                f"Biên nhận archive/receipts/{path.name} bị hỏng; hãy khôi phục từ bản sao lưu."
            ) from error
    return found


def archived_bytes(home: Home, receipt: Receipt) -> Path:
    """Where the bytes of an arrival lie, proved to be those that arrived."""
    path = object_path(home, receipt.sha256)
    try:
        with path.open("rb") as file:
            is_whole = hashlib.file_digest(file, "sha256").hexdigest() == receipt.sha256
    except FileNotFoundError:
        is_whole = False
    if not is_whole:
        raise ArchiveError(
            f"Kho lưu trữ mất hoặc hỏng tệp {receipt.issuer_code}/{receipt.file_name} "
            f"({path.relative_to(home.root)}); hãy khôi phục từ bản sao lưu."
        )
    return path


def object_path(home: Home, sha256: str) -> Path:
    """Where the bytes of that hash lie."""
    return home.archive / "objects" / sha256[:2] / sha256


def issuer_of(home: Home, path: Path) -> str:
    """The issuer: the folder of the inbox that the file lies in (for a loose file: its folder)."""
    if path.is_relative_to(home.inbox):
        parts = path.relative_to(home.inbox).parts
        return _text(parts[0]) if len(parts) > 1 else UNKNOWN_ISSUER
    return _text(path.parent.name)


def describe(path: Path, issuer_code: str, side_text: str | None) -> Receipt:
    """The receipt that a file would get, archived or not."""
    return receipt_of(path.name, path.read_bytes(), issuer_code, side_text)


def receipt_of(name: str, data: bytes, issuer_code: str, side_text: str | None) -> Receipt:
    """The receipt of these bytes under that name."""
    file_name = _text(name)
    sha256 = hashlib.sha256(data).hexdigest()
    identity = json.dumps([issuer_code, file_name, sha256, side_text], ensure_ascii=False)
    try:
        received_at = parse_side_file(side_text).received_at
    except ValueError:
        received_at = None  # the reading refuses the file and says why
    if received_at is None:
        received_at = datetime.datetime.now(datetime.UTC)
    elif received_at.tzinfo is None:
        received_at = received_at.replace(tzinfo=VIETNAM)
    return Receipt(
        submission_id=hashlib.sha256(identity.encode()).hexdigest()[:16],
        issuer_code=issuer_code,
        file_name=file_name,
        received_at=received_at.astimezone(datetime.UTC),
        sha256=sha256,
        side_file=side_text,
    )


def _text(name: str) -> str:
    """The name of a file or folder as text; a name may be any bytes."""
    return unicodedata.normalize("NFC", os.fsencode(name).decode("utf-8", "replace"))


def _receipts(home: Home) -> Path:
    return home.archive / "receipts"
