"""Decisions: who may, agreeing and changing, two people at once, putting off until a day."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from bot.console.decision_rules import SAFETY, needed, outcomes
from bot.console.roles import Permission, Role, may
from bot.database.models import audit, review
from bot.database.promises import open_promises
from bot.handover import CLINICIAN, DEFERRED, NEW, PERSON, URGENT
from bot.triage.dispositions import AFTER, BEFORE, rank
from tests.console.desk import Browser, Desk, text_of
from tests.console.seeding import owed, screened, talk
from tests.console.test_transcript import kinds, path

LATER = "2026-12-01"


def reviews(desk: Desk) -> list[Any]:
    return list(desk.run(lambda c: c.execute(review.select().order_by(review.c.number)).all()))


def decide(browser: Browser, made: str, screening: str, disposition: str, **fields: str) -> Any:
    sent = {"number": "0", "reason": "", **fields}
    return browser.submit(path(made, "decide"), screening=screening, disposition=disposition, **sent)


# -- who may -------------------------------------------------------------------------------------------------------


def test_about_safety_only_a_clinician_decides() -> None:
    for held in SAFETY:
        lane: Any = "before" if held in BEFORE else "after"
        for chosen in outcomes(lane, held):
            assert needed(held, chosen, lane) is Permission.DECIDE_SAFETY


@pytest.mark.parametrize("lane", ["before", "after"])
def test_whoever_is_no_clinician_is_never_milder(lane: Any) -> None:
    known = BEFORE if lane == "before" else AFTER
    for held in known:
        for chosen in known:
            if rank(chosen, lane) > rank(held, lane):
                assert not may(Role.REVIEWER, needed(held, chosen, lane))
                assert not may(Role.ADMIN, needed(held, chosen, lane))


def test_a_reviewer_may_agree_and_be_stricter_about_what_is_no_question_of_safety() -> None:
    assert needed("suitable", "suitable", "before") is Permission.DECIDE
    assert needed("suitable", "needs_clinician", "before") is Permission.DECIDE
    assert needed("defer", "not_suitable", "before") is Permission.DECIDE


@pytest.mark.parametrize(
    ("role", "held", "chosen", "status"),
    [
        (Role.VIEWER, "suitable", "suitable", 403),
        (Role.REVIEWER, "suitable", "suitable", 303),
        (Role.REVIEWER, "suitable", "needs_clinician", 303),
        (Role.REVIEWER, "suitable_with_precautions", "suitable", 403),
        (Role.REVIEWER, "needs_clinician", "needs_clinician", 403),
        (Role.REVIEWER, "urgent_now", "suitable", 403),
        (Role.ADMIN, "needs_clinician", "suitable", 403),
        (Role.CLINICIAN, "needs_clinician", "suitable", 303),
        (Role.CLINICIAN, "not_suitable", "needs_clinician", 303),
    ],
)
def test_the_product_asks_for_the_role(desk: Desk, role: Role, held: str, chosen: str, status: int) -> None:
    made = talk(desk, "hello")
    screening = screened(desk, made, held)
    answer = decide(desk.signed_in(role), made, screening, chosen, reason="Seen by phone")
    assert answer.status_code == status
    assert len(reviews(desk)) == (1 if status == 303 else 0)


def test_the_page_offers_no_outcome_that_the_role_may_not_choose(desk: Desk) -> None:
    made = talk(desk, "hello")
    screened(desk, made, "needs_clinician")
    reviewer = desk.signed_in(Role.REVIEWER).get(path(made))
    assert 'name="disposition"' not in reviewer.text
    assert "a clinician decides" in text_of(reviewer)
    assert desk.signed_in(Role.CLINICIAN).get(path(made)).text.count('name="disposition"') == len(BEFORE)


# -- deciding ------------------------------------------------------------------------------------------------------


def test_agreeing_is_stored_with_name_and_role_and_leaves_the_queue(desk: Desk) -> None:
    ada = desk.member(Role.CLINICIAN, "Ada Obi")
    made = talk(desk, "I have keloids")
    screening = screened(desk, made, "needs_clinician")
    for kind in (CLINICIAN, NEW, PERSON):
        owed(desk, made, kind)
    browser = desk.signed_in(ada)
    assert decide(browser, made, screening, "needs_clinician").status_code == 303
    (row,) = reviews(desk)
    assert (row.staff_id, row.role, row.agrees, row.bot_disposition) == (
        ada.id,
        "clinician",
        True,
        "needs_clinician",
    )
    assert kinds(desk, made) == [PERSON]
    assert "Decision of Ada Obi (clinician)" in text_of(browser.get(path(made)))


def test_another_outcome_needs_a_reason(desk: Desk) -> None:
    made = talk(desk, "hello")
    screening = screened(desk, made, "needs_clinician")
    browser = desk.signed_in(Role.CLINICIAN)
    refused = decide(browser, made, screening, "suitable")
    assert refused.status_code == 400
    assert "Please give the reason" in text_of(refused)
    assert re.search(r'value="suitable" checked', refused.text)
    assert decide(browser, made, screening, "suitable", reason="Scar is flat, seen today").status_code == 303
    assert reviews(desk)[0].reason == "Scar is flat, seen today"


def test_a_later_decision_supersedes_and_both_stay(desk: Desk) -> None:
    made = talk(desk, "hello")
    screening = screened(desk, made, "needs_clinician")
    browser = desk.signed_in(desk.member(Role.CLINICIAN, "Ada Obi"))
    decide(browser, made, screening, "suitable", reason="First thought")
    decide(browser, made, screening, "defer", reason="Second thought", number="1")
    first, second = reviews(desk)
    assert second.supersedes == first.id
    assert (first.disposition, second.disposition) == ("suitable", "defer")
    page = text_of(browser.get(path(made)))
    assert "First thought" in page
    assert "Second thought" in page
    assert "superseded" in page


def test_of_two_who_decide_at_once_the_second_sees_the_first_and_loses_nothing(desk: Desk) -> None:
    made = talk(desk, "hello")
    screening = screened(desk, made, "needs_clinician")
    ada, ben = (desk.signed_in(desk.member(Role.CLINICIAN, name)) for name in ("Ada Obi", "Ben Cole"))
    decide(ada, made, screening, "suitable", reason="Scar is flat")
    answer = decide(ben, made, screening, "not_suitable", reason="Family history is strong")
    assert answer.status_code == 409
    text = text_of(answer)
    assert "Ada Obi decided meanwhile" in text
    assert "Scar is flat" in text
    assert "Family history is strong" in answer.text
    assert re.search(r'value="not_suitable" checked', answer.text)
    assert [row.disposition for row in reviews(desk)] == ["suitable"]
    number = re.search(r'name="number" value="(\d+)"', answer.text)
    assert number is not None
    again = decide(ben, made, screening, "not_suitable", reason="Family history is strong", number=number[1])
    assert again.status_code == 303
    assert [row.disposition for row in reviews(desk)] == ["suitable", "not_suitable"]


def test_a_decision_about_answers_that_the_visitor_has_changed_is_not_taken(desk: Desk) -> None:
    made = talk(desk, "hello")
    old = screened(desk, made, "needs_clinician")
    screened(desk, made, "urgent_now", supersedes=old)
    answer = decide(desk.signed_in(Role.CLINICIAN), made, old, "suitable", reason="All is well")
    assert answer.status_code == 400
    assert "changed what they said" in text_of(answer)
    assert reviews(desk) == []


def test_a_screening_of_another_conversation_is_not_found(desk: Desk) -> None:
    first, second = talk(desk, "hello"), talk(desk, "hello")
    foreign = screened(desk, second, "suitable")
    assert decide(desk.signed_in(Role.CLINICIAN), first, foreign, "suitable").status_code == 404
    assert decide(desk.signed_in(Role.CLINICIAN), first, "0" * 32, "suitable").status_code == 404


@pytest.mark.parametrize("chosen", ["", "nonsense", "normal_healing", "<b>", "SUITABLE"])
def test_an_outcome_that_there_is_not_is_refused(desk: Desk, chosen: str) -> None:
    made = talk(desk, "hello")
    screening = screened(desk, made, "suitable")
    answer = decide(desk.signed_in(Role.CLINICIAN), made, screening, chosen, reason="Because")
    assert answer.status_code == 400
    assert "choose an outcome" in text_of(answer)


def test_what_a_reviewer_makes_stricter_waits_for_a_clinician(desk: Desk) -> None:
    made = talk(desk, "hello")
    screening = screened(desk, made, "suitable")
    owed(desk, made, URGENT)
    decide(
        desk.signed_in(Role.REVIEWER), made, screening, "needs_clinician", reason="Mentioned a stent by phone"
    )
    assert set(kinds(desk, made)) == {CLINICIAN, URGENT}


def test_a_decision_is_in_the_audit_log_without_its_reason(desk: Desk) -> None:
    made = talk(desk, "hello")
    screening = screened(desk, made, "suitable")
    decide(desk.signed_in(Role.CLINICIAN), made, screening, "defer", reason="Had a stroke last week")
    rows = desk.run(lambda connection: connection.execute(audit.select()).all())
    (row,) = [row for row in rows if row.action == "screening.decided"]
    assert row.detail == {"screening": screening, "bot": "suitable", "decided": "defer"}
    assert "stroke" not in repr(rows)


# -- putting off ---------------------------------------------------------------------------------------------------


def put_off(browser: Browser, made: str, until: str, **fields: str) -> Any:
    return browser.submit(path(made, "put-off"), until=until, number="0", **fields)


def test_what_is_put_off_comes_back_by_itself_when_the_clinic_opens_that_day(desk: Desk) -> None:
    made, browser = talk(desk, "hello"), desk.signed_in(Role.CLINICIAN)
    owed(desk, made, CLINICIAN)
    assert put_off(browser, made, LATER, why="Waits for a letter").status_code == 303
    assert f"/console/conversations/{made}" not in browser.get("/console/queue").text
    assert f"/console/conversations/{made}" in browser.get("/console/queue?later=yes").text
    desk.clock.forward(days=7, hours=23.4)
    fresh = desk.signed_in(Role.VIEWER)
    assert f"/console/conversations/{made}" not in fresh.get("/console/queue").text
    desk.clock.forward(hours=0.2)
    page = fresh.get("/console/queue")
    assert f"/console/conversations/{made}" in page.text
    assert "Due again" in text_of(page)
    (row,) = reviews(desk)
    assert (row.again_on, row.reason, row.disposition) == (date(2026, 12, 1), "Waits for a letter", None)


def test_whoever_waits_for_a_person_or_is_in_danger_is_not_put_off(desk: Desk) -> None:
    made = talk(desk, "hello")
    for kind in (PERSON, URGENT, CLINICIAN):
        owed(desk, made, kind)
    assert put_off(desk.signed_in(Role.CLINICIAN), made, LATER).status_code == 303
    assert set(kinds(desk, made)) == {PERSON, URGENT, DEFERRED}


def test_a_decision_can_come_back_on_a_day_too(desk: Desk) -> None:
    made = talk(desk, "hello")
    screening = screened(desk, made, "needs_clinician")
    owed(desk, made, CLINICIAN)
    answer = decide(
        desk.signed_in(Role.CLINICIAN), made, screening, "defer", reason="Blood test first", again=LATER
    )
    assert answer.status_code == 303
    (row,) = desk.run(lambda connection: open_promises(connection, made))
    assert (row.kind, row.open_from.isoformat()) == (DEFERRED, "2026-12-01T09:00:00+00:00")


def test_a_reviewer_puts_off_no_case_that_waits_for_a_clinician(desk: Desk) -> None:
    made = talk(desk, "hello")
    owed(desk, made, CLINICIAN)
    assert put_off(desk.signed_in(Role.REVIEWER), made, LATER).status_code == 403
    assert kinds(desk, made) == [CLINICIAN]


@pytest.mark.parametrize("until", ["", "soon", "2026-11-23", "2020-01-01", "2031-01-01", "2026-02-30"])
def test_a_day_that_cannot_be_is_refused_and_the_reason_kept(desk: Desk, until: str) -> None:
    made = talk(desk, "hello")
    answer = put_off(desk.signed_in(Role.CLINICIAN), made, until, why="Waits for the hospital letter")
    assert answer.status_code == 400
    assert "Please give a day" in text_of(answer)
    assert "Waits for the hospital letter" in answer.text
    assert reviews(desk) == []
