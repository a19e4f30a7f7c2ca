"""Mail: the settings, the message file, and the queue `alerts/queue/` that is sent in order.

What a message says is decided elsewhere. No server, however dead or rude, raises from here.
"""

import os
import re
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email import policy
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import format_datetime, getaddresses
from pathlib import Path
from typing import Self
from urllib.parse import unquote, urlsplit

from orchestration.durable import move_durably, write_durably

URL, SENDER, RECIPIENTS = "MTQG_SMTP_URL", "MTQG_MAIL_FROM", "MTQG_MAIL_TO"
TIMEOUT_SECONDS = 10
# Submission ports: a relay that listens elsewhere says so in its URL.
_DEFAULT_PORTS = {"smtp": 587, "smtps": 465}
_ADDRESS = re.compile(r"[!-~]+@[A-Za-z0-9\[\]:.-]+")


class MailSettingsError(Exception):
    """A setting is missing or wrong. The message names the variable, never its value."""


@dataclass(frozen=True)
class MailSettings:
    host: str
    port: int
    is_tls: bool
    user: str | None
    password: str | None = field(repr=False)
    sender: Address
    recipients: tuple[Address, ...]

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> Self | None:
        """None when mail is not set up at all; half a set-up is an error."""
        values = {name: environ.get(name, "").strip() for name in (URL, SENDER, RECIPIENTS)}
        if not any(values.values()):
            return None
        for name, value in values.items():
            if not value:
                raise MailSettingsError(f"Chưa đặt biến {name} nên chưa gửi được thư.")
        try:
            url = urlsplit(values[URL])
            scheme, host = url.scheme, url.hostname
            port = url.port or _DEFAULT_PORTS.get(scheme)
            # An unescaped # or / in a password would silently name another server.
            is_whole = not (url.path.strip("/") or url.query or url.fragment)
        except ValueError:
            scheme, host, port, is_whole = "", None, None, False
        if not is_whole or scheme not in _DEFAULT_PORTS or not host or port is None:
            raise MailSettingsError(
                f"Biến {URL} phải có dạng smtp://người_dùng:mật_khẩu@máy_chủ:cổng "
                "hoặc smtps://… (ký tự đặc biệt viết dạng %XX)."
            )
        user = unquote(url.username) if url.username else None
        password = unquote(url.password or "") if user else None
        if not f"{user or ''}{password or ''}".isascii():
            raise MailSettingsError(f"Biến {URL}: người dùng và mật khẩu chỉ được là chữ ASCII.")
        senders = _addresses(SENDER, values[SENDER])
        if len(senders) != 1:
            raise MailSettingsError(f"Biến {SENDER} phải là một địa chỉ.")
        recipients = _addresses(RECIPIENTS, values[RECIPIENTS])
        return cls(host, port, scheme == "smtps", user, password, senders[0], recipients)


def _addresses(name: str, value: str) -> tuple[Address, ...]:
    # A line break would let a value write headers of its own.
    if value.isprintable():
        found = getaddresses([value])
        if found and all(_ADDRESS.fullmatch(address) for _, address in found):
            try:
                return tuple(Address(shown, addr_spec=address) for shown, address in found)
            except (MessageError, ValueError, IndexError):
                pass
    raise MailSettingsError(f"Biến {name} không phải danh sách địa chỉ thư hợp lệ.")


# ---------- the message

# Folding a long subject with Vietnamese letters loses the space at the fold ("1tệp"), so headers
# stay whole; SMTP allows lines of 998.
UNFOLDED = policy.SMTP.clone(max_line_length=998)


def compose(digest_id: str, subject: str, text: str, html: str, date: datetime) -> bytes:
    """The message without its addresses: these are set when it is sent, so that correcting a
    mistyped address also frees what waits in the queue."""
    message = EmailMessage(policy=policy.SMTP)
    message["Subject"] = subject
    message["Date"] = format_datetime(date)
    # The same for every try: should a server take a message and die before it says so, the
    # second copy is recognised as the same one.
    message["Message-ID"] = f"<{digest_id}@mtqg>"
    message["Auto-Submitted"] = "auto-generated"
    # base64 passes servers that still cut the eighth bit or long lines.
    message.set_content(text, cte="base64")
    message.add_alternative(html, subtype="html", cte="base64")
    return message.as_bytes(policy=UNFOLDED)


def _address(path: Path, settings: MailSettings) -> bytes:
    message = BytesParser(policy=policy.SMTP).parsebytes(path.read_bytes())
    del message["From"], message["To"]
    message["From"] = settings.sender
    message["To"] = settings.recipients
    content = message.as_bytes(policy=UNFOLDED)
    write_durably(path, content)
    return content


# ---------- the queue


@dataclass(frozen=True)
class Flush:
    """What one try to empty the queue came to; `error` is a sentence for people."""

    sent: int
    queued: int
    error: str | None = None


def queued_messages(alerts: Path) -> list[Path]:
    """Oldest first: the names begin with the time of their night."""
    return sorted((alerts / "queue").glob("*.eml"))


def flush_queue(alerts: Path, settings: MailSettings) -> Flush:
    """Send what waits. A message that the server refuses stays, and the next ones are tried."""
    waiting = queued_messages(alerts)
    if not waiting:
        return Flush(0, 0)
    sent = 0
    errors: list[str] = []
    try:
        with _connect(settings) as server:
            for path in waiting:
                try:
                    refused = server.sendmail(
                        settings.sender.addr_spec,
                        [address.addr_spec for address in settings.recipients],
                        _address(path, settings),
                    )
                except smtplib.SMTPServerDisconnected:
                    raise
                except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:
                    errors.append(_explain(error))
                    continue
                if refused:
                    # Most got it: sending again would repeat it to them.
                    note = f"Máy chủ không nhận người nhận: {_refusals(refused)}"
                    write_durably(alerts / "sent" / f"{path.stem}.note.txt", f"{note}\n".encode())
                    errors.append(note)
                move_durably(path, alerts / "sent" / path.name)
                sent += 1
    # UnicodeError: a host name that cannot be looked up at all.
    except (OSError, smtplib.SMTPException, UnicodeError) as error:
        errors.append(_explain(error))
    error_vi = "; ".join(dict.fromkeys(errors)) or None
    return Flush(sent, len(queued_messages(alerts)), error_vi)


def _connect(settings: MailSettings) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if settings.is_tls:
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            settings.host, settings.port, timeout=TIMEOUT_SECONDS, context=context
        )
    else:
        server = smtplib.SMTP(settings.host, settings.port, timeout=TIMEOUT_SECONDS)
    try:
        server.ehlo_or_helo_if_needed()
        if not settings.is_tls and server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo_or_helo_if_needed()
        if settings.user is not None and settings.password is not None:
            server.login(settings.user, settings.password)
    except BaseException:
        server.close()
        raise
    return server


def _explain(error: Exception) -> str:
    """What the server said, without what we said to it."""
    match error:
        case smtplib.SMTPAuthenticationError():
            return f"Máy chủ thư không nhận người dùng hoặc mật khẩu (mã {error.smtp_code})."
        case smtplib.SMTPNotSupportedError():
            return "Máy chủ thư không hỗ trợ đăng nhập như đã đặt trong MTQG_SMTP_URL."
        case smtplib.SMTPRecipientsRefused():
            return f"Máy chủ thư không nhận người nhận nào: {_refusals(error.recipients)}"
        case smtplib.SMTPServerDisconnected() if isinstance(error.__context__, TimeoutError):
            return _explain(error.__context__)
        case smtplib.SMTPServerDisconnected():
            return "Máy chủ thư ngắt kết nối giữa chừng."
        case smtplib.SMTPResponseException():
            return f"Máy chủ thư trả lời: {_reply(error.smtp_code, error.smtp_error)}"
        case ssl.SSLCertVerificationError():
            return f"Chứng thư của máy chủ thư không hợp lệ: {error.verify_message}"
        case TimeoutError():
            return f"Máy chủ thư không trả lời trong {TIMEOUT_SECONDS} giây."
        case ConnectionRefusedError():
            return "Máy chủ thư không nhận kết nối."
        case OSError():
            return f"Không nối được máy chủ thư: {error.strerror or type(error).__name__}"
        case _:
            return f"Máy chủ thư không dùng được ({type(error).__name__})."


def _refusals(refused: Mapping[str, tuple[int, bytes]]) -> str:
    return ", ".join(f"{address} ({_reply(*reply)})" for address, reply in refused.items())


def _reply(code: int, text: bytes | str) -> str:
    shown = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {' '.join(shown.split())[:200]}"
