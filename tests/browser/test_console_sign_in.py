"""Invitation, sign-in and account in a real browser: by keyboard, on a phone, without findings of axe."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, expect

from bot.console.accounts import add_account
from bot.console.roles import Role
from tests.browser.console_visits import Visit, visits
from tests.console.desk import PASSWORD
from tests.console.in_browser import ConsoleServer

pytestmark = pytest.mark.browser

PICTURES = os.environ.get("PICTURES")
"""A folder where pictures of the pages are left, to look at and for the README."""


@pytest.fixture
def visit(browser: Browser, console: ConsoleServer) -> Iterator[Visit]:
    """Opens a path of the console, in a browser of its own; what breaks the policy there fails the test."""
    with visits(browser, console) as opened:
        yield opened


def invitation(console: ConsoleServer) -> str:
    made = console.desk.run(
        lambda connection: add_account(
            connection, None, "Ada Obi", Role.REVIEWER, console.desk.clock.now, timedelta(hours=72)
        )
    )
    return made.path


def to_the_codes(page: Page) -> str:
    """Chooses a password; gives back the key for the codes."""
    page.get_by_label("Choose a password").fill(PASSWORD)
    page.get_by_label("The same once more").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    return page.locator("code").inner_text().replace(" ", "")


def findings(page: Page) -> list[str]:
    return [f"{found['id']}: {found['nodes'][0]['html']}" for found in Axe().run(page).response["violations"]]


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


def test_somebody_new_sets_up_an_account_and_signs_in_again(visit: Visit, console: ConsoleServer) -> None:
    page = visit(invitation(console))
    key = to_the_codes(page)
    page.get_by_label("Code").fill(pyotp.TOTP(key).at(console.desk.clock.now))
    page.get_by_role("button", name="Finish").click()
    expect(page.get_by_role("status")).to_have_text("Welcome, Ada Obi. Your account is ready.")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    console.desk.clock.forward(seconds=30)
    page.goto(f"{console.url}/console/account")
    page.get_by_label("Sign-in name").fill("ada.obi")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Code").fill(pyotp.TOTP(key).at(console.desk.clock.now))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()
    assert page.url == f"{console.url}/console/account"
    assert page.evaluate("document.cookie") == ""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_no_page_has_accessibility_findings_or_scrolls_sideways(
    visit: Visit, console: ConsoleServer, scheme: str, width: int
) -> None:
    # axe is injected as inline script, which the policy rightly forbids.
    options = {"color_scheme": scheme, "viewport": {"width": width, "height": 800}, "bypass_csp": True}
    admin = console.desk.member(Role.ADMIN, "Grace Chief")
    pages = {
        "sign-in": visit("/console/sign-in", **options),
        "invitation": visit(invitation(console), **options),
        "account": visit("/console/account", admin, **options),
        "staff": visit("/console/staff", admin, **options),
        "audit": visit("/console/audit", admin, **options),
        "missing": visit("/console/nothing", admin, **options),
        "forbidden": visit("/console/staff", Role.VIEWER, **options),
    }
    codes = visit(_path_of(pages["invitation"]), **options)
    to_the_codes(codes)
    pages["codes"] = codes
    refused = visit("/console/sign-in", **options)
    refused.get_by_label("Sign-in name").fill("nobody")
    refused.get_by_label("Password").fill("wrong")
    refused.get_by_label("Code").fill("123456")
    refused.keyboard.press("Enter")
    expect(refused.locator(".box.wrong")).to_contain_text("is not right")
    pages["sign-in-refused"] = refused
    for name, page in pages.items():
        picture(page, f"console-{name}-{scheme}-{width}")
        assert findings(page) == [], name
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name


def _path_of(page: Page) -> str:
    return re.sub(r"^https?://[^/]+", "", page.url)


def test_everything_is_reached_by_keyboard_and_the_focus_is_seen(visit: Visit) -> None:
    page = visit("/console/staff", Role.ADMIN)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    assert skip.bounding_box()["y"] >= 0  # type: ignore[index]
    page.keyboard.press("Enter")
    seen: list[str] = []
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        seen.append(page.evaluate("document.activeElement.name || document.activeElement.innerText"))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert {"name", "sign_in", "Make the invitation"} <= set(seen)


def test_a_deed_that_cannot_be_undone_asks_first(visit: Visit, console: ConsoleServer) -> None:
    member = console.desk.member(Role.VIEWER, "Ben Low")
    page = visit("/console/staff", Role.ADMIN)
    asked: list[str] = []

    def answer(dialog: Any) -> None:
        asked.append(dialog.message)
        (dialog.accept if len(asked) > 1 else dialog.dismiss)()

    page.on("dialog", answer)
    row = page.get_by_role("row", name="Ben Low")
    row.get_by_role("button", name="Disable").click()
    expect(row).to_contain_text("in use")
    row.get_by_role("button", name="Disable").click()
    expect(page.get_by_role("status")).to_have_text("The account of Ben Low is disabled.")
    assert asked == ["Disable the account of Ben Low?"] * 2
    assert member.row.sign_in in page.content()


def test_it_works_without_scripts(visit: Visit, console: ConsoleServer) -> None:
    page = visit("/console/staff", Role.ADMIN, java_script_enabled=False)
    page.get_by_label("Name", exact=True).fill("Ada Obi")
    page.get_by_role("button", name="Make the invitation").click()
    expect(page.get_by_role("heading", name="An invitation for Ada Obi")).to_be_visible()


def test_a_form_of_another_site_does_nothing(visit: Visit, console: ConsoleServer) -> None:
    page = visit("/console/staff", Role.ADMIN)
    page.route(
        "http://evil.example/",
        lambda route: route.fulfill(
            content_type="text/html",
            body=f'<form method="post" action="{console.url}/console/staff"><input name="name" value="Eve">'
            '<input name="role" value="admin"><button>Win a prize</button></form>',
        ),
    )
    page.goto("http://evil.example/")
    page.get_by_role("button").click()
    expect(page.get_by_role("heading")).to_have_text("Not from this console")
    page.goto(f"{console.url}/console/staff")
    expect(page.get_by_role("table")).not_to_contain_text("Eve")
