"""The queue: who stands where, what is late, filters, giving a conversation to somebody, refreshing."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from bot.console.roles import Role
from bot.database.models import assignment, promise
from bot.handover import CLINICIAN, KINDS, LEAD, NEW, PERSON, UNSURE, URGENT
from tests.console.desk import Desk, text_of
from tests.console.seeding import MONDAY, owed, talk


def shown(response: Any) -> list[str]:
    """The conversations of the page, in their order."""
    return re.findall(r'href="/console/conversations/(\w+)"', response.text)


def test_the_worst_kind_stands_first(desk: Desk) -> None:
    made = {}
    for kind in reversed(KINDS):
        made[kind] = talk(desk, "hello")
        owed(desk, made[kind], kind)
    page = desk.signed_in(Role.VIEWER).get("/console/queue")
    assert shown(page) == [made[kind] for kind in KINDS]


def test_within_a_kind_what_is_late_stands_first_and_is_marked(desk: Desk) -> None:
    fresh, late = talk(desk, "hello"), talk(desk, "hello")
    owed(desk, fresh, PERSON)
    owed(desk, late, PERSON, at=MONDAY - timedelta(days=4))
    page = desk.signed_in(Role.VIEWER).get("/console/queue")
    assert shown(page) == [late, fresh]
    first, second = re.findall(r'<li id="line-.*?</li>', page.text, re.DOTALL)
    assert "overdue" in first
    assert "days late" in first
    assert "overdue" not in second


def test_an_urgent_one_is_late_after_a_quarter_of_an_hour(desk: Desk) -> None:
    owed(desk, talk(desk, "help"), URGENT)
    browser = desk.signed_in(Role.VIEWER)
    assert "due in 15 min" in text_of(browser.get("/console/queue"))
    desk.clock.forward(minutes=16)
    assert "1 min late" in text_of(browser.get("/console/queue"))


def test_a_conversation_to_which_several_things_are_owed_stands_once_at_its_worst(desk: Desk) -> None:
    made = talk(desk, "hello")
    for kind in (NEW, LEAD, CLINICIAN):
        owed(desk, made, kind, why=f"Why {kind}.")
    page = desk.signed_in(Role.VIEWER).get("/console/queue")
    assert shown(page) == [made]
    assert "Why clinician." in text_of(page)
    only = desk.signed_in(Role.VIEWER).get("/console/queue?kind=new")
    assert shown(only) == []


def test_kinds_are_counted_with_what_is_late_of_them(desk: Desk) -> None:
    for days in (0, 3, 5):
        owed(desk, talk(desk, "hello"), UNSURE, at=MONDAY - timedelta(days=days))
    text = text_of(desk.signed_in(Role.VIEWER).get("/console/queue"))
    assert "Assistant unsure 3 2 late" in text


def test_the_queue_is_paged_without_losing_or_repeating_anybody(desk: Desk) -> None:
    made = [talk(desk, "hello") for _ in range(120)]
    for place, conversation in enumerate(made):
        owed(desk, conversation, (PERSON, NEW)[place % 2], at=MONDAY - timedelta(minutes=place // 4))
    browser = desk.signed_in(Role.VIEWER)
    found: list[str] = []
    path = "/console/queue"
    for _ in range(3):
        page = browser.get(path)
        found += shown(page)
        further = re.search(r'href="(/console/queue\?after=[^"]+)"', page.text)
        path = further[1] if further else ""
    assert path == ""
    assert len(found) == 120
    assert set(found) == set(made)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("channel=telegram", {"telegram"}),
        ("owner=nobody", {"telegram"}),
        ("owner=me", {"website"}),
        ("kind=person", {"website", "telegram"}),
        ("kind=lead", set()),
        ("overdue=yes", set()),
        ("kind=nonsense&channel=%3Cscript%3E&owner=%27+or+1%3D1", {"website", "telegram"}),
    ],
)
def test_what_is_shown_can_be_limited(desk: Desk, query: str, expected: set[str]) -> None:
    member = desk.member(Role.REVIEWER)
    browser = desk.signed_in(member)
    made = {channel: talk(desk, "hello", channel=channel) for channel in ("website", "telegram")}
    for conversation in made.values():
        owed(desk, conversation, PERSON)
    browser.submit(f"/console/queue/{made['website']}/assign", to=member.id, held="")
    page = browser.get(f"/console/queue?{query}")
    assert set(shown(page)) == {made[channel] for channel in expected}


def test_an_address_that_was_cut_is_refused(desk: Desk) -> None:
    browser = desk.signed_in(Role.VIEWER)
    for after in ("x", "9 2026-11-23T09:30:00+00:00 abc", "1 2026-11-23T09:30:00 abc", "1 nothing abc"):
        response = browser.get("/console/queue", params={"after": after})
        assert response.status_code == 400
        assert "not complete" in text_of(response)


def test_the_list_refreshes_only_when_it_would_look_different(desk: Desk) -> None:
    owed(desk, talk(desk, "hello"), PERSON)
    browser = desk.signed_in(Role.VIEWER)
    page = browser.get("/console/queue")
    found = re.search(r'id="queue-seen" name="seen" value="(\w+)"', page.text)
    assert found is not None
    assert browser.get(f"/console/queue/rows?seen={found[1]}").status_code == 204
    owed(desk, talk(desk, "help"), URGENT)
    fresh = browser.get(f"/console/queue/rows?seen={found[1]}")
    assert fresh.status_code == 200
    assert "<html" not in fresh.text
    assert len(shown(fresh)) == 2


def test_refreshing_does_not_keep_somebody_signed_in(desk: Desk) -> None:
    browser = desk.signed_in(Role.VIEWER)
    for _ in range(7):
        desk.clock.forward(minutes=5)
        browser.get("/console/queue/rows")
    assert browser.get("/console/queue").status_code == 303


def test_a_reviewer_takes_a_conversation_to_look_after(desk: Desk) -> None:
    ada = desk.member(Role.REVIEWER, "Ada Obi")
    made = talk(desk, "hello")
    owed(desk, made, PERSON)
    browser = desk.signed_in(ada)
    answer = browser.submit(f"/console/queue/{made}/assign", to=ada.id, held="")
    assert answer.status_code == 303
    assert "with Ada Obi" in text_of(browser.get("/console/queue"))


def test_who_takes_what_somebody_else_has_just_taken_is_told_so(desk: Desk) -> None:
    ada, ben = desk.member(Role.REVIEWER, "Ada Obi"), desk.member(Role.REVIEWER, "Ben Cole")
    made = talk(desk, "hello")
    desk.signed_in(ada).submit(f"/console/queue/{made}/assign", to=ada.id, held="")
    answer = desk.signed_in(ben).submit(f"/console/queue/{made}/assign", to=ben.id, held="")
    assert answer.status_code == 409
    assert "Ada Obi has it now" in text_of(answer)
    rows = desk.run(lambda connection: connection.execute(assignment.select()).all())
    assert [row.staff_id for row in rows] == [ada.id]


def test_a_viewer_takes_nothing(desk: Desk) -> None:
    member = desk.member(Role.VIEWER)
    made = talk(desk, "hello")
    owed(desk, made, PERSON)
    browser = desk.signed_in(member)
    assert "Take it" not in browser.get("/console/queue").text
    assert browser.submit(f"/console/queue/{made}/assign", to=member.id, held="").status_code == 403


def test_nobody_is_given_a_conversation_whose_account_is_unknown(desk: Desk) -> None:
    made = talk(desk, "hello")
    answer = desk.signed_in(Role.REVIEWER).submit(f"/console/queue/{made}/assign", to="0" * 32, held="")
    assert answer.status_code == 404


def test_a_view_is_kept_under_a_name_and_removed(desk: Desk) -> None:
    member = desk.member(Role.VIEWER)
    browser = desk.signed_in(member)
    kept = browser.submit("/console/queue/filters", name="My <late> ones", query="overdue=yes&kind=person")
    assert kept.headers["location"] == "/console/queue?kind=person&overdue=yes"
    page = browser.get("/console/queue")
    assert "My &lt;late&gt; ones" in page.text
    assert "My &lt;late&gt; ones" not in desk.signed_in(Role.VIEWER).get("/console/queue").text
    found = re.search(r"/console/queue/filters/(\w+)/remove", page.text)
    assert found is not None
    assert desk.signed_in(Role.ADMIN).submit(f"/console/queue/filters/{found[1]}/remove").status_code == 404
    assert browser.submit(f"/console/queue/filters/{found[1]}/remove").status_code == 303
    assert "filters/" + found[1] not in browser.get("/console/queue").text


def test_a_view_without_a_name_and_the_thirty_first_are_refused(desk: Desk) -> None:
    browser = desk.signed_in(Role.VIEWER)
    assert browser.submit("/console/queue/filters", name=" ", query="").status_code == 400
    for number in range(30):
        browser.submit("/console/queue/filters", name=f"View {number}", query="overdue=yes")
    assert browser.submit("/console/queue/filters", name="One more", query="").status_code == 409
    assert browser.submit("/console/queue/filters", name="View 3", query="kind=new").status_code == 303


def test_the_queue_shows_no_word_that_a_visitor_wrote(desk: Desk) -> None:
    made = talk(desk, "I have keloids and my name is Jo Blogg")
    owed(desk, made, PERSON)
    page = desk.signed_in(Role.ADMIN).get("/console/queue")
    assert "keloids" not in page.text
    assert "Blogg" not in page.text


def test_what_was_settled_leaves_the_queue_and_stays_stored(desk: Desk) -> None:
    made = talk(desk, "hello")
    owed(desk, made, LEAD)
    browser = desk.signed_in(Role.REVIEWER)
    assert browser.submit(f"/console/conversations/{made}/settle", kind=LEAD).status_code == 303
    assert shown(browser.get("/console/queue")) == []
    row = desk.run(lambda connection: connection.execute(promise.select()).one())
    assert (row.ended_how, row.ended_at is not None) == ("done", True)
