"""How a reply looks on WhatsApp through Meta."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.messages import Attachment, Button, Reply
from bot.channels.rendering import Call
from bot.channels.whatsapp import render, template

REPLY = "0123456789abcdef0123456789abcdef"


def rendered(reply: Reply) -> list[Call]:
    return render(reply, REPLY, "https://clinic.example")


def asked(titles: list[str], text: str = "Do you scar easily?") -> list[Call]:
    return rendered(Reply(text, tuple(Button(title, "/x") for title in titles)))


def interactive(call: Call) -> dict[str, Any]:
    assert call["body"]["type"] == "interactive"
    made: dict[str, Any] = call["body"]["interactive"]
    return made


def test_plain_words_are_one_text_without_a_preview_of_links() -> None:
    (call,) = rendered(Reply("It takes three hours."))
    assert call == {
        "method": "messages",
        "body": {
            "type": "text",
            "text": {"body": "It takes three hours.", "preview_url": False},
            "biz_opaque_callback_data": f"{REPLY}:0",
        },
    }


def test_three_short_choices_are_buttons() -> None:
    (call,) = asked(["Yes", "No", "I am not sure of it"])
    assert interactive(call) == {
        "type": "button",
        "body": {"text": "Do you scar easily?"},
        "action": {
            "buttons": [
                {"type": "reply", "reply": {"id": f"b:{REPLY}:0", "title": "Yes"}},
                {"type": "reply", "reply": {"id": f"b:{REPLY}:1", "title": "No"}},
                {"type": "reply", "reply": {"id": f"b:{REPLY}:2", "title": "I am not sure of it"}},
            ]
        },
    }


@pytest.mark.parametrize(
    ("titles", "kind"),
    [
        (["x" * 20] * 1, "button"),
        (["x" * 21] * 1, "list"),
        (["a", "b", "c"], "button"),
        (["a", "b", "c", "d"], "list"),
        ([str(number) for number in range(10)], "list"),
    ],
)
def test_what_does_not_fit_on_buttons_is_a_list(titles: list[str], kind: str) -> None:
    (call,) = asked(titles)
    assert interactive(call)["type"] == kind


def test_a_list_says_long_choices_below_their_short_form() -> None:
    (call,) = asked(["Yes", "No, I never had any raised scar"])
    action = interactive(call)["action"]
    assert action["button"] == "Show the choices"
    assert action["sections"] == [
        {
            "title": "Choices",
            "rows": [
                {"id": f"b:{REPLY}:0", "title": "Yes"},
                {
                    "id": f"b:{REPLY}:1",
                    "title": "No, I never had any…",
                    "description": "No, I never had any raised scar",
                },
            ],
        }
    ]
    assert interactive(call)["body"]["text"] == "Do you scar easily?"


def test_choices_too_long_for_a_list_are_numbered_in_the_text_too() -> None:
    long = "Only when I was operated on as a child, and that scar went flat again after about a year"
    (call,) = asked(["Yes", long])
    rows = interactive(call)["action"]["sections"][0]["rows"]
    assert [row["title"] for row in rows] == ["Yes", "Only when I was…"]
    assert interactive(call)["body"]["text"] == f"Do you scar easily?\n\n1. Yes\n2. {long}"


def test_choices_that_look_alike_when_short_are_numbered() -> None:
    (call,) = asked(["I take blood thinners now", "I take blood thinners, but not this week"])
    rows = interactive(call)["action"]["sections"][0]["rows"]
    assert [row["title"] for row in rows] == ["1. I take blood…", "2. I take blood…"]


def test_eleven_choices_are_numbers_in_the_text() -> None:
    (call,) = asked([f"Topic {number}" for number in range(1, 12)], "Which one?")
    said = call["body"]["text"]["body"]
    assert said.startswith("Which one?\n\n1. Topic 1\n2. Topic 2\n")
    assert said.endswith("11. Topic 11\n\nReply with the number of your choice.")


def test_a_long_text_goes_before_its_buttons() -> None:
    text = "The pigment sits in the upper layer of the skin. " * 60
    *before, last = asked(["Yes", "No"], text)
    assert [call["body"]["type"] for call in before] == ["text"]
    assert len(interactive(last)["body"]["text"]) <= 1_024
    said = " ".join([before[0]["body"]["text"]["body"], interactive(last)["body"]["text"]])
    assert said == text.strip()


def test_buttons_without_words_get_some() -> None:
    (call,) = asked(["Yes", "No"], " ")
    assert interactive(call)["body"]["text"] == "Please choose:"


def test_a_calendar_is_a_document_and_a_link_if_that_fails() -> None:
    item = Attachment("calendar", "Your aftercare days", "/my/calendar/t.ics")
    said, file = rendered(Reply("Here they are.", attachments=(item,)))
    assert said["body"]["type"] == "text"
    assert file["body"]["document"] == {
        "link": "https://clinic.example/my/calendar/t.ics",
        "caption": "Your aftercare days",
        "filename": "your-aftercare-days.ics",
    }
    assert file["instead"]["body"]["text"]["body"] == (
        "Your aftercare days\nhttps://clinic.example/my/calendar/t.ics"
    )
    assert file["body"]["biz_opaque_callback_data"] == f"{REPLY}:1"
    assert file["instead"]["body"]["biz_opaque_callback_data"] == f"{REPLY}:1"


def test_a_picture_is_shown_by_its_address() -> None:
    (file,) = rendered(Reply("", attachments=(Attachment("image", "", "https://clinic.example/map.png"),)))
    assert file["body"]["image"] == {"link": "https://clinic.example/map.png"}


def test_a_vector_picture_goes_as_a_link() -> None:
    (file,) = rendered(Reply("", attachments=(Attachment("image", "Your plan", "/my/timeline/t.svg"),)))
    assert file["body"]["text"]["body"] == "Your plan\nhttps://clinic.example/my/timeline/t.svg"


def test_a_question_comes_under_its_files() -> None:
    item = Attachment("image", "Map", "/map.png")
    calls = rendered(Reply("Shall I book it?", (Button("Yes", "/x"),), (item,)))
    assert [call["body"]["type"] for call in calls] == ["image", "interactive"]


def test_a_template_fills_its_blanks() -> None:
    call = template("aftercare_day", "en_GB", ["Priya", "no\n  sauna"], "reminder:7")
    assert call["body"] == {
        "type": "template",
        "template": {
            "name": "aftercare_day",
            "language": {"code": "en_GB"},
            "components": [
                {
                    "type": "body",
                    "parameters": [{"type": "text", "text": "Priya"}, {"type": "text", "text": "no sauna"}],
                }
            ],
        },
        "biz_opaque_callback_data": "reminder:7",
    }
