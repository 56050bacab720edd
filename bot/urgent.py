"""What is said at once when a message speaks of an emergency, before and without the assistant."""

from __future__ import annotations

from collections.abc import Callable

from bot.channels.messages import Reply
from bot.reading.red_flags import Gate, RedFlag

PHRASES = {"ps_anaphylaxis": "urgent_allergy", "ps_la_toxicity": "urgent_numbing"}
"""Emergencies in which there is something particular to do until help comes."""

Alarm = Callable[[str], Reply | None]
"""The urgent reply to a text, or None when it speaks of no emergency."""


def alarm(gate: Gate, say: Callable[[str], Reply]) -> Alarm:
    """`gate` decides by rules over the raw text alone; `say` gives the clinic's wording of a phrase."""

    def check(text: str) -> Reply | None:
        flag = gate.check(text)
        if flag is None:
            return None
        said = say(phrase_of(flag))
        return Reply(said.text, said.buttons, said.attachments, (f"red_flags.{flag.rule}",))

    return check


def phrase_of(flag: RedFlag) -> str:
    """The id of the phrase for this kind of emergency."""
    if flag.kind == "self_harm":
        return "urgent_self_harm"
    return PHRASES.get(flag.concept, "urgent_emergency")
