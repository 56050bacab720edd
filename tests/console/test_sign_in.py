"""Signing in: who comes in, who does not, and what a stranger can find out or wear down."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.console import sessions
from bot.console.accounts import disable
from bot.console.audit import entries
from bot.console.roles import Role
from bot.console.sign_in_pages import safe_target
from tests.console.desk import PASSWORD, Browser, Desk, Member, text_of

WRONG = "The name, the password or the code is not right."


def enter(desk: Desk, member: Member, browser: Browser | None = None, **fields: str) -> int:
    code = fields.pop("code", member.code(desk.clock.now))
    given = {"name": member.row.sign_in, "password": PASSWORD, "code": code, **fields}
    return int((browser or desk.browser()).sign_in(**given).status_code)


def test_name_password_and_code_let_somebody_in(desk: Desk) -> None:
    member, browser = desk.member(Role.ADMIN, "Ada Obi"), desk.browser()
    response = browser.sign_in(member.row.sign_in, PASSWORD, member.code(desk.clock.now))
    assert (response.status_code, response.headers["location"]) == (303, "/console/")
    assert "Ada Obi" in text_of(browser.get("/console/account"))
    (entry,) = desk.run(lambda connection: entries(connection, 1))
    assert (entry.who, entry.action) == ("Ada Obi", "staff.signed_in")


def test_case_and_blanks_around_the_name_do_not_matter(desk: Desk) -> None:
    member = desk.member()
    assert enter(desk, member, name=f"  {member.row.sign_in.upper()} ") == 303


@pytest.mark.parametrize(
    "fields",
    [
        {"password": "seven quiet lampshade"},
        {"password": ""},
        {"password": "x" * 100_000},
        {"code": "000000"},
        {"code": ""},
        {"code": "١٢٣٤٥٦"},
        {"name": "nobody.here"},
        {"name": ""},
        {"name": "' OR 1=1 --"},
    ],
    ids=range(9),
)
def test_anything_wrong_gets_the_same_words(desk: Desk, fields: dict[str, str]) -> None:
    member, browser = desk.member(), desk.browser()
    given = {"name": member.row.sign_in, "password": PASSWORD, "code": member.code(desk.clock.now), **fields}
    response = browser.sign_in(**given)
    assert response.status_code == 403
    assert WRONG in text_of(response)
    assert browser.get("/console/account").status_code == 303


def test_what_was_typed_as_a_name_stays_and_is_escaped(desk: Desk) -> None:
    response = desk.browser().sign_in('"><script>alert(1)</script>', "x", "000000")
    assert "<script>alert" not in response.text
    assert "&lt;script&gt;alert(1)" in response.text


def test_a_code_is_taken_only_once(desk: Desk) -> None:
    member = desk.member()
    code = member.code(desk.clock.now)
    assert [enter(desk, member, code=code), enter(desk, member, code=code)] == [303, 403]
    desk.clock.forward(seconds=30)
    assert enter(desk, member, code=code) == 403  # still within the drift, and used
    assert enter(desk, member) == 303


def test_one_code_sent_many_times_at_once_opens_one_session(desk: Desk) -> None:
    member = desk.member()
    code = member.code(desk.clock.now)
    browsers = [desk.browser() for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        came = list(threads.map(lambda browser: enter(desk, member, browser, code=code), browsers))
    assert sorted(came) == [303, 403, 403, 403]


@pytest.mark.parametrize(("seconds", "status"), [(-30, 303), (30, 303), (-90, 403), (90, 403)])
def test_a_phones_clock_may_be_half_a_minute_off(desk: Desk, seconds: int, status: int) -> None:
    member = desk.member()
    code = member.code(desk.clock.now)
    desk.clock.forward(seconds=seconds)
    assert enter(desk, member, code=code) == status


def test_a_disabled_account_does_not_come_in(desk: Desk) -> None:
    member = desk.member(Role.VIEWER)
    desk.run(lambda connection: disable(connection, None, member.row, desk.clock.now))
    assert enter(desk, member) == 403


def test_the_session_is_new_whatever_cookie_was_planted(desk: Desk) -> None:
    member, browser = desk.member(), desk.browser()
    browser.cookies.set(sessions.COOKIE, "planted", domain="testserver.local", path="/console")
    assert enter(desk, member, browser) == 303
    fresh = browser.cookies.get(sessions.COOKIE)
    assert fresh is not None
    assert fresh != "planted"
    thief = desk.browser()
    thief.cookies.set(sessions.COOKIE, "planted", domain="testserver.local", path="/console")
    assert thief.get("/console/account").status_code == 303


def test_signing_in_again_leaves_the_old_cookie_another_session(desk: Desk) -> None:
    member, browser = desk.member(), desk.browser()
    enter(desk, member, browser)
    first = browser.cookies.get(sessions.COOKIE)
    desk.clock.forward(seconds=60)
    enter(desk, member, browser)
    assert browser.cookies.get(sessions.COOKIE) != first


def test_after_signing_in_people_come_to_the_page_they_asked_for(desk: Desk) -> None:
    member, browser = desk.member(), desk.browser()
    asked = browser.get("/console/audit?who=1&kind=a%20b")
    assert asked.headers["location"] == "/console/sign-in?next=/console/audit%3Fwho%3D1%26kind%3Da%2520b"
    assert "/console/audit?who=1" in browser.get(asked.headers["location"]).text
    response = browser.sign_in(
        member.row.sign_in, PASSWORD, member.code(desk.clock.now), next="/console/audit?who=1&kind=a%20b"
    )
    assert response.headers["location"] == "/console/audit?who=1&kind=a%20b"


@pytest.mark.parametrize(
    "target",
    ["https://evil.example", "//evil.example", "/console//evil", "/console/\\evil", "/", "javascript:x", ""],
)
def test_no_other_place_is_gone_to_after_signing_in(target: str) -> None:
    assert safe_target(target) == "/console/"


def test_signing_out_ends_the_session_on_the_server_too(desk: Desk) -> None:
    browser = desk.signed_in(Role.VIEWER)
    cookie = browser.cookies.get(sessions.COOKIE)
    assert browser.submit("/console/sign-out").headers["location"] == "/console/sign-in"
    assert "You are signed out." in text_of(browser.get("/console/sign-in"))
    thief = desk.browser()
    thief.cookies.set(sessions.COOKIE, str(cookie), domain="testserver.local", path="/console")
    assert thief.get("/console/account").status_code == 303
