"""What screening stores: only with consent, complete enough to be decided again, and gone with its conversation."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import Connection, Engine

from bot.database.models import consent, conversation, finding, message, rule_set, screening, visitor
from bot.database.screenings import (
    NoConsentError,
    Screened,
    decide_again,
    facts_of,
    give_consent,
    rule_files,
    screenings_of,
    store_screening,
)
from bot.database.transcript import UnknownConversationError, open_conversation
from bot.triage.facts import Fact
from bot.triage.rulebook import Rulebook, load_rulebook
from bot.triage.screening import screen

CLINIC = Path("data/clinic")
TODAY = dt.date(2026, 11, 22)
WELCOME = {"text": "Hello", "buttons": [], "attachments": [], "sources": []}
FACTS = (
    Fact(
        "isotretinoin",
        temporality="past",
        ended=True,
        when="-P5M",
        when_to=dt.date(2026, 6, 22),
        text="accutane",
    ),
    Fact("keloid_history", experiencer="family", text="mum had keloids", attributes={"site": "ear"}),
    Fact("diabetes", negated=True, text="diabetic"),
)


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load_rulebook(CLINIC)


def screened(rulebook: Rulebook, facts: tuple[Fact, ...] = FACTS, supersedes: str | None = None) -> Screened:
    return Screened(
        facts=facts,
        outcome=screen(facts, today=TODAY, rulebook=rulebook),
        answers=({"question": "isotretinoin.when", "answer": "five months ago"},),
        subject="self",
        screened_on=TODAY,
        session_date=None,
        lexicon_version="2026-11-22",
        rules=rule_files(CLINIC),
        complete=True,
        supersedes=supersedes,
    )


def begun(connection: Connection) -> tuple[str, str]:
    _, conversation_id = open_conversation(connection, "website", WELCOME)
    return conversation_id, give_consent(connection, conversation_id, "2026-11-22")


def test_facts_come_back_exactly_as_they_were_read(engine: Engine, rulebook: Rulebook) -> None:
    with engine.begin() as connection:
        stored = store_screening(connection, *begun(connection), screened(rulebook))
        assert facts_of(connection, stored) == FACTS


def test_a_stored_outcome_can_be_decided_again_by_the_rules_of_its_time(
    engine: Engine, rulebook: Rulebook
) -> None:
    with engine.begin() as connection:
        stored = store_screening(connection, *begun(connection), screened(rulebook))
        assert decide_again(connection, stored) == screened(rulebook).outcome


def test_the_row_says_what_was_told(engine: Engine, rulebook: Rulebook) -> None:
    with engine.begin() as connection:
        conversation_id, consent_id = begun(connection)
        store_screening(connection, conversation_id, consent_id, screened(rulebook))
        (row,) = screenings_of(connection, conversation_id)
    outcome = screened(rulebook).outcome
    assert (row.disposition, row.earliest_date) == (outcome.disposition, outcome.earliest_date)
    assert [found["rule"] for found in row.reasons] == [found.rule for found in outcome.reasons]
    assert row.reasons[0]["source"] == list(outcome.reasons[0].sources)
    assert (row.rule_version, row.lexicon_version) == (rulebook.version, "2026-11-22")


def test_a_changed_answer_makes_a_new_row_and_keeps_the_old_one(engine: Engine, rulebook: Rulebook) -> None:
    with engine.begin() as connection:
        conversation_id, consent_id = begun(connection)
        first = store_screening(connection, conversation_id, consent_id, screened(rulebook))
        changed = screened(rulebook, FACTS[1:], supersedes=first)
        second = store_screening(connection, conversation_id, consent_id, changed)
        rows = {row.id: row for row in screenings_of(connection, conversation_id)}
    assert rows.keys() == {first, second}
    assert rows[second].supersedes == first


def test_rules_are_kept_once_per_version(engine: Engine, rulebook: Rulebook) -> None:
    with engine.begin() as connection:
        where = begun(connection)
        for _ in range(2):
            store_screening(connection, *where, screened(rulebook))
        assert connection.execute(select(func.count()).select_from(rule_set)).scalar() == 1


@pytest.mark.parametrize("withdrawn", [True, False])
def test_without_a_consent_that_holds_nothing_is_written(
    engine: Engine, rulebook: Rulebook, withdrawn: bool
) -> None:
    with engine.begin() as connection:
        conversation_id, consent_id = begun(connection)
        if withdrawn:
            at = dt.datetime(2026, 11, 22, tzinfo=dt.timezone.utc)
            connection.execute(consent.update().values(withdrawn_at=at))
        else:
            connection.execute(consent.delete())
        with pytest.raises(NoConsentError):
            store_screening(connection, conversation_id, consent_id, screened(rulebook))
        for table in (screening, finding):
            assert connection.execute(select(func.count()).select_from(table)).scalar() == 0


def test_consent_for_an_unknown_conversation_is_refused(engine: Engine) -> None:
    with engine.begin() as connection, pytest.raises(UnknownConversationError):
        give_consent(connection, "nowhere", "2026-11-22")


@pytest.mark.parametrize("erased", [conversation, visitor])
def test_erasing_a_conversation_or_its_visitor_takes_the_health_data_along(
    engine: Engine, rulebook: Rulebook, erased: object
) -> None:
    with engine.begin() as connection:
        store_screening(connection, *begun(connection), screened(rulebook))
        connection.execute(erased.delete())  # type: ignore[attr-defined]
        for table in (message, screening, finding):
            assert connection.execute(select(func.count()).select_from(table)).scalar() == 0


def test_an_unknown_screening_cannot_be_decided_again(engine: Engine) -> None:
    with engine.begin() as connection, pytest.raises(KeyError):
        decide_again(connection, "nowhere")
