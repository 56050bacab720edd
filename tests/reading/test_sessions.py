from __future__ import annotations

from datetime import date

import pytest

from bot.reading.reader import Reader

TODAY = date(2026, 11, 22)  # a Sunday


@pytest.mark.parametrize(
    ("text", "on", "days", "number"),
    [
        ("had my second session tuesday", date(2026, 11, 17), 5, 2),
        ("day 4 and it itches", date(2026, 11, 18), 4, None),
        ("it's 3 weeks after smp", date(2026, 11, 1), 21, None),
        ("smp was 6 days ago", date(2026, 11, 16), 6, None),
        ("got my head done yesterday", date(2026, 11, 21), 1, None),
        ("just had my third session", None, None, 3),
        ("swollen forehead since wednesday's session", date(2026, 11, 18), 4, None),
        ("session 1 this morning, a bit red", date(2026, 11, 22), 0, 1),
    ],
)
def test_a_past_session_has_its_day(
    reader: Reader, text: str, on: date | None, days: int | None, number: int | None
) -> None:
    session = reader.session(text, TODAY)

    assert session is not None
    assert (session.temporality, session.date, session.day, session.number) == ("past", on, days, number)
    assert session.text == text[session.start : session.end]


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("my next session is on friday", date(2026, 11, 27)),
        ("session booked for 3 December", date(2026, 12, 3)),
        ("I have my first session tomorrow", date(2026, 11, 23)),
        ("what should I avoid before my session", None),
        ("my session isn't for another two weeks", date(2026, 12, 6)),
    ],
)
def test_a_planned_session_has_its_day(reader: Reader, text: str, on: date | None) -> None:
    session = reader.session(text, TODAY)

    assert session is not None
    assert (session.temporality, session.date, session.day) == ("planned", on, None)


@pytest.mark.parametrize(
    "text",
    [
        "when can I swim after my session",
        "how long after smp can I shave",
        "can I wash it on day 4",
        "my last laser session was 8 weeks ago",
        "three sessions of chemo",
        "anyone ever done smp on scars?",
        "how many sessions do I need",
        "just as pink as day one",
    ],
)
def test_a_question_or_another_treatment_is_no_session(reader: Reader, text: str) -> None:
    assert reader.session(text, TODAY) is None


def test_a_past_session_comes_before_a_planned_one(reader: Reader) -> None:
    session = reader.session("had my first session on tuesday, next one is on friday", TODAY)

    assert session is not None
    assert session.temporality == "past"
