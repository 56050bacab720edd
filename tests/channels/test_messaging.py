"""A conversation on a messaging channel from the delivery to what reaches the person."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.channels.messages import Reply
from bot.database.models import conversation, now
from bot.database.transcript import change, speak
from tests.channels.conftest import WORDING, Messaging
from tests.fakes.people import PUBLIC_URL, OnTelegram
from tests.fakes.rasa import FakeRasa, custom

CHANNELS = pytest.mark.parametrize("channel", ["whatsapp", "twilio", "telegram"])


@CHANNELS
def test_a_question_is_answered_after_the_welcome(messaging_on_each: Messaging, channel: str) -> None:
    person = messaging_on_each.somebody(channel)
    assert person.types("Is it safe?").status_code == 200
    messaging_on_each.settle()
    welcome, answer = person.heard()
    assert welcome.text.startswith("<welcome>")
    assert set(welcome.choices) == {"Does it hurt?", "Prices", "A person"}
    assert answer.text == "About Is it safe?"


@CHANNELS
def test_a_chosen_button_is_its_payload(messaging: Messaging, channel: str, rasa: FakeRasa) -> None:
    rasa.answers["hello"] = [custom("Which area?", [("Front", "/front"), ("Crown", "/crown")])]
    person = messaging.somebody(channel)
    person.types("hello")
    messaging.settle()
    person.taps("Crown")
    messaging.settle()
    assert rasa.messages == ["hello", "/crown"]
    assert person.texts[-1] == "About /crown"


@CHANNELS
def test_a_choice_may_be_typed_by_its_number_or_title(
    messaging: Messaging, channel: str, rasa: FakeRasa
) -> None:
    rasa.answers["hello"] = [custom("Which area?", [("Front", "/front"), ("Crown", "/crown")])]
    person = messaging.somebody(channel)
    for typed in ("hello", "2", "hello", "crown"):
        person.types(typed)
        messaging.settle()
    assert rasa.messages == ["hello", "/crown", "hello", "/crown"]


@CHANNELS
@pytest.mark.parametrize("kind", ["voice", "video", "document", "sticker", "location", "contacts", "unknown"])
def test_what_holds_no_words_is_kept_and_answered(messaging: Messaging, channel: str, kind: str) -> None:
    person = messaging.somebody(channel)
    assert person.sends(kind).status_code == 200
    messaging.settle()
    assert person.texts[1:] == [WORDING.say(kind)]
    assert messaging.kinds() == [kind]
    assert messaging.said()[1:] == [f"> {WORDING.say(f'sent_{kind}')}", WORDING.say(kind)]


@pytest.mark.parametrize(
    ("channel", "kind"),
    [("whatsapp", "reaction"), ("whatsapp", "deleted"), ("twilio", "reaction"), ("telegram", "reaction")],
)
def test_what_only_marks_a_message_is_kept_and_not_answered(
    messaging: Messaging, channel: str, kind: str
) -> None:
    person = messaging.somebody(channel)
    person.types("Is it safe?")
    messaging.settle()
    assert person.sends(kind).status_code == 200
    messaging.settle()
    assert person.texts[1:] == ["About Is it safe?"]
    assert messaging.kinds() == ["text", kind]


@CHANNELS
def test_words_beside_a_file_are_answered_too(messaging_on_each: Messaging, channel: str) -> None:
    person = messaging_on_each.somebody(channel)
    person.sends("video", "is this normal")
    messaging_on_each.settle()
    assert person.texts[1:] == [WORDING.say("video"), "About is this normal"]


@pytest.mark.parametrize("channel", ["whatsapp", "telegram"])
class TestEdits:
    def test_an_edit_is_a_message_that_is_answered(self, messaging: Messaging, channel: str) -> None:
        person = messaging.somebody(channel)
        person.types("Is it sore?")
        messaging.settle()
        person.edits("Is it safe?")
        messaging.settle()
        assert person.texts[1:] == ["About Is it sore?", "About Is it safe?"]
        assert messaging.kinds() == ["text", "edit"]

    def test_a_message_edited_before_its_turn_is_answered_once(
        self, messaging_on_each: Messaging, channel: str
    ) -> None:
        person = messaging_on_each.somebody(channel)
        person.types("Is it sofe?")
        person.edits("Is it safe?")
        messaging_on_each.settle()
        assert person.texts[1:] == ["About Is it safe?"]

    def test_an_edit_that_changes_no_word_is_only_kept(self, messaging: Messaging, channel: str) -> None:
        person = messaging.somebody(channel)
        person.types("Is it safe?")
        messaging.settle()
        person.edits("Is it safe?")
        messaging.settle()
        assert person.texts[1:] == ["About Is it safe?"]
        assert messaging.kinds() == ["text", "edit"]

    def test_an_edit_can_tell_of_an_emergency(self, messaging: Messaging, channel: str) -> None:
        person = messaging.somebody(channel)
        person.types("I feel odd")
        messaging.settle()
        person.edits("my throat is closing and I cannot breathe")
        messaging.settle()
        assert person.texts[-1].startswith("<urgent_")


@CHANNELS
class TestPieces:
    def test_short_messages_in_a_row_are_one_question(
        self, messaging_on_each: Messaging, channel: str, rasa: FakeRasa
    ) -> None:
        person = messaging_on_each.somebody(channel)
        for piece in ("hi", "I have a question", "is it safe"):
            person.types(piece)
        messaging_on_each.settle()
        assert rasa.messages == ["hi\nI have a question\nis it safe"]
        assert len(person.heard()) == 2

    def test_an_emergency_waits_for_no_further_piece(
        self, messaging: Messaging, channel: str, rasa: FakeRasa
    ) -> None:
        person = messaging.somebody(channel)
        person.types("hi")
        person.types("my throat is closing and I cannot breathe")
        assert messaging.said()[-1].startswith("<urgent_")
        messaging.settle()
        assert rasa.messages == ["hi"]

    def test_a_choice_is_no_piece_of_what_follows(
        self, messaging: Messaging, channel: str, rasa: FakeRasa
    ) -> None:
        rasa.answers["hello"] = [custom("Which area?", [("Front", "/front"), ("Crown", "/crown")])]
        person = messaging.somebody(channel)
        person.types("hello")
        messaging.settle()
        person.types("Crown")
        person.types("and is it safe")
        messaging.settle()
        assert rasa.messages == ["hello", "/crown", "and is it safe"]


def test_the_start_of_a_chat_is_the_welcome(messaging: Messaging) -> None:
    person = messaging.somebody("telegram")
    person.types("/start")
    messaging.settle()
    assert person.texts == ["<welcome>"]
    person.types("/start")
    messaging.settle()
    assert person.texts == ["<welcome>", "<welcome>"]


def test_a_button_of_somebody_else_chooses_nothing(messaging: Messaging, rasa: FakeRasa) -> None:
    other, person = messaging.somebody("telegram"), messaging.somebody("telegram")
    other.types("hi")
    person.types("hi")
    messaging.settle()
    stolen = other.newest("Prices")
    assert isinstance(person, OnTelegram)
    person.taps_on(stolen)
    messaging.settle()
    assert person.texts[-1] == WORDING.say("old_button")
    assert rasa.messages == ["hi", "hi"]


def test_a_tap_is_acknowledged_and_its_choice_shown(messaging: Messaging) -> None:
    person = messaging.somebody("telegram")
    person.types("hi")
    messaging.settle()
    person.taps("Prices")
    messaging.settle()
    methods = [each.method for each in messaging.telegram.taken]
    assert methods.count("answerCallbackQuery") == 1
    shown = [each.body for each in messaging.telegram.taken if each.method == "editMessageReplyMarkup"]
    assert [each["reply_markup"]["inline_keyboard"][0][0]["text"] for each in shown] == ["✓ Prices"]


@pytest.mark.parametrize("channel", ["whatsapp", "telegram"])
def test_a_turn_shows_a_typing_sign(messaging: Messaging, channel: str, rasa: FakeRasa) -> None:
    rasa.delay = 0.3
    person = messaging.somebody(channel)
    person.types("Is it safe?")
    messaging.settle()
    signs = {"whatsapp": ("typing", messaging.meta), "telegram": ("sendChatAction", messaging.telegram)}
    name, fake = signs[channel]
    assert [each.method for each in fake.taken if each.method == name] == [name]


@CHANNELS
def test_what_staff_say_reaches_the_person(messaging: Messaging, channel: str) -> None:
    person = messaging.somebody(channel)
    person.types("Is it safe?")
    messaging.settle()
    with messaging.engine.begin() as connection:
        conversation_id = connection.execute(select(conversation.c.id)).scalar_one()
        speak(connection, conversation_id, Reply("Hello, this is Ada.").to_json(), now())
    messaging.settle()
    assert person.texts[-1] == "Hello, this is Ada."


@CHANNELS
def test_the_assistant_is_silent_while_a_person_answers(
    messaging: Messaging, channel: str, rasa: FakeRasa
) -> None:
    person = messaging.somebody(channel)
    person.types("Is it safe?")
    messaging.settle()
    with messaging.engine.begin() as connection:
        conversation_id = connection.execute(select(conversation.c.id)).scalar_one()
        change(connection, conversation_id, owner="f" * 32)
    person.types("are you there")
    person.sends("voice")
    messaging.settle()
    assert person.texts[1:] == ["About Is it safe?"]
    assert messaging.said()[-2:] == ["> are you there", f"> {WORDING.say('sent_voice')}"]


def test_a_calendar_goes_out_as_a_document(messaging: Messaging, rasa: FakeRasa) -> None:
    item = custom("Your days")
    item["custom"]["reply"]["attachments"] = [
        {"kind": "calendar", "title": "Your days", "url": "/my/calendar/abc.ics"}
    ]
    rasa.answers["days"] = [item]
    person = messaging.somebody("whatsapp")
    person.types("days")
    messaging.settle()
    document = person.heard()[-1].body["document"]
    assert document["link"] == f"{PUBLIC_URL}/my/calendar/abc.ics"
    assert document["filename"] == "your-days.ics"
