"""Settings: defaults, what is refused and in which words, and the secret that is made once."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_network
from pathlib import Path

import pytest

from bot.secret_key import derived, kept_secret
from bot.settings import CHANNEL_VARIABLES, VARIABLES, SettingsError, read_settings

SECRET = {"SECRET_KEY": "k" * 32}
EXAMPLE = Path(__file__).parents[1] / ".env.example"


def test_every_variable_stands_in_the_example_with_its_default() -> None:
    lines = [line for line in EXAMPLE.read_text().splitlines() if line and not line.startswith("#")]
    shown = dict(line.split("=", 1) for line in lines)
    known = {variable.name: variable.default for variable in VARIABLES}
    assert shown == known | {name: default for name, default, _ in CHANNEL_VARIABLES}


def test_nothing_has_to_be_set(tmp_path: Path) -> None:
    settings = read_settings({}, tmp_path / "secret.key")
    assert (settings.port, settings.rasa_port, settings.https) == (8080, 5005, False)
    assert settings.database_url == "sqlite:///var/stipple.db"
    assert settings.allowed_origins == frozenset()


def test_an_empty_value_counts_as_not_set() -> None:
    assert read_settings({**SECRET, "PORT": "", "RASA_PORT": "  "}).port == 8080


@pytest.mark.parametrize(
    ("name", "value", "field", "read"),
    [
        ("PORT", "9000", "port", 9000),
        ("DATABASE_URL", "postgresql://u:p@h/d", "database_url", "postgresql+psycopg2://u:p@h/d"),
        ("DATABASE_URL", "postgres://u:p@h/d", "database_url", "postgresql+psycopg2://u:p@h/d"),
        ("DATABASE_URL", "sqlite:////srv/a.db", "database_url", "sqlite:////srv/a.db"),
        ("PUBLIC_URL", "https://Clinic.example/", "public_url", "https://clinic.example"),
        ("PUBLIC_URL", "https://clinic.example:443", "public_url", "https://clinic.example"),
        ("PUBLIC_URL", "http://[::1]:8080", "public_url", "http://[::1]:8080"),
        (
            "ALLOWED_ORIGINS",
            "https://a.example, http://b.example:81/,",
            "allowed_origins",
            frozenset({"https://a.example", "http://b.example:81"}),
        ),
        (
            "TRUSTED_PROXIES",
            "10.0.0.0/8, ::1",
            "trusted_proxies",
            (ip_network("10.0.0.0/8"), ip_network("::1")),
        ),
        ("LOG_LEVEL", "debug", "log_level", "DEBUG"),
        ("RASA_TIMEOUT", "7", "rasa_timeout", 7.0),
        ("RATE_PER_VISITOR", "0", "rate_per_visitor", 0),
    ],
)
def test_a_value_is_read(name: str, value: str, field: str, read: object) -> None:
    assert getattr(read_settings({**SECRET, name: value}), field) == read


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("PORT", "http", "whole number from 1 to 65535"),
        ("PORT", "0", "whole number from 1 to 65535"),
        ("PORT", "70000", "whole number from 1 to 65535"),
        ("PORT", "٨٠٨٠", "whole number"),
        ("RASA_PORT", "-1", "whole number"),
        ("RASA_TIMEOUT", "0", "from 1 to 3600"),
        ("PUBLIC_URL", "clinic.example", "must start with http:// or https://"),
        ("PUBLIC_URL", "https://clinic.example/chat", "scheme, host and port only"),
        ("PUBLIC_URL", "https://clinic.example:port", "not a web address"),
        ("ALLOWED_ORIGINS", "*", "must start with http:// or https://"),
        ("ALLOWED_ORIGINS", "https://ok.example,https://user@no.example", "scheme, host and port only"),
        ("TRUSTED_PROXIES", "10.0.0.1/8", "an address or a network"),
        ("TRUSTED_PROXIES", "everyone", "an address or a network"),
        ("DATABASE_URL", "mysql://h/d", "sqlite:///path/to/file.db or postgresql://"),
        ("DATABASE_URL", "sqlite://", "sqlite:///path/to/file.db"),
        ("SECRET_KEY", "short", "at least 32 characters"),
        ("LOG_LEVEL", "loud", "one of DEBUG, INFO, WARNING, ERROR"),
        ("RATE_PER_ADDRESS", "many", "whole number"),
    ],
)
def test_a_bad_value_is_refused_with_what_is_allowed(name: str, value: str, says: str) -> None:
    with pytest.raises(SettingsError) as refused:
        read_settings({**SECRET, name: value})
    assert str(refused.value).startswith(f"{name}: ")
    assert says in str(refused.value)


def test_a_database_password_is_not_told() -> None:
    with pytest.raises(SettingsError) as refused:
        read_settings({**SECRET, "DATABASE_URL": "mysql://me:hunter2@h/d"})
    assert "hunter2" not in str(refused.value)


def test_all_bad_values_are_told_at_once() -> None:
    with pytest.raises(SettingsError) as refused:
        read_settings({**SECRET, "PORT": "x", "LOG_LEVEL": "x"})
    assert len(str(refused.value).splitlines()) == 2


def test_https_follows_from_the_public_address() -> None:
    assert read_settings({**SECRET, "PUBLIC_URL": "https://clinic.example"}).https
    assert not read_settings({**SECRET, "PUBLIC_URL": "http://clinic.example"}).https


def test_a_secret_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    file = tmp_path / "var" / "secret.key"
    first = read_settings({}, file)
    assert read_settings({}, file).secret_key == first.secret_key
    assert len(first.secret_key) >= 32
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_processes_that_start_at_once_agree_on_the_secret(tmp_path: Path) -> None:
    for attempt in range(20):
        file = tmp_path / str(attempt) / "secret.key"
        with ThreadPoolExecutor(8) as threads:
            assert len(set(threads.map(kept_secret, [file] * 8))) == 1
        assert [path.name for path in file.parent.iterdir()] == ["secret.key"]


def test_a_secret_that_is_set_is_not_written_down(tmp_path: Path) -> None:
    read_settings(SECRET, tmp_path / "secret.key")
    assert list(tmp_path.iterdir()) == []


def test_secrets_for_different_purposes_differ() -> None:
    settings = read_settings(SECRET)
    assert settings.actions_secret == derived(settings.secret_key, "actions")
    assert len({settings.secret_key, settings.actions_secret, derived(settings.secret_key, "other")}) == 3


OIDC = {
    "PUBLIC_URL": "https://clinic.example",
    "OIDC_ISSUER": "https://login.example/clinic/",
    "OIDC_CLIENT_ID": "stipple",
    "OIDC_CLIENT_SECRET": "s",
}


def test_sign_in_by_oidc_is_set_whole_or_not_at_all() -> None:
    assert read_settings({**SECRET, **OIDC}).oidc_issuer == "https://login.example/clinic/"
    for name in OIDC:
        with pytest.raises(SettingsError, match=f"{name}: must be set too"):
            read_settings({**SECRET, **{other: OIDC[other] for other in OIDC if other != name}})


@pytest.mark.parametrize(
    "issuer", ["login.example", "http://login.example", "https://a:b@c.example", "https://c.example?x"]
)
def test_an_issuer_is_an_address_over_https(issuer: str) -> None:
    with pytest.raises(SettingsError, match="OIDC_ISSUER: "):
        read_settings({**SECRET, **OIDC, "OIDC_ISSUER": issuer})


@pytest.mark.parametrize(
    "name", ["CONSOLE_IDLE_MINUTES", "CONSOLE_SESSION_HOURS", "CONSOLE_INVITATION_HOURS"]
)
@pytest.mark.parametrize("value", ["0", "never", "100000"])
def test_the_console_s_times_have_limits(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"{name}: '{value}' must be a whole number from 1 to"):
        read_settings({**SECRET, name: value})


CHANNEL = {
    "PUBLIC_URL": "https://clinic.example",
    "TELEGRAM_TOKEN": "123:abc",
    "TELEGRAM_SECRET": "s" * 32,
}


def test_a_channel_is_on_when_all_that_it_needs_is_set() -> None:
    channels = read_settings({**SECRET, **CHANNEL}).channels
    assert channels.telegram is not None
    assert channels.telegram.token == "123:abc"
    assert (channels.whatsapp, channels.twilio) == (None, None)


@pytest.mark.parametrize("name", ["PUBLIC_URL", "TELEGRAM_SECRET"])
def test_a_channel_that_is_half_set_up_stops_the_start(name: str) -> None:
    with pytest.raises(SettingsError, match=f"telegram is only half set up; also set {name}"):
        read_settings({**SECRET, **{other: CHANNEL[other] for other in CHANNEL if other != name}})


@pytest.mark.parametrize(
    ("name", "value"),
    [("TELEGRAM_SECRET", "short"), ("TWILIO_NUMBER", "01632 960000"), ("WHATSAPP_API_URL", "graph")],
)
def test_a_channel_s_value_that_cannot_be_used_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"^{name}: "):
        read_settings({**SECRET, name: value})
