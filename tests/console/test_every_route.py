"""Every page of the console with every role: who may comes in, nobody else does, and no page breaks.

Pages that are registered later are walked too, without a line here.
"""

from __future__ import annotations

import re

import pytest

from bot.console.app import PAGES
from bot.console.roles import Role, may
from bot.console.routing import Guarded, Open, Page
from tests.console.desk import Browser, Desk, text_of

GUARDED = [page for page in PAGES if isinstance(page.guard, Guarded)]
OPEN_PATHS = {"/sign-in", "/invitation/{token}", "/invitation/{token}/code", "/oidc", "/oidc/back"}


def named(page: Page) -> str:
    return f"{page.method} {page.path}"


def path_of(page: Page) -> str:
    """The page's address with an id that nothing has."""
    return "/console" + re.sub(r"{\w+(?::\w+)?}", "0" * 32, page.path)


def asked(browser: Browser, page: Page) -> int:
    response = browser.get(path_of(page)) if page.method == "GET" else browser.submit(path_of(page))
    if response.status_code == 403:
        assert "You need" in text_of(response)
    return response.status_code


def test_only_signing_in_and_invitations_are_open_to_all() -> None:
    assert {page.path for page in PAGES if isinstance(page.guard, Open)} == OPEN_PATHS


def test_no_address_is_registered_twice() -> None:
    assert len({named(page) for page in PAGES}) == len(PAGES)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("page", GUARDED, ids=named)
def test_a_role_may_exactly_what_the_table_says(desk: Desk, page: Page, role: Role) -> None:
    assert isinstance(page.guard, Guarded)
    status = asked(desk.signed_in(role), page)
    assert (status == 403) == (not may(role, page.guard.permission))
    assert status < 500


@pytest.mark.parametrize("page", GUARDED, ids=named)
def test_nobody_comes_in_without_signing_in(desk: Desk, page: Page) -> None:
    browser = desk.browser()
    browser.get("/console/sign-in")
    if page.method == "POST":
        assert browser.submit(path_of(page)).status_code == 401
    else:
        response = browser.get(path_of(page))
        assert response.status_code == 303
        assert response.headers["location"].startswith("/console/sign-in?next=")


@pytest.mark.parametrize("page", [page for page in PAGES if page.method == "POST"], ids=named)
def test_forged_forms_are_refused(desk: Desk, page: Page) -> None:
    browser = desk.signed_in(Role.CLINICIAN if may_clinician(page) else Role.ADMIN)
    foreign = browser.post(
        path_of(page), data={"csrf": browser.token}, headers={"Origin": "https://evil.example"}
    )
    no_origin = browser.post(path_of(page), data={"csrf": browser.token}, headers={"Origin": "null"})
    no_token = browser.post(path_of(page), data={})
    of_another = browser.post(path_of(page), data={"csrf": desk.signed_in(Role.ADMIN).token})
    assert [foreign.status_code, no_origin.status_code] == [403, 403]
    assert [no_token.status_code, of_another.status_code] == [403, 403]
    assert "sent by another site" in text_of(foreign)
    assert "out of date" in text_of(no_token)


def may_clinician(page: Page) -> bool:
    return isinstance(page.guard, Guarded) and may(Role.CLINICIAN, page.guard.permission)
