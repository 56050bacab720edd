"""How a reply looks on WhatsApp through Twilio."""

from __future__ import annotations

from bot.channels.messages import Attachment, Button, Reply
from bot.channels.rendering import Call
from bot.channels.twilio import render, template

STATUS = "https://clinic.example/channels/twilio?part=0123abcd%3A"


def rendered(reply: Reply) -> list[Call]:
    return render(reply, "0123abcd", "https://clinic.example")


def test_choices_are_numbers_in_the_text() -> None:
    (call,) = rendered(Reply("Do you scar easily?", (Button("Yes", "/a"), Button("No", "/b"))))
    assert call == {
        "method": "Messages",
        "body": {
            "Body": "Do you scar easily?\n\n1. Yes\n2. No\n\nReply with the number of your choice.",
            "StatusCallback": f"{STATUS}0",
        },
    }


def test_a_long_text_is_sent_in_parts() -> None:
    calls = rendered(Reply("The pigment sits in the upper layer of the skin. " * 60))
    assert len(calls) == 2
    assert [call["body"]["StatusCallback"] for call in calls] == [f"{STATUS}0", f"{STATUS}1"]
    assert all(call["body"]["Body"].endswith("skin.") for call in calls)


def test_a_picture_is_shown_and_a_link_if_that_fails() -> None:
    (call,) = rendered(Reply("", attachments=(Attachment("image", "Map", "/map.jpg"),)))
    assert call["body"]["MediaUrl"] == "https://clinic.example/map.jpg"
    assert call["body"]["Body"] == "Map"
    assert call["instead"]["body"]["Body"] == "Map\nhttps://clinic.example/map.jpg"


def test_a_calendar_goes_as_a_link() -> None:
    item = Attachment("calendar", "Your days", "/my/calendar/t.ics")
    said, link = rendered(Reply("Here they are.", attachments=(item,)))
    assert said["body"]["Body"] == "Here they are."
    assert link["body"]["Body"] == "Your days\nhttps://clinic.example/my/calendar/t.ics"


def test_a_template_is_named_by_its_sid() -> None:
    call = template("HX" + "1" * 32, {"1": "Priya"}, "reminder:7", "https://clinic.example")
    assert call["body"] == {
        "ContentSid": "HX" + "1" * 32,
        "ContentVariables": '{"1": "Priya"}',
        "StatusCallback": "https://clinic.example/channels/twilio?part=reminder%3A7",
    }
