"""/console/privacy: somebody's data shown, withdrawn and erased by an admin, and what is over removed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.console.roles import Role
from bot.database.leads import give_contact_consent
from bot.database.models import audit, consent, conversation, message, promise
from bot.database.transcript import open_conversation, store_inbound
from tests.console.desk import Desk, text_of

WELCOME = {"text": "Welcome.", "buttons": [], "attachments": [], "sources": []}


def visitor(desk: Desk, text: str = "I have a secret") -> tuple[str, str]:
    def work(connection: Connection) -> tuple[str, str]:
        made = open_conversation(connection, "website", WELCOME)
        store_inbound(connection, made[1], "1", text, None)
        return made

    return desk.run(work)


def actions(desk: Desk) -> list[str]:
    return desk.run(lambda connection: list(connection.execute(select(audit.c.action)).scalars()))


def test_a_persons_data_is_found_by_the_id_of_a_conversation_and_downloaded(desk: Desk) -> None:
    person, conversation_id = visitor(desk)
    browser = desk.signed_in(Role.ADMIN)
    assert browser.submit("/console/privacy/look-up", id=conversation_id).headers["location"].endswith(person)
    page = text_of(browser.get(f"/console/privacy/{person}"))
    assert "messages 2" in page
    answer = browser.get(f"/console/privacy/{person}/data.json")
    assert [row["text"] for row in answer.json()["message"]] == ["Welcome.", "I have a secret"]
    assert {"person.looked_up", "person.shown"} <= set(actions(desk))


def test_erasing_leaves_a_receipt_and_nothing_to_search(desk: Desk) -> None:
    person, _conversation = visitor(desk)
    browser = desk.signed_in(Role.ADMIN)
    assert browser.submit(f"/console/privacy/{person}/erase", confirm="yes").status_code == 400
    assert browser.submit(f"/console/privacy/{person}/erase", confirm="Erase").status_code == 303
    page = browser.get(f"/console/privacy/{person}")
    assert "This person was erased" in page.text
    assert "secret" not in page.text
    assert "Nothing found" in browser.get("/console/search?words=secret").text
    assert browser.submit(f"/console/privacy/{person}/erase", confirm="erase").status_code == 404
    assert "person.erased" in actions(desk)


def test_a_withdrawn_consent_is_shown_as_withdrawn(desk: Desk) -> None:
    person, conversation_id = visitor(desk)
    desk.run(lambda connection: give_contact_consent(connection, conversation_id, "1"))
    browser = desk.signed_in(Role.ADMIN)
    assert browser.submit(f"/console/privacy/{person}/withdraw", purpose="everything").status_code == 400
    assert browser.submit(f"/console/privacy/{person}/withdraw", purpose="contact").status_code == 303
    assert (
        desk.run(lambda connection: connection.execute(select(consent.c.withdrawn_at)).scalar_one())
        is not None
    )


def test_what_is_over_is_counted_and_then_removed(desk: Desk) -> None:
    visitor(desk)
    _person, owed = visitor(desk)
    at = desk.clock.now

    def age(connection: Connection) -> None:
        connection.execute(conversation.update().values(updated_at=at - timedelta(days=900)))
        row = {"kind": "person", "rank": 3, "channel": "website", "why": "x"}
        times = {"made_at": at, "open_from": at, "due_at": at}
        connection.execute(promise.insert(), {"conversation_id": owed, **row, **times})

    desk.run(age)
    browser = desk.signed_in(Role.ADMIN)
    assert "after the last message 730 days 1" in text_of(browser.get("/console/privacy"))
    assert browser.submit("/console/privacy/retention").status_code == 303
    left = desk.run(lambda connection: set(connection.execute(select(message.c.conversation_id)).scalars()))
    assert left == {owed}
    assert "all that belongs to them, after the last message: 1" in text_of(browser.get("/console/privacy"))


@pytest.mark.parametrize("role", [Role.VIEWER, Role.REVIEWER, Role.CLINICIAN])
def test_only_an_admin_sees_or_erases_personal_data(desk: Desk, role: Role) -> None:
    person, _conversation = visitor(desk)
    browser = desk.signed_in(role)
    for path in ("", f"/{person}", f"/{person}/data.json"):
        assert browser.get(f"/console/privacy{path}").status_code == 403
    assert browser.submit(f"/console/privacy/{person}/erase", confirm="erase").status_code == 403


def test_an_unknown_id_is_not_found(desk: Desk) -> None:
    browser = desk.signed_in(Role.ADMIN)
    assert browser.get(f"/console/privacy/{'0' * 32}").status_code == 404
    assert browser.submit("/console/privacy/look-up", id="nobody").status_code == 404


def test_an_export_is_redacted_and_only_an_admin_gets_everything(desk: Desk) -> None:
    visitor(desk, "=1 my number is 07700 900123")
    at = desk.clock.now
    desk.run(lambda connection: connection.execute(conversation.update().values(created_at=at)))
    reviewer, admin = desk.signed_in(Role.REVIEWER), desk.signed_in(Role.ADMIN)
    redacted = reviewer.submit("/console/export", **{"as": "csv"})
    assert redacted.headers["content-disposition"].startswith("attachment")
    assert "'=1 my number is [phone]" in redacted.text
    assert reviewer.submit("/console/export", full="yes").status_code == 403
    assert "07700 900123" in admin.submit("/console/export", full="yes", **{"as": "json"}).text
    assert actions(desk).count("conversations.exported") == 2
    assert reviewer.submit("/console/export", since="soon").status_code == 400
    assert desk.signed_in(Role.VIEWER).get("/console/export").status_code == 403
