"""The memory of what the Office has been told: `alerts/told.json`, a key and a fingerprint each.

What counts as news is decided in `news`; here it is only kept, and never half-written.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from orchestration.durable import move_durably, write_durably

TOLD = "told.json"
PENDING = "told.pending.json"
_VERSION = 1


class ToldError(Exception):
    """The memory cannot be read. Guessing would mean silence or telling everything again."""


def load_told(alerts: Path) -> dict[str, str]:
    """What was told, after settling a digest that a crash left between written and told."""
    _settle(alerts)
    path = alerts / TOLD
    return _read(path)["items"] if path.exists() else {}


def prepare(alerts: Path, items: Mapping[str, str], digest_file: Path) -> None:
    """Lay the new memory beside the old one. It holds once `digest_file` exists.

    So the order is: prepare, write the digest, commit. A crash before the digest was written
    leaves the old memory (the items are told next night); a crash after it is settled by the
    next `load_told`. Nothing is lost, nothing told twice.
    """
    content = {"version": _VERSION, "digest_file": digest_file.name, "items": dict(items)}
    write_durably(alerts / PENDING, _encode(content))


def commit(alerts: Path) -> None:
    move_durably(alerts / PENDING, alerts / TOLD)


def keep(alerts: Path, items: Mapping[str, str]) -> None:
    """Remember without telling: what is gone is forgotten, so that its return is news."""
    write_durably(alerts / TOLD, _encode({"version": _VERSION, "items": dict(items)}))


def _settle(alerts: Path) -> None:
    pending = alerts / PENDING
    if not pending.exists():
        return
    name = _read(pending).get("digest_file", "")
    if any((folder / name).is_file() for folder in (alerts, alerts / "queue", alerts / "sent")):
        commit(alerts)
    else:
        pending.unlink()


def _encode(content: dict) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=0, sort_keys=True).encode()


def _read(path: Path) -> dict:
    try:
        content = json.loads(path.read_bytes())
    except ValueError:
        content = None
    items = content.get("items") if isinstance(content, dict) else None
    if (
        not isinstance(items, dict)
        or content.get("version") != _VERSION
        or not all(isinstance(fingerprint, str) for fingerprint in items.values())
    ):
        raise ToldError(
            f"Tệp alerts/{path.name} bị hỏng nên không biết điều gì đã báo; chưa gửi bản tin nào. "
            "Hãy khôi phục tệp từ bản sao lưu, hoặc xóa tệp (bản tin tới sẽ kể lại từ đầu)."
        )
    return content
