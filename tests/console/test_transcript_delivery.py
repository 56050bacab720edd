"""What staff see of a messaging channel: how far a message has come, photos, edits and deletions."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.arrivals import Media
from bot.console.roles import Role
from bot.database.channel_tables import (
    ASKED,
    DELIVERED,
    FAILED,
    LOST,
    QUEUED,
    READ,
    REFUSED,
    SENT,
    WAITING_WINDOW,
    WANTED,
    identity,
    media,
    outbox,
)
from bot.database.identities import Found
from bot.database.models import audit
from tests.console.desk import Desk, text_of
from tests.console.on_whatsapp import JPEG, arrives, kept_photo, talk


def page(desk: Desk, found: Found) -> Any:
    return desk.signed_in(Role.VIEWER).get(f"/console/conversations/{found.conversation}")


@pytest.mark.parametrize(
    ("columns", "shown"),
    [
        ({"state": QUEUED}, "on its way"),
        (
            {"state": QUEUED, "attempts": 2, "failure": "WhatsApp had a fault."},
            "is tried again WhatsApp had a fault.",
        ),
        ({"state": SENT}, "sent"),
        ({"state": DELIVERED}, "delivered"),
        ({"state": READ}, "read"),
        ({"state": FAILED, "failure": "We are blocked."}, "not delivered We are blocked."),
        (
            {"state": WAITING_WINDOW, "failure": "More than 24 hours."},
            "waits until they write again More than 24 hours.",
        ),
    ],
    ids=["queued", "again", "sent", "delivered", "read", "failed", "window"],
)
def test_a_message_shows_how_far_it_has_come(desk: Desk, columns: dict[str, Any], shown: str) -> None:
    found = talk(desk)
    desk.run(lambda c: c.execute(outbox.update().where(outbox.c.place == 2).values(**columns)))
    assert f"Come on Monday. {shown}" in text_of(page(desk, found))


def test_the_page_hears_of_a_delivery_that_has_come_further(desk: Desk) -> None:
    found = talk(desk)
    browser = desk.signed_in(Role.VIEWER)
    first = browser.get(f"/console/conversations/{found.conversation}")
    told = first.text.split('name="told" value="')[1].split('"')[0]
    news = f"/console/conversations/{found.conversation}/news"
    assert browser.get(news, params={"told": told}).status_code == 204
    desk.run(lambda c: c.execute(outbox.update().values(state=DELIVERED)))
    assert "delivered" in text_of(browser.get(news, params={"told": told}))


def test_it_is_told_who_somebody_is_on_the_channel(desk: Desk) -> None:
    found = talk(desk)
    assert "On WhatsApp: Priya" in text_of(page(desk, found))
    desk.run(lambda c: c.execute(identity.update().values(gone=True, phone="+447700900123")))
    assert "Priya, +447700900123 cannot be reached there any more" in text_of(page(desk, found))


def test_edits_deletions_and_reactions_are_told(desk: Desk) -> None:
    found = talk(desk)
    arrives(desk, found, "edit", "Is it safe?")
    arrives(desk, found, "deleted", None)
    arrives(desk, found, "reaction", None, details={"emoji": "👍"})
    shown = text_of(page(desk, found))
    assert "changes an earlier message" in shown
    assert "They deleted one of their messages in their app." in shown
    assert "They reacted with 👍." in shown


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        (ASKED, "Not opened: they have not said yet whether it may be kept."),
        (WANTED, "It is being fetched."),
        (REFUSED, "Not kept: they do not agree to it."),
        (LOST, "Too large."),
    ],
)
def test_a_photo_that_cannot_be_seen_says_why(desk: Desk, state: str, shown: str) -> None:
    found = talk(desk)
    arrives(desk, found, "photo", "[a photo]", media=(Media("1"),))
    failure = "Too large." if state == LOST else None
    desk.run(lambda c: c.execute(media.update().values(state=state, failure=failure, content=JPEG)))
    assert shown in text_of(page(desk, found))
    photo_id = desk.run(lambda c: c.execute(media.select()).one()).id
    assert desk.signed_in(Role.VIEWER).get(f"/console/photos/{photo_id}").status_code == 404


class TestPhotos:
    def test_staff_look_at_it_and_that_is_written_down(self, desk: Desk) -> None:
        photo_id = kept_photo(desk)
        answer = desk.signed_in(Role.VIEWER).get(f"/console/photos/{photo_id}")
        assert (answer.content, answer.headers["content-type"]) == (JPEG, "image/jpeg")
        assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        actions = desk.run(lambda c: [row.action for row in c.execute(audit.select())])
        assert "photo.viewed" in actions

    def test_nobody_else_sees_it(self, desk: Desk) -> None:
        photo_id = kept_photo(desk)
        assert desk.browser().get(f"/console/photos/{photo_id}").status_code == 303

    def test_what_is_no_picture_is_never_served(self, desk: Desk) -> None:
        photo_id = kept_photo(desk, b"<script>alert(1)</script>")
        assert desk.signed_in(Role.VIEWER).get(f"/console/photos/{photo_id}").status_code == 404
