"""Sessions end by themselves, can be ended, and their cookies give nothing away."""

from __future__ import annotations

from sqlalchemy import select

from bot.console import sessions
from bot.console.roles import Role
from bot.database.models import staff_session
from tests.console.desk import PASSWORD, Desk, text_of


def test_half_an_hour_without_a_request_ends_a_session(desk: Desk) -> None:
    browser = desk.signed_in(Role.VIEWER)
    desk.clock.forward(minutes=29)
    assert browser.get("/console/account").status_code == 200
    desk.clock.forward(minutes=29)
    assert browser.get("/console/account").status_code == 200
    desk.clock.forward(minutes=30)
    assert browser.get("/console/account").status_code == 303


def test_twelve_hours_end_a_session_however_busy(desk: Desk) -> None:
    browser = desk.signed_in(Role.VIEWER)
    for _ in range(12 * 4 - 1):
        desk.clock.forward(minutes=15)
        assert browser.get("/console/account").status_code == 200
    desk.clock.forward(minutes=15)
    assert browser.get("/console/account").status_code == 303


def test_an_ended_session_takes_its_cookie_along(desk: Desk) -> None:
    browser = desk.signed_in(Role.VIEWER)
    desk.clock.forward(hours=1)
    assert 'stipple_console=""' in browser.get("/console/account").headers["set-cookie"]


def test_htmx_is_sent_to_the_sign_in_page_as_a_whole(desk: Desk) -> None:
    response = desk.browser().get("/console/account", headers={"HX-Request": "true"})
    assert (response.status_code, response.headers["hx-redirect"]) == (200, "/console/sign-in")


def test_what_was_written_is_shown_when_the_session_is_over(desk: Desk) -> None:
    browser = desk.signed_in(Role.ADMIN)
    desk.clock.forward(hours=1)
    response = browser.submit("/console/staff", name="Ada Obi the Third", password="not to be shown")
    assert response.status_code == 401
    assert "Ada Obi the Third" in response.text
    assert "not to be shown" not in response.text


def test_the_database_does_not_hold_the_cookie(desk: Desk) -> None:
    browser = desk.signed_in(Role.VIEWER)
    rows = desk.run(lambda connection: connection.execute(select(staff_session)).all())
    assert str(browser.cookies.get(sessions.COOKIE)) not in str(rows)


def cookie_of(desk: Desk) -> str:
    member, browser = desk.member(), desk.browser()
    response = browser.sign_in(member.row.sign_in, PASSWORD, member.code(desk.clock.now))
    return str(response.headers["set-cookie"])


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(desk: Desk) -> None:
    parts = cookie_of(desk).lower().split("; ")
    assert {"httponly", "path=/console", "samesite=lax"} <= set(parts)
    assert "secure" not in parts
    assert not any(part.startswith(("max-age", "expires", "domain")) for part in parts)


def test_over_https_the_cookie_is_secure(desk_over_https: Desk) -> None:
    assert "secure" in cookie_of(desk_over_https).lower().split("; ")


def test_people_see_their_own_sessions_and_end_one(desk: Desk) -> None:
    member = desk.member(Role.VIEWER)
    here, there = desk.signed_in(member), desk.signed_in(member)
    shown = here.get("/console/account")
    assert "this browser" in text_of(shown)
    assert shown.text.count("192.0.2.7") == 2
    other = sessions.session_id(str(there.cookies.get(sessions.COOKIE)))
    assert here.submit(f"/console/account/sessions/{other}/end").status_code == 303
    assert there.get("/console/account").status_code == 303
    assert here.get("/console/account").status_code == 200


def test_nobody_ends_a_session_of_somebody_else(desk: Desk) -> None:
    victim = desk.signed_in(Role.CLINICIAN)
    theirs = sessions.session_id(str(victim.cookies.get(sessions.COOKIE)))
    for role in Role:
        response = desk.signed_in(role).submit(f"/console/account/sessions/{theirs}/end")
        assert response.status_code == 404
    assert victim.get("/console/account").status_code == 200


def test_all_other_sessions_are_ended_at_once(desk: Desk) -> None:
    member = desk.member(Role.VIEWER)
    here, *others = [desk.signed_in(member) for _ in range(3)]
    here.submit("/console/account/sessions/others/end")
    assert "Signed out in 2 other browsers." in text_of(here.get("/console/account"))
    assert [browser.get("/console/account").status_code for browser in others] == [303, 303]


def test_a_session_of_somebody_disabled_is_over(desk: Desk) -> None:
    member, admin = desk.member(Role.VIEWER), desk.signed_in(Role.ADMIN)
    browser = desk.signed_in(member)
    admin.submit(f"/console/staff/{member.id}/disable")
    assert browser.get("/console/account").status_code == 303


def test_a_role_that_was_changed_holds_from_the_next_request(desk: Desk) -> None:
    member, admin = desk.member(Role.ADMIN), desk.signed_in(Role.ADMIN)
    browser = desk.signed_in(member)
    assert browser.get("/console/staff").status_code == 200
    admin.submit(f"/console/staff/{member.id}/role", role="viewer")
    assert browser.get("/console/staff").status_code == 403


def test_a_made_up_cookie_is_nobody(desk: Desk) -> None:
    for cookie in ("x", "0" * 64, "a" * 5000):
        browser = desk.browser()
        browser.cookies.set(sessions.COOKIE, cookie, domain="testserver.local", path="/console")
        assert browser.get("/console/account").status_code == 303
