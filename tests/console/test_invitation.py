"""From the link of an invitation to an account in use."""

from __future__ import annotations

import re
from datetime import timedelta

import pyotp
import pytest

from bot.console.accounts import Invitation, add_account, invite_again
from bot.console.roles import Role
from bot.database.staff import StaffRow, staff_by_id
from tests.console.desk import PASSWORD, Browser, Desk, text_of

LASTS = timedelta(hours=72)


def invite(desk: Desk, name: str = "Ada Obi") -> Invitation:
    return desk.run(
        lambda connection: add_account(connection, None, name, Role.REVIEWER, desk.clock.now, LASTS)
    )


def member_of(desk: Desk, invitation: Invitation) -> StaffRow:
    found = desk.run(lambda connection: staff_by_id(connection, invitation.staff_id))
    assert found is not None
    return found


def opened(desk: Desk, invitation: Invitation) -> Browser:
    browser = desk.browser()
    assert "Welcome, Ada Obi" in text_of(browser.get(invitation.path))
    return browser


def choose(browser: Browser, invitation: Invitation, password: str = PASSWORD) -> str:
    """Chooses a password; gives back the key that the page then shows."""
    response = browser.submit(invitation.path, password=password, again=password)
    assert response.headers["location"] == f"{invitation.path}/code"
    key = re.search(r"Key: <code>([A-Z2-7 ]+)</code>", browser.get(f"{invitation.path}/code").text)
    assert key is not None
    return key[1].replace(" ", "")


def test_an_account_is_set_up_in_two_steps_and_leads_into_the_console(desk: Desk) -> None:
    invitation = invite(desk)
    browser = opened(desk, invitation)
    key = choose(browser, invitation)
    response = browser.submit(f"{invitation.path}/code", code=pyotp.TOTP(key).at(desk.clock.now))
    assert response.headers["location"] == "/console/"
    assert "Welcome, Ada Obi. Your account is ready." in text_of(browser.get("/console/account"))
    desk.clock.forward(seconds=30)
    again = desk.browser().sign_in("ada.obi", PASSWORD, pyotp.TOTP(key).at(desk.clock.now))
    assert again.status_code == 303


def test_the_picture_holds_the_key_for_an_authenticator(desk: Desk) -> None:
    invitation = invite(desk)
    browser = opened(desk, invitation)
    choose(browser, invitation)
    page = browser.get(f"{invitation.path}/code").text
    assert re.search(r'<svg[^>]*class="qr"', page)
    assert "style=" not in page


def test_the_code_of_the_set_up_is_used_up_by_it(desk: Desk) -> None:
    invitation = invite(desk)
    browser = opened(desk, invitation)
    key = choose(browser, invitation)
    code = pyotp.TOTP(key).at(desk.clock.now)
    browser.submit(f"{invitation.path}/code", code=code)
    assert desk.browser().sign_in("ada.obi", PASSWORD, code).status_code == 403


def test_a_password_alone_is_not_enough_yet(desk: Desk) -> None:
    invitation = invite(desk)
    key = choose(opened(desk, invitation), invitation)
    code = pyotp.TOTP(key).at(desk.clock.now)
    assert desk.browser().sign_in("ada.obi", PASSWORD, code).status_code == 403


@pytest.mark.parametrize(
    ("password", "again", "says"),
    [
        ("short", "short", "at least 12 characters"),
        ("password12345", "password12345", "one of the commonest passwords"),
        ("obi obi 2026 !!", "obi obi 2026 !!", "your name with little added"),
        (PASSWORD, PASSWORD + "s", "The two passwords differ"),
        ("", "", "at least 12 characters"),
    ],
)
def test_a_password_that_cannot_be_used_is_refused_with_a_reason(
    desk: Desk, password: str, again: str, says: str
) -> None:
    invitation = invite(desk)
    browser = opened(desk, invitation)
    response = browser.submit(invitation.path, password=password, again=again)
    assert response.status_code == 400
    assert says in text_of(response)
    assert member_of(desk, invitation).password_hash is None


@pytest.mark.parametrize("code", ["000000", "", "12345", "abcdef", "1" * 5000])
def test_a_wrong_code_is_told_and_the_same_key_stays(desk: Desk, code: str) -> None:
    invitation = invite(desk)
    browser = opened(desk, invitation)
    key = choose(browser, invitation)
    response = browser.submit(f"{invitation.path}/code", code=code)
    assert response.status_code == 400
    assert "This code does not fit" in text_of(response)
    assert key in response.text.replace(" ", "")


def test_codes_before_the_password_lead_back_to_it(desk: Desk) -> None:
    invitation = invite(desk)
    assert opened(desk, invitation).get(f"{invitation.path}/code").headers["location"] == invitation.path


def test_a_link_works_once(desk: Desk) -> None:
    invitation = invite(desk)
    browser = opened(desk, invitation)
    key = choose(browser, invitation)
    browser.submit(f"{invitation.path}/code", code=pyotp.TOTP(key).at(desk.clock.now))
    response = desk.browser().get(invitation.path)
    assert response.status_code == 404
    assert "Ask an admin of the clinic for a new one" in text_of(response)


def test_a_link_is_void_after_its_time(desk: Desk) -> None:
    invitation = invite(desk)
    browser = opened(desk, invitation)
    desk.clock.forward(hours=72)
    assert browser.get(invitation.path).status_code == 404
    assert browser.submit(invitation.path, password=PASSWORD, again=PASSWORD).status_code == 404
    assert browser.submit(f"{invitation.path}/code", code="000000").status_code == 404


def test_a_new_link_voids_the_old_one(desk: Desk) -> None:
    first = invite(desk)
    member = member_of(desk, first)
    second = desk.run(lambda connection: invite_again(connection, None, member, desk.clock.now, LASTS))
    assert desk.browser().get(first.path).status_code == 404
    assert desk.browser().get(second.path).status_code == 200


def test_an_invitation_again_voids_password_codes_and_sessions(desk: Desk) -> None:
    member, admin = desk.member(Role.VIEWER, "Ada Obi"), desk.signed_in(Role.ADMIN)
    browser = desk.signed_in(member)
    assert admin.submit(f"/console/staff/{member.id}/invite").status_code == 200
    assert browser.get("/console/account").status_code == 303
    code = member.code(desk.clock.now)
    assert desk.browser().sign_in(member.row.sign_in, PASSWORD, code).status_code == 403


@pytest.mark.parametrize("token", ["x", "0" * 500, "../staff", "%00", "' OR 1=1"])
def test_a_made_up_link_tells_nothing(desk: Desk, token: str) -> None:
    assert desk.browser().get(f"/console/invitation/{token}").status_code in (303, 404)


def test_the_link_is_not_stored_in_clear(desk: Desk) -> None:
    invitation = invite(desk)
    stored = desk.run(lambda connection: connection.exec_driver_sql("SELECT * FROM staff").all())
    assert invitation.token not in str(stored)


def test_the_key_of_the_codes_is_sealed_in_the_database(desk: Desk) -> None:
    member = desk.member()
    stored = desk.run(lambda connection: connection.exec_driver_sql("SELECT * FROM staff").all())
    assert member.secret not in str(stored)
