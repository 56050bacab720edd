"""The steps of a turn that only compute: what Rasa is asked, and what each outcome leaves behind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.channels.messages import Reply
from bot.choices import chosen, confirmed
from bot.database.models import ANSWERED, FAILED, RECEIVED
from bot.database.turns import Ending, Turn
from bot.forms.names import OWN_INTENTS
from bot.rasa_client import RasaAnswer
from bot.typed_text import for_rasa


@dataclass(frozen=True)
class Question:
    """What Rasa is asked. `payload` is set when the visitor chose a button, by tapping or by typing."""

    text: str
    payload: str | None = None
    cut: bool = False


def question_of(turn: Turn) -> Question:
    """A tapped button, a typed choice among the buttons last offered, or the message's own words."""
    if turn.payload is not None:
        return Question(turn.payload, turn.payload)
    titles = [button["title"] for button in turn.offer]
    place = chosen(turn.text, titles)
    if place is None and not any(_is_of_dialogue(button["payload"]) for button in turn.offer):
        place = confirmed(turn.text, titles)
    if place is not None:
        payload = turn.offer[place]["payload"]
        return Question(payload, payload)
    text, cut = for_rasa(turn.text)
    return Question(text, cut=cut)


def _is_of_dialogue(payload: str) -> bool:
    """A dialogue hears for itself what a "yes" means to it."""
    return payload.removeprefix("/").partition("{")[0] in OWN_INTENTS


def answered(question: Question, answer: RasaAnswer, long_message: Reply) -> Ending:
    """Rasa answered. `long_message` is said first when Rasa read only the beginning."""
    replies = answer.replies
    if question.cut:
        first = replace(replies[0], text=f"{long_message.text}\n\n{replies[0].text}")
        replies = (first, *replies[1:])
    return Ending(
        ANSWERED,
        _json(replies),
        answer.needs_person,
        _learnt(question, answer),
        answer.urgent,
        answer.deed,
    )


def failed(not_read: Reply, why: str) -> Ending:
    """No answer will come from Rasa; the visitor hears that a person will look."""
    return Ending(FAILED, _json((not_read,)), _for_staff(why), {"failure": why})


def waits_for_start(turn: Turn, waking: Reply) -> Ending:
    """Rasa is starting: the message waits, and the visitor is told once."""
    return Ending(RECEIVED, () if turn.told else _json((waking,)))


def waits_for_return(turn: Turn, not_read: Reply, broke_off: bool) -> Ending:
    """Rasa is down: the message waits, the visitor is told once, and a person is asked to look."""
    heard = turn.told and turn.needs_person
    return Ending(
        RECEIVED,
        () if heard else _json((not_read,)),
        _for_staff("the assistant is down"),
        {"attempts": turn.attempts + broke_off},
    )


def _for_staff(why: str) -> str:
    return f"A message could not be answered: {why}."


def _json(replies: Sequence[Reply]) -> Sequence[Mapping[str, Any]]:
    return [reply.to_json() for reply in replies]


def _learnt(question: Question, answer: RasaAnswer) -> dict[str, Any]:
    """The columns of the inbound message that say how it was read."""
    columns: dict[str, Any] = {"payload": question.payload}
    understood = answer.understood
    if understood is not None:
        columns |= {
            "understood": {
                "topics": understood.topics,
                "alternatives": understood.alternatives,
                "out_of_scope": understood.out_of_scope,
            },
            "intent": understood.intent,
            "confidence": understood.confidence,
            "model_version": understood.model,
            "knowledge_version": understood.knowledge,
        }
    return columns
