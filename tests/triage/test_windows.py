"""Dates: sessions ahead, vague times, several waits, events without a date."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.triage.periods import Period, after, day_of, of_iso
from bot.triage.rules import Rulebook
from bot.triage.screening import screen
from tests.triage.telling import TODAY, told

SESSIONS = (
    # what is told, the session, disposition, earliest date
    ("isotretinoin ended when=-P5M", "2027-01-22", "suitable_with_precautions", "2026-12-22"),
    ("isotretinoin ended when=-P4M", "2026-12-13", "defer", "2027-01-22"),
    ("isotretinoin ended when=-P8M", "2027-06-01", "suitable", None),
    ("prp past when=-P2W", "2026-12-20", "suitable_with_precautions", "2026-12-06"),
    ("chemotherapy ended when=-P4M", "2027-08-01", "suitable_with_precautions", "2027-01-22"),
    ("alcohol_recent when=-P1D", "2026-12-05", "suitable_with_precautions", "2026-11-23"),
    ("topical_retinoid_acids past site=scalp when=-P3D", "2026-12-10", "suitable", "2026-12-03"),
    ("under_18 turns_18=2027-02-03", "2027-03-01", "suitable", "2027-02-03"),
    ("isotretinoin", "2027-06-01", "defer", None),
    ("eczema", "2027-06-01", "defer", None),
)


@pytest.mark.parametrize(("facts", "session", "disposition", "earliest"), SESSIONS)
def test_a_session_ahead_is_judged_for_its_day(
    facts: str, session: str, disposition: str, earliest: str | None, rulebook: Rulebook
) -> None:
    day = dt.date.fromisoformat(session)
    outcome = screen(told(facts), today=TODAY, session_date=day, rulebook=rulebook)
    assert outcome.disposition == disposition
    assert outcome.earliest_date == (dt.date.fromisoformat(earliest) if earliest else None)


WAITS = (
    ("isotretinoin ended when=-P4M + prp past when=-P1W", "2027-01-22", ()),
    ("isotretinoin ended when=-P4M + anticoagulant", "2027-01-22", ()),
    ("isotretinoin ended when=-P4M + sunburn", None, ("until nothing is red, sore or peeling",)),
    (
        "pregnancy + breastfeeding",
        None,
        ("until at least three months after the birth", "until feeding has ended"),
    ),
    ("isotretinoin ended when=-P4M + keloid_history site=scalp", None, ()),
    ("diabetes", None, ()),
    ("isotretinoin ended to=-P4M", "2027-01-22", ()),
    ("isotretinoin ended from=-P4M", None, ("until six months after the last tablet",)),
)


@pytest.mark.parametrize(("facts", "earliest", "events"), WAITS)
def test_the_latest_wait_counts_and_events_have_no_date(
    facts: str, earliest: str | None, events: tuple[str, ...], rulebook: Rulebook
) -> None:
    outcome = screen(told(facts), today=TODAY, rulebook=rulebook)
    assert outcome.earliest_date == (dt.date.fromisoformat(earliest) if earliest else None)
    assert len(outcome.waits_for) == len(events)
    for event in events:
        assert any(told_.startswith(event) for told_ in outcome.waits_for)


@pytest.mark.parametrize(
    ("start", "units", "end"),
    [
        ("2026-08-31", Period(months=6), "2027-02-28"),
        ("2027-08-29", Period(months=6), "2028-02-29"),
        ("2026-11-22", Period(days=14), "2026-12-06"),
        ("2026-11-21", Period(hours=24), "2026-11-23"),
        ("2026-11-21", Period(hours=48), "2026-11-24"),
        ("2026-12-31", Period(months=2), "2027-02-28"),
    ],
)
def test_periods_end_on_the_first_free_day(start: str, units: Period, end: str) -> None:
    assert after(dt.date.fromisoformat(start), units) == dt.date.fromisoformat(end)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2019", "2019-01-01", "2019-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("-P6W", "2026-10-11", "2026-10-11"),
        ("P0D", "2026-11-22", "2026-11-22"),
        ("P2M", "2027-01-22", "2027-01-22"),
        ("last summer", None, None),
        ("2024-02-31", None, None),
    ],
)
def test_moments_as_they_are_said(text: str, first: str | None, last: str | None) -> None:
    for expected, latest in ((first, False), (last, True)):
        day = day_of(text, TODAY, last=latest)
        assert day == (dt.date.fromisoformat(expected) if expected else None)


def test_what_is_no_duration_is_refused() -> None:
    assert [of_iso(text) for text in ("P", "6M", "PT", "P6", "")] == [None] * 5


LANES = (
    ("", None, "before", True),
    ("smp_session planned when=P1M", None, "before", True),
    ("smp_session past when=-P5D + ps_normal_redness", None, "after", False),
    ("ps_pus", None, "after", False),
    ("smp_session past when=-P5D + diabetes", None, "before", False),
    ("smp_session past", None, "after", True),
    ("diabetes", 5, "before", False),
)


@pytest.mark.parametrize(("facts", "ago", "lane", "nothing"), LANES)
def test_the_lane_follows_from_the_facts(
    facts: str, ago: int | None, lane: str, nothing: bool, rulebook: Rulebook
) -> None:
    session = TODAY - dt.timedelta(days=ago) if ago is not None else None
    outcome = screen(told(facts), today=TODAY, session_date=session, rulebook=rulebook)
    assert (outcome.lane, outcome.nothing_stated) == (lane, nothing)


def test_a_symptom_answers_first_and_the_condition_is_kept(rulebook: Rulebook) -> None:
    facts = told("smp_session past when=-P2D + ps_normal_redness + diabetes")
    outcome = screen(facts, today=TODAY, rulebook=rulebook)
    assert (outcome.disposition, outcome.day) == ("normal_healing", 2)
    assert [reason.concept for reason in outcome.other_lane] == ["diabetes"]


def test_a_vague_session_is_normal_only_if_every_day_is(rulebook: Rulebook) -> None:
    early = screen(
        told("smp_session past from=-P3D to=-P1D + ps_normal_redness"), today=TODAY, rulebook=rulebook
    )
    vague = screen(
        told("smp_session past from=-P6D to=-P1D + ps_normal_redness"), today=TODAY, rulebook=rulebook
    )
    assert early.disposition == "normal_healing"
    assert vague.disposition == "contact_artist_24_48h"
