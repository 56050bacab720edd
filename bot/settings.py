"""Every setting of Stipple, read from environment variables in one place and checked at the start."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.channel_settings import Channels, channels_of
from bot.channel_settings import missing as missing_of_channels
from bot.secret_key import derived, kept_secret

IpNetwork = IPv4Network | IPv6Network

SECRET_FILE = Path("var/secret.key")
"""Where a generated SECRET_KEY is kept when none is set."""

SHORTEST_SECRET = 32  # characters


class SettingsError(ValueError):
    """One or more settings cannot be used; the message has a line for each, saying what is allowed."""


@dataclass(frozen=True)
class Settings:
    """Checked settings. Durations are in seconds, rates in messages per minute (0 = no limit)."""

    host: str
    port: int
    public_url: str | None
    allowed_origins: frozenset[str]
    trusted_proxies: tuple[IpNetwork, ...]
    database_url: str
    rasa_port: int
    rasa_timeout: float
    rasa_starting: float
    secret_key: str
    clinic_dir: Path
    models_dir: Path
    log_level: str
    rate_per_visitor: int
    rate_per_address: int
    console_idle_minutes: int
    console_session_hours: int
    console_invitation_hours: int
    oidc_issuer: str | None
    oidc_client_id: str
    oidc_client_secret: str
    promise_urgent_minutes: int
    promise_working_days: int
    channels: Channels = field(default_factory=Channels)

    @property
    def https(self) -> bool:
        """Whether visitors reach us over https: cookies become Secure and HSTS is sent."""
        return self.public_url is not None and self.public_url.startswith("https://")

    @property
    def actions_secret(self) -> str:
        """What Rasa shows to the action endpoint, so that nobody else can run an action."""
        return derived(self.secret_key, "actions")


@dataclass(frozen=True)
class Variable:
    """One environment variable: which field it fills, its default as text, and how it is read."""

    name: str
    field: str
    default: str
    read: Callable[[str], Any]


def read_settings(environ: Mapping[str, str], secret_file: Path = SECRET_FILE) -> Settings:
    """The settings of `environ`; an empty value counts as not set.

    Without a SECRET_KEY the one in `secret_file` is used, and made at the very first start.
    Raises SettingsError naming every variable that cannot be used.
    """
    values: dict[str, Any] = {}
    problems: list[str] = []
    for variable in VARIABLES:
        text = environ.get(variable.name, "").strip() or variable.default
        try:
            values[variable.field] = variable.read(text)
        except ValueError as error:
            problems.append(f"{variable.name}: {error}")
    if not problems and (values["oidc_issuer"] or values["oidc_client_id"] or values["oidc_client_secret"]):
        missing = [name for name in _OIDC_NEEDS if not environ.get(name, "").strip()]
        problems += [f"{name}: must be set too when sign-in by OIDC is set." for name in missing]
    told = told_of_channels(environ, problems)
    if not problems:
        problems += missing_of_channels(told, values["public_url"])
    if problems:
        raise SettingsError("\n".join(problems))
    values["channels"] = channels_of(told)
    values["secret_key"] = values["secret_key"] or kept_secret(secret_file)
    return Settings(**values)


def told_of_channels(environ: Mapping[str, str], problems: list[str]) -> dict[str, str]:
    """The channels' values by name; what cannot be used is added to `problems`."""
    told = {}
    for name, default, check in CHANNEL_VARIABLES:
        text = environ.get(name, "").strip() or default
        try:
            told[name] = check(text) if text else ""
        except ValueError as error:
            problems.append(f"{name}: {error}")
    return told


def _text(text: str) -> str:
    return text


def _path(text: str) -> Path:
    return Path(text)


def _whole(text: str, low: int, high: int) -> int:
    if not (text.isascii() and text.isdigit()) or not low <= int(text) <= high:
        raise ValueError(f"'{text}' must be a whole number from {low} to {high}.")
    return int(text)


def _port(text: str) -> int:
    return _whole(text, 1, 65535)


def _rate(text: str) -> int:
    return _whole(text, 0, 1_000_000)


def _up_to(most: int) -> Callable[[str], int]:
    return lambda text: _whole(text, 1, most)


def _seconds(text: str) -> float:
    return float(_whole(text, 1, 3600))


def _origin(text: str) -> str:
    """`scheme://host[:port]` in the spelling browsers send it in an Origin header."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise ValueError(f"'{text}' is not a web address.") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"'{text}' must start with http:// or https:// and name a host.")
    if parts.path not in ("", "/") or parts.query or parts.fragment or parts.username is not None:
        raise ValueError(f"'{text}' must be scheme, host and port only, as in https://clinic.example.")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    standard = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{host}" if port in (None, standard) else f"{parts.scheme}://{host}:{port}"


def public_url_of(environ: Mapping[str, str]) -> str | None:
    """PUBLIC_URL alone. Raises ValueError."""
    return _optional_origin(environ.get("PUBLIC_URL", "").strip())


def _optional_origin(text: str) -> str | None:
    return _origin(text) if text else None


def _optional_issuer(text: str) -> str | None:
    """The address of an OpenID Connect provider, as it spells it; http only on this machine."""
    if not text:
        return None
    parts = urlsplit(text)
    local = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and local)):
        raise ValueError(f"'{text}' must be an address that starts with https://.")
    if parts.query or parts.fragment or parts.username is not None:
        raise ValueError(f"'{text}' must be scheme, host and path only, as in https://login.example/clinic.")
    return text


def _telegram_secret(text: str) -> str:
    if re.fullmatch(r"[A-Za-z0-9_-]{16,256}", text) is None:
        raise ValueError("must be 16 to 256 letters, digits, '_' or '-'.")
    return text


def _phone(text: str) -> str:
    if re.fullmatch(r"\+[0-9]{7,15}", text) is None:
        raise ValueError(f"'{text}' must be a number with its country, as in +441632960000.")
    return text


def _list(text: str) -> list[str]:
    return [item.strip() for item in text.split(",") if item.strip()]


def _origins(text: str) -> frozenset[str]:
    return frozenset(_origin(item) for item in _list(text))


def _networks(text: str) -> tuple[IpNetwork, ...]:
    networks: list[IpNetwork] = []
    for item in _list(text):
        try:
            networks.append(ip_network(item))
        except ValueError:
            raise ValueError(f"'{item}' must be an address or a network, as in 10.0.0.0/8.") from None
    return tuple(networks)


def _database_url(text: str) -> str:
    """SQLAlchemy's address; `postgres://` and `postgresql://` both mean PostgreSQL through psycopg2."""
    scheme, found, rest = text.partition("://")
    if scheme == "sqlite" and rest.startswith("/") and len(rest) > 1:
        return text
    if scheme in ("postgres", "postgresql", "postgresql+psycopg2") and found and rest:
        return f"postgresql+psycopg2://{rest}"
    raise ValueError(
        "must be sqlite:///path/to/file.db or postgresql://user:password@host/database"
        f" (found something that starts with '{scheme[:20]}')."
    )


def _secret(text: str) -> str:
    if text and len(text) < SHORTEST_SECRET:
        raise ValueError(f"must have at least {SHORTEST_SECRET} characters; leave it empty to have one made.")
    return text


def _log_level(text: str) -> str:
    allowed = ("DEBUG", "INFO", "WARNING", "ERROR")
    if text.upper() not in allowed:
        raise ValueError(f"'{text}' must be one of {', '.join(allowed)}.")
    return text.upper()


_OIDC_NEEDS = ("PUBLIC_URL", "OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")

CHANNEL_VARIABLES: tuple[tuple[str, str, Callable[[str], str]], ...] = (
    ("WHATSAPP_TOKEN", "", _text),
    ("WHATSAPP_PHONE_NUMBER_ID", "", _text),
    ("WHATSAPP_APP_SECRET", "", _text),
    ("WHATSAPP_VERIFY_TOKEN", "", _text),
    ("WHATSAPP_API_URL", "https://graph.facebook.com", _origin),
    ("WHATSAPP_TEMPLATE", "", _text),
    ("WHATSAPP_TEMPLATE_LANGUAGE", "en_GB", _text),
    ("WHATSAPP_NUMBER", "", _phone),
    ("TWILIO_ACCOUNT_SID", "", _text),
    ("TWILIO_AUTH_TOKEN", "", _text),
    ("TWILIO_NUMBER", "", _phone),
    ("TWILIO_API_URL", "https://api.twilio.com", _origin),
    ("TWILIO_TEMPLATE", "", _text),
    ("TELEGRAM_TOKEN", "", _text),
    ("TELEGRAM_SECRET", "", _telegram_secret),
    ("TELEGRAM_NAME", "", _text),
    ("TELEGRAM_API_URL", "https://api.telegram.org", _origin),
)
"""Name, default and check of what bot/channel_settings.py puts together."""

VARIABLES = (
    Variable("HOST", "host", "0.0.0.0", _text),
    Variable("PORT", "port", "8080", _port),
    Variable("PUBLIC_URL", "public_url", "", _optional_origin),
    Variable("ALLOWED_ORIGINS", "allowed_origins", "", _origins),
    Variable("TRUSTED_PROXIES", "trusted_proxies", "", _networks),
    Variable("DATABASE_URL", "database_url", "sqlite:///var/stipple.db", _database_url),
    Variable("RASA_PORT", "rasa_port", "5005", _port),
    Variable("RASA_TIMEOUT", "rasa_timeout", "10", _seconds),
    Variable("RASA_STARTING", "rasa_starting", "180", _seconds),
    Variable("SECRET_KEY", "secret_key", "", _secret),
    Variable("CLINIC_DIR", "clinic_dir", "data/clinic", _path),
    Variable("MODELS_DIR", "models_dir", "models", _path),
    Variable("LOG_LEVEL", "log_level", "INFO", _log_level),
    Variable("RATE_PER_VISITOR", "rate_per_visitor", "120", _rate),
    Variable("RATE_PER_ADDRESS", "rate_per_address", "1200", _rate),
    Variable("CONSOLE_IDLE_MINUTES", "console_idle_minutes", "30", _up_to(24 * 60)),
    Variable("CONSOLE_SESSION_HOURS", "console_session_hours", "12", _up_to(7 * 24)),
    Variable("CONSOLE_INVITATION_HOURS", "console_invitation_hours", "72", _up_to(30 * 24)),
    Variable("OIDC_ISSUER", "oidc_issuer", "", _optional_issuer),
    Variable("OIDC_CLIENT_ID", "oidc_client_id", "", _text),
    Variable("OIDC_CLIENT_SECRET", "oidc_client_secret", "", _text),
    Variable("PROMISE_URGENT_MINUTES", "promise_urgent_minutes", "15", _up_to(24 * 60)),
    Variable("PROMISE_WORKING_DAYS", "promise_working_days", "1", _up_to(10)),
)
