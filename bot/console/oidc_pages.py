"""/console/oidc: to the clinic's own provider, and back."""

from __future__ import annotations

import secrets
from typing import Final

import structlog
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy.engine import Connection
from starlette.responses import RedirectResponse, Response

from bot.console import sessions
from bot.console.accounts import member_of_provider
from bot.console.oidc import (
    Asking,
    Provider,
    ProviderError,
    address_to_ask,
    claims_for,
    new_asking,
    provider_of,
)
from bot.console.problems import ProblemError, not_found
from bot.console.routing import get, open_to_all
from bot.console.sign_in import enter_as
from bot.console.sign_in_pages import safe_target
from bot.console.visit import Guest

COOKIE: Final = "stipple_console_oidc"
PATH: Final = "/console/oidc"
_LASTS: Final = 600  # seconds that somebody may take at the provider

log = structlog.get_logger("console")


@open_to_all
async def ask(guest: Guest) -> Response:
    provider, asking = _provider(guest), new_asking()
    try:
        address = await address_to_ask(provider, asking)
    except ProviderError as error:
        raise _unreachable(error) from None
    kept = [asking.state, asking.nonce, asking.verifier, guest.query.raw("next")[:500]]
    response = RedirectResponse(address, 303)
    # Lax: the browser comes back from another site, and must bring it along.
    response.set_cookie(
        COOKIE,
        _serializer(guest).dumps(kept),
        max_age=_LASTS,
        path=PATH,
        httponly=True,
        secure=guest.secure,
        samesite="lax",
    )
    return response


@open_to_all
async def back(guest: Guest) -> Response:
    provider = _provider(guest)
    asking, target = _kept(guest)
    given = guest.query
    if not secrets.compare_digest(given.raw("state").encode(), asking.state.encode()):
        raise _begin_again()
    if given.raw("error") or not given.raw("code"):
        raise ProblemError(403, "Not signed in", "The provider did not let you in. Go back and try again.")
    try:
        claims = await claims_for(provider, asking, given.raw("code"), guest.now)
    except ProviderError as error:
        raise _unreachable(error) from None

    def enter(connection: Connection) -> str | None:
        member = member_of_provider(connection, claims.subject, claims.email, guest.now)
        return None if member is None else enter_as(connection, guest, member)

    cookie = await guest.write(enter)
    if cookie is None:
        raise ProblemError(
            403,
            "No account here",
            "You are known to the provider, but have no account in this console, or it is disabled. An admin of "
            "the clinic can invite you, with your e-mail address as sign-in name.",
        )
    response = guest.redirect(safe_target(target))
    sessions.set_cookie(response, cookie, guest.secure)
    response.delete_cookie(COOKIE, path=PATH, httponly=True, secure=guest.secure, samesite="lax")
    return response


def _provider(guest: Guest) -> Provider:
    found = provider_of(guest.console.settings)
    if found is None:
        raise not_found()
    return found


def _kept(guest: Guest) -> tuple[Asking, str]:
    try:
        state, nonce, verifier, target = _serializer(guest).loads(
            guest.request.cookies.get(COOKIE, ""), max_age=_LASTS
        )
    except (BadData, ValueError, TypeError):
        raise _begin_again() from None
    return Asking(state, nonce, verifier), target


def _serializer(guest: Guest) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(guest.console.settings.secret_key, salt="stipple.console.oidc")


def _begin_again() -> ProblemError:
    return ProblemError(
        403,
        "Please begin again",
        "This sign-in was begun elsewhere or took too long. Go to the sign-in and try again.",
    )


def _unreachable(error: ProviderError) -> ProblemError:
    log.warning("console.oidc_failed", reason=str(error))
    return ProblemError(
        502,
        "The provider cannot be used",
        "The clinic's sign-in provider did not answer as it must. Please try again in a minute; "
        "if it stays so, whoever runs the console finds the reason in its log.",
    )


PAGES = (get("/oidc", ask), get("/oidc/back", back))
