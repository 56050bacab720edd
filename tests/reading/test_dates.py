from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.dates import read_dates

TODAY = date(2026, 11, 22)  # a Sunday


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("text", "kind", "when", "first", "last"),
    [
        ("four months ago", "ago", "-P4M", "2026-07-22", "2026-07-22"),
        ("4months ago", "ago", "-P4M", "2026-07-22", "2026-07-22"),
        ("a fortnight ago", "ago", "-P2W", "2026-11-08", "2026-11-08"),
        ("a couple of weeks ago", "ago", "-P2W", "2026-11-01", "2026-11-08"),
        ("a few weeks ago", "ago", "-P3W", "2026-10-25", "2026-11-08"),
        ("half a year ago", "ago", "-P6M", "2026-05-22", "2026-05-22"),
        ("a year and a half ago", "ago", "-P1Y6M", "2025-05-22", "2025-05-22"),
        ("1 year and 3 months ago", "ago", "-P1Y3M", "2025-08-22", "2025-08-22"),
        ("2-3 weeks ago", "ago", "-P2W", "2026-11-01", "2026-11-08"),
        ("a week or two ago", "ago", "-P1W", "2026-11-08", "2026-11-15"),
        ("over a year ago", "ago", "-P1Y", "", "2025-11-22"),
        ("less than 6 months ago", "ago", "-P6M", "2026-05-22", "2026-11-22"),
        ("a week ago today", "ago", "-P1W", "2026-11-15", "2026-11-15"),
        ("3 hrs ago", "ago", "-PT3H", "2026-11-22", "2026-11-22"),
        ("yesterday", "ago", "-P1D", "2026-11-21", "2026-11-21"),
        ("last night", "ago", "-P1D", "2026-11-21", "2026-11-21"),
        ("last week", "ago", "-P1W", "2026-11-09", "2026-11-15"),
        ("last month", "ago", "-P1M", "2026-10-01", "2026-10-31"),
        ("last year", "ago", "-P1Y", "2025-01-01", "2025-12-31"),
        ("last summer", "ago", "last summer", "2026-06-01", "2026-08-31"),
        ("last march", "ago", "2026-03", "2026-03-01", "2026-03-31"),
        ("in 2019", "ago", "2019", "2019-01-01", "2019-12-31"),
        ("2018-2019", "ago", "2019", "2018-01-01", "2019-12-31"),
        ("in the 90s", "ago", "in the 90 s", "1990-01-01", "1999-12-31"),
        ("march 3rd 2024", "ago", "2024-03-03", "2024-03-03", "2024-03-03"),
        ("10/03/2025", "ago", "2025-03-10", "2025-03-10", "2025-03-10"),
        ("on 10/3", "on", "2026-03-10", "2026-03-10", "2026-03-10"),
        ("3.10.26", "ago", "2026-10-03", "2026-10-03", "2026-10-03"),
        ("last tuesday", "ago", "2026-11-17", "2026-11-17", "2026-11-17"),
        ("on friday", "on", "2026-11-20", "2026-11-20", "2026-11-20"),
        ("the 14th", "on", "2026-11-14", "2026-11-14", "2026-11-14"),
        ("since March", "since", "2026-03", "2026-03-01", "2026-03-31"),
        ("since yesterday", "since", "-P1D", "2026-11-21", "2026-11-21"),
        ("for six weeks now", "for", "-P6W", "2026-10-11", "2026-10-11"),
        ("in 3 weeks", "ahead", "+P3W", "2026-12-13", "2026-12-13"),
        ("in two weeks' time", "ahead", "+P2W", "2026-12-06", "2026-12-06"),
        ("next month", "ahead", "+P1M", "2026-12-01", "2026-12-31"),
        ("next friday", "ahead", "2026-11-27", "2026-11-27", "2026-11-27"),
        ("tomorrow", "ahead", "+P1D", "2026-11-23", "2026-11-23"),
        ("the day after tomorrow", "ahead", "+P2D", "2026-11-24", "2026-11-24"),
        ("the day before yesterday", "ago", "-P2D", "2026-11-20", "2026-11-20"),
        ("until next week", "until", "+P1W", "2026-11-23", "2026-11-29"),
        ("in the last 6 months", "within", "-P6M", "2026-05-22", "2026-11-22"),
        ("when I was 16", "age", "age 16", "", "2025-11-21"),
        ("as a kid", "age", "childhood", "", "2021-11-22"),
        ("years ago", "vague", "years ago", "", "2024-11-22"),
    ],
)
def test_a_time_in_words_is_a_window_of_days(text: str, kind: str, when: str, first: str, last: str) -> None:
    (mention,) = [found for found in read_dates(text, TODAY) if found.kind != "length"][:1]

    assert (mention.kind, mention.when) == (kind, when)
    assert (mention.when_from, mention.when_to) == (day(first), day(last))


@pytest.mark.parametrize(
    "text",
    [
        "8/10 pain",
        "150/95",
        "it costs 2000 dollars",
        "I may have it",
        "sun exposure",
        "twice a day",
        "24/7",
        "norwood 5",
    ],
)
def test_what_looks_like_a_time_and_is_none(text: str) -> None:
    assert read_dates(text, TODAY) == ()


@pytest.mark.parametrize("text", ["31/2/2026", "2026-02-31", "30 february 2025", "the 35th"])
def test_a_day_that_does_not_exist_is_said_to_be_impossible(text: str) -> None:
    (mention,) = read_dates(text, TODAY)

    assert (mention.kind, mention.when, mention.when_from) == ("impossible", None, None)


def test_a_day_of_the_week_can_be_read_ahead() -> None:
    (mention,) = read_dates("on friday", TODAY)

    assert mention.in_future().when_from == date(2026, 11, 27)
    assert mention.in_past() == mention


def test_in_three_years_can_be_read_back() -> None:
    (mention,) = read_dates("haven't had one in 3 years", TODAY)

    assert mention.in_past().when == "-P3Y"


def test_months_come_first_where_the_clinic_is_in_america() -> None:
    (mention,) = read_dates("10/03/2025", TODAY, day_first=False)

    assert mention.when == "2025-10-03"


def test_29_february_is_found_in_its_leap_year() -> None:
    (mention,) = read_dates("on 29 february", TODAY)

    assert mention.when_from == date(2024, 2, 29)
    assert mention.in_future().when_from == date(2028, 2, 29)


@given(st.text(max_size=200), st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_any_text_on_any_day_can_be_read(text: str, today: date) -> None:
    for mention in read_dates(text, today):
        assert mention.text == text[mention.start : mention.end]
        if mention.when_from and mention.when_to:
            assert mention.when_from <= mention.when_to


@given(
    st.integers(1, 60),
    st.sampled_from(["days", "weeks", "months", "years"]),
    st.dates(date(2000, 1, 1), date(2060, 1, 1)),
)
def test_ago_lies_behind_and_in_lies_ahead(number: int, unit: str, today: date) -> None:
    (ago,) = read_dates(f"{number} {unit} ago", today)
    (ahead,) = read_dates(f"in {number} {unit}", today)

    assert ago.when_to is not None
    assert ahead.when_from is not None
    assert ago.when_to < today < ahead.when_from
