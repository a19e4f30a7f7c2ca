"""The three settings: read once, refused with the variable's name and never its value."""

import pytest

from orchestration.alerts.mail import MailSettings, MailSettingsError

SECRET = "bi%40mat%2Fso%231"


def environ(url=f"smtp://may:{SECRET}@thu.example:2525", sender="mtqg@example.vn", to="a@b.vn"):
    return {"MTQG_SMTP_URL": url, "MTQG_MAIL_FROM": sender, "MTQG_MAIL_TO": to}


def test_no_setting_is_no_mail():
    assert MailSettings.from_env({}) is None
    assert MailSettings.from_env(environ("", " ", "")) is None


def test_percent_signs_are_decoded_and_the_password_is_not_shown():
    settings = MailSettings.from_env(environ())
    assert settings is not None
    assert (settings.host, settings.port, settings.is_tls) == ("thu.example", 2525, False)
    assert (settings.user, settings.password) == ("may", "bi@mat/so#1")
    assert "mat" not in repr(settings)


def test_smtps_means_tls_and_ports_have_defaults():
    secure = MailSettings.from_env(environ("smtps://thu.example"))
    plain = MailSettings.from_env(environ("smtp://thu.example/"))
    assert secure is not None
    assert plain is not None
    assert (secure.port, secure.is_tls, secure.user) == (465, True, None)
    assert (plain.port, plain.is_tls) == (587, False)


def test_recipients_are_separated_by_commas_and_may_have_names():
    settings = MailSettings.from_env(environ(to='a@b.vn, "Vụ, Phòng" <c@d.vn>'))
    assert settings is not None
    assert [address.addr_spec for address in settings.recipients] == ["a@b.vn", "c@d.vn"]


@pytest.mark.parametrize("missing", ["MTQG_SMTP_URL", "MTQG_MAIL_FROM", "MTQG_MAIL_TO"])
def test_half_a_set_up_names_what_is_missing(missing):
    with pytest.raises(MailSettingsError, match=missing):
        MailSettings.from_env({**environ(), missing: ""})


@pytest.mark.parametrize(
    "url",
    [
        "thu.example",
        "http://u:bimat@thu.example",
        "smtp://u:bimat@thu.example:cổng",
        "smtp://u:bimat@:25",
        "smtp://u:bi#mat@thu.example",
        "smtp://u:1#bimat@thu.example",
        "smtp://u:1/bimat@thu.example",
        "smtp://u:bimat@[thu",
        "smtp://u:b%E1%BA%ADt@thu.example",
    ],
)
def test_a_wrong_url_is_named_and_not_quoted(url):
    with pytest.raises(MailSettingsError, match="MTQG_SMTP_URL") as caught:
        MailSettings.from_env(environ(url))
    assert "bimat" not in str(caught.value)
    assert "thu.example" not in str(caught.value)


@pytest.mark.parametrize(
    "value",
    ["a@b.vn\r\nBcc: evil@x.vn", "a@b.vn\nX: y", "không phải thư", "a@b.vn, c", "a@b@c", "@b.vn"],
)
@pytest.mark.parametrize("name", ["MTQG_MAIL_FROM", "MTQG_MAIL_TO"])
def test_an_address_cannot_carry_a_header_or_be_half(name, value):
    with pytest.raises(MailSettingsError, match=name):
        MailSettings.from_env({**environ(), name: value})
