"""The outbox kept as the current release wants it: `outbox/<issuer>/<file>.tra-loi.xlsx` (or .csv).

Derived from archive, landing and release: it may be deleted, and the next night writes it again.
"""

import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path, PurePath

from expectations.contract import FormContract
from orchestration.durable import clear_unfinished, write_durably
from orchestration.home import PROJECT_DIR, Home
from orchestration.ingest.landing import reader_version
from orchestration.ingest.submissions import object_path
from orchestration.replies.making import Job, make_all
from orchestration.replies.remarks import Reply, read_replies

SUFFIX = ".tra-loi"
# What was written from what: a night without news reads no submission again.
INDEX = ".replies.json"
# Names of devices in Windows, with which a shared folder is opened.
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
# A file system takes 255 bytes; the suffix needs room.
LONGEST_NAME = 200


@dataclass(frozen=True)
class Outbox:
    """What lies in the outbox after a night."""

    replies: int
    written: int
    removed: int
    troubles: tuple[str, ...]
    """Replies that became a list only, through a fault of ours."""


def replies_in(home: Home) -> list[Path]:
    """The replies that lie in the outbox."""
    found = home.outbox.glob(f"*/*{SUFFIX}.*")
    return sorted(path for path in found if not path.name.startswith("."))


def fill_outbox(home: Home, contracts: Mapping[str, FormContract]) -> Outbox:
    """Write the replies that are missing or have changed; remove those that nobody needs now.

    The same release leaves the same files, byte for byte, whatever lay there before.
    """
    replies = read_replies(home, contracts)
    version = _version(contracts)
    stems = _stems(replies)
    index = _read_index(home)
    standing: dict[str, dict[str, str]] = {}
    fresh: dict[str, str] = {}
    jobs: list[Job] = []
    for reply in replies:
        inputs = _hash(f"{version} {stems[reply.submission_id]} {_canonical(reply)}".encode())
        entry = index.get(reply.submission_id, {})
        if entry.get("inputs") == inputs and _stands(home, entry):
            standing[reply.submission_id] = entry
        else:
            contract = contracts.get(reply.form or "")
            jobs.append((reply, object_path(home, reply.sha256), contract))
            fresh[reply.submission_id] = inputs
    written, troubles = 0, []
    for reply, (kind, content, trouble) in make_all(jobs):
        if trouble:
            troubles.append(f"{stems[reply.submission_id]}: {trouble}")
        name = f"{stems[reply.submission_id]}{SUFFIX}.{kind}"
        path = home.outbox / name
        if not path.is_file() or path.read_bytes() != content:
            write_durably(path, content)
            written += 1
        standing[reply.submission_id] = {
            "path": name,
            "inputs": fresh[reply.submission_id],
            "sha256": _hash(content),
        }
    removed = _remove_others(home, {entry["path"] for entry in standing.values()})
    if standing != index:
        text = json.dumps(standing, ensure_ascii=False, indent=1, sort_keys=True)
        write_durably(home.outbox / INDEX, text.encode())
    return Outbox(len(standing), written, removed, tuple(sorted(troubles)))


def _version(contracts: Mapping[str, FormContract]) -> str:
    """What decides, beside its inputs, how a reply looks: our code and the reader's."""
    parts = [reader_version(contracts).encode()]
    for path in (
        PROJECT_DIR / "orchestration/cell_writing.py",
        *sorted((PROJECT_DIR / "orchestration/replies").glob("*.py")),
    ):
        parts.append(path.read_bytes())
    return _hash(b"\0".join(parts))


def _canonical(reply: Reply) -> str:
    return json.dumps(asdict(reply), ensure_ascii=False, sort_keys=True, default=str)


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _stands(home: Home, entry: Mapping[str, str]) -> bool:
    path = home.outbox / entry["path"]
    return path.is_file() and _hash(path.read_bytes()) == entry["sha256"]


def _read_index(home: Home) -> dict[str, dict[str, str]]:
    try:
        content = json.loads((home.outbox / INDEX).read_bytes())
    except (FileNotFoundError, ValueError):
        # It only spares work: without it every reply is made anew and compared.
        return {}
    return content if isinstance(content, dict) else {}


def _remove_others(home: Home, wanted: set[str]) -> int:
    """Take away the replies of before, and what a killed night left half-written."""
    for folder in (home.outbox, *home.outbox.glob("*/")):
        clear_unfinished(folder)
    unwanted = [p for p in replies_in(home) if p.relative_to(home.outbox).as_posix() not in wanted]
    for path in unwanted:
        path.unlink()
    for folder in home.outbox.glob("*/"):
        if not any(folder.iterdir()):
            folder.rmdir()
    return len(unwanted)


# --- names: a sender chose them


def _stems(replies: Iterable[Reply]) -> dict[str, str]:
    """Submission -> folder and name of its reply, without the suffix; no two the same."""
    replies = list(replies)
    plain = {r.submission_id: f"{_folder(r.issuer_code)}/{_name(r.file_name)}" for r in replies}
    # Folders shared with Windows do not tell a from A.
    uses = Counter(stem.casefold() for stem in plain.values())
    return {
        key: stem if uses[stem.casefold()] == 1 else f"{stem}.{key[:8]}"
        for key, stem in plain.items()
    }


def _folder(issuer_code: str) -> str:
    """The issuer's folder. One that had to be renamed stays apart from its namesakes."""
    name = _name(issuer_code)
    return name if name == issuer_code else f"{name}-{_hash(issuer_code.encode())[:8]}"


def _name(text: str) -> str:
    """The text as one name of a file or folder: no path, nothing hidden, not too long."""
    name = _NOT_IN_NAMES.sub("_", unicodedata.normalize("NFC", text)).strip(" .") or "_"
    if _DEVICE.fullmatch(name):
        name = f"_{name}"
    if len(name.encode()) <= LONGEST_NAME:
        return name
    suffix = PurePath(name).suffix[:8]
    stem = name.encode()[: LONGEST_NAME - len(suffix.encode())].decode(errors="ignore")
    return stem.rstrip(" .") + suffix
