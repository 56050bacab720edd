"""What messages say of dates, read on Sunday 22 November 2026."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.reading.session_dates import DatesSaid, SessionSaid, read_session_dates

TODAY = dt.date(2026, 11, 22)


def read(text: str) -> DatesSaid:
    return read_session_dates(text, TODAY)


def days(*texts: str) -> tuple[dt.date, ...]:
    return tuple(dt.datetime.strptime(f"{text}", "%d.%m.%y").date() for text in texts)


def one(said: tuple[SessionSaid, ...]) -> SessionSaid:
    assert len(said) == 1, said
    return said[0]


SESSIONS = [
    # text, number, tense, days it can mean
    ("my session is on friday 4 dec, when can I swim", None, "planned", "04.12.26"),
    ("i was in for session one last tuesday", 1, "past", "17.11.26"),
    ("2nd session on the 14th", 2, "unknown", "14.11.26 14.12.26"),
    ("my second session is on the 14th", 2, "planned", "14.12.26"),
    ("the second session was on the 14th", 2, "past", "14.11.26"),
    ("had my session yesterday, when can I wash?", None, "past", "21.11.26"),
    ("session in two weeks", None, "planned", "06.12.26"),
    ("my appointment is tomorrow at 11am", None, "planned", "23.11.26"),
    ("treated 5 days ago, can i train", None, "past", "17.11.26"),
    ("it was done on the 3rd of november", None, "past", "03.11.26"),
    ("I'm booked in for 9 January", None, "planned", "09.01.27"),
    ("my third session is booked for 18 December 2026", 3, "planned", "18.12.26"),
    ("got my hairline tattooed on Wednesday", None, "past", "18.11.26"),
    ("had number two on Thursday, what now", 2, "past", "19.11.26"),
    ("session 2 is the 30th", 2, "planned", "30.11.26"),
    ("my session is on 3/4", None, "planned", "04.03.27 03.04.27"),
    ("had my session on 3/4", None, "past", "04.03.26 03.04.26"),
    ("my session is on 25/12", None, "planned", "25.12.26"),
    ("booked for 04/12/2026", None, "planned", "04.12.26"),
    ("session on 2026-12-04", None, "planned", "04.12.26"),
    ("my session is on 5.12.", None, "planned", "05.12.26"),
    ("session is thursday week", None, "planned", "03.12.26"),
    ("my session is a week on friday", None, "planned", "04.12.26"),
    ("session is two weeks from saturday", None, "planned", "12.12.26"),
    ("session was three weeks ago on saturday", None, "past", "31.10.26"),
    ("my session is on the 7th of next month", None, "planned", "07.12.26"),
    ("session is on satruday 5 decmber", None, "planned", "05.12.26"),
    ("my session is thursday 4 december", None, "planned", "03.12.26 04.12.26"),
    ("my session is on the 14th or the 15th", None, "planned", "14.12.26 15.12.26"),
    ("if i start on 1 october when am i done", 1, "planned", "01.10.27"),
    ("if it's done thursday, gym when?", None, "planned", "26.11.26"),
    ("when can i shave if i was done on 17 march", None, "past", "17.03.26"),
    ("they did my scalp on sunday", None, "past", "15.11.26"),
    ("My husband's is 9 december", None, "planned", "09.12.26"),
    ("my session moved to the 9th", None, "planned", "09.12.26"),
    ("my session moved from the 5th to the 9th", None, "planned", "09.12.26"),
    ("my session is on the 9th, not the 5th", None, "planned", "09.12.26"),
    ("session on boxing day", None, "unknown", "26.12.26"),
    ("had my touch up on the 2nd", None, "past", "02.11.26"),
    ("i had my appointment today", None, "past", "22.11.26"),
    ("session on 29 february 2028", None, "planned", "29.02.28"),
    ("getting my second done on the 5th of Dec", 2, "planned", "05.12.26"),
    ("they had to reschedule me to the 12th", None, "planned", "12.12.26"),
    ("I will have my final session on 18.12.2026", None, "planned", "18.12.26"),
    ("had all three sessions, last one on 10 November", None, "unknown", "10.11.26"),
    ("I had it 5 weeks ago so can I shower", None, "past", "18.10.26"),
    ("Just had it done this morning", None, "past", "22.11.26"),
    ("my first session is in 3 days", 1, "planned", "25.11.26"),
]


@pytest.mark.parametrize(("text", "number", "tense", "meant"), SESSIONS)
def test_a_session_has_its_day(text: str, number: int | None, tense: str, meant: str) -> None:
    said = one(read(text).sessions)
    assert (said.number, said.tense, said.days) == (number, tense, days(*meant.split()))
    assert said.text in text


SEVERAL = [
    ("first session 4 december, second session 18 december", [(1, "04.12.26"), (2, "18.12.26")]),
    ("my first session is on the 4th of december and the second is on the 18th", [(1, "04.12.26"), (2, "18.12.26")]),
    ("can i have sessions on 1, 15 and 29 june", [(None, "01.06.27"), (None, "15.06.27"), (None, "29.06.27")]),
    ("first was 2 weeks ago, second one this coming thursday", [(1, "08.11.26"), (2, "26.11.26")]),
    ("my sessions: 1) 5 Nov 2) 19 Nov 3) 3 Dec", [(None, "05.11.26"), (None, "19.11.26"), (None, "03.12.26")]),
    ("my sessions are 4 dec, 18 dec and 1 jan", [(None, "04.12.26"), (None, "18.12.26"), (None, "01.01.27")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "told"), SEVERAL)
def test_several_sessions_in_one_message_each_have_their_day(
    text: str, told: list[tuple[int | None, str]]
) -> None:
    assert [(said.number, said.days) for said in read(text).sessions] == [
        (number, days(day)) for number, day in told
    ]


EVENTS = [
    ("I fly to Spain on the 14th", "flight", "14.12.26", ""),
    ("holiday from the 14th to the 21st of december", "holiday", "14.12.26", "21.12.26"),
    ("ski trip is 6 jan to 13 jan", "holiday", "06.01.27", "13.01.27"),
    ("is the gym ok on sunday", "gym", "29.11.26", ""),
    ("can i play football this saturday?", "gym", "28.11.26", ""),
    ("wedding on the 20th, when should I book", "wedding", "20.12.26", ""),
    ("i get married in eight weeks", "wedding", "17.01.27", ""),
    ("army haircut on monday", "military_haircut", "23.11.26", ""),
    ("hair transplant on 5 january", "transplant", "05.01.27", ""),
    ("PRP next friday", "prp", "27.11.26", ""),
    ("want to dye my hair on saturday", "dye", "28.11.26", ""),
    ("barber on the 12th", "haircut", "12.12.26", ""),
    ("pool party on the 29th", "pool", "29.11.26", ""),
    ("a job interview on 3 december", "occasion", "03.12.26", ""),
    ("finished before christmas please, when should the first session be", "deadline", "25.12.26", ""),
    ("how many sessions can i get in before the 1st of december", "deadline", "01.12.26", ""),
    ("back on site on Monday, sweating ok?", "work", "23.11.26", ""),
    ("my wedding is in june", "wedding", "", ""),
    ("we have a holiday coming up", "holiday", "", ""),
]


@pytest.mark.parametrize(("text", "kind", "first", "until"), EVENTS)
def test_an_event_has_its_kind_and_days(text: str, kind: str, first: str, until: str) -> None:
    (event,) = read(text).events
    assert (event.kind, event.days) == (kind, days(*first.split()))
    assert event.until == next(iter(days(*until.split())), None)
    assert read(text).sessions == ()


BOTH = [
    ("treatment tomorrow, gym on sunday", "23.11.26", "gym", "29.11.26"),
    ("had my session yesterday and the marathon is on 6 december", "21.11.26", "gym", "06.12.26"),
    ("I fly on the 14th, is that far enough after a session on the 9th?", "09.12.26", "flight", "14.12.26"),
    ("my session's Friday and there's a spa weekend on 12 december", "27.11.26", "sauna", "12.12.26"),
    # Both could be lately or soon, and only one of them lies shortly before the event.
    ("session this saturday, interview on thursday week", "28.11.26", "occasion", "03.12.26"),
    ("i go on holiday on 11 august, session 25 july", "25.07.27", "holiday", "11.08.27"),
    ("im having prp on monday and smp on friday", "20.11.26 27.11.26", "prp", "23.11.26"),
    ("session next friday and a stag do on the 19th", "27.11.26", "occasion", "19.12.26"),
    # Said on the 22nd: the 28th may be this month's, before the session, or the next one's.
    ("flying on the 28th, treatment is the 12th", "12.12.26", "flight", "28.11.26 28.12.26"),
]


@pytest.mark.parametrize(("text", "session", "kind", "event"), BOTH)
def test_a_session_and_an_event_keep_their_own_days(text: str, session: str, kind: str, event: str) -> None:
    said = read(text)
    assert one(said.sessions).days == days(*session.split())
    assert [(item.kind, item.days) for item in said.events] == [(kind, days(*event.split()))]


COUNTED = [
    ("day 4", 4),
    ("im on day 4 what can i do now", 4),
    ("today is day 15, can i use a razor", 15),
    ("it's day ten", 10),
    ("6 days post smp, shampoo?", 6),
    ("Four days post treatment: what am I allowed to do?", 4),
    ("It's been five days since my smp", 5),
    ("its been 2 weeks", 14),
    ("im a week in, what's next", 7),
    ("on my 4th day after number two, still no sweating?", 4),
    ("tomorrow is day fifteen, razor then?", 14),
    ("day -3", -3),
    ("today is day 5000", 5000),
]


@pytest.mark.parametrize(("text", "day"), COUNTED)
def test_todays_day_number_is_found(text: str, day: int) -> None:
    said = read(text)
    assert (said.day_number, said.asked_day, said.days) == (day, None, ())


@pytest.mark.parametrize(("text", "day"), [("can i wash it on day 4", 4), ("what can I do on day 7?", 7)])
def test_a_day_that_is_asked_about_is_not_today(text: str, day: int) -> None:
    said = read(text)
    assert (said.day_number, said.asked_day) == (None, day)


OFFSETS = [
    ("a week after my second session", 7, 2, None),
    ("can i swim a week after my second session", 7, 2, "pool"),
    ("Holiday starts 3 weeks after my last appointment", 21, None, "holiday"),
    ("can I train the day after my session", 1, None, "gym"),
    ("is 10 days after session 1 enough", 10, 1, None),
]


@pytest.mark.parametrize(("text", "count", "number", "event"), OFFSETS)
def test_days_are_counted_from_a_session(
    text: str, count: int, number: int | None, event: str | None
) -> None:
    said = read(text)
    (offset,) = said.offsets
    assert (offset.days, offset.number, offset.event) == (count, number, event)
    assert (said.sessions, said.days, said.day_number) == ((), (), None)


BARE = [
    ("3/4", "unknown", "04.03.27 03.04.27"),
    ("on 3/4", "unknown", "04.03.27 03.04.27"),
    ("3/4/2027", "planned", "04.03.27 03.04.27"),
    ("last tuesday", "past", "17.11.26"),
    ("yesterday", "past", "21.11.26"),
    ("in two weeks", "planned", "06.12.26"),
    ("the 14th", "unknown", "14.11.26 14.12.26"),
    ("4 December", "unknown", "04.12.26"),
    ("friday", "unknown", "20.11.26 27.11.26"),
    ("it's on friday", "planned", "27.11.26"),
    ("it was friday", "past", "20.11.26"),
    ("a month ago", "past", "22.10.26"),
    ("12 September", "unknown", "12.09.27"),
]


@pytest.mark.parametrize(("text", "tense", "meant"), BARE)
def test_a_bare_date_answers_whatever_was_asked(text: str, tense: str, meant: str) -> None:
    said = read(text)
    assert (said.sessions, said.events) == ((), ())
    assert (one(said.days).tense, one(said.days).days) == (tense, days(*meant.split()))


@pytest.mark.parametrize("text", ["31 february", "my session is on 31/2", "30/2", "session on the 35th"])
def test_a_day_that_does_not_exist_is_said_not_to(text: str) -> None:
    said = one((*read(text).sessions, *read(text).days))
    assert (said.exists, said.days) == (False, ())


@pytest.mark.parametrize("text", ["had it last month", "my session is next week", "session some time in may"])
def test_a_time_too_wide_for_a_day_is_kept_as_it_was_said(text: str) -> None:
    said = one(read(text).sessions)
    assert (said.exists, said.days) == (True, ())
    assert said.first is not None
    assert said.until is not None


ASKED = [
    ("when should my second session be", "next_session"),
    ("session one is 20 january, when's session two?", "next_session"),
    ("wedding on the 20th, when should I book", "book_by"),
    ("what's the latest I can have a session before it", "book_by"),
    ("send me the ics file", "calendar"),
    ("which day am i on", "day_number"),
    ("work out my aftercare dates", "plan"),
]


@pytest.mark.parametrize(("text", "asked"), ASKED)
def test_what_is_wished_for_is_found(text: str, asked: str) -> None:
    assert asked in read(text).asked


@pytest.mark.parametrize(
    ("text", "wanted"), [("i want three sessions", 3), ("I have 0 sessions", 0), ("40 sessions please", 40)]
)
def test_the_number_of_sessions_wanted_is_handed_on_as_it_was_said(text: str, wanted: int) -> None:
    assert read(text).wanted == wanted


NOTHING = [
    "hello",
    "3/4 of my head is bald",
    "norwood 3/4",
    "it hurt 8/10",
    "open 24/7?",
    "can I go on holiday after",
    "when can I fly",
    "what can I do today",
    "my consultation is on the 5th",
    "my laser session was last week",
    "I had a haircut yesterday",
    "how many sessions do I need",
    "",
]


@pytest.mark.parametrize("text", NOTHING)
def test_nothing_is_read_where_no_date_of_ours_is_told(text: str) -> None:
    said = read(text)
    assert (said.sessions, said.events, said.days, said.offsets) == ((), (), (), ())
    assert (said.day_number, said.asked_day, said.wanted) == (None, None, None)


def test_the_last_session_of_a_course_is_one_to_come() -> None:
    assert one(read("my final session is on 18 December").sessions).last
    assert not one(read("my last session was on 10 November").sessions).last


def test_a_move_is_seen() -> None:
    assert read("my session has been moved to the 9th").moved
    assert not read("my session is on the 9th").moved


PIECES = (
    "session", "my second", "2nd session", "the first", "on", "was", "is", "3/4", "friday", "the 14th", "14th or 15th",
    "day 4", "after my session", "a week", "two weeks ago", "4 december", "31 february", "gym", "I fly", ",", ".", "?",
    "from", "to", "moved", "not", "before", "if", "done", "today", "3 sessions", "thursday week", "1, 2 and 3 june",
)  # fmt: skip
WORDS = st.sampled_from(PIECES)


@settings(max_examples=100, deadline=None)
@given(st.lists(WORDS, max_size=14).map(" ".join), st.dates(dt.date(2020, 1, 1), dt.date(2040, 1, 1)))
def test_any_words_on_any_day_can_be_read(text: str, today: dt.date) -> None:
    said = read_session_dates(text, today)
    for item in (*said.sessions, *said.days):
        assert item.text in text
        assert list(item.days) == sorted(set(item.days))
        assert (
            item.tense != "past"
            or not item.exists
            or not item.days
            or min(item.days) <= today
            or len(item.days) > 0
        )
    for event in said.events:
        assert event.text in text


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    read_session_dates(text, TODAY)
