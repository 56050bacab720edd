"""/console/search: what can be found, what is refused in a sentence, and who is noted as having seen it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.console.roles import Role
from bot.database.models import audit, message
from bot.database.transcript import open_conversation, store_inbound
from tests.console.desk import Desk, text_of

WELCOME = {"text": "Welcome to the studio.", "buttons": [], "attachments": [], "sources": []}
AT = datetime(2026, 11, 20, 10, tzinfo=timezone.utc)


def said(desk: Desk, text: str, channel: str = "website", **columns: object) -> str:
    """The conversation of somebody new who wrote this."""

    def work(connection: Connection) -> str:
        _visitor, conversation = open_conversation(connection, channel, WELCOME)
        stored = store_inbound(connection, conversation, "1", text, None)
        if columns:
            connection.execute(message.update().where(message.c.id == stored.id).values(**columns))
        return conversation

    return desk.run(work)


def test_words_are_found_in_any_form_and_marked(desk: Desk) -> None:
    conversation = said(desk, "Does it hurt much at the temples?")
    page = desk.signed_in(Role.VIEWER).get("/console/search?words=hurting+temple")
    assert "<mark>hurt</mark>" in page.text
    assert "<mark>temples</mark>" in page.text
    assert f"/console/conversations/{conversation}" in page.text


def test_html_in_a_message_is_shown_as_it_was_typed(desk: Desk) -> None:
    said(desk, '<script>alert("scalp")</script> & <b>scalp</b>')
    page = desk.signed_in(Role.VIEWER).get("/console/search?words=scalp")
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(" in page.text
    assert "&lt;b&gt;<mark>scalp</mark>&lt;/b&gt;" in page.text


@pytest.mark.parametrize(
    "query",
    [
        "'",
        '"',
        "***",
        "a AND",
        "NEAR(",
        "(",
        "x' OR 1=1 --",
        "-only",
        '"open phrase',
        "💉",
        "%00",
        "a*b",
        "col:x",
        "^",
    ],
)
def test_no_odd_query_is_an_error(desk: Desk, query: str) -> None:
    page = desk.signed_in(Role.VIEWER).get("/console/search", params={"words": query})
    assert page.status_code in (200, 400)
    assert "Nothing found" in page.text or "at least one word" in page.text


def test_where_no_message_holds_all_words_those_with_some_are_shown(desk: Desk) -> None:
    said(desk, "Is minoxidil fine?")
    page = text_of(desk.signed_in(Role.VIEWER).get("/console/search?words=minoxidil+zeppelin"))
    assert "No message holds all of these words" in page
    assert "minoxidil" in page


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ("topic=pain", ["sore"]),
        ("topic=pain&words=sore", ["sore"]),
        ("topic=pain&words=price", []),
        ("least=40&most=60", ["price"]),
        ("channel=telegram&words=sore", []),
        ("words=sore&since=2026-11-21", []),
        ("words=sore&since=2026-11-20&until=2026-11-20", ["sore"]),
        ("words=sore&until=2026-11-19", []),
    ],
)
def test_limits_hold_together(desk: Desk, limits: str, expected: list[str]) -> None:
    said(desk, "It is sore", intent="pain", confidence=0.97, created_at=AT)
    said(desk, "The price?", intent="cost", confidence=0.5, created_at=AT)
    page = desk.signed_in(Role.VIEWER).get(f"/console/search?{limits}")
    results = text_of(page).partition("Empty the form")[2]
    assert [word for word in ("sore", "price") if word in results] == expected


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ("least=a+lot", "whole number from 0 to 100"),
        ("least=90&most=10", "below the lowest"),
        ("since=31/02/2026", "as in 2026-11-22"),
        ("since=2026-02-02&until=2026-02-01", "before the first"),
        ("words=-x", "at least one word"),
    ],
)
def test_what_cannot_be_used_is_said_beside_its_field(desk: Desk, fields: str, sentence: str) -> None:
    page = desk.signed_in(Role.VIEWER).get(f"/console/search?{fields}")
    assert page.status_code == 400
    assert sentence in text_of(page)


def test_pages_go_on_without_gap_or_repeat(desk: Desk) -> None:
    for number in range(60):
        said(desk, f"scalp number{number:03}", created_at=AT + timedelta(minutes=number // 3))
    browser = desk.signed_in(Role.VIEWER)
    address, seen = "/console/search?words=scalp", []
    while address:
        page = browser.get(address).text
        seen += [part[:3] for part in page.split(" number")[1:]]
        link = page.partition('<nav class="pages"')[2].rpartition('">Older</a>')[0].rpartition('href="')[2]
        address = link.replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 60


def test_everybody_whose_words_were_shown_stands_in_the_audit_log(desk: Desk) -> None:
    conversation = said(desk, "A very private remark")
    viewer = desk.member(Role.VIEWER)
    desk.signed_in(viewer).get("/console/search?words=remark")
    rows = desk.run(
        lambda connection: connection.execute(select(audit).where(audit.c.staff_id == viewer.id)).all()
    )
    assert [row.subject_id for row in rows if row.action == "search.shown"] == [conversation]
    assert not any("remark" in str(row.detail) for row in rows)


def test_an_unusable_place_is_refused(desk: Desk) -> None:
    assert desk.signed_in(Role.VIEWER).get("/console/search?words=x&after=yesterday").status_code == 400
