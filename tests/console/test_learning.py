"""The inbox of learning: what comes into it, what staff make of it, and what needs a second person."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.console import learning_report_pages
from bot.console.audit import entries
from bot.console.roles import Role
from bot.database.corrections import Correction, of_message
from bot.database.models import review
from tests.console.desk import Desk, text_of
from tests.console.misheard import ANSWERS, SURE, UNSURE, said, talk, with_lead

INBOX = "/console/learning"


def held(desk: Desk, message_id: str) -> list[Correction]:
    found: list[Correction] = desk.run(lambda connection: of_message(connection, message_id))
    return found


def teach(desk: Desk, role: Role, ids: list[str], topic: str, **fields: str) -> Any:
    return desk.signed_in(role).submit(INBOX, message=ids, topic=topic, deed="topic", **fields)


def test_the_inbox_shows_what_was_not_understood_and_nothing_else(desk: Desk) -> None:
    said(desk, "may I bring my parrot along")
    said(desk, "numbing stuff there maybe?", understood=UNSURE)
    said(desk, "does it hurt a lot", understood=SURE, reply=ANSWERS)
    said(desk, "the answer to a question of a form", understood=UNSURE, reply=ANSWERS)
    page = text_of(desk.signed_in(Role.REVIEWER).get(INBOX))
    assert "may I bring my parrot along" in page
    assert "numbing stuff there maybe?" in page
    assert "61 % sure" in page
    assert "does it hurt a lot" not in page
    assert "question of a form" not in page


def test_like_questions_stand_in_one_group_the_largest_first(desk: Desk) -> None:
    for text in (
        "do you have wifi",
        "can i bring my dog",
        "is it ok to take my dog with me",
        "Can I bring my dog?",
    ):
        said(desk, text)
    page = desk.signed_in(Role.REVIEWER).get(INBOX).text
    assert page.count('class="card group"') == 2
    assert page.index("dog") < page.index("wifi")
    assert "3 messages" in page
    assert "2 times" in page


def test_what_leads_to_a_person_is_not_shown(desk: Desk) -> None:
    conversation, _ = desk.run(
        lambda connection: talk(connection, "demir here, ring 07700 900123 about parrots")
    )
    desk.run(lambda connection: with_lead(connection, conversation, "Ayla Demir"))
    page = text_of(desk.signed_in(Role.REVIEWER).get(INBOX))
    assert "[name] here, ring [phone] about parrots" in page
    assert "07700" not in page


def test_what_visitors_write_is_escaped(desk: Desk) -> None:
    said(desk, "<script>alert(1)</script> parrot")
    assert "<script>alert" not in desk.signed_in(Role.REVIEWER).get(INBOX).text


def test_the_topic_that_visitors_chose_next_is_proposed(desk: Desk) -> None:
    said(desk, "is there a sting", tap="/pain")
    page = desk.signed_in(Role.REVIEWER).get(INBOX)
    assert "Visitors then chose" in text_of(page)
    assert '<option value="pain" selected>' in page.text


def test_a_topic_is_chosen_for_several_messages_and_they_leave_the_inbox(desk: Desk) -> None:
    ids = said(desk, "can i bring my dog", "is my dog welcome")
    browser = desk.signed_in(Role.REVIEWER)
    response = browser.submit(INBOX, message=ids, topic="out_of_scope", deed="topic")
    assert response.status_code == 303
    assert "dog" not in text_of(browser.get(INBOX))
    assert [(one.topic, one.state) for id_ in ids for one in held(desk, id_)] == [
        ("out_of_scope", "accepted")
    ] * 2


@pytest.mark.parametrize(
    ("text", "topic", "understood"),
    [
        ("my head went all lumpy where they did it", "report_symptom", UNSURE),
        ("am I alright for this with my thing", "check_eligibility", UNSURE),
        ("i can't breathe and my throat is closing", "aftercare", UNSURE),
        (
            "it is oozing a bit",
            "aftercare",
            {**UNSURE, "topics": [{"topic": "report_symptom", "confidence": 0.6, "clause": ""}]},
        ),
    ],
)
def test_what_is_about_safety_waits_for_a_second_person(
    desk: Desk, text: str, topic: str, understood: dict[str, Any]
) -> None:
    (id_,) = said(desk, text, understood=understood)
    teach(desk, Role.CLINICIAN, [id_], topic)
    (one,) = held(desk, id_)
    assert one.safety
    assert one.state == "proposed"


def test_nothing_to_learn_takes_a_message_out_of_the_inbox(desk: Desk) -> None:
    (id_,) = said(desk, "asdf qwer")
    browser = desk.signed_in(Role.REVIEWER)
    browser.submit(INBOX, message=id_, deed="nothing")
    assert "asdf" not in text_of(browser.get(INBOX))
    assert held(desk, id_)[0].kind == "nothing"


def test_an_example_that_stands_already_is_refused_with_its_place(desk: Desk) -> None:
    (id_,) = said(desk, "will people be able to tell?")
    response = teach(desk, Role.REVIEWER, [id_], "pain")
    assert response.status_code == 409
    assert "data/nlu/appearance.yml, line 6" in text_of(response)
    assert held(desk, id_) == []


def test_of_two_people_the_second_hears_what_the_first_said(desk: Desk) -> None:
    ids = said(desk, "can i bring my dog", "can i bring my parrot")
    desk.signed_in(desk.member(Role.REVIEWER, "Ada Obi")).submit(
        INBOX, message=ids[:1], topic="out_of_scope", deed="topic"
    )
    response = teach(desk, Role.REVIEWER, ids, "consultation")
    assert response.status_code == 409
    assert "Ada Obi dealt with it before" in text_of(response)
    assert held(desk, ids[1]) == []


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"topic": "pain", "deed": "topic"}, 400),
        ({"message": "0" * 32, "topic": "pain", "deed": "topic"}, 404),
        ({"message": "x", "topic": "no_such_topic", "deed": "topic"}, 400),
        ({"message": " ".join(["x"] * 201), "topic": "pain", "deed": "topic"}, 400),
    ],
)
def test_a_form_that_cannot_be_used_is_refused_with_a_reason(
    desk: Desk, fields: dict[str, str], status: int
) -> None:
    assert desk.signed_in(Role.REVIEWER).submit(INBOX, **fields).status_code == status


def test_a_viewer_sees_and_teaches_nothing(desk: Desk) -> None:
    (id_,) = said(desk, "can i bring my dog")
    assert desk.signed_in(Role.VIEWER).get(INBOX).status_code == 403
    assert teach(desk, Role.VIEWER, [id_], "pain").status_code == 403
    assert held(desk, id_) == []


def test_looking_and_teaching_are_in_the_audit_log_without_the_words(desk: Desk) -> None:
    (id_,) = said(desk, "can i bring my dog")
    browser = desk.signed_in(Role.REVIEWER)
    browser.get(INBOX)
    browser.submit(INBOX, message=id_, topic="out_of_scope", deed="topic")
    logged = desk.run(lambda connection: entries(connection, 10))
    assert {"learning.viewed", "correction.proposed"} <= {entry.action for entry in logged}
    assert not any("dog" in str(entry.detail) for entry in logged)


# -- one message ----------------------------------------------------------------------------------------------


def test_any_message_can_be_looked_at_closely_and_said_what_it_meant(desk: Desk) -> None:
    (id_,) = said(desk, "Tom here, does it hurt where I had my fall?", understood=SURE, reply=ANSWERS)
    browser = desk.signed_in(Role.REVIEWER)
    page = text_of(browser.get(f"{INBOX}/messages/{id_}"))
    assert "[name] here, does it hurt where I had my fall?" in page
    assert "97 %" in page
    browser.submit(
        f"{INBOX}/messages/{id_}/topic", topic="scar_cover", text="smp where I had a fall, ask Tom Baker"
    )
    (one,) = held(desk, id_)
    assert (one.topic, one.text, one.state) == (
        "scar_cover",
        "smp where I had a fall, ask [name]",
        "accepted",
    )
    assert "accepted" in text_of(browser.get(f"{INBOX}/messages/{id_}"))


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"topic": "pain", "text": ""}, "What is learnt is missing"),
        ({"topic": "", "text": "a parrot"}, "Please choose what the message meant"),
        ({"topic": "pain", "text": "x " * 200}, "at most 300"),
        ({"topic": "pain", "text": "?!"}, "An example needs words"),
    ],
)
def test_what_cannot_be_learnt_is_told_beside_its_field_and_kept(
    desk: Desk, fields: dict[str, str], says: str
) -> None:
    (id_,) = said(desk, "can i bring my dog")
    response = desk.signed_in(Role.REVIEWER).submit(f"{INBOX}/messages/{id_}/topic", **fields)
    assert response.status_code == 400
    assert says in text_of(response)
    assert fields["text"].strip() in response.text


def test_a_new_phrase_of_a_condition_waits_for_a_second_person(desk: Desk) -> None:
    (id_,) = said(desk, "i have the crusty elbow thing, ok?")
    browser = desk.signed_in(Role.REVIEWER)
    response = browser.submit(
        f"{INBOX}/messages/{id_}/phrase", concept="psoriasis", phrase="crusty elbow thing[s]"
    )
    assert response.status_code == 303
    (one,) = held(desk, id_)
    assert (one.kind, one.concept, one.text, one.safety, one.state) == (
        *("phrase", "psoriasis", "crusty elbow thing[s]"),
        True,
        "proposed",
    )


@pytest.mark.parametrize(
    ("concept", "phrase", "says"),
    [
        ("psoriasis", "(crusty elbow", "'(crusty elbow'"),
        ("psoriasis", "plaque psoriasis", "stands already in lexicon.yml, line"),
        ("psoriasis", "crusty knee thing", "not in this message"),
        ("psoriasis", "crusty elbow thing -> site=nowhere_at_all", "lexicon could not be read"),
        ("no_such_concept", "crusty elbow thing", "Please choose what the words stand for"),
    ],
)
def test_a_phrase_that_the_lexicon_cannot_take_is_refused(
    desk: Desk, concept: str, phrase: str, says: str
) -> None:
    (id_,) = said(desk, "i have the crusty elbow thing, ok?")
    response = desk.signed_in(Role.REVIEWER).submit(
        f"{INBOX}/messages/{id_}/phrase", concept=concept, phrase=phrase
    )
    assert response.status_code == 400
    assert says in text_of(response)
    assert held(desk, id_) == []


# -- the second person ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "accepted"),
    [
        (Role.REVIEWER, Role.CLINICIAN, True),
        (Role.CLINICIAN, Role.ADMIN, True),
        (Role.CLINICIAN, Role.CLINICIAN, True),
        (Role.ADMIN, Role.CLINICIAN, True),
        (Role.ADMIN, Role.ADMIN, False),
        (Role.REVIEWER, Role.ADMIN, False),
        (Role.CLINICIAN, Role.REVIEWER, False),
    ],
)
def test_one_of_the_two_people_is_a_clinician(desk: Desk, first: Role, second: Role, accepted: bool) -> None:
    (id_,) = said(desk, "my head went all lumpy where they did it")
    teach(desk, first, [id_], "report_symptom")
    (one,) = held(desk, id_)
    response = desk.signed_in(second).submit(f"{INBOX}/corrections/{one.id}/accept")
    assert response.status_code == (303 if accepted else 403)
    assert held(desk, id_)[0].state == ("accepted" if accepted else "proposed")


def test_nobody_is_their_own_second_person(desk: Desk) -> None:
    (id_,) = said(desk, "my head went all lumpy where they did it")
    clinician = desk.signed_in(desk.member(Role.CLINICIAN))
    clinician.submit(INBOX, message=id_, topic="report_symptom", deed="topic")
    (one,) = held(desk, id_)
    page = text_of(clinician.get(f"{INBOX}/corrections"))
    assert "must be somebody else" in page
    assert clinician.submit(f"{INBOX}/corrections/{one.id}/accept").status_code == 403


def test_two_second_people_at_once_and_the_later_one_hears_of_it(desk: Desk) -> None:
    (id_,) = said(desk, "my head went all lumpy where they did it")
    teach(desk, Role.REVIEWER, [id_], "report_symptom")
    (one,) = held(desk, id_)
    one_clinician, other = desk.signed_in(Role.CLINICIAN), desk.signed_in(Role.CLINICIAN)
    assert one_clinician.submit(f"{INBOX}/corrections/{one.id}/accept").status_code == 303
    assert other.submit(f"{INBOX}/corrections/{one.id}/accept").status_code == 409


def test_what_is_taken_back_comes_into_the_inbox_again(desk: Desk) -> None:
    (id_,) = said(desk, "can i bring my dog")
    browser = desk.signed_in(Role.REVIEWER)
    browser.submit(INBOX, message=id_, topic="out_of_scope", deed="topic")
    (one,) = held(desk, id_)
    browser.submit(f"{INBOX}/corrections/{one.id}/reject")
    assert held(desk, id_) == []
    assert "can i bring my dog" in text_of(browser.get(INBOX))


# -- the patch ------------------------------------------------------------------------------------------------


def test_the_patch_shows_and_downloads_what_was_accepted_and_only_that(desk: Desk) -> None:
    accepted, waiting = said(desk, "can i bring my dog", "my head went all lumpy where they did it")
    teach(desk, Role.REVIEWER, [accepted], "consultation")
    teach(desk, Role.REVIEWER, [waiting], "report_symptom")
    browser = desk.signed_in(Role.REVIEWER)
    assert "+ - can i bring my dog" in text_of(browser.get(f"{INBOX}/patch")).replace("+    ", "+ ")
    patch = browser.get(f"{INBOX}/patch.diff")
    assert patch.headers["content-disposition"].startswith("attachment")
    assert "+++ b/data/nlu/learned.yml" in patch.text
    assert "+    - can i bring my dog" in patch.text
    assert "lumpy" not in patch.text


# -- the last training, and conversations as tests --------------------------------------------------------------


def test_what_the_last_training_changed_is_shown_without_what_was_erased(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (id_,) = said(desk, "Zeynep here, may I bring my parrot")
    changed = {"before": [], "after": ["consultation"], "asked_before": True, "asked_after": True}
    side = {"model": "stipple-1", "examples": 8964, "top_1": 0.808, "top_3": 0.945}
    report = {
        "at": "2026-11-23T09:00:00+00:00",
        "before": side,
        "after": {**side, "top_1": 0.812},
        "recorded": {"messages": 8, "before": 8, "after": 7},
        "messages": {"looked_at": 40, "different": [{"id": id_, **changed}, {"id": "0" * 32, **changed}]},
    }
    (tmp_path / "training.json").write_text(json.dumps(report), encoding="utf-8")
    monkeypatch.setattr(learning_report_pages, "REPORT", tmp_path / "training.json")
    page = text_of(desk.signed_in(Role.REVIEWER).get(f"{INBOX}/report"))
    assert "80.8 % 81.2 %" in page
    assert "2 of 40 stored messages" in page
    assert (
        "[name] here, may I bring my parrot nothing that we answer What happens at the consultation?" in page
    )


def test_a_comparison_without_any_stored_message_is_shown(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    figures = {"model": "stipple-1", "examples": 8964, "top_1": 0.8, "top_3": 0.9}
    (tmp_path / "training.json").write_text(json.dumps({"before": figures, "after": figures}))
    monkeypatch.setattr(learning_report_pages, "REPORT", tmp_path / "training.json")
    page = text_of(desk.signed_in(Role.REVIEWER).get("/console/learning/report"))
    assert "8964" in page
    assert "understood differently" not in page


def test_before_any_training_the_report_says_how_it_is_made(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learning_report_pages, "REPORT", tmp_path / "training.json")
    assert "No comparison yet" in text_of(desk.signed_in(Role.REVIEWER).get(f"{INBOX}/report"))


def test_a_conversation_becomes_a_test_with_one_click(desk: Desk) -> None:
    conversation, _ = desk.run(lambda c: talk(c, "I'm Zeynep, does it hurt?", understood=SURE, reply=ANSWERS))
    browser = desk.signed_in(Role.REVIEWER)
    response = browser.get(f"{INBOX}/conversations/{conversation}/test")
    assert "attachment" in response.headers["content-disposition"]
    assert "say: I'm Alex, does it hurt?" in response.text
    assert "Zeynep" not in response.text
    logged = desk.run(lambda connection: entries(connection, 10))
    assert ("conversation.recorded", conversation) in {(one.action, one.subject_id) for one in logged}


def test_conversations_in_which_staff_decided_otherwise_are_named(desk: Desk) -> None:
    conversation, _ = desk.run(lambda connection: talk(connection, "can i bring my dog"))
    ada = desk.member(Role.CLINICIAN, "Ada Obi").id
    told = {"bot_disposition": "suitable", "disposition": "needs_clinician", "agrees": False, "number": 1}
    row = {
        "conversation_id": conversation,
        "staff_id": ada,
        "role": "clinician",
        "created_at": desk.clock.now,
    }
    desk.run(lambda connection: connection.execute(review.insert(), {**row, **told}))
    response = desk.signed_in(Role.REVIEWER).get(INBOX)
    assert "suitable needs clinician Ada Obi" in text_of(response)
    assert f"/console/conversations/{conversation}" in response.text
