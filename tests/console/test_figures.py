"""/console/figures: charts that are well-formed and say what they show, tables that add up, files that are safe."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import Connection

from bot.console.figures_charts import Bar, Series, bars, lines, scale
from bot.console.figures_reckoning import judged, middle_wait, slow_wait
from bot.console.roles import Role
from bot.database import figures
from bot.database.figures import Period
from bot.database.models import consent, message, new_id, promise, review, rule_set, screening
from bot.database.transcript import open_conversation, store_inbound
from bot.tables_out import csv_text, defused
from tests.console.desk import Desk, text_of

WELCOME = {"text": "Welcome.", "buttons": [], "attachments": [], "sources": []}
AT = datetime(2026, 11, 18, 10, tzinfo=timezone.utc)
PERIOD = Period(AT - timedelta(days=30), AT + timedelta(days=30))
UNDERSTOOD = {"topics": [], "alternatives": [], "out_of_scope": False}


def said(connection: Connection, topic: str | None, at: datetime = AT) -> str:
    _visitor, conversation = open_conversation(connection, "website", WELCOME)
    stored = store_inbound(connection, conversation, "1", "words", None)
    values = {"intent": topic, "understood": UNDERSTOOD, "created_at": at}
    connection.execute(message.update().where(message.c.id == stored.id).values(**values))
    return conversation


def screened(connection: Connection, conversation: str, outcome: str, rule: str) -> str:
    visitor = connection.exec_driver_sql(
        f"SELECT visitor_id FROM conversation WHERE id = '{conversation}'"
    ).scalar_one()
    if connection.exec_driver_sql("SELECT count(*) FROM rule_set").scalar_one() == 0:
        connection.execute(rule_set.insert(), {"version": "1", "files": {}})
    agreed, made = new_id(), new_id()
    connection.execute(
        consent.insert(),
        {"id": agreed, "visitor_id": visitor, "purpose": "health_data", "wording_version": "1"},
    )
    row = {
        "id": made,
        "conversation_id": conversation,
        "consent_id": agreed,
        "complete": True,
        "lane": "before",
        "subject": "self",
        "disposition": outcome,
        "screened_on": AT.date(),
        "rule_version": "1",
        "lexicon_version": "1",
        "reasons": [{"rule": rule, "disposition": outcome}],
        "created_at": AT,
    }
    connection.execute(screening.insert(), row)
    return made


def test_the_page_shows_every_figure_with_and_without_data(desk: Desk) -> None:
    page = desk.signed_in(Role.VIEWER).get("/console/figures")
    assert page.status_code == 200
    assert text_of(page).count("Nothing in this time") >= 4
    desk.run(
        lambda connection: [
            said(connection, topic) for topic in ("pain", "pain", "cost", None, "out_of_scope")
        ]
    )
    page = desk.signed_in(Role.VIEWER).get("/console/figures")
    shown = text_of(page)
    assert "Most asked: Does it hurt?, 2 times" in shown or "2 times" in shown
    assert "20.0 % not understood at once, 20.0 % about something else" in shown
    assert 'role="img"' in page.text
    assert "style=" not in page.text


def test_questions_count_in_the_weeks_of_the_clinics_clock(desk: Desk) -> None:
    # Half past eleven on Sunday evening in UTC is Monday in London in summer.
    late = datetime(2026, 7, 5, 23, 30, tzinfo=timezone.utc)
    desk.run(lambda connection: said(connection, "pain", late))
    answer = desk.signed_in(Role.VIEWER).get(
        "/console/figures/questions?as=json&since=2026-06-29&until=2026-07-12"
    )
    figure = answer.json()["figures"][0]
    assert figure["columns"][1:] == ["29 Jun 2026", "6 Jul 2026", "All"]
    assert figure["rows"][0][1:] == [0, 1, 1]


def test_a_dialogue_ends_at_the_question_that_nobody_answered(desk: Desk) -> None:
    def work(connection: Connection) -> list[figures.Step]:
        for goes_on in (True, False):
            conversation = said(connection, "request_quote")
            asked = [{"title": "3", "payload": '/quote{"choice":"norwood#3"}'}]
            rows = [(3, "out", asked)] + ([(4, "in", None)] if goes_on else [])
            for sequence, direction, buttons in rows:
                values = {"sequence": sequence, "direction": direction, "buttons": buttons, "created_at": AT}
                connection.execute(
                    message.insert(),
                    {"conversation_id": conversation, "text": "?", "state": "answered", **values},
                )
        return figures.steps(connection, PERIOD)

    assert desk.run(work) == [figures.Step("quote", "norwood", 2, 1)]


def test_what_a_person_decided_stands_against_what_the_assistant_said(desk: Desk) -> None:
    member = desk.member(Role.CLINICIAN)

    def work(connection: Connection) -> list[figures.Decided]:
        conversation = said(connection, "pain")
        made = screened(connection, conversation, "suitable", "none")
        for number, decision in ((1, "not_suitable"), (2, "defer")):  # the second supersedes the first
            row = {
                "conversation_id": conversation,
                "number": number,
                "screening_id": made,
                "staff_id": member.id,
                "role": "clinician",
                "bot_disposition": "suitable",
                "disposition": decision,
                "agrees": False,
                "created_at": AT,
            }
            connection.execute(review.insert(), row)
        return figures.decided(connection, PERIOD)

    assert desk.run(work) == [figures.Decided("before", "suitable", "defer", 1)]


def test_too_mild_is_under_triage_and_too_strict_is_over_triage() -> None:
    counted = {
        ("suitable", "suitable"): 5,
        ("suitable", "not_suitable"): 2,
        ("defer", "suitable_with_precautions"): 3,
    }
    assert judged(counted, "before") == (10, 5, 2, 3)


@pytest.mark.parametrize(
    ("minutes", "middle", "slow"),
    [
        ((10,), 10, 10),
        ((10, 30), 20, 30),
        ((1, 2, 90), 2, 90),
        (range(1, 11), 5.5, 9),
        (range(1, 101), 50.5, 90),
    ],
    ids=["one", "two", "three", "ten", "hundred"],
)
def test_nine_in_ten_waited_no_longer_than_is_said(
    minutes: Iterable[int], middle: float, slow: float
) -> None:
    waited = [timedelta(minutes=each) for each in minutes]
    assert middle_wait(waited) == timedelta(minutes=middle)
    assert slow_wait(waited) == timedelta(minutes=slow)


def test_the_first_answer_of_a_person_counts_from_the_promise(desk: Desk) -> None:
    member = desk.member(Role.REVIEWER)

    def work(connection: Connection) -> list[figures.Answered]:
        conversation = said(connection, "talk_to_human")
        connection.execute(
            promise.insert(),
            {
                "conversation_id": conversation,
                "kind": "person",
                "rank": 3,
                "channel": "website",
                "why": "asked",
                "made_at": AT,
                "open_from": AT,
                "due_at": AT + timedelta(minutes=30),
            },
        )
        for minutes, author in ((1, None), (45, member.id), (60, member.id)):
            connection.execute(
                message.insert(),
                {
                    "conversation_id": conversation,
                    "sequence": 10 + minutes,
                    "direction": "out",
                    "text": "Hello",
                    "state": "answered",
                    "author": author,
                    "created_at": AT + timedelta(minutes=minutes),
                },
            )
        return figures.answered(connection, PERIOD)

    assert desk.run(work)[1] == figures.Answered("person", [timedelta(minutes=45)], 1, 0)


@pytest.mark.parametrize(
    "address",
    [
        "?since=soon",
        "?since=2026-02-30",
        "?since=2026-05-02&until=2026-05-01",
        "?since=2020-01-01&until=2026-01-01",
    ],
)
def test_a_time_that_cannot_be_used_is_said(desk: Desk, address: str) -> None:
    assert desk.signed_in(Role.VIEWER).get(f"/console/figures{address}").status_code == 400


def test_an_unknown_figure_is_not_found(desk: Desk) -> None:
    assert desk.signed_in(Role.VIEWER).get("/console/figures/nothing").status_code == 404


def test_a_figure_is_exported_as_csv(desk: Desk) -> None:
    desk.run(lambda connection: said(connection, "=cmd|calc!A1"))
    answer = desk.signed_in(Role.VIEWER).get("/console/figures/questions?as=csv")
    assert answer.headers["content-disposition"].startswith("attachment")
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert rows[1][0].startswith("'=cmd")


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", '"=1', "＝1", "\u00a0=1"]
)
def test_a_cell_that_a_spreadsheet_would_run_is_defused(cell: str) -> None:
    assert defused(cell) == f"'{cell}"


def test_numbers_and_plain_texts_stay_as_they_are() -> None:
    assert [defused(cell) for cell in (-1, 2.5, None, "a = b", "1-2")] == [-1, 2.5, None, "a = b", "1-2"]


@given(
    st.lists(st.lists(st.text(max_size=20).filter(lambda text: "\x00" not in text), min_size=2, max_size=2))
)
def test_no_cell_of_a_csv_begins_as_a_formula(rows: list[list[str]]) -> None:
    read = list(csv.reader(io.StringIO(csv_text(["a", "b"], rows), newline="")))
    assert len(read) == len(rows) + 1
    assert not any(cell[:1] in set("=+-@\t\r") for row in read for cell in row if cell)


def test_charts_are_well_formed_and_escape_names() -> None:
    drawn = [
        lines("a", "<b>&", "told", ["1", "2"], [Series("</svg><script>", [0, 3]), Series("x", [3, 3])], " %"),
        lines("b", "One week", "told", ["1"], [Series("x", [7])]),
        bars("c", "Bars", "told", [Bar("<i>", (1, 2), "3"), Bar("none", (0,), "0")]),
        bars("d", "Nothing", "told", []),
    ]
    for chart in drawn:
        root = ElementTree.fromstring(str(chart))
        assert [child.tag for child in root][:2] == ["title", "desc"]
        assert not root.findall(".//script")


@given(st.floats(0, 1e9))
def test_a_scale_reaches_its_values_and_no_further_than_thrice(most: float) -> None:
    top = scale(most)
    assert most <= top <= max(4, 3 * most)


def test_names_of_lines_do_not_lie_upon_each_other() -> None:
    chart = lines("a", "t", "d", ["1", "2"], [Series(str(each), [1, 50]) for each in range(6)])
    names = [node for node in ElementTree.fromstring(str(chart)) if "name" in node.get("class", "")]
    heights = sorted(float(node.get("y", "0")) for node in names)
    assert all(second - first >= 14 for first, second in pairwise(heights))


def test_weeks_without_anything_are_shown(desk: Desk) -> None:
    answer = desk.signed_in(Role.VIEWER).get(
        f"/console/figures/business?as=json&since={date(2026, 11, 2)}&until={date(2026, 11, 22)}"
    )
    assert [row[1:] for row in answer.json()["figures"][0]["rows"]] == [[0, 0]] * 3
