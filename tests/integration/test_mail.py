"""The digest from a release on disk to a real SMTP server on loopback, night after night."""

import json
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext
from typing import Any

import duckdb
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from orchestration.alerts import send as alerts
from orchestration.alerts.mail import compose, flush_queue
from orchestration.alerts.night import Failure, Night
from orchestration.alerts.send import flush, last_digest, send_digest, status
from orchestration.home import Home

TITLES = {
    "treasury__disbursement": "Tình hình giải ngân",
    "province__poverty_review": "Rà soát hộ nghèo, hộ cận nghèo",
}
PASSWORD = "m@t/khau#1"
# aiosmtpd warns about a login without TLS, which is what two of these tests are about.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
NIGHT = Night(
    night_id="run-1",
    started_at=datetime(2026, 1, 9, 19, 0, tzinfo=UTC),
    as_of_date=date(2026, 1, 10),
    outcome="published",
    release_id="20260109T190000Z",
)


def night(number: int) -> Night:
    later = timedelta(days=number - 1)
    return replace(
        NIGHT,
        night_id=f"run-{number}",
        started_at=NIGHT.started_at + later,
        as_of_date=NIGHT.as_of_date + later,
    )


# ---------- a small release


def publish(home: Home, *, disbursement: str = "missing", findings: int = 1) -> None:
    """A release with one report owed, one file that was refused, and some findings in another."""
    folder = home.releases / f"r{len(list(home.releases.glob('*'))) + 1}"
    folder.mkdir(parents=True)
    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        connection.execute("""
            create schema marts;
            create table marts.mart_reporting (
                issuer_code varchar, form varchar, variant varchar, scope_area_code varchar,
                period varchar, report_phase varchar, due_on date, received_at timestamp,
                days_late bigint, report_status varchar, rows_accepted bigint,
                rows_refused bigint, version bigint);
            create table marts.fct_submissions (
                submission_id varchar, file_name varchar, sha256 varchar, issuer_code varchar,
                form varchar, edition varchar, period varchar, report_phase varchar,
                received_at timestamp, origin varchar, submission_status varchar,
                is_superseded boolean, rows_accepted bigint, rows_refused bigint);
            create table marts.fct_quality_findings (
                finding_id varchar, rule_code varchar, severity varchar, submission_id varchar,
                issuer_code varchar, form varchar, period varchar, sheet varchar, cell varchar,
                area_code varchar, value_given varchar, value_expected varchar,
                message_vi varchar, first_seen_at timestamp);
            create table marts.dim_areas (
                area_code varchar, area_level varchar, area_name varchar, province_code varchar,
                valid_from date, valid_to date);
            insert into marts.dim_areas values
                ('11', 'province', 'Tỉnh Điện Biên', '11', '2021-01-01', null),
                ('20', 'province', 'Tỉnh Lạng Sơn', '20', '2021-01-01', null);
            insert into marts.fct_submissions values
                ('s1', 'rác <b>.xlsx', 'aa', '11', null, null, null, null, '2026-01-09 19:01:00',
                 'submitted', 'refused', false, 0, null),
                ('s2', 'ra soat.xlsx', 'bb', '20', 'province__poverty_review', '2022', '2025',
                 'update', '2026-01-09 19:01:00', 'sample', 'partial', false, 64, 1);
            insert into marts.fct_quality_findings values
                ('f0', 'file_unreadable', 'error', 's1', '11', null, null, null, null, null,
                 null, null, 'Không mở được tệp: tệp hỏng.', '2026-01-09 19:01:00');
        """)
        for number in range(1, findings + 1):
            connection.execute(
                "insert into marts.fct_quality_findings values (?, 'number_unreadable', 'error', "
                "'s2', '20', 'province__poverty_review', '2025', 'Biểu 1', ?, null, '12o', null, "
                "?, '2026-01-09 19:01:00')",
                [f"f{number}", f"D{number}", f"Ô D{number} không phải là số."],
            )
        received, late = (None, None) if disbursement == "missing" else ("2026-01-11 01:00:00", 17)
        connection.execute(
            "insert into marts.mart_reporting values ('20', 'treasury__disbursement', null, '20', "
            "'2025-11', 'final', '2025-12-25', ?, ?, ?, null, null, null)",
            [received, late, disbursement],
        )
    home.current.unlink(missing_ok=True)
    home.current.symlink_to(folder.relative_to(home.root), target_is_directory=True)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "var")
    publish(home)
    return home


# ---------- a real server


@dataclass
class Mailbox:
    """Takes mail as a server does; says no to the addresses and subjects it is told to refuse."""

    arrived: list[EmailMessage] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    was_tls: list[bool] = field(default_factory=list)
    refused_addresses: set[str] = field(default_factory=set)
    refused_subjects: set[str] = field(default_factory=set)

    async def handle_RCPT(  # noqa: N802 (the name is the protocol's)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, _: list[str]
    ) -> str:
        if address in self.refused_addresses:
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        message = message_from_bytes(bytes(envelope.content or b""), policy=policy.default)
        if message["Subject"] in self.refused_subjects:
            return "554 5.6.0 message refused"
        self.arrived.append(message)
        self.envelopes.append(envelope)
        self.was_tls.append(server.transport.get_extra_info("sslcontext") is not None)
        return "250 OK"

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=data.password.decode() == PASSWORD, handled=False)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def listening(mailbox: Mailbox, port: int, **options: Any) -> Iterator[Mailbox]:
    controller = Controller(mailbox, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def set_up(monkeypatch: pytest.MonkeyPatch, port: int) -> Callable[..., None]:
    def set_up(url: str = f"smtp://127.0.0.1:{port}", to: str = "truong@vp.vn, pho@vp.vn") -> None:
        monkeypatch.setenv("MTQG_SMTP_URL", url)
        monkeypatch.setenv("MTQG_MAIL_FROM", "MTQG – Kho dữ liệu <mtqg@vp.vn>")
        monkeypatch.setenv("MTQG_MAIL_TO", to)

    for name in ("MTQG_SMTP_URL", "MTQG_MAIL_FROM", "MTQG_MAIL_TO"):
        monkeypatch.delenv(name, raising=False)
    return set_up


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    key, chain = tmp_path / "key.pem", tmp_path / "chain.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    command += ["-nodes", "-keyout", str(key), "-out", str(chain), "-days", "2"]
    command += ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run(command, check=True, capture_output=True)
    return chain, key


def server_context(certificate: tuple[Path, Path]) -> SSLContext:
    context = SSLContext(PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    return context


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    return body.get_content().replace("\r\n", "\n")


# ---------- without a server


def test_without_settings_the_digest_is_a_file_and_the_caller_is_told(home, set_up):
    result = send_digest(home, night(1), TITLES)
    # One report, two files, two findings.
    assert result.told_count == 5
    assert result.is_mail_set_up is False
    assert (result.queued, result.sent, result.error) == (0, 0, None)
    assert result.written_to is not None
    assert result.written_to.parent == home.alerts
    assert "Chưa nộp: Tình hình giải ngân, tháng 11/2025" in result.written_to.read_text("utf-8")
    assert "<!DOCTYPE html>" in result.written_to.with_suffix(".html").read_text("utf-8")
    digest = last_digest(home)
    assert digest is not None
    assert digest.path == result.written_to
    assert status(home).last_digest == result.written_to

    again = send_digest(home, night(2), TITLES)
    assert (again.told_count, again.written_to) == (0, None)


def test_a_night_before_the_first_release_tells_only_its_failure(tmp_path, set_up):
    home = Home(tmp_path)
    failed = replace(
        night(1),
        outcome="failed",
        release_id=None,
        failure=Failure("Dựng kho", "Một kiểm tra không đạt.", ("levels_add_up",)),
    )
    result = send_digest(home, failed, TITLES)
    assert (result.told_count, result.error) == (1, None)
    digest = last_digest(home)
    assert digest is not None
    assert "levels_add_up" in digest.text


# ---------- with a server


def test_the_digest_arrives_as_text_and_html(home, set_up, port):
    set_up()
    with listening(Mailbox(), port) as mailbox:
        result = send_digest(home, night(1), TITLES)
    assert (result.sent, result.queued, result.error) == (1, 0, None)
    [message] = mailbox.arrived
    assert mailbox.envelopes[0].mail_from == "mtqg@vp.vn"
    assert mailbox.envelopes[0].rcpt_tos == ["truong@vp.vn", "pho@vp.vn"]
    assert message["From"] == "MTQG – Kho dữ liệu <mtqg@vp.vn>"
    assert message["To"] == "truong@vp.vn, pho@vp.vn"
    assert message["Subject"] == (
        "[MTQG] 10/01/2026: 1 báo cáo chưa nộp, 1 tệp bị từ chối, 1 tệp nhận một phần, 2 phát hiện"
    )
    assert message["Date"].datetime == NIGHT.started_at
    assert message.get_content_type() == "multipart/alternative"
    text, html = part(message, "plain"), part(message, "html")
    for body in (text, html):
        assert "Chạy lúc 02:00 ngày 10/01/2026" in body
        assert "quá hạn 16 ngày" in body
        assert "Không mở được tệp: tệp hỏng." in body
    assert "dữ liệu mẫu" in text
    assert "rác &lt;b&gt;.xlsx" in html
    assert "rác <b>" not in html
    kept = list((home.alerts / "sent").glob("*.eml"))
    assert [path.read_bytes().count(b"Message-ID") for path in kept] == [1]
    assert status(home).last_sent_at is not None


def test_a_second_night_without_change_sends_nothing_and_a_change_is_told(home, set_up, port):
    set_up()
    with listening(Mailbox(), port) as mailbox:
        send_digest(home, night(1), TITLES)
        publish(home)
        same = send_digest(home, night(2), TITLES)
        assert (same.told_count, same.sent) == (0, 0)
        publish(home, disbursement="late")
        changed = send_digest(home, night(3), TITLES)
        assert (changed.told_count, changed.sent) == (1, 1)
    assert len(mailbox.arrived) == 2
    text = part(mailbox.arrived[1], "plain")
    # 01:00 UTC on 11/01 is 08:00 of the same day in Hanoi.
    assert "Nộp chậm: Tình hình giải ngân, tháng 11/2025\n" in text
    assert "nhận 11/01/2026; chậm 17 ngày; trước đây đã báo: chưa nộp" in text
    assert "Không mở được tệp" not in text


def test_what_was_gone_for_a_night_is_told_when_it_returns(home, set_up, port):
    set_up()
    with listening(Mailbox(), port) as mailbox:
        send_digest(home, night(1), TITLES)
        publish(home, findings=0)
        assert send_digest(home, night(2), TITLES).told_count == 0
        publish(home, findings=1)
        assert send_digest(home, night(3), TITLES).told_count == 1
    assert "Ô D1 " in part(mailbox.arrived[1], "plain")


def test_with_the_server_down_mail_waits_and_goes_out_once_in_order(home, set_up, port):
    set_up()
    down = send_digest(home, night(1), TITLES)
    assert (down.sent, down.queued) == (0, 1)
    assert down.error == "Máy chủ thư không nhận kết nối."
    now = status(home)
    assert (now.queued, now.last_error) == (1, "Máy chủ thư không nhận kết nối.")
    publish(home, findings=2)
    assert send_digest(home, night(2), TITLES).queued == 2

    with listening(Mailbox(), port) as mailbox:
        up = send_digest(home, night(3), TITLES)
        assert (up.told_count, up.sent, up.queued, up.error) == (0, 2, 0, None)
        assert send_digest(home, night(4), TITLES).sent == 0
    assert [message["Date"].datetime.day for message in mailbox.arrived] == [9, 10]
    assert "Ô D1 " in part(mailbox.arrived[0], "plain")
    assert "Ô D2 " not in part(mailbox.arrived[0], "plain")
    assert "Ô D2 " in part(mailbox.arrived[1], "plain")
    assert "Ô D1 " not in part(mailbox.arrived[1], "plain")
    now = status(home)
    assert (now.queued, now.last_error) == (0, None)


def test_the_queue_can_be_emptied_by_hand(home, set_up, port):
    set_up()
    send_digest(home, night(1), TITLES)
    with listening(Mailbox(), port) as mailbox:
        assert flush(home).sent == 1
        assert flush(home).sent == 0
    assert len(mailbox.arrived) == 1


def test_a_silent_server_costs_the_timeout_and_no_more(home, set_up, monkeypatch):
    monkeypatch.setattr("orchestration.alerts.mail.TIMEOUT_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        set_up(f"smtp://127.0.0.1:{silent.getsockname()[1]}")
        began = time.monotonic()
        result = send_digest(home, night(1), TITLES)
        assert time.monotonic() - began < 2
    assert (result.queued, result.sent) == (1, 0)
    assert "không trả lời" in (result.error or "")


def test_a_mail_the_server_refuses_stays_and_does_not_hold_up_the_next(home, set_up, port):
    set_up()
    queue = home.alerts / "queue"
    queue.mkdir(parents=True)
    for name, subject in (("1.eml", "một"), ("2.eml", "hai")):
        (queue / name).write_bytes(compose(name, subject, "t", "<p>h</p>", NIGHT.started_at))
    with listening(Mailbox(refused_subjects={"một"}), port) as mailbox:
        result = flush(home)
    assert (result.sent, result.queued) == (1, 1)
    assert result.error == "Máy chủ thư trả lời: 554 5.6.0 message refused"
    assert [message["Subject"] for message in mailbox.arrived] == ["hai"]
    assert [path.name for path in queue.iterdir()] == ["1.eml"]


def test_one_refused_recipient_is_noted_and_the_others_get_it_once(home, set_up, port):
    set_up()
    with listening(Mailbox(refused_addresses={"pho@vp.vn"}), port) as mailbox:
        result = send_digest(home, night(1), TITLES)
        assert send_digest(home, night(2), TITLES).sent == 0
    assert (result.sent, result.queued) == (1, 0)
    assert "pho@vp.vn (550 5.1.1 no such mailbox)" in (result.error or "")
    assert [envelope.rcpt_tos for envelope in mailbox.envelopes] == [["truong@vp.vn"]]
    [note] = (home.alerts / "sent").glob("*.note.txt")
    assert "pho@vp.vn" in note.read_text("utf-8")


def test_correcting_a_mistyped_address_frees_the_queue(home, set_up, port):
    with listening(Mailbox(refused_addresses={"sai@vp.vn"}), port) as mailbox:
        set_up(to="sai@vp.vn")
        assert send_digest(home, night(1), TITLES).queued == 1
        set_up(to="dung@vp.vn")
        assert flush(home).sent == 1
    assert mailbox.arrived[0]["To"] == "dung@vp.vn"


def test_half_a_set_up_queues_and_says_which_variable_is_missing(home, set_up, port):
    set_up(to="")
    result = send_digest(home, night(1), TITLES)
    assert (result.is_mail_set_up, result.queued) == (True, 1)
    assert "MTQG_MAIL_TO" in (result.error or "")
    set_up()
    with listening(Mailbox(), port):
        assert flush(home).sent == 1


def test_settings_cannot_inject_a_header(home, set_up, port):
    set_up(to="truong@vp.vn\r\nBcc: ke-gian@x.vn")
    with listening(Mailbox(), port) as mailbox:
        result = send_digest(home, night(1), TITLES)
    assert mailbox.arrived == []
    assert (result.queued, result.sent) == (1, 0)
    assert "MTQG_MAIL_TO" in (result.error or "")


# ---------- logging in, TLS


def login_url(port: int, password: str = "m%40t%2Fkhau%231", scheme: str = "smtp") -> str:
    return f"{scheme}://may:{password}@127.0.0.1:{port}"


def test_a_decoded_password_logs_in(home, set_up, port):
    mailbox = Mailbox()
    set_up(login_url(port))
    options = {"authenticator": mailbox.authenticate, "auth_require_tls": False}
    with listening(mailbox, port, auth_required=True, **options):
        assert send_digest(home, night(1), TITLES).sent == 1
    assert mailbox.logins == [("may", PASSWORD)]


def test_a_wrong_password_queues_and_appears_nowhere(home, set_up, port, caplog, capfd):
    mailbox = Mailbox()
    set_up(login_url(port, "sai-mat-khau"))
    options = {"authenticator": mailbox.authenticate, "auth_require_tls": False}
    with listening(mailbox, port, auth_required=True, **options):
        result = send_digest(home, night(1), TITLES)
    assert (result.queued, result.sent) == (1, 0)
    assert result.error == "Máy chủ thư không nhận người dùng hoặc mật khẩu (mã 535)."
    written = [path.read_bytes() for path in home.alerts.rglob("*") if path.is_file()]
    assert b"sai-mat-khau" not in b"".join(written)
    printed = capfd.readouterr()
    own_log = [record for record in caplog.records if not record.name.startswith("mail.")]
    assert "sai-mat-khau" not in f"{printed.out}{printed.err}{own_log}{status(home)}"


@pytest.mark.parametrize(("scheme", "option"), [("smtp", "tls_context"), ("smtps", "ssl_context")])
def test_tls_is_used_when_offered_and_when_asked_for(
    home, set_up, port, certificate, monkeypatch, scheme, option
):
    mailbox = Mailbox()
    set_up(login_url(port, scheme=scheme))
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    options: dict[str, Any] = {option: server_context(certificate)}
    # aiosmtpd knows only STARTTLS as TLS when it asks for TLS before a login.
    options["auth_require_tls"] = scheme == "smtp"
    with listening(mailbox, port, authenticator=mailbox.authenticate, **options):
        result = send_digest(home, night(1), TITLES)
    assert (result.sent, result.error) == (1, None)
    assert mailbox.logins == [("may", PASSWORD)]
    assert mailbox.was_tls == [True]


def test_a_certificate_nobody_vouches_for_gets_neither_password_nor_mail(
    home, set_up, port, certificate
):
    mailbox = Mailbox()
    set_up(login_url(port))
    context = server_context(certificate)
    with listening(mailbox, port, authenticator=mailbox.authenticate, tls_context=context):
        result = send_digest(home, night(1), TITLES)
    assert (result.queued, result.sent) == (1, 0)
    assert "Chứng thư của máy chủ thư không hợp lệ" in (result.error or "")
    assert mailbox.logins == []


# ---------- crashes and damage


@pytest.mark.parametrize("step", ["prepare", "write_durably", "_mail"])
def test_a_crash_before_the_mail_is_queued_tells_it_next_time(
    home, set_up, port, monkeypatch, step
):
    set_up()

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(alerts, step, crash)
    with pytest.raises(KeyboardInterrupt):
        send_digest(home, night(1), TITLES)
    monkeypatch.undo()
    set_up()
    with listening(Mailbox(), port) as mailbox:
        assert send_digest(home, night(2), TITLES).sent == 1
    assert "Ô D1 " in part(mailbox.arrived[0], "plain")


def test_a_crash_after_the_mail_is_queued_sends_it_once(home, set_up, port, monkeypatch):
    set_up()

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(alerts, "commit", crash)
    with pytest.raises(KeyboardInterrupt):
        send_digest(home, night(1), TITLES)
    monkeypatch.undo()
    set_up()
    with listening(Mailbox(), port) as mailbox:
        # By hand first: the memory is settled also when the mail has left the queue.
        assert flush(home).sent == 1
        result = send_digest(home, night(2), TITLES)
    assert (result.told_count, result.sent) == (0, 0)
    assert len(mailbox.arrived) == 1


def test_a_mail_the_server_took_before_a_crash_comes_again_as_the_same_mail(
    home, set_up, port, monkeypatch
):
    set_up()

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with listening(Mailbox(), port) as mailbox:
        monkeypatch.setattr("orchestration.alerts.mail.move_durably", crash)
        with pytest.raises(KeyboardInterrupt):
            send_digest(home, night(1), TITLES)
        monkeypatch.undo()
        set_up()
        assert flush(home).sent == 1
    first, second = mailbox.arrived
    assert first["Message-ID"] == second["Message-ID"]


def test_a_broken_memory_is_said_aloud_and_old_mail_still_goes_out(home, set_up, port):
    set_up()
    send_digest(home, night(1), TITLES)
    (home.alerts / "told.json").write_text("{")
    with listening(Mailbox(), port) as mailbox:
        result = send_digest(home, night(2), TITLES)
    assert (result.told_count, result.sent) == (0, 1)
    assert "alerts/told.json bị hỏng" in (result.error or "")
    assert "alerts/told.json bị hỏng" in (status(home).last_error or "")
    assert len(mailbox.arrived) == 1


def test_an_unreadable_release_is_said_and_the_failure_still_told(home, set_up, port):
    set_up()
    (home.current / "warehouse.duckdb").write_bytes(b"not a database")
    failed = replace(
        night(1), outcome="failed", release_id=None, failure=Failure("Đọc tệp", "Hỏng đĩa.")
    )
    with listening(Mailbox(), port) as mailbox:
        result = send_digest(home, failed, TITLES)
    assert (result.told_count, result.sent) == (1, 1)
    assert "Không đọc được bản phát hành hiện hành" in (result.error or "")
    assert "Hỏng đĩa." in part(mailbox.arrived[0], "plain")


def test_a_folder_that_cannot_be_written_is_an_error_and_not_an_exception(tmp_path, set_up):
    home = Home(tmp_path)
    publish(home)
    home.alerts.write_text("a file where the folder should be")
    result = send_digest(home, night(1), TITLES)
    assert (result.told_count, result.sent) == (0, 0)
    assert (result.error or "").startswith("Không ghi được vào thư mục alerts")


def test_nothing_stored_names_the_folder_it_lies_in(home, set_up):
    send_digest(home, night(1), TITLES)
    for path in home.alerts.rglob("*"):
        if path.is_file():
            assert str(home.root).encode() not in path.read_bytes()
    assert set(json.loads((home.alerts / "told.json").read_bytes())) == {
        "version",
        "digest_file",
        "items",
    }


def test_an_empty_queue_asks_no_server(home, port, set_up):
    set_up()
    settings = alerts.MailSettings.from_env()
    assert settings is not None
    assert flush_queue(home.alerts, settings).error is None


def test_a_long_vietnamese_subject_keeps_its_spaces():
    subject = "[MTQG] 22/11/2026: 65 báo cáo chưa nộp, 1 tệp nhận một phần, 17 phát hiện"
    raw = compose("x", subject, "t", "<p>h</p>", NIGHT.started_at)
    assert message_from_bytes(raw, policy=policy.default)["Subject"] == subject
