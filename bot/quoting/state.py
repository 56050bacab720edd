"""Where a quote stands. All of it goes through JSON, so that it survives a restart between two messages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, Literal, get_args

from bot.pricing.inputs import QuoteInputs
from bot.pricing.serial import inputs_from_json, to_json

VERSION: Final = 1

Phase = Literal["asking", "told"]
"""Something is asked that moves the price; or a price was told, and the next message may change the case."""
Question = Literal["treatment", "sessions", "country"]
"""What may be asked. `sessions` also takes the area, from which they are recommended."""
QUESTIONS: Final[tuple[Question, ...]] = get_args(Question)


@dataclass(frozen=True)
class State:
    """inputs: of the case. pending: the question that the next message answers, None while nothing is asked.

    left_open: questions that were answered by "not sure"; they are not asked again.
    misses: how often in a row the answer to `pending` could not be read.
    beside: a second case that the first is to be set beside: the inputs that differ, the others None.
    tried: inputs of the last what-if, which can still be taken over.
    stored: id of the row that the case was last stored in.
    condition: a condition or a medicine was told beside; which one is not kept here.
    """

    phase: Phase = "asking"
    inputs: QuoteInputs = field(default_factory=QuoteInputs)
    pending: Question | None = None
    left_open: frozenset[Question] = frozenset()
    misses: int = 0
    beside: QuoteInputs | None = None
    tried: QuoteInputs | None = None
    stored: str | None = None
    condition: bool = False


def state_to_json(state: State) -> dict[str, Any]:
    return {
        "phase": state.phase,
        "inputs": to_json(state.inputs),
        "pending": state.pending,
        "left_open": sorted(state.left_open),
        "misses": state.misses,
        "beside": to_json(state.beside) if state.beside is not None else None,
        "tried": to_json(state.tried) if state.tried is not None else None,
        "stored": state.stored,
        "condition": state.condition,
    }


def state_from_json(value: dict[str, Any]) -> State:
    """Raises KeyError or NotStoredHereError for what `state_to_json` did not write."""
    return State(
        phase=value["phase"],
        inputs=inputs_from_json(value["inputs"]),
        pending=value["pending"],
        left_open=frozenset(value["left_open"]),
        misses=value["misses"],
        beside=inputs_from_json(value["beside"]) if value["beside"] is not None else None,
        tried=inputs_from_json(value["tried"]) if value["tried"] is not None else None,
        stored=value["stored"],
        condition=value["condition"],
    )
