"""Signing in through the clinic's own provider, and every token that must not let anybody in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from starlette.responses import JSONResponse, PlainTextResponse, Response

from bot.console.accounts import add_account
from bot.console.roles import Role
from bot.database.session import Database, open_engine
from bot.database.staff import staff_by_sign_in
from bot.settings import Settings
from tests.console.desk import Browser, Desk, text_of
from tests.fakes.oidc import CLIENT, SECRET, FakeProvider


@pytest.fixture
def provider() -> Iterator[FakeProvider]:
    provider = FakeProvider()
    provider.start()
    yield provider
    provider.stop()
    assert provider.complaints == []


@pytest.fixture
def desk(settings_with: Callable[[Mapping[str, Any]], Settings], provider: FakeProvider) -> Iterator[Desk]:
    """A clinic with a provider, and one account whose sign-in name is an e-mail address."""
    settings = settings_with(
        {
            "PUBLIC_URL": "https://clinic.example",
            "OIDC_ISSUER": provider.issuer,
            "OIDC_CLIENT_ID": CLIENT,
            "OIDC_CLIENT_SECRET": SECRET,
        }
    )
    database = Database(open_engine(settings.database_url))
    desk = Desk(settings, database)
    invite(desk, "ada@clinic.example")
    yield desk
    database.close()


def invite(desk: Desk, sign_in: str) -> None:
    lasts = timedelta(hours=72)
    desk.run(
        lambda connection: add_account(
            connection, None, "Ada Obi", Role.REVIEWER, desk.clock.now, lasts, sign_in
        )
    )


def come_back(desk: Desk, provider: FakeProvider, browser: Browser | None = None) -> tuple[Browser, Any]:
    """The whole way: to the provider, in there, and back."""
    browser = browser or desk.browser()
    asked = browser.get("/console/oidc?next=/console/account")
    assert asked.status_code == 303, text_of(asked)
    return browser, browser.get(provider.log_in(asked.headers["location"], desk.clock.now))


def test_somebody_known_to_the_provider_comes_in(desk: Desk, provider: FakeProvider) -> None:
    assert "Sign in with the clinic's account" in text_of(desk.browser().get("/console/sign-in"))
    browser, response = come_back(desk, provider)
    assert (response.status_code, response.headers["location"]) == (303, "/console/account")
    assert "Ada Obi" in text_of(browser.get("/console/account"))


def test_the_provider_s_id_counts_from_then_on_not_the_address(desk: Desk, provider: FakeProvider) -> None:
    come_back(desk, provider)
    provider.person = {"sub": "person-1", "email": "other@clinic.example", "email_verified": True}
    assert come_back(desk, provider)[1].status_code == 303
    provider.person = {"sub": "person-2", "email": "ada@clinic.example", "email_verified": True}
    assert come_back(desk, provider)[1].status_code == 403


def test_the_case_of_an_address_does_not_matter(desk: Desk, provider: FakeProvider) -> None:
    provider.person["email"] = "Ada@Clinic.Example"
    assert come_back(desk, provider)[1].status_code == 303


@pytest.mark.parametrize(
    "person",
    [
        {"sub": "person-9", "email": "stranger@clinic.example", "email_verified": True},
        {"sub": "person-1", "email": "ada@clinic.example", "email_verified": False},
        {"sub": "person-1", "email": "ada@clinic.example", "email_verified": "true"},
        {"sub": "person-1", "email": "ada@clinic.example"},
        {"sub": "person-1"},
    ],
)
def test_who_has_no_account_is_told_so(desk: Desk, provider: FakeProvider, person: dict[str, Any]) -> None:
    provider.person = person
    browser, response = come_back(desk, provider)
    assert response.status_code == 403
    assert "have no account in this console" in text_of(response)
    assert browser.get("/console/account").status_code == 303


def test_a_disabled_account_does_not_come_in(desk: Desk, provider: FakeProvider) -> None:
    come_back(desk, provider)
    member = desk.run(lambda connection: staff_by_sign_in(connection, "ada@clinic.example"))
    assert member is not None
    assert desk.signed_in(Role.ADMIN).submit(f"/console/staff/{member.id}/disable").status_code == 303
    assert come_back(desk, provider)[1].status_code == 403


TOKENS: dict[str, dict[str, Any]] = {
    "another issuer": {"claims": {"iss": "https://evil.example"}},
    "another audience": {"claims": {"aud": "another"}},
    "another client": {"claims": {"azp": "another"}},
    "another nonce": {"claims": {"nonce": "another"}},
    "no nonce": {"claims": {"nonce": None}},
    "too old": {"claims": {"exp": 1_700_000_000}},
    "not valid yet": {"claims": {"iat": 4_000_000_000}},
    "no end": {"claims": {"exp": None}},
    "an end that is no number": {"claims": {"exp": "soon"}},
    "nobody": {"claims": {"sub": None}},
    "an empty id": {"claims": {"sub": ""}},
    "another key": {"signing_key": rsa.generate_private_key(65537, 2048)},
    "no signature": {"algorithm": "none", "signing_key": ""},
    "a shared secret": {"algorithm": "HS256", "signing_key": SECRET * 2},
}


@pytest.mark.parametrize("change", TOKENS.values(), ids=TOKENS)
def test_a_token_that_does_not_fit_lets_nobody_in(
    desk: Desk, provider: FakeProvider, change: dict[str, Any]
) -> None:
    for name, value in change.items():
        setattr(provider, name, value)
    browser, response = come_back(desk, provider)
    assert response.status_code == 502
    assert browser.get("/console/account").status_code == 303


def test_an_answer_to_another_browser_is_refused(desk: Desk, provider: FakeProvider) -> None:
    victim, attacker = desk.browser(), desk.browser()
    address = attacker.get("/console/oidc").headers["location"]
    link = provider.log_in(address, desk.clock.now)
    assert victim.get(link).status_code == 403
    victim.get("/console/oidc")
    assert "begun elsewhere" in text_of(victim.get(link))


def test_a_code_works_once(desk: Desk, provider: FakeProvider) -> None:
    browser = desk.browser()
    link = provider.log_in(browser.get("/console/oidc").headers["location"], desk.clock.now)
    assert browser.get(link).status_code == 303
    assert browser.get(link).status_code == 403


@pytest.mark.parametrize("query", ["error=access_denied", "", "code="])
def test_who_is_refused_there_is_refused_here(desk: Desk, query: str) -> None:
    browser = desk.browser()
    address = browser.get("/console/oidc").headers["location"]
    state = address.partition("state=")[2].partition("&")[0]
    response = browser.get(f"/console/oidc/back?state={state}&{query}")
    assert (response.status_code, "did not let you in" in text_of(response)) == (403, True)


BROKEN = {
    "down": PlainTextResponse("no", 503),
    "no JSON": PlainTextResponse("<html>"),
    "no object": JSONResponse([1]),
    "another name": JSONResponse({"issuer": "https://evil.example"}),
    "too large": PlainTextResponse("x" * 300_000),
}


@pytest.mark.parametrize("answer", BROKEN.values(), ids=BROKEN)
def test_a_provider_that_answers_badly_is_told_as_a_page(
    desk: Desk, provider: FakeProvider, answer: Response
) -> None:
    provider.broken = answer
    response = desk.browser().get("/console/oidc")
    assert response.status_code == 502
    assert "Please try again in a minute" in text_of(response)


def test_a_provider_that_is_away_is_told_as_a_page(desk: Desk, provider: FakeProvider) -> None:
    provider.stop()
    assert desk.browser().get("/console/oidc").status_code == 502


def test_an_endpoint_that_is_no_address_is_not_gone_to(desk: Desk, provider: FakeProvider) -> None:
    provider.discovery = {"authorization_endpoint": "javascript:alert(1)"}
    assert desk.browser().get("/console/oidc").status_code == 502


def test_without_a_provider_there_is_nothing(settings_with: Callable[[Mapping[str, Any]], Settings]) -> None:
    settings = settings_with({})
    database = Database(open_engine(settings.database_url))
    browser = Desk(settings, database).browser()
    assert "clinic's account" not in text_of(browser.get("/console/sign-in"))
    assert browser.get("/console/oidc").status_code == 404
    assert browser.get("/console/oidc/back?code=x&state=y").status_code == 404
    database.close()
