"""What the pack says: everything that was told and agreed, nothing that was not, and that nobody has reviewed it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from bot.consultation.pack import MOST_LINES, NOT_AGREED, NOT_REVIEWED, NOT_SCREENED, Names, Pack, assemble
from bot.consultation.records import Agreed, Asked, Expectation, Quoted, Records, Screened
from bot.consultation.rendering import page
from bot.pricing.wording import range_of
from bot.triage.facts import Fact
from bot.triage.screening import screen
from bot.triage.wording import HEADLINES
from tests.consultation.making import FACTS, KNOWLEDGE, NOW, RULEBOOK, SESSIONS, TODAY, price

UTC = dt.timezone.utc
NAMES = Names(
    KNOWLEDGE.clinic.name,
    KNOWLEDGE.clinic.timezone,
    KNOWLEDGE.title,
    lambda concept: RULEBOOK.conditions[concept].title,
)
ASKED = Asked(
    name="Siobhán O’Neill",
    contacts=[("phone", "+447700900123"), ("email", "siobhan@example.org")],
    times="Saturday, in the morning",
    said=["Saturday mornings please"],
    wishes="A low hairline, not too dark.",
    expectations=[Expectation("It fades.", True, True), Expectation("Removal can cost more.", False, True)],
    sent_at=dt.datetime(2026, 11, 24, 14, 0, tzinfo=UTC),
    reply_by=dt.datetime(2026, 11, 25, 18, 0, tzinfo=UTC),
)
SCREENED = Screened(
    outcome=screen(FACTS, today=TODAY, rulebook=RULEBOOK),
    facts=FACTS,
    answered=frozenset(),
    complete=True,
    day=TODAY,
)
RECORDS = Records(
    conversation="c",
    asked=ASKED,
    health_agreed=True,
    screened=SCREENED,
    quotes=[Quoted(price(), "defer")],
    sessions=SESSIONS,
    consents=[
        Agreed("health_data", "2026-11-22", dt.datetime(2026, 11, 24, 13, 0, tzinfo=UTC), None),
        Agreed("contact", "2026-11-22", dt.datetime(2026, 11, 24, 13, 30, tzinfo=UTC), None),
    ],
    topics=["pain", "cost"],
)


def told(records: Records) -> Pack:
    return assemble(records, NAMES, NOW)


def text_of(pack: Pack) -> str:
    lines = [f"{entry.label}: {entry.text}" for section in pack.sections for entry in section.entries]
    return "\n".join([*lines, *(section.note for section in pack.sections), pack.not_reviewed])


def section(pack: Pack, title: str) -> list[str]:
    return [entry.text for item in pack.sections if item.title == title for entry in item.entries]


def test_everything_that_was_told_is_there() -> None:
    text = text_of(told(RECORDS))
    for part in (
        "Name: Siobhán O’Neill",
        "Telephone: +44 7700 900123",
        "E-mail: siobhan@example.org",
        "Times: Saturday, in the morning",
        "In their words: Saturday mornings please",
        "Wishes: A low hairline, not too dark.",
        "understood, explained first: It fades.",
        "wants to talk about it, explained first: Removal can cost more.",
        range_of(price()),
        "Session 1: Thursday 19 November 2026, had",
        "Session 2: Friday 4 December 2026, booked",
        f"{KNOWLEDGE.title('pain')}; {KNOWLEDGE.title('cost')}",
        "Contact details: given Tuesday 24 November 2026, 13:30, wording of 2026-11-22",
        "Answer promised by: Wednesday 25 November 2026, 18:00",
    ):
        assert part in text


def test_it_says_that_nobody_reviewed_it_and_nothing_is_booked() -> None:
    pack = told(RECORDS)
    assert pack.not_reviewed == NOT_REVIEWED
    assert "Booked: nothing yet; a person agrees the date" in text_of(pack)


def test_the_outcome_of_the_screening_comes_with_reasons_and_open_questions() -> None:
    pack = told(RECORDS)
    (health,) = [item for item in pack.sections if item.title == "Health check"]
    assert health.note == HEADLINES["defer"]
    labels = {entry.label.lower() for entry in health.entries}
    assert labels >= {found.title.lower() for found in SCREENED.outcome.reasons}
    assert section(pack, "Open questions") == [item.ask for item in SCREENED.outcome.questions][:MOST_LINES]
    assert "“not diabetic”, denied" in section(pack, "Told about health")


def test_an_unfinished_screening_says_so() -> None:
    pack = told(replace(RECORDS, screened=replace(SCREENED, complete=False)))
    (health,) = [item for item in pack.sections if item.title == "Health check"]
    assert "not finished" in health.note


@pytest.mark.parametrize(("agreed", "note"), [(False, NOT_AGREED), (True, NOT_SCREENED)])
def test_without_consent_or_screening_there_is_no_health_data(agreed: bool, note: str) -> None:
    pack = told(replace(RECORDS, health_agreed=agreed, screened=None))
    text = text_of(pack).lower()
    assert note in text_of(pack)
    for word in ("psoriasis", "accutane", "diabetic", "told about health", "open questions"):
        assert word not in text


def test_a_reason_from_the_screening_does_not_show_through_the_price() -> None:
    without = text_of(told(replace(RECORDS, health_agreed=False, screened=None)))
    assert "Provisional." in without
    assert "something to wait for" not in without
    assert "something to wait for" in text_of(told(RECORDS))


def test_what_is_missing_is_said_and_not_left_blank() -> None:
    bare = replace(
        RECORDS,
        asked=replace(ASKED, name="", contacts=[("chat", "")], said=[], wishes="", reply_by=None),
        quotes=[],
        sessions=[],
        topics=[],
    )
    text = text_of(told(bare))
    for part in ("Name: not given", "Reached: in the chat", "Wishes: none", "No price was worked out."):
        assert part in text
    assert "promised" not in text
    assert not told(bare).has_timeline


def test_a_day_that_was_only_asked_about_is_no_session_to_draw() -> None:
    asked = [replace(day, state="asked") for day in SESSIONS]
    assert not told(replace(RECORDS, sessions=asked)).has_timeline


def test_long_lists_are_counted_and_long_words_cut_without_losing_that_there_is_more() -> None:
    facts = tuple(Fact(concept, text=f"word {concept} " * 20) for concept in sorted(RULEBOOK.conditions)[:20])
    many = replace(SCREENED, facts=facts, outcome=screen(facts, today=TODAY, rulebook=RULEBOOK))
    pack = told(replace(RECORDS, screened=many, asked=replace(ASKED, wishes="soft " * 300)))
    entries = section(pack, "Told about health")
    assert len(entries) == MOST_LINES
    assert entries[-1].startswith("and ")
    assert "the rest is in the chat" in section(pack, "The request")[5]
    assert pack.dense
    assert not told(RECORDS).dense


def test_a_withdrawn_consent_is_shown_as_such() -> None:
    gone = replace(RECORDS.consents[0], withdrawn=dt.datetime(2026, 11, 24, 13, 45, tzinfo=UTC))
    assert "withdrawn Tuesday 24 November 2026, 13:45" in text_of(told(replace(RECORDS, consents=[gone])))


# As a page


def html(records: Records) -> str:
    return page(told(records), style="/my/pack.css", timeline="/my/pack/x/timeline.svg", own_copy=True)


def test_the_page_needs_no_script_and_no_inline_style() -> None:
    shown = html(RECORDS)
    assert "<script" not in shown
    assert " style=" not in shown
    assert "<style" not in shown
    assert " onclick" not in shown


def test_what_a_visitor_wrote_is_shown_as_text() -> None:
    nasty = '<img src=x onerror=alert(1)> & "quotes"'
    shown = html(replace(RECORDS, asked=replace(ASKED, name=nasty, wishes=nasty, said=[nasty])))
    assert "<img src=x" not in shown
    assert "&lt;img src=x" in shown


def test_the_page_is_well_formed_and_its_headings_are_in_order() -> None:
    shown = html(RECORDS).replace("<!doctype html>", "")
    for void in ("meta", "link", "img"):
        shown = _closed(shown, void)
    root = ElementTree.fromstring(shown)
    levels = [element.tag for element in root.iter() if element.tag in ("h1", "h2", "h3")]
    assert levels[0] == "h1"
    assert set(levels[1:]) == {"h2"}
    assert all(image.get("alt") for image in root.iter("img"))


def _closed(text: str, tag: str) -> str:
    parts = text.split(f"<{tag} ")
    return f"<{tag} ".join([parts[0], *(part.replace(">", "/>", 1) for part in parts[1:])])
