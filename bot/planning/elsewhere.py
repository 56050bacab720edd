"""Session days that were told to the screening, so that they need not be told twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.planning.days import SessionDay
from bot.screening.state import State, from_json
from bot.triage.concepts import SESSION
from bot.triage.facts import Fact


def told_to_screening(slot: Mapping[str, Any] | None) -> tuple[SessionDay, ...]:
    """The session whose exact day the screening was told; none where it was told without consent, or of others.

    slot: the state of the screening as it lies in its slot, or None.
    """
    if not slot:
        return ()
    try:
        state = from_json(slot)
    except (KeyError, ValueError, TypeError):
        return ()
    if state.consent != "given" or state.subject == "other":
        return ()
    return _days(state)[-1:]


def _days(state: State) -> tuple[SessionDay, ...]:
    facts = [*state.told, *(fact for given in state.answers for fact in given.facts)]
    return tuple(found for fact in facts if (found := _day(fact, state)) is not None)


def _day(fact: Fact, state: State) -> SessionDay | None:
    if fact.concept != SESSION or fact.negated or fact.when_from is None or fact.when_from != fact.when_to:
        return None
    return SessionDay(fact.when_from, "booked" if fact.when_from > state.day else "past")
