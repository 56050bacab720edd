"""What an admin does with accounts, and what cannot be done to them."""

from __future__ import annotations

import re

import pytest

from bot.console.audit import entries
from bot.console.roles import Role
from tests.console.desk import PASSWORD, Desk, text_of


def actions(desk: Desk) -> list[str]:
    return [entry.action for entry in desk.run(lambda connection: entries(connection, 100))]


def test_an_invitation_is_made_and_its_link_shown_once(desk: Desk) -> None:
    admin = desk.signed_in(Role.ADMIN)
    response = admin.submit("/console/staff", name="Dr Zoë Núñez", role="clinician", sign_in="")
    link = re.search(r"http://testserver(/console/invitation/[\w-]+)", response.text)
    assert link is not None
    assert "dr.zoe.nunez" in response.text
    assert "Welcome, Dr Zoë Núñez" in text_of(desk.browser().get(link[1]))
    listed = admin.get("/console/staff")
    assert "Dr Zoë Núñez" in text_of(listed)
    assert "invited" in text_of(listed)
    assert link[1] not in listed.text


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"name": "", "role": "viewer"}, "Name is missing"),
        ({"name": "x" * 201, "role": "viewer"}, "at most 200"),
        ({"name": "Ada Obi", "role": "owner"}, "Please choose one of: viewer, reviewer, clinician, admin."),
        ({"name": "Ada Obi", "role": "viewer", "sign_in": "a b"}, "A sign-in name has 3 to 80"),
        ({"name": "李", "role": "viewer"}, "A sign-in name has 3 to 80"),
        ({"name": "Ada\u0007Obi", "role": "viewer"}, "A name has"),
        ({"name": "Ada Obi", "role": "viewer", "sign_in": "taken.name"}, "taken.name is taken"),
    ],
)
def test_what_cannot_be_used_is_told_and_stays_in_the_form(
    desk: Desk, fields: dict[str, str], says: str
) -> None:
    admin = desk.signed_in(Role.ADMIN)
    admin.submit("/console/staff", name="First", role="viewer", sign_in="taken.name")
    response = admin.submit("/console/staff", **fields)
    assert response.status_code == 400
    assert says in text_of(response)
    assert fields["name"][:50] in response.text


def test_names_are_escaped_wherever_they_stand(desk: Desk) -> None:
    admin = desk.signed_in(desk.member(Role.ADMIN, "<script>alert(1)</script>"))
    for path in ("/console/staff", "/console/account", "/console/audit"):
        assert "<script>alert" not in admin.get(path).text


def test_a_role_is_changed_and_noted(desk: Desk) -> None:
    admin, member = desk.signed_in(Role.ADMIN), desk.member(Role.VIEWER, "Ada Obi")
    admin.submit(f"/console/staff/{member.id}/role", role="reviewer")
    assert "Ada Obi is reviewer now." in text_of(admin.get("/console/staff"))
    assert actions(desk)[0] == "staff.role_changed"
    assert admin.submit(f"/console/staff/{member.id}/role", role="owner").status_code == 400


def test_the_only_admin_stays_admin(desk: Desk) -> None:
    only = desk.member(Role.ADMIN, "Ada Obi")
    admin = desk.signed_in(only)
    desk.member(Role.CLINICIAN)
    response = admin.submit(f"/console/staff/{only.id}/role", role="viewer")
    assert response.status_code == 409
    assert "Ada Obi is the only one who manages accounts" in text_of(response)
    assert admin.submit(f"/console/staff/{only.id}/disable").status_code == 409
    assert admin.submit(f"/console/staff/{only.id}/invite").status_code == 409
    desk.member(Role.ADMIN)
    assert admin.submit(f"/console/staff/{only.id}/role", role="viewer").status_code == 303


def test_nobody_disables_or_invites_themselves(desk: Desk) -> None:
    member = desk.member(Role.ADMIN)
    desk.member(Role.ADMIN)
    browser = desk.signed_in(member)
    assert browser.submit(f"/console/staff/{member.id}/disable").status_code == 409
    assert browser.submit(f"/console/staff/{member.id}/invite").status_code == 409
    assert browser.get("/console/staff").status_code == 200


def test_somebody_is_signed_out_everywhere(desk: Desk) -> None:
    admin, member = desk.signed_in(Role.ADMIN), desk.member(Role.VIEWER)
    browsers = [desk.signed_in(member), desk.signed_in(member)]
    admin.submit(f"/console/staff/{member.id}/sign-out")
    assert [browser.get("/console/account").status_code for browser in browsers] == [303, 303]
    assert actions(desk)[0] == "staff.sessions_ended"


def test_a_disabled_account_comes_back_only_by_a_new_invitation(desk: Desk) -> None:
    admin, member = desk.signed_in(Role.ADMIN), desk.member(Role.VIEWER)
    admin.submit(f"/console/staff/{member.id}/disable")
    assert "disabled" in text_of(admin.get("/console/staff"))
    link = re.search(r"(/console/invitation/[\w-]+)", admin.submit(f"/console/staff/{member.id}/invite").text)
    assert link is not None
    assert desk.browser().get(link[1]).status_code == 200
    code = member.code(desk.clock.now)
    assert desk.browser().sign_in(member.row.sign_in, PASSWORD, code).status_code == 403


def test_every_deed_stands_in_the_audit_log(desk: Desk) -> None:
    admin, member = desk.signed_in(desk.member(Role.ADMIN, "Grace Chief")), desk.member(Role.VIEWER)
    admin.submit("/console/staff", name="Ada Obi", role="viewer")
    for deed in ("invite", "sign-out", "disable"):
        admin.submit(f"/console/staff/{member.id}/{deed}")
    assert actions(desk)[:4] == ["staff.disabled", "staff.sessions_ended", "staff.invited", "staff.added"]
    shown = text_of(admin.get("/console/audit"))
    assert "Grace Chief staff: disabled staff" in shown
    about = text_of(admin.get(f"/console/audit?kind=staff&subject={member.id}"))
    assert "staff: added" in about
    assert about.count("staff: invited") == 1


def test_the_audit_log_is_read_page_by_page(desk: Desk) -> None:
    admin = desk.signed_in(Role.ADMIN)
    for number in range(60):
        admin.submit("/console/staff", name=f"Person {number}", role="viewer")
    first = admin.get("/console/audit")
    older = re.search(r'href="(/console/audit\?before=[^"]+)"', first.text)
    assert older is not None
    second = admin.get(older[1].replace("&amp;", "&"))
    assert "Older" not in text_of(second)
    assert first.text.count("staff: added") + second.text.count("staff: added") == 61
    for spoilt in ("x", "2026-11-22", "2026-13-40 x", "2026-11-22T10:00:00 x"):
        assert admin.get("/console/audit", params={"before": spoilt}).status_code == 400
