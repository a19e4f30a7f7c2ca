"""Inbox to archive: the bytes by hash, and one receipt per arrival. Opens no workbook."""

import datetime
import hashlib
import json
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from orchestration.durable import write_durably
from orchestration.home import Home
from orchestration.ingest.screening import SUFFIXES

SIDE_SUFFIX = ".yml"
UNKNOWN_ISSUER = "unknown"
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


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


def parse_side_file(text: str | None) -> SideFile:
    """Read a side file; ValueError (Vietnamese) for an unknown key or a wrong value."""
    if text is None:
        return SideFile()
    try:
        return SideFile.model_validate(yaml.safe_load(text) or {})
    except (yaml.YAMLError, ValidationError) as error:
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

    A file leaves the inbox only when its bytes and its receipt are safe on disk. The same bytes
    from the same issuer under the same name, with the same side file, are the same arrival.
    """
    new = []
    for path in sorted(paths if paths is not None else inbox_files(home)):
        side_path = path.with_name(path.name + SIDE_SUFFIX)
        side_text = (
            side_path.read_text(encoding="utf-8", errors="replace")
            if (side_path.is_file())
            else None
        )
        receipt = describe(path, issuer_of(home, path), side_text)
        receipt_path = _receipts(home) / f"{receipt.submission_id}.json"
        if not receipt_path.exists():
            write_durably(object_path(home, receipt.sha256), path.read_bytes())
            record = receipt.__dict__ | {"received_at": receipt.received_at.isoformat()}
            text = json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True)
            write_durably(receipt_path, text.encode())
            new.append(receipt)
        if path.is_relative_to(home.inbox):
            path.unlink()
            side_path.unlink(missing_ok=True)
    return new


def inbox_files(home: Home) -> Iterator[Path]:
    """Every submission waiting in the inbox: no side files, no hidden or temporary files."""
    for path in sorted(home.inbox.rglob("*")):
        is_side_file = path.suffix == SIDE_SUFFIX and path.with_suffix("").suffix in SUFFIXES
        hidden = path.name.startswith((".", "~$"))
        if path.is_file() and not path.is_symlink() and not is_side_file and not hidden:
            yield path


def receipts(home: Home) -> list[Receipt]:
    """Every arrival so far, in a fixed order."""
    found = []
    for path in sorted(_receipts(home).glob("*.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        record["received_at"] = datetime.datetime.fromisoformat(record["received_at"])
        found.append(Receipt(**record))
    return found


def object_path(home: Home, sha256: str) -> Path:
    """Where the bytes of that hash lie."""
    return home.archive / "objects" / sha256[:2] / sha256


def issuer_of(home: Home, path: Path) -> str:
    """The issuer: the folder of the inbox that the file lies in (for a loose file: its folder)."""
    if path.is_relative_to(home.inbox):
        parts = path.relative_to(home.inbox).parts
        return parts[0] if len(parts) > 1 else UNKNOWN_ISSUER
    return path.parent.name


def describe(path: Path, issuer_code: str, side_text: str | None) -> Receipt:
    """The receipt that a file would get, archived or not."""
    data = path.read_bytes()
    file_name = unicodedata.normalize("NFC", path.name)
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


def _receipts(home: Home) -> Path:
    return home.archive / "receipts"
