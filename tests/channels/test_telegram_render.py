"""How a reply looks on Telegram."""

from __future__ import annotations

from bot.channels.messages import Attachment, Button, Reply
from bot.channels.rendering import Call
from bot.channels.telegram import render
from bot.channels.telegram.render import kept_choice

REPLY = "0123456789abcdef0123456789abcdef"
QUIET = {"link_preview_options": {"is_disabled": True}}


def rendered(reply: Reply) -> list[Call]:
    return render(reply, REPLY, "https://clinic.example")


def test_plain_words_are_one_text_without_markup() -> None:
    assert rendered(Reply("2 < 4 & *no* _markup_")) == [
        {"method": "sendMessage", "body": {"text": "2 < 4 & *no* _markup_", **QUIET}}
    ]


def test_choices_are_buttons_one_per_line() -> None:
    (call,) = rendered(Reply("Do you scar easily?", (Button("Yes", "/a"), Button("No", "/b"))))
    assert call["body"]["text"] == "Do you scar easily?"
    assert call["body"]["reply_markup"] == {
        "inline_keyboard": [
            [{"text": "Yes", "callback_data": f"b:{REPLY}:0"}],
            [{"text": "No", "callback_data": f"b:{REPLY}:1"}],
        ]
    }


def test_a_long_choice_is_shortened_on_its_button_and_said_in_the_text() -> None:
    long = "I only had one raised scar, as a child"
    longer = f"{long}, and it went flat again"
    (call,) = rendered(Reply("Which?", (Button(long, "/a"), Button(longer, "/b"))))
    rows = call["body"]["reply_markup"]["inline_keyboard"]
    assert [row[0]["text"] for row in rows] == [long, "I only had one raised scar, as a child…"]
    assert call["body"]["text"] == f"Which?\n\n1. {long}\n2. {longer}"


def test_the_buttons_are_under_the_last_part_of_a_long_text() -> None:
    calls = rendered(Reply("The pigment sits in the skin. " * 200, (Button("Yes", "/a"),)))
    assert ["reply_markup" in call["body"] for call in calls] == [False, True]


def test_a_calendar_is_uploaded_since_telegram_fetches_none() -> None:
    item = Attachment("calendar", "Your days", "/my/calendar/t.ics")
    _, file = rendered(Reply("Here they are.", attachments=(item,)))
    assert file["method"] == "sendDocument"
    assert file["body"] == {"caption": "Your days"}
    assert file["upload"] == {
        "field": "document",
        "url": "https://clinic.example/my/calendar/t.ics",
        "name": "your-days.ics",
        "type": "text/calendar",
    }
    assert file["instead"]["body"]["text"] == "Your days\nhttps://clinic.example/my/calendar/t.ics"


def test_pictures_and_pdfs_are_fetched_by_telegram_and_vector_pictures_are_links() -> None:
    items = (
        Attachment("image", "Map", "/map.png"),
        Attachment("file", "", "/leaflet.pdf"),
        Attachment("image", "Plan", "/plan.svg"),
    )
    photo, document, link = rendered(Reply("", attachments=items))
    assert photo["body"] == {"caption": "Map", "photo": "https://clinic.example/map.png"}
    assert document["body"] == {"document": "https://clinic.example/leaflet.pdf"}
    assert link["body"] == {"text": "Plan\nhttps://clinic.example/plan.svg", **QUIET}


def test_what_was_chosen_stays_to_be_seen() -> None:
    assert kept_choice("Yes, please") == {
        "inline_keyboard": [[{"text": "✓ Yes, please", "callback_data": "kept"}]]
    }
