"""What holds for every page: headers, errors as pages, and that no page goes unguarded."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

import pytest

from bot.console.app import PAGES
from bot.console.pages import STATIC, TEMPLATES, spell
from bot.console.problems import overtaken
from bot.console.roles import GRANTED, Permission, Role, may, roles_with
from bot.console.routing import Guarded, Page, UnguardedPageError, get, requires
from bot.console.serving import route
from bot.console.visit import Console, Visit
from bot.database.session import DatabaseDownError
from tests.console.desk import Browser, Desk, text_of

EVERYWHERE = ["/console/sign-in", "/console/account", "/console/nothing", "/console/static/console.css"]


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_answer_carries_a_strict_policy(desk: Desk, path: str) -> None:
    policy = desk.browser().get(path).headers["content-security-policy"]
    assert {"default-src 'none'", "script-src 'self'", "style-src 'self'"} <= set(policy.split("; "))
    assert "unsafe" not in policy


def test_no_page_is_kept_by_a_browser_or_a_proxy(desk: Desk) -> None:
    headers = desk.signed_in(Role.ADMIN).get("/console/staff").headers
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-robots-tag"] == "noindex"


def test_the_console_itself_leads_to_the_sign_in(desk: Desk) -> None:
    browser = desk.browser()
    assert browser.get("/console").headers["location"] == "/console/"
    assert browser.get("/console/").headers["location"] == "/console/sign-in?next=/console/"


def test_a_page_that_is_not_there_is_told_as_a_page(desk: Desk) -> None:
    response = desk.browser().get("/console/nothing")
    assert response.status_code == 404
    assert "There is no such page" in text_of(response)
    assert desk.browser().post("/console/account").status_code == 405


def test_a_forbidden_page_says_which_role_is_needed(desk: Desk) -> None:
    response = desk.signed_in(Role.CLINICIAN).get("/console/staff")
    assert response.status_code == 403
    assert "You need the right to manage accounts for this: the role admin." in text_of(response)


def test_the_navigation_shows_what_the_role_may_see(desk: Desk) -> None:
    assert ">Staff</a>" in desk.signed_in(Role.ADMIN).get("/console/account").text
    assert ">Staff</a>" not in desk.signed_in(Role.VIEWER).get("/console/account").text


def test_a_page_without_a_permission_cannot_be_registered() -> None:
    async def open_door(visit: Visit) -> Any:
        return visit.page("account.html")

    with pytest.raises(UnguardedPageError, match="/door"):
        get("/door", open_door)  # type: ignore[arg-type]


BREAKING = [
    (RuntimeError("my scalp hurts"), 500, "Something went wrong"),
    (DatabaseDownError(), 503, "Nothing was stored. Please try again in a minute."),
    (overtaken("Ada Obi decided at 10:02."), 409, "Ada Obi decided at 10:02."),
]


@pytest.mark.parametrize(("error", "status", "says"), BREAKING)
@pytest.mark.parametrize("htmx", [False, True])
def test_what_goes_wrong_is_told_and_what_was_written_is_shown(
    desk: Desk, error: Exception, status: int, says: str, htmx: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    browser = breaking(desk, error)
    headers = {"HX-Request": "true"} if htmx else {}
    fields = {"csrf": browser.token, "note": "a long note <b>of mine</b>"}
    response = browser.post("/console/breaks", data=fields, headers=headers)
    assert response.status_code == status
    assert says in text_of(response)
    assert "a long note &lt;b&gt;of mine" in response.text
    assert ("hx-retarget" in response.headers) == htmx
    assert ("<html" in response.text) != htmx
    assert "scalp" not in response.text + capsys.readouterr().out


def breaking(desk: Desk, error: Exception) -> Browser:
    @requires(Permission.OWN_ACCOUNT)
    async def breaks(_visit: Visit) -> Any:
        raise error

    console = Console(desk.settings, desk.console.clinic, desk.database, (), desk.clock)
    desk.app.router.routes.insert(0, route(console, Page("POST", "/console/breaks", breaks)))
    return desk.signed_in(Role.VIEWER)


def test_only_pages_that_refresh_by_themselves_leave_a_session_to_end(desk: Desk) -> None:
    @requires(Permission.OWN_ACCOUNT)
    async def refresh(visit: Visit) -> Any:
        return visit.page("_problem.html", problem=overtaken("x"), written=[])

    page = get("/console/refresh", refresh, background=True)
    desk.app.router.routes.insert(0, route(desk.console, page))
    browser = desk.signed_in(Role.VIEWER)
    for _ in range(29):
        desk.clock.forward(minutes=1)
        assert browser.get("/console/refresh").status_code == 200
    desk.clock.forward(minutes=1)
    assert browser.get("/console/refresh").status_code == 303


def test_the_vendored_script_is_the_one_that_is_named() -> None:
    told = (STATIC / "VENDORED.txt").read_text()
    assert hashlib.sha256((STATIC / "htmx.min.js").read_bytes()).hexdigest() in told


@pytest.mark.parametrize("template", sorted(TEMPLATES.glob("*.html")), ids=lambda path: path.name)
def test_no_template_has_inline_script_or_style_or_a_form_without_token(template: Path) -> None:
    text = template.read_text()
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|hx-on|javascript:", text)
    for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", text, re.DOTALL):
        assert "csrf()" in form, template.name
    assert "http" not in re.sub(r"http-equiv|https?://www\.w3\.org", "", text)


def test_only_our_own_pictures_are_written_unescaped() -> None:
    unescaped = [
        (template.name, found)
        for template in TEMPLATES.glob("*.html")
        for found in re.findall(r"{{([^}]*)\|\s*safe", template.read_text())
    ]
    assert unescaped == [("invitation_code.html", " picture ")]


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (-5, "0 s"),
        (0, "0 s"),
        (59, "59 s"),
        (60, "1 min"),
        (3599, "59 min"),
        (3600, "1 h"),
        (86400, "1 day"),
        (200000, "2 days"),
    ],
)
def test_lengths_of_time_are_told_in_their_largest_unit(seconds: float, shown: str) -> None:
    assert spell(seconds) == shown


def test_the_roles_may_what_the_clinic_agreed() -> None:
    assert set(GRANTED) == set(Role)
    assert [role.value for role in roles_with(Permission.DECIDE_SAFETY)] == ["clinician"]
    assert [role.value for role in roles_with(Permission.ACCOUNTS)] == ["admin"]
    assert GRANTED[Role.VIEWER] == {Permission.READ, Permission.OWN_ACCOUNT}


OF_ONES_OWN = {
    "/sign-out",
    "/account/password",
    "/account/sessions/others/end",
    "/account/sessions/{session}/end",
    "/queue/filters",
    "/queue/filters/{filter}/remove",
}
"""What a viewer may change: nothing that anybody else sees."""


def test_a_viewer_decides_nothing() -> None:
    allowed = {
        page.path
        for page in PAGES
        if page.method == "POST"
        and isinstance(page.guard, Guarded)
        and may(Role.VIEWER, page.guard.permission)
    }
    assert allowed <= OF_ONES_OWN
