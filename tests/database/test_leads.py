"""Requests for a consultation: only with consent, one holds at a time, a withdrawn one is empty."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import Connection, Engine

from bot.booking.request import Request
from bot.database.leads import (
    CONTACT,
    REPLACED,
    give_contact_consent,
    request_of,
    requests_of,
    store_request,
    withdraw_requests,
)
from bot.database.models import LEAD_NEW, LEAD_WITHDRAWN, consent, conversation, lead, visitor
from bot.database.screenings import NoConsentError, give_consent
from bot.database.transcript import UnknownConversationError, open_conversation

WELCOME = {"text": "Hello", "buttons": [], "attachments": [], "sources": []}
REQUEST = Request(
    name="Siobhán O’Neill",
    contact_kind="phone",
    contact="+447700900123",
    preferred={"times": [], "said": ["Saturday mornings"]},
    wishes="a low hairline",
    expectation=({"id": "shaving", "answer": "understood", "more": True},),
    pack={"contacts": [["phone", "+447700900123", True]]},
)


def begun(connection: Connection) -> tuple[str, str]:
    _, conversation_id = open_conversation(connection, "website", WELCOME)
    return conversation_id, give_contact_consent(connection, conversation_id, "2026-11-22")


def test_a_request_comes_back_as_it_was_told(engine: Engine) -> None:
    with engine.begin() as connection:
        row = request_of(connection, store_request(connection, *begun(connection), REQUEST))
    assert row is not None
    assert (row.name, row.contact_kind, row.contact) == ("Siobhán O’Neill", "phone", "+447700900123")
    assert row.preferred == REQUEST.preferred
    assert row.expectation == list(REQUEST.expectation)
    assert (row.wishes, row.state) == ("a low hairline", LEAD_NEW)


def test_consent_says_for_what_and_in_which_wording(engine: Engine) -> None:
    with engine.begin() as connection:
        begun(connection)
        row = connection.execute(select(consent)).one()
    assert (row.purpose, row.wording_version, row.withdrawn_at) == (CONTACT, "2026-11-22", None)


def test_a_later_request_takes_the_place_of_the_one_before(engine: Engine) -> None:
    with engine.begin() as connection:
        where = begun(connection)
        store_request(connection, *where, REQUEST)
        later = store_request(connection, *where, replace(REQUEST, contact="+447700900124"))
        states = {row.id: row.state for row in requests_of(connection, where[0])}
    assert states.pop(later) == LEAD_NEW
    assert list(states.values()) == [REPLACED]


@pytest.mark.parametrize("why", ["withdrawn", "unknown", "for health data"])
def test_without_consent_for_contact_details_nothing_is_written(engine: Engine, why: str) -> None:
    with engine.begin() as connection:
        conversation_id, consent_id = begun(connection)
        if why == "withdrawn":
            withdraw_requests(connection, conversation_id)
        elif why == "unknown":
            consent_id = "nowhere"
        else:
            consent_id = give_consent(connection, conversation_id, "2026-11-22")
        with pytest.raises(NoConsentError):
            store_request(connection, conversation_id, consent_id, REQUEST)
        assert connection.execute(select(func.count()).select_from(lead)).scalar() == 0


def test_withdrawing_leaves_nothing_personal_and_ends_the_consent(engine: Engine) -> None:
    with engine.begin() as connection:
        where = begun(connection)
        store_request(connection, *where, REQUEST)
        store_request(connection, *where, REQUEST)
        withdraw_requests(connection, where[0])
        rows = requests_of(connection, where[0])
        assert connection.execute(select(consent.c.withdrawn_at)).scalar() is not None
    assert [row.state for row in rows] == [LEAD_WITHDRAWN] * 2
    for row in rows:
        assert (row.name, row.contact, row.preferred, row.wishes, row.expectation, row.pack) == (None,) * 6


def test_withdrawing_leaves_the_consent_for_health_data(engine: Engine) -> None:
    with engine.begin() as connection:
        conversation_id, _ = begun(connection)
        health = give_consent(connection, conversation_id, "2026-11-22")
        withdraw_requests(connection, conversation_id)
        row = connection.execute(select(consent).where(consent.c.id == health)).one()
    assert row.withdrawn_at is None


@pytest.mark.parametrize("erased", [conversation, visitor])
def test_erasing_a_conversation_or_its_visitor_takes_the_requests_along(
    engine: Engine, erased: object
) -> None:
    with engine.begin() as connection:
        store_request(connection, *begun(connection), REQUEST)
        connection.execute(erased.delete())  # type: ignore[attr-defined]
        assert connection.execute(select(func.count()).select_from(lead)).scalar() == 0


def test_a_conversation_that_is_gone_takes_no_request(engine: Engine) -> None:
    with engine.begin() as connection:
        _, consent_id = begun(connection)
        for write in (
            lambda: give_contact_consent(connection, "nowhere", "2026-11-22"),
            lambda: store_request(connection, "nowhere", consent_id, REQUEST),
            lambda: withdraw_requests(connection, "nowhere"),
        ):
            with pytest.raises(UnknownConversationError):
                write()


def test_an_unknown_request_is_none(engine: Engine) -> None:
    with engine.begin() as connection:
        assert request_of(connection, "nowhere") is None
