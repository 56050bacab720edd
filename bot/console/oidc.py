"""Signing in through the clinic's own provider (OpenID Connect: code flow with PKCE, state and nonce)."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from bot.settings import Settings

BACK: Final = "/console/oidc/back"
_WITHIN: Final = 10.0  # seconds for each question to the provider
_LEEWAY: Final = 60  # seconds that clocks may differ
_LARGEST: Final = 256 * 1024  # bytes of an answer
_ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
"""Signatures with a key pair alone: a shared secret or none would let others write tokens."""


class ProviderError(Exception):
    """The provider does not answer, or not as it must. The text is for the log and names no person."""


@dataclass(frozen=True)
class Provider:
    """Where the clinic's people have their accounts."""

    issuer: str
    client_id: str
    client_secret: str
    back: str


@dataclass(frozen=True)
class Asking:
    """What a browser keeps while it is away at the provider, and what the answer must fit."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Claims:
    """Who somebody is, as the provider says. `email` is empty unless the provider has verified it."""

    subject: str
    email: str


def provider_of(settings: Settings) -> Provider | None:
    """None when no provider is set. The settings make sure that all that is needed is there."""
    if settings.oidc_issuer is None or settings.public_url is None:
        return None
    return Provider(
        settings.oidc_issuer,
        settings.oidc_client_id,
        settings.oidc_client_secret,
        settings.public_url + BACK,
    )


def new_asking() -> Asking:
    return Asking(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48))


async def address_to_ask(provider: Provider, asking: Asking) -> str:
    """Where the browser is sent. Raises ProviderError."""
    endpoint = _endpoint(await _discovered(provider), "authorization_endpoint")
    challenge = base64.urlsafe_b64encode(hashlib.sha256(asking.verifier.encode()).digest()).rstrip(b"=")
    query = urlencode(
        {
            "response_type": "code",
            "client_id": provider.client_id,
            "redirect_uri": provider.back,
            "scope": "openid email profile",
            "state": asking.state,
            "nonce": asking.nonce,
            "code_challenge": challenge.decode(),
            "code_challenge_method": "S256",
        }
    )
    return f"{endpoint}{'&' if urlsplit(endpoint).query else '?'}{query}"


async def claims_for(provider: Provider, asking: Asking, code: str, at: datetime) -> Claims:
    """Who came back with this code. Raises ProviderError for whatever does not fit."""
    found = await _discovered(provider)
    answer = await _json(
        "POST",
        _endpoint(found, "token_endpoint"),
        auth=(provider.client_id, provider.client_secret),
        data={
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": provider.back,
            "code_verifier": asking.verifier,
        },
    )
    keys = await _json("GET", _endpoint(found, "jwks_uri"))
    return read_token(provider, asking, str(answer.get("id_token", "")), keys, at)


def read_token(
    provider: Provider, asking: Asking, token: str, keys: Mapping[str, Any], at: datetime
) -> Claims:
    """The claims of an id token whose signature, issuer, audience, times and nonce all fit. Raises ProviderError."""
    import jwt

    try:
        head = jwt.get_unverified_header(token)
        known = jwt.PyJWKSet.from_dict(dict(keys)).keys
        fitting = [key for key in known if head.get("kid") in (None, key.key_id)]
        if len(fitting) != 1 or head.get("alg") not in _ALGORITHMS:
            raise ProviderError("the token is signed with a key or in a way that is not known")
        claims = jwt.decode(
            token,
            fitting[0].key,
            algorithms=[str(head["alg"])],
            audience=provider.client_id,
            issuer=provider.issuer,
            # The times are checked below, against the console's own clock.
            options={
                "require": ["exp", "iat", "sub"],
                "verify_exp": False,
                "verify_iat": False,
                "verify_nbf": False,
            },
        )
    except (jwt.PyJWTError, TypeError, ValueError, AttributeError) as error:
        raise ProviderError(f"the token cannot be trusted ({type(error).__name__})") from error
    _check(provider, asking, claims, at)
    verified = claims.get("email_verified") is True and isinstance(claims.get("email"), str)
    return Claims(f"{provider.issuer} {claims['sub']}", claims["email"].lower() if verified else "")


def _check(provider: Provider, asking: Asking, claims: Mapping[str, Any], at: datetime) -> None:
    now = at.timestamp()
    times = (claims["exp"], claims["iat"])
    if not all(isinstance(time, int | float) for time in times):
        raise ProviderError("the token has no times")
    if now > claims["exp"] + _LEEWAY or now < claims["iat"] - _LEEWAY:
        raise ProviderError("the token is too old or not valid yet")
    if not secrets.compare_digest(str(claims.get("nonce", "")).encode(), asking.nonce.encode()):
        raise ProviderError("the token was made for another sign-in")
    if claims.get("azp", provider.client_id) != provider.client_id:
        raise ProviderError("the token was made for another client")
    if not isinstance(claims["sub"], str) or not 0 < len(claims["sub"]) <= 255:
        raise ProviderError("the token names nobody")


async def _discovered(provider: Provider) -> Mapping[str, Any]:
    found = await _json("GET", provider.issuer.rstrip("/") + "/.well-known/openid-configuration")
    if found.get("issuer") != provider.issuer:
        raise ProviderError("the provider calls itself by another name than OIDC_ISSUER")
    return found


def _endpoint(found: Mapping[str, Any], name: str) -> str:
    """An address of the provider; plain http is taken only where the issuer itself is on it."""
    address = found.get(name)
    allowed = ("https://", "http://") if str(found["issuer"]).startswith("http://") else ("https://",)
    if not isinstance(address, str) or not address.startswith(allowed):
        raise ProviderError(f"the provider names no {name}")
    return address


async def _json(method: str, address: str, **request: Any) -> Mapping[str, Any]:
    import httpx

    try:
        async with httpx.AsyncClient(timeout=_WITHIN) as client:
            answer = await client.request(method, address, **request)
            if answer.status_code != 200 or len(answer.content) > _LARGEST:
                raise ProviderError(f"the provider answered {answer.status_code}")
            value = answer.json()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise ProviderError(f"the provider cannot be asked ({type(error).__name__})") from error
    if not isinstance(value, dict):
        raise ProviderError("the provider's answer is no object")
    return value
