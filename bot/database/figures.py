"""Counts what happened within a time: questions, outcomes, answers. Only numbers and ids leave the database."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any, Final

from sqlalchemy import Text, and_, cast, exists, func, or_, select, true
from sqlalchemy.engine import Connection

from bot.database.models import (
    INBOUND,
    LEAD_NEW,
    OUTBOUND,
    conversation,
    lead,
    message,
    promise,
    quote,
    review,
    screening,
)
from bot.forms.names import FORMS
from bot.understanding.topics import OUT_OF_SCOPE

UNSURE: Final = ""
"""Stands for the topic of a message that was not understood."""

_STEP: Final = re.compile(r"^/(\w+)(\{.*\})$")
_HUMAN: Final = ("urgent", "person")
"""Promises that only an answer of a person keeps."""


@dataclass(frozen=True)
class Period:
    """Aware times; until is not included."""

    since: datetime
    until: datetime

    def holds(self, column: Any) -> Any:
        return and_(column >= self.since, column < self.until)


@dataclass(frozen=True)
class Asked:
    """So many typed messages about a topic in the hour that begins at `hour`."""

    hour: datetime
    topic: str
    count: int


@dataclass(frozen=True)
class Step:
    """A question of a dialogue: in how many conversations it was asked, and was the last thing said."""

    form: str
    step: str
    asked: int
    left: int


@dataclass(frozen=True)
class Ruled:
    """So many outcomes came from a rule; rule is empty where no rule spoke against a session."""

    rule: str
    outcome: str
    count: int


@dataclass(frozen=True)
class Decided:
    """So many cases in which the assistant came to `bot` and a person, as it stands now, to `person`."""

    lane: str
    bot: str
    person: str
    count: int


@dataclass(frozen=True)
class Answered:
    """How long people waited for a person. waited: per promise that was kept; late: kept, but after its time."""

    kind: str
    waited: Sequence[timedelta]
    late: int
    waiting: int


def asked(connection: Connection, period: Period) -> list[Asked]:
    """Typed messages by hour and topic. The answer to a dialogue's question, as a name, is no question."""
    before = message.alias("before")
    in_a_dialogue = (
        exists()
        .where(before.c.conversation_id == message.c.conversation_id)
        .where(before.c.sequence == message.c.sequence - 1)
        .where(or_(*(cast(before.c.buttons, Text).like(f"%/{form.key}{{%") for form in FORMS)))
    )
    answer = and_(func.coalesce(message.c.intent, OUT_OF_SCOPE) == OUT_OF_SCOPE, in_a_dialogue)
    hour = _hour(connection, message.c.created_at)
    statement = (
        select(hour.label("hour"), func.coalesce(message.c.intent, UNSURE).label("topic"), func.count())
        .where(period.holds(message.c.created_at))
        .where(message.c.direction == INBOUND)
        .where(message.c.payload.is_(None))
        .where(message.c.understood.is_not(None))
        .where(~answer)
        .group_by("hour", "topic")
    )
    return [Asked(_read_hour(row[0]), row[1], row[2]) for row in connection.execute(statement)]


def steps(connection: Connection, period: Period) -> list[Step]:
    """In the order in which most people come to them."""
    last = message.alias("last")
    final = ~exists().where(last.c.conversation_id == message.c.conversation_id).where(
        last.c.sequence > message.c.sequence
    )
    kept: dict[tuple[str, str], tuple[set[str], set[str]]] = {}
    for form in FORMS:
        statement = (
            select(message.c.conversation_id, message.c.buttons, final.label("final"))
            .where(period.holds(message.c.created_at))
            .where(message.c.direction == OUTBOUND)
            .where(cast(message.c.buttons, Text).like(f"%/{form.key}{{%#%"))
        )
        for row in connection.execute(statement):
            step = step_of(row.buttons, form.key)
            if step:
                came, left = kept.setdefault((form.key, step), (set(), set()))
                came.add(row.conversation_id)
                if row.final:
                    left.add(row.conversation_id)
    found = [Step(form, step, len(came), len(left)) for (form, step), (came, left) in kept.items()]
    return sorted(found, key=lambda each: (each.form, -each.asked, each.step))


def step_of(buttons: Iterable[Any], form: str) -> str:
    """The question that a message's buttons answer, as "norwood" in `/quote{"choice":"norwood#3"}`; or empty."""
    for button in buttons:
        found = _STEP.match(str(button.get("payload", "")))
        if found and found[1] == form:
            try:
                choice = json.loads(found[2]).get("choice")
            except ValueError:
                continue
            if isinstance(choice, str) and "#" in choice:
                return choice.partition("#")[0]
    return ""


def outcomes(connection: Connection, period: Period) -> list[Ruled]:
    """By the rule that decided; an outcome that was changed by a later answer does not count."""
    newer = screening.alias("newer")
    statement = (
        select(screening.c.disposition, screening.c.reasons)
        .where(period.holds(screening.c.created_at))
        .where(screening.c.complete == true())
        .where(~exists().where(newer.c.supersedes == screening.c.id))
    )
    counted: Counter[tuple[str, str]] = Counter()
    for row in connection.execute(statement):
        rules = (each["rule"] for each in row.reasons or () if each.get("disposition") == row.disposition)
        counted[str(next(rules, "")), row.disposition] += 1
    return [Ruled(rule, outcome, count) for (rule, outcome), count in counted.most_common()]


def decided(connection: Connection, period: Period) -> list[Decided]:
    later = review.alias("later")
    statement = (
        select(screening.c.lane, review.c.bot_disposition, review.c.disposition, func.count())
        .join(screening, screening.c.id == review.c.screening_id)
        .where(period.holds(review.c.created_at))
        .where(review.c.disposition.is_not(None), review.c.bot_disposition.is_not(None))
        .where(
            ~exists()
            .where(later.c.screening_id == review.c.screening_id)
            .where(later.c.disposition.is_not(None))
            .where(later.c.number > review.c.number)
        )
        .group_by(screening.c.lane, review.c.bot_disposition, review.c.disposition)
    )
    return [Decided(*row) for row in connection.execute(statement)]


def answered(connection: Connection, period: Period) -> list[Answered]:
    first = (
        select(func.min(message.c.created_at))
        .where(message.c.conversation_id == promise.c.conversation_id)
        .where(message.c.author.is_not(None))
        .where(message.c.created_at >= promise.c.made_at)
        .scalar_subquery()
    )
    statement = (
        select(promise.c.kind, promise.c.made_at, promise.c.due_at, promise.c.ended_at, first.label("first"))
        .where(period.holds(promise.c.made_at))
        .where(promise.c.kind.in_(_HUMAN))
    )
    rows = connection.execute(statement).all()
    found = []
    for kind in _HUMAN:
        mine = [row for row in rows if row.kind == kind]
        kept = [row for row in mine if row.first is not None]
        found.append(
            Answered(
                kind,
                sorted(row.first - row.made_at for row in kept),
                sum(row.first > row.due_at for row in kept),
                sum(row.first is None and row.ended_at is None for row in mine),
            )
        )
    return found


def quoted(connection: Connection, period: Period) -> list[datetime]:
    """When each estimate was told."""
    return _times(connection, select(quote.c.created_at).where(period.holds(quote.c.created_at)))


def requested(connection: Connection, period: Period) -> list[datetime]:
    """When each consultation was asked for; replaced and withdrawn requests do not count."""
    wanted = select(lead.c.created_at).where(period.holds(lead.c.created_at)).where(lead.c.state == LEAD_NEW)
    return _times(connection, wanted)


def channels(connection: Connection, period: Period) -> dict[str, int]:
    """Conversations that began, by channel, the most used first."""
    counted = func.count()
    statement = (
        select(conversation.c.channel, counted)
        .where(period.holds(conversation.c.created_at))
        .group_by(conversation.c.channel)
        .order_by(counted.desc())
    )
    return {row[0]: row[1] for row in connection.execute(statement)}


def _times(connection: Connection, statement: Any) -> list[datetime]:
    return list(connection.execute(statement).scalars())


def _hour(connection: Connection, at: Any) -> Any:
    """Hours, not days: the clinic's days begin at another hour than those of UTC."""
    if connection.dialect.name == "sqlite":
        return func.strftime("%Y-%m-%d %H", at)
    return func.to_char(at, "YYYY-MM-DD HH24")


def _read_hour(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H").replace(tzinfo=timezone.utc)
