"""/console/learning: the inbox of what was not understood, and what staff say that it meant."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy.engine import Connection
from starlette.responses import Response

from bot.clinic_data import ClinicDataError
from bot.console import learning_material as material
from bot.console.audit import Subject
from bot.console.forms import FieldError
from bot.console.learning_groups import Group, Said, inbox
from bot.console.problems import ProblemError, not_found, overtaken, unusable
from bot.console.roles import Permission
from bot.console.routing import get, post, requires
from bot.console.visit import Visit
from bot.database.corrections import (
    NOTHING,
    TOPIC,
    OvertakenError,
    Proposal,
    UnknownMessageError,
    counts,
    propose,
)
from bot.database.heard import Heard, decided_otherwise, heard, names_of, not_understood
from bot.learning.example_files import UnusableExampleError, as_example, normal
from bot.reading.redaction import redact

LEARNING: Final = "/console/learning"
MOST: Final = 600  # messages that are looked at
SHOWN: Final = 30  # groups on the page
SHOWN_OF_GROUP: Final = 8
MOST_AT_ONCE: Final = 200
DECIDED_WITHIN: Final = timedelta(days=90)
MOST_DECIDED: Final = 20


@dataclass(frozen=True)
class Taught:
    """What is to be learnt from messages: the same for all. topic: None if there is nothing to learn."""

    topic: str | None
    texts: tuple[tuple[Heard, str], ...]


@requires(Permission.CORRECT)
async def show(visit: Visit) -> Response:
    sure_from = material.sure_from()

    def read(connection: Connection) -> tuple[list[Heard], dict[str, tuple[str, ...]], dict[str, int]]:
        found = not_understood(connection, sure_from, MOST)
        visit.audit(connection, "learning.viewed", messages=len(found))
        return found, names_of(connection, {one.conversation for one in found}), counts(connection)

    found, names, numbers = await visit.write(read)
    since = visit.now - DECIDED_WITHIN
    otherwise = await visit.read(lambda connection: decided_otherwise(connection, since, MOST_DECIDED))
    groups = await asyncio.to_thread(inbox, found, names)
    return visit.page(
        "learning.html",
        groups=[_shown(visit, group) for group in groups[:SHOWN]],
        further=len(groups) - SHOWN,
        choices=choices(visit),
        counts=numbers,
        otherwise=otherwise,
    )


@dataclass(frozen=True)
class Shown:
    """A group as the page shows it. heading: the words of its newest message."""

    group: Group
    heading: str
    said: Sequence[Said]
    hidden: tuple[str, ...]  # ids of the messages beyond those that are shown
    likely: str


def _shown(visit: Visit, group: Group) -> Shown:
    known = choices(visit).titles
    return Shown(
        group,
        group.said[0].text[:80],
        group.said[:SHOWN_OF_GROUP],
        tuple(id_ for one in group.said[SHOWN_OF_GROUP:] for id_ in one.ids),
        group.likely if group.likely is not None and group.likely in known else "",
    )


@requires(Permission.CORRECT)
async def teach(visit: Visit) -> Response:
    """Several messages of the inbox mean the same, or there is nothing to learn from them."""
    ids = tuple(id_ for value in visit.form.all("message") for id_ in value.split())
    if not ids:
        raise unusable("No message was chosen. Tick at least one and send it again.")
    if len(ids) > MOST_AT_ONCE:
        raise unusable(f"{len(ids)} messages were chosen; at most {MOST_AT_ONCE} are taken at once.")
    topic = _topic(visit)
    found = await visit.read(lambda connection: with_texts(connection, ids))
    await store(visit, Taught(topic, found))
    return visit.redirect(LEARNING, notice(visit, topic, len(ids)))


def with_texts(connection: Connection, ids: Sequence[str]) -> tuple[tuple[Heard, str], ...]:
    """Each message with its redacted words."""
    found = []
    for id_ in ids:
        one = heard(connection, id_)
        if one is None:
            raise not_found("message")
        names = names_of(connection, {one.conversation}).get(one.conversation, ())
        found.append((one, redact(one.text, names)))
    return tuple(found)


def _topic(visit: Visit) -> str | None:
    """The topic that was chosen. Raises ProblemError."""
    if visit.form.raw("deed") == NOTHING:
        return None
    topic = visit.form.raw("topic")
    if topic not in choices(visit).titles:
        raise unusable("Please choose what the messages meant.")
    return topic


async def store(visit: Visit, taught: Taught) -> None:
    """Raises ProblemError, and FieldError for words that cannot become an example."""
    await store_proposals(visit, await asyncio.to_thread(_proposals_of, visit, taught))


async def store_proposals(visit: Visit, proposals: Sequence[Proposal]) -> None:
    """Raises ProblemError when somebody has dealt with one of the messages."""

    def work(connection: Connection) -> None:
        try:
            propose(connection, proposals, visit.staff.id, visit.role.value, visit.now)
        except OvertakenError as error:
            raise overtaken(f"{error} Nothing was stored; reload the page.") from None
        except UnknownMessageError:
            raise not_found("message") from None
        for proposal in proposals:
            visit.audit(
                connection,
                "correction.proposed",
                Subject("message", proposal.message),
                kind=proposal.kind,
                topic=proposal.topic,
                safety=proposal.safety,
            )

    await visit.write(work)


def _proposals_of(visit: Visit, taught: Taught) -> list[Proposal]:
    """Raises ProblemError for what stands among the examples already, or cannot become one."""
    folder = visit.console.settings.clinic_dir
    proposals = []
    for one, text in taught.texts:
        before = one.understood_as[0] if one.understood_as else None
        if taught.topic is None:
            proposals.append(Proposal(one.id, NOTHING, "", understood_as=before))
            continue
        example = _example(visit, text)
        near = (*one.understood_as, *one.alternatives[:1])
        safety = material.touches_safety(folder, taught.topic, near, one.text)
        proposals.append(Proposal(one.id, TOPIC, example, taught.topic, None, before, safety))
    return proposals


def _example(visit: Visit, text: str) -> str:
    try:
        example = as_example(text)
    except UnusableExampleError as error:
        raise FieldError("text", str(error)) from None
    place = material.standing().get(normal(example))
    if place is not None:
        raise ProblemError(
            409,
            "This stands there already",
            f"“{example}” is an example of “{choices(visit).title(place.topic)}”: data/nlu/{place.file}, "
            f"line {place.line}. Nothing was stored.",
        )
    return example


def choices(visit: Visit) -> material.Choices:
    try:
        return material.choices(visit.console.settings.clinic_dir)
    except ClinicDataError as error:
        raise ProblemError(500, "The clinic's files cannot be read", str(error)) from None


def notice(visit: Visit, topic: str | None, number: int) -> str:
    messages = "1 message" if number == 1 else f"{number} messages"
    if topic is None:
        return f"{messages} put aside: nothing to learn."
    return f"{messages} noted as “{choices(visit).title(topic)}”. What is about safety waits for a second person."


PAGES = (get("/learning", show), post("/learning", teach))
