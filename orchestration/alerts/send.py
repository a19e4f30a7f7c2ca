"""The doors of this package: tell tonight's news, empty the queue, say how things stand.

Only the order of the steps is here; each step lives in the module named after it.
"""

import fcntl
import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from orchestration.alerts.digest import Digest
from orchestration.alerts.mail import (
    URL,
    Flush,
    MailSettings,
    MailSettingsError,
    compose,
    flush_queue,
    queued_messages,
)
from orchestration.alerts.news import find_news
from orchestration.alerts.night import Night
from orchestration.alerts.release import Release, read_release
from orchestration.alerts.render import render_html, render_text
from orchestration.alerts.told import ToldError, commit, keep, load_told, prepare
from orchestration.durable import write_durably
from orchestration.home import Home

DELIVERY = "delivery.json"


@dataclass(frozen=True)
class AlertResult:
    """What became of tonight's digest.

    told_count: new items told (0: no digest); written_to: the digest as text, beside it as
    .html; sent and queued: mails, those of earlier nights included. error is a Vietnamese
    sentence for the summary; it never means that the night failed.
    """

    told_count: int
    queued: int
    sent: int
    written_to: Path | None
    is_mail_set_up: bool
    error: str | None


@dataclass(frozen=True)
class AlertStatus:
    is_mail_set_up: bool
    queued: int
    last_sent_at: datetime | None
    last_error: str | None
    last_error_at: datetime | None
    last_digest: Path | None


@dataclass(frozen=True)
class LastDigest:
    path: Path
    text: str


def send_digest(home: Home, night: Night, form_titles: Mapping[str, str]) -> AlertResult:
    """Tell what is new since the last digest, then send what waits. A dead server, wrong
    settings, an unreadable release or memory and a full disk do not raise: see `error`.

    A digest is told when its file is safely written (with mail set up: into the queue). A crash
    before that tells it the next night; a crash after it tells nothing twice. The one repeat that
    remains: the server took a mail and the machine died before the mail left the queue. Both
    copies carry the same Message-ID.
    """
    is_set_up = _is_mail_set_up()
    try:
        with _one_at_a_time(home.alerts):
            try:
                told_count, written_to, trouble = _tell(home, night, form_titles)
            except ToldError as problem:
                told_count, written_to, trouble = 0, None, str(problem)
            flushed = _flush(home.alerts)
            error = " ".join(sentence for sentence in (trouble, flushed.error) if sentence)
            _note_delivery(home.alerts, flushed.sent, error or None)
    except OSError as problem:
        reason = problem.strerror or type(problem).__name__
        error = f"Không ghi được vào thư mục alerts: {reason}"
        return AlertResult(0, len(queued_messages(home.alerts)), 0, None, is_set_up, error)
    return AlertResult(
        told_count, flushed.queued, flushed.sent, written_to, is_set_up, error or None
    )


def flush(home: Home) -> Flush:
    """Try to send what waits, now."""
    with _one_at_a_time(home.alerts):
        flushed = _flush(home.alerts)
        _note_delivery(home.alerts, flushed.sent, flushed.error)
        return flushed


def last_digest(home: Home) -> LastDigest | None:
    path = _last_digest_path(home.alerts)
    return LastDigest(path, path.read_text(encoding="utf-8")) if path else None


def status(home: Home) -> AlertStatus:
    """How things stand, without trying anything."""
    delivery = _read_delivery(home.alerts)
    return AlertStatus(
        is_mail_set_up=_is_mail_set_up(),
        queued=len(queued_messages(home.alerts)),
        last_sent_at=_moment(delivery.get("last_sent_at")),
        last_error=delivery.get("last_error"),
        last_error_at=_moment(delivery.get("last_error_at")),
        last_digest=_last_digest_path(home.alerts),
    )


# ---------- telling


def _tell(
    home: Home, night: Night, form_titles: Mapping[str, str]
) -> tuple[int, Path | None, str | None]:
    told = load_told(home.alerts)
    release, error = _current_release(home)
    news = find_news(night, release, told, form_titles)
    if news.digest is None:
        if news.items != told:
            keep(home.alerts, news.items)
        return 0, None, error
    text, html = render_text(news.digest), render_html(news.digest)
    digest_id = _digest_id(night, text)
    text_path = home.alerts / f"digest-{digest_id}.txt"
    mail_path = home.alerts / "queue" / f"{digest_id}.eml"
    is_mail = _is_mail_set_up()
    prepare(home.alerts, news.items, mail_path if is_mail else text_path)
    write_durably(text_path.with_suffix(".html"), html.encode())
    write_durably(text_path, text.encode())
    if is_mail:
        write_durably(mail_path, _mail(digest_id, news.digest, text, html, night))
    commit(home.alerts)
    return news.count, text_path, error


def _current_release(home: Home) -> tuple[Release | None, str | None]:
    warehouse = home.current / "warehouse.duckdb"
    if not warehouse.exists():
        # Before the first publication there is only the night itself to tell of.
        return None, None
    try:
        return read_release(warehouse), None
    except (duckdb.Error, OSError) as problem:
        reason = str(problem).partition("\n")[0]
        return None, f"Không đọc được bản phát hành hiện hành để soạn bản tin: {reason}"


def _digest_id(night: Night, text: str) -> str:
    """Sorts by time; the same words of the same night are the same digest."""
    content = hashlib.sha256(f"{night.night_id}\n{text}".encode()).hexdigest()[:8]
    return f"{night.started_at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{content}"


def _mail(digest_id: str, digest: Digest, text: str, html: str, night: Night) -> bytes:
    return compose(digest_id, digest.subject, text, html, night.started_at.astimezone(UTC))


# ---------- sending


def _flush(alerts: Path) -> Flush:
    waiting = len(queued_messages(alerts))
    try:
        settings = MailSettings.from_env()
        if settings is not None:
            return flush_queue(alerts, settings)
    except MailSettingsError as problem:
        return Flush(0, waiting, str(problem))
    if waiting:
        return Flush(0, waiting, f"Còn {waiting} thư chờ gửi nhưng chưa đặt biến {URL}.")
    return Flush(0, 0)


def _is_mail_set_up() -> bool:
    """Half a set-up counts: its digests wait in the queue until the settings are whole."""
    try:
        return MailSettings.from_env() is not None
    except MailSettingsError:
        return True


# ---------- what is remembered about sending


def _note_delivery(alerts: Path, sent: int, error: str | None) -> None:
    before = _read_delivery(alerts)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    after = {
        "last_sent_at": now if sent else before.get("last_sent_at"),
        "last_error": error,
        "last_error_at": now if error else None,
    }
    write_durably(alerts / DELIVERY, json.dumps(after, ensure_ascii=False, indent=1).encode())


def _read_delivery(alerts: Path) -> dict[str, str | None]:
    try:
        content = json.loads((alerts / DELIVERY).read_bytes())
    except (FileNotFoundError, ValueError):
        # Only a note for `status`, rewritten after every try.
        return {}
    return content if isinstance(content, dict) else {}


def _last_digest_path(alerts: Path) -> Path | None:
    return max(alerts.glob("digest-*.txt"), default=None)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


@contextmanager
def _one_at_a_time(alerts: Path) -> Iterator[None]:
    """The night and `mtqg alerts` may meet; a mail must leave the queue once."""
    alerts.mkdir(parents=True, exist_ok=True)
    with (alerts / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
