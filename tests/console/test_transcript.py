"""One visitor's page: what is shown of a conversation, and what staff do in it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from bot.console.roles import Role
from bot.console.transcript_marks import when_shown
from bot.database.models import TAKEN_OVER, assignment, audit, conversation, message, note, promise
from bot.database.promises import open_promises
from bot.handover import NEW, PERSON, URGENT
from tests.console.desk import Browser, Desk, Member, text_of
from tests.console.seeding import MONDAY, owed, say, screened, talk

HOSTILE = "<script>alert(1)</script> & <img src=x onerror=alert(2)>"


def path(conversation_id: str, deed: str = "") -> str:
    return f"/console/conversations/{conversation_id}" + (f"/{deed}" if deed else "")


def outbound(desk: Desk, conversation_id: str) -> list[Any]:
    statement = message.select().where(message.c.conversation_id == conversation_id)
    rows = desk.run(lambda connection: connection.execute(statement.order_by(message.c.sequence)).all())
    return [row for row in rows if row.direction == "out"]


def field(page: Any, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page.text)
    assert found is not None, name
    return found[1]


def of(desk: Desk, conversation_id: str) -> Any:
    statement = conversation.select().where(conversation.c.id == conversation_id)
    return desk.run(lambda connection: connection.execute(statement).one())


def kinds(desk: Desk, conversation_id: str) -> list[str]:
    return [row.kind for row in desk.run(lambda connection: open_promises(connection, conversation_id))]


# -- what is shown -------------------------------------------------------------------------------------------------


def test_messages_stand_with_what_was_understood(desk: Desk) -> None:
    made = talk(desk)
    understood = {
        "topics": [{"topic": "pain", "confidence": 0.934, "clause": "does it hurt"}],
        "alternatives": [],
        "out_of_scope": False,
    }
    desk.run(lambda connection: say(connection, made, "does it hurt", understood=understood))
    text = text_of(desk.signed_in(Role.VIEWER).get(path(made)))
    assert "does it hurt" in text
    assert re.search(r"\w 93 %", text)


def test_a_tap_and_what_hardly_came_near_show_no_topic(desk: Desk) -> None:
    made = talk(desk)
    tapped = {"topics": [{"topic": "pain", "confidence": 1.0, "clause": ""}], "out_of_scope": False}
    far = {
        "topics": [],
        "alternatives": [
            {"topic": "bot_challenge", "confidence": 0.12},
            {"topic": "cost", "confidence": 0.004},
        ],
        "out_of_scope": True,
    }
    desk.run(lambda connection: say(connection, made, "Tapped", payload="/pain", understood=tapped))
    desk.run(lambda connection: say(connection, made, "write my essay", understood=far))
    text = text_of(desk.signed_in(Role.VIEWER).get(path(made)))
    assert "100 %" not in text
    assert "not of our subject nearest: Are you a robot? 12 %" in text
    assert "0 %" not in text


def test_an_answer_to_a_dialogue_is_not_shown_as_something_not_understood(desk: Desk) -> None:
    made = talk(desk)
    asks = [{"title": "Rather not say", "payload": '/booking{"choice":"name#0"}'}]
    outside = {"topics": [], "alternatives": [], "out_of_scope": True}
    desk.run(lambda connection: say(connection, made, "book me in"))
    asked = message.update().where(message.c.text == "An answer.").values(buttons=asks)
    desk.run(lambda connection: connection.execute(asked))
    desk.run(lambda connection: say(connection, made, "Jo Blogg", understood=outside))
    desk.run(lambda connection: say(connection, made, "write my essay", understood=outside))
    text = text_of(desk.signed_in(Role.VIEWER).get(path(made)))
    assert "Jo Blogg answers the question" in text
    assert text.count("not of our subject") == 1


def test_an_unsure_message_shows_what_came_nearest(desk: Desk) -> None:
    made = talk(desk)
    understood = {
        "topics": [],
        "alternatives": [{"topic": "cost", "confidence": 0.31}],
        "out_of_scope": False,
    }
    desk.run(lambda connection: say(connection, made, "hm", understood=understood))
    text = text_of(desk.signed_in(Role.VIEWER).get(path(made)))
    assert "not understood" in text
    assert "31 %" in text


def test_findings_are_marked_in_the_words_they_were_read_from(desk: Desk) -> None:
    made = talk(desk, "I stopped roaccutane in July, and I have no diabetes")
    page = desk.signed_in(Role.VIEWER).get(path(made)).text
    assert re.search(r"<mark[^>]*>roaccutane</mark>", page)
    denied = re.search(r"<mark[^>]*>diabetes</mark><span[^>]*>([^<]*)</span>", page)
    assert denied is not None
    assert "denied" in denied[1]


def test_html_in_messages_is_shown_as_it_was_written(desk: Desk) -> None:
    made = talk(desk, HOSTILE)
    browser = desk.signed_in(Role.REVIEWER)
    browser.submit(path(made, "note"), note=HOSTILE)
    browser.submit(path(made, "message"), message=HOSTILE, seen="99", once="a")
    page = browser.get(path(made)).text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 3


def test_an_outcome_stands_with_reasons_words_and_sources(desk: Desk) -> None:
    made = talk(desk, "I have keloids")
    screened(desk, made, "needs_clinician")
    text = text_of(desk.signed_in(Role.VIEWER).get(path(made)))
    for part in (
        "Needs a clinician",
        "Keloids can come back",
        "“keloids”",
        "keloid_history.any",
        "unknown-key",
    ):
        assert part in text
    assert "Agreed to the storing of health data" in text


def test_all_conversations_of_one_person_stand_together(desk: Desk) -> None:
    first = talk(desk, "on the website")
    second = talk(desk, "on the phone", channel="whatsapp", visitor=of(desk, first).visitor_id)
    other = talk(desk, "of somebody else")
    text = text_of(desk.signed_in(Role.VIEWER).get(path(first)))
    assert "on the website" in text
    assert "on the phone" in text
    assert "WhatsApp" in text
    assert "of somebody else" not in text
    assert desk.signed_in(Role.VIEWER).get(path(second)).status_code == 200
    assert other


def test_a_long_conversation_is_paged_and_nothing_is_left_out(desk: Desk) -> None:
    made = talk(desk)

    def fill(connection: Any) -> None:
        for number in range(250):
            say(connection, made, f"message {number} ends", created_at=MONDAY + timedelta(minutes=number))

    desk.run(fill)
    browser, seen = desk.signed_in(Role.VIEWER), set()
    page: Any = browser.get(path(made))
    for _ in range(5):
        seen |= set(re.findall(r"message (\d+) ends", page.text))
        older = re.search(r'href="([^"]+\?before=[^"]+)"', page.text)
        if older is None:
            break
        page = browser.get(older[1])
    assert len(seen) == 250


@pytest.mark.parametrize(
    "before", ["x", "2026-11-23 1 a", "2026-11-23T09:30:00 1 a", "2026-11-23T09:30:00+00:00 x a"]
)
def test_a_cut_address_of_a_page_is_refused(desk: Desk, before: str) -> None:
    response = desk.signed_in(Role.VIEWER).get(path(talk(desk, "hello")), params={"before": before})
    assert response.status_code == 400


def test_an_unknown_conversation_is_not_found_for_any_role(desk: Desk) -> None:
    for role in Role:
        browser = desk.signed_in(role)
        for guess in ("0" * 32, "1", "%27%20or%201=1", "..%2f..%2fetc"):
            assert browser.get(path(guess)).status_code == 404
            assert browser.get(path(guess, "news")).status_code == 404


def test_every_view_is_in_the_audit_log_without_what_was_said(desk: Desk) -> None:
    member = desk.member(Role.VIEWER)
    first = talk(desk, "I have keloids")
    second = talk(desk, "hello", channel="telegram", visitor=of(desk, first).visitor_id)
    desk.signed_in(member).get(path(first))
    rows = desk.run(lambda connection: connection.execute(audit.select()).all())
    seen = [row for row in rows if row.action == "transcript.viewed"]
    assert {row.subject_id for row in seen} == {first, second}
    assert {row.staff_id for row in seen} == {member.id}
    assert "keloids" not in repr(rows)


def test_a_view_that_cannot_be_audited_shows_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    made = talk(desk, "I have keloids")

    def refuse(*_: Any, **__: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("bot.console.audit.record", refuse)
    response = desk.signed_in(Role.VIEWER).get(path(made))
    assert response.status_code == 500
    assert "keloids" not in response.text


def test_looking_settles_that_it_is_new_for_whoever_could_act_on_it(desk: Desk) -> None:
    made = talk(desk, "hello")
    owed(desk, made, NEW)
    desk.signed_in(Role.VIEWER).get(path(made))
    assert kinds(desk, made) == [NEW]
    desk.signed_in(Role.REVIEWER).get(path(made))
    assert kinds(desk, made) == []


def test_what_is_said_meanwhile_appears_by_itself_and_is_audited(desk: Desk) -> None:
    made, browser = talk(desk, "hello"), desk.signed_in(Role.REVIEWER)
    told = field(browser.get(path(made)), "told")
    assert browser.get(path(made, "news"), params={"told": told}).status_code == 204
    desk.run(lambda connection: say(connection, made, "are you there?"))
    before = len(desk.run(lambda connection: connection.execute(audit.select()).all()))
    fresh = browser.get(path(made, "news"), params={"told": told})
    assert "are you there?" in fresh.text
    assert "<html" not in fresh.text
    assert len(desk.run(lambda connection: connection.execute(audit.select()).all())) == before + 1


@pytest.mark.parametrize(
    ("when", "shown"),
    [
        ("-P4M", "4 months ago"),
        ("+P1W", "in 1 week"),
        ("-PT3H", "3 hours ago"),
        ("P0D", "today"),
        ("P6W", "6 weeks"),
        ("age 16", "age 16"),
        ("2024-03", "2024-03"),
        ("last summer", "last summer"),
        ("", ""),
    ],
)
def test_times_of_findings_are_said_in_words(when: str, shown: str) -> None:
    assert when_shown(when) == shown


# -- notes ---------------------------------------------------------------------------------------------------------


def test_a_note_stands_in_the_line_of_time_with_its_author(desk: Desk) -> None:
    made = talk(desk, "hello")
    browser = desk.signed_in(desk.member(Role.REVIEWER, "Ada Obi"))
    assert browser.submit(path(made, "note"), note="Call on Tuesday").status_code == 303
    assert "Note of Ada Obi" in text_of(browser.get(path(made)))
    assert "Call on Tuesday" in text_of(browser.get(path(made)))


def test_a_note_of_a_hundred_thousand_characters_is_refused_and_given_back_whole(desk: Desk) -> None:
    made = talk(desk, "hello")
    written = "a long story " * 7_693
    response = desk.signed_in(Role.REVIEWER).submit(path(made, "note"), note=written)
    assert response.status_code == 400
    assert "at most 20,000 can be stored" in text_of(response)
    assert written.strip() in response.text
    assert desk.run(lambda connection: connection.execute(note.select()).all()) == []


def test_an_empty_note_and_an_empty_message_are_refused(desk: Desk) -> None:
    made, browser = talk(desk, "hello"), desk.signed_in(Role.REVIEWER)
    assert browser.submit(path(made, "note"), note="  ").status_code == 400
    assert browser.submit(path(made, "message"), message=" ").status_code == 400


# -- writing to the visitor ----------------------------------------------------------------------------------------


def write(browser: Browser, made: str, text: str, **fields: str) -> Any:
    page = browser.get(path(made))
    found = {"seen": field(page, "seen"), "once": field(page, "once")} | fields
    return browser.submit(path(made, "message"), message=text, **found)


def test_a_message_goes_to_the_visitor_in_the_name_of_its_author(desk: Desk) -> None:
    made, ada = talk(desk, "can I talk to someone"), desk.member(Role.REVIEWER, "Ada Obi")
    owed(desk, made, PERSON)
    owed(desk, made, URGENT)
    assert write(desk.signed_in(ada), made, "Yes, this is Ada.").status_code == 303
    last = outbound(desk, made)[-1]
    assert (last.text, last.author) == ("Yes, this is Ada.", ada.id)
    assert of(desk, made).last_sequence == last.sequence
    assert kinds(desk, made) == []


def test_a_message_that_is_sent_twice_is_said_once(desk: Desk) -> None:
    made, browser = talk(desk, "hello"), desk.signed_in(Role.REVIEWER)
    before = len(outbound(desk, made))
    for _ in range(2):
        assert write(browser, made, "Hello from a person", once="the-same").status_code == 303
    assert len(outbound(desk, made)) == before + 1


def test_who_answers_after_a_colleague_did_sees_that_answer_first_and_keeps_their_own(desk: Desk) -> None:
    made = talk(desk, "hello")
    ada, ben = (desk.signed_in(desk.member(Role.REVIEWER, name)) for name in ("Ada Obi", "Ben Cole"))
    stale = ben.get(path(made))
    write(ada, made, "Ada was here")
    answer = ben.submit(
        path(made, "message"), message="Ben too", seen=field(stale, "seen"), once=field(stale, "once")
    )
    assert answer.status_code == 409
    assert "Ada Obi wrote to the visitor meanwhile" in text_of(answer)
    assert "Ada was here" in answer.text
    assert re.search(r"<textarea[^>]*name=\"message\"[^>]*>\s*Ben too</textarea>", answer.text)
    again = ben.submit(
        path(made, "message"), message="Ben too", seen=field(answer, "seen"), once=field(answer, "once")
    )
    assert again.status_code == 303


def test_a_message_that_is_too_long_is_given_back(desk: Desk) -> None:
    made, text = talk(desk, "hello"), "word " * 1_000
    response = write(desk.signed_in(Role.REVIEWER), made, text)
    assert response.status_code == 400
    assert text.strip() in response.text


def test_a_viewer_can_only_look(desk: Desk) -> None:
    made = talk(desk, "hello")
    screened(desk, made, "suitable")
    browser = desk.signed_in(Role.VIEWER)
    page = browser.get(path(made)).text
    assert re.findall(r'action="/console/(?:conversations|queue)[^"]*"', page) == []
    for deed in ("message", "take-over", "hand-back", "note", "settle", "decide", "put-off"):
        assert browser.submit(path(made, deed), message="x", note="x", owner="").status_code == 403
    assert len(outbound(desk, made)) == 2


# -- taking over and handing back ----------------------------------------------------------------------------------


def taken(desk: Desk, member: Member, made: str) -> Browser:
    browser = desk.signed_in(member)
    assert browser.submit(path(made, "take-over"), owner=of(desk, made).owner or "").status_code == 303
    return browser


def test_who_takes_over_owns_the_conversation_and_the_visitor_is_told(desk: Desk) -> None:
    made, ada = talk(desk, "hello"), desk.member(Role.REVIEWER, "Ada Obi")
    taken(desk, ada, made)
    assert of(desk, made).owner == ada.id
    assert "Ada from Harbour Scalp Studio has joined" in outbound(desk, made)[-1].text
    rows = desk.run(lambda connection: connection.execute(assignment.select()).all())
    assert {row.kind for row in rows} == {"assigned", TAKEN_OVER}


def test_nobody_writes_into_a_conversation_that_somebody_else_answers(desk: Desk) -> None:
    made = talk(desk, "hello")
    ben = desk.signed_in(Role.REVIEWER)
    stale = ben.get(path(made))
    taken(desk, desk.member(Role.REVIEWER, "Ada Obi"), made)
    answer = ben.submit(
        path(made, "message"),
        message="Ben speaks over her",
        seen=field(stale, "seen"),
        once=field(stale, "once"),
    )
    assert answer.status_code == 409
    assert "Ada Obi answers this visitor now" in text_of(answer)
    assert "Ben speaks over her" in answer.text
    assert all("Ben" not in row.text for row in outbound(desk, made))


def test_of_two_who_take_over_at_once_the_second_is_told_who_has_it(desk: Desk) -> None:
    made, ada = talk(desk, "hello"), desk.member(Role.REVIEWER, "Ada Obi")
    taken(desk, ada, made)
    answer = desk.signed_in(Role.REVIEWER).submit(path(made, "take-over"), owner="")
    assert answer.status_code == 409
    assert "Ada Obi answers" in text_of(answer)
    assert of(desk, made).owner == ada.id


def test_a_colleague_can_take_over_from_somebody_on_purpose(desk: Desk) -> None:
    made, ben = talk(desk, "hello"), desk.member(Role.CLINICIAN, "Ben Cole")
    taken(desk, desk.member(Role.REVIEWER, "Ada Obi"), made)
    taken(desk, ben, made)
    assert of(desk, made).owner == ben.id
    page = text_of(desk.signed_in(Role.VIEWER).get(path(made)))
    assert "Ben Cole answers" in page


def test_the_assistant_comes_back_with_a_greeting_and_a_recap(desk: Desk) -> None:
    made, ada = talk(desk), desk.member(Role.REVIEWER, "Ada Obi")
    desk.run(lambda connection: say(connection, made, "how much is it", intent="cost"))
    screened(desk, made, "needs_clinician")
    browser = taken(desk, ada, made)
    write(browser, made, "I looked at it.")
    assert browser.submit(path(made, "hand-back"), owner=ada.id).status_code == 303
    said = outbound(desk, made)[-1]
    assert said.author is None
    assert "I am the automated assistant" in said.text
    assert "What Ada and you wrote is kept" in said.text
    assert "you had asked about" in said.text
    assert "A doctor should agree before anything is booked." in said.text
    assert of(desk, made).owner is None
    assert "The assistant answers again." in text_of(browser.get(path(made)))


def test_handing_back_what_is_not_owned_is_refused(desk: Desk) -> None:
    made = talk(desk, "hello")
    assert desk.signed_in(Role.REVIEWER).submit(path(made, "hand-back"), owner="").status_code == 409


# -- settling ------------------------------------------------------------------------------------------------------


def test_only_a_clinician_settles_what_is_urgent_without_answering(desk: Desk) -> None:
    made = talk(desk, "help")
    owed(desk, made, URGENT)
    refused = desk.signed_in(Role.REVIEWER).submit(path(made, "settle"), kind=URGENT)
    assert refused.status_code == 403
    assert "clinician" in text_of(refused)
    assert desk.signed_in(Role.CLINICIAN).submit(path(made, "settle"), kind=URGENT).status_code == 303


def test_settling_twice_says_that_it_was_settled(desk: Desk) -> None:
    made, browser = talk(desk, "hello"), desk.signed_in(Role.CLINICIAN)
    owed(desk, made, PERSON)
    assert browser.submit(path(made, "settle"), kind=PERSON).status_code == 303
    assert browser.submit(path(made, "settle"), kind=PERSON).status_code == 409
    assert browser.submit(path(made, "settle"), kind="nonsense").status_code == 400


def test_a_promise_that_was_kept_late_says_so(desk: Desk) -> None:
    made = talk(desk, "hello")
    owed(desk, made, PERSON, at=MONDAY - timedelta(days=5))
    browser = desk.signed_in(Role.REVIEWER)
    write(browser, made, "Sorry for the wait")
    assert "answered, late" in text_of(browser.get(path(made)))
    row = desk.run(lambda connection: connection.execute(promise.select()).one())
    assert row.ended_at > row.due_at
