"""The page of one visitor: everything said and decided on one line of time, and what can be done."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote

from sqlalchemy.engine import Connection
from starlette.responses import Response

from bot.console.audit import Subject
from bot.console.decision_rules import SAFETY_KINDS, needed, outcomes
from bot.console.forms import FieldErrors
from bot.console.problems import not_found, unusable
from bot.console.queue_view import TITLES, channel_title, due_text, visitor_title
from bot.console.roles import Permission
from bot.console.transcript_marks import Piece, marked
from bot.console.transcript_timeline import Timeline, channels_of
from bot.console.transcript_words import TONES, Words, words_in
from bot.console.visit import Visit
from bot.database.dossier import Before, Dossier, dossier, progress_of, progress_text
from bot.database.models import ASSIGNED, INBOUND, LEAD_NEW, TAKEN_OVER, new_id
from bot.database.promises import SEEN, settle
from bot.database.staff import StaffRow, all_staff
from bot.handover import NEW
from bot.reading.loaded import reader_in
from bot.triage.dispositions import Lane

PAGE: Final = 200  # messages


@dataclass(frozen=True)
class Case:
    """A screening that can be decided about: the latest of its lane and subject. held: what holds now."""

    screening: str
    outcome: str
    held: str
    tone: str
    lane: str
    by: str
    options: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Waiting:
    """Something that is owed to this visitor. settles: whether whoever looks may settle it without a word."""

    kind: str
    title: str
    why: str
    due: str
    overdue: bool
    returns: datetime | None
    settles: bool


def path(conversation_id: str) -> str:
    return f"/console/conversations/{conversation_id}"


async def page(
    visit: Visit, conversation_id: str, status: int = 200, errors: FieldErrors | None = None
) -> Response:
    """The whole page. With `errors` the forms hold what was typed. Raises ProblemError for an unknown conversation."""
    before = _place(visit.query.raw("before"))

    def work(connection: Connection) -> tuple[Dossier, Sequence[StaffRow]]:
        found = _looked_at(visit, connection, conversation_id, before)
        if visit.may(Permission.DECIDE):
            for each in found.conversations:
                settle(connection, each.id, [NEW], visit.staff.id, SEEN, visit.now)
        return found, all_staff(connection)

    found, members = await visit.write(work)
    words = await asyncio.to_thread(words_in, visit.console.settings.clinic_dir)
    here = next(row for row in found.conversations if row.id == conversation_id)
    return visit.page(
        "transcript.html",
        status,
        **await _timeline(visit, found, conversation_id, before),
        others=[row for row in found.conversations if row.id != conversation_id],
        person=visitor_title(here.visitor_id, _name(found)),
        channel_title=channel_title,
        identities=found.identities,
        older=_older(conversation_id, found),
        latest=path(conversation_id) if before else "",
        outcome_of=words.outcome,
        waiting=_waiting(visit, found, conversation_id),
        cases=_cases(visit, found, conversation_id, words),
        number=max(
            (row.number for row in found.reviews if row.conversation_id == conversation_id), default=0
        ),
        assigned=_held(found, conversation_id, ASSIGNED),
        owner=_held(found, conversation_id, TAKEN_OVER),
        members=[("", "nobody"), *((row.id, row.name) for row in members if row.disabled_at is None)],
        once=visit.form.raw("once") or new_id(),
        errors=errors or {},
        form=visit.form,
    )


async def news(visit: Visit, conversation_id: str) -> Response:
    """The line of time alone, for the page that refreshes by itself; 204 when nothing was said since.

    Raises ProblemError for an unknown conversation.
    """
    progress = await visit.read(lambda connection: progress_of(connection, conversation_id))
    if not progress:
        raise not_found("conversation")
    if progress == visit.query.raw("told"):
        return Response(status_code=204)
    found = await visit.write(lambda connection: _looked_at(visit, connection, conversation_id, None))
    return visit.page("_transcript_news.html", **await _timeline(visit, found, conversation_id, None))


def _looked_at(visit: Visit, connection: Connection, conversation_id: str, before: Before | None) -> Dossier:
    """What is stored; that it was looked at is in the audit log. Raises ProblemError."""
    found = dossier(connection, conversation_id, PAGE, before)
    if found is None:
        raise not_found("conversation")
    for each in found.conversations:
        visit.audit(connection, "transcript.viewed", Subject("conversation", each.id))
    return found


async def _timeline(
    visit: Visit, found: Dossier, conversation_id: str, before: Before | None
) -> Mapping[str, Any]:
    words = await asyncio.to_thread(words_in, visit.console.settings.clinic_dir)
    marks = await asyncio.to_thread(_marks, visit, found)
    return {
        "conversation": next(row for row in found.conversations if row.id == conversation_id),
        "channels": channels_of(found),
        "entries": Timeline(found, words, marks, before.at if before else None).entries(),
        "conditions": words.condition,
        "tones": defaultdict(lambda: "plain", TONES),
        "progress": progress_text(found.conversations, found.standing),
        "here_path": path(conversation_id),
    }


def _marks(visit: Visit, found: Dossier) -> Mapping[str, tuple[Piece, ...]]:
    inbound = [row for row in found.messages if row.direction == INBOUND and row.payload is None]
    if not inbound:
        return {}
    reader = reader_in(visit.console.settings.clinic_dir)
    zone = visit.console.clinic.timezone
    after = {row.conversation_id for row in found.screenings if row.lane == "after"}
    return {
        row.id: marked(row.text, row.created_at.astimezone(zone).date(), reader, row.conversation_id in after)
        for row in inbound
    }


def _waiting(visit: Visit, found: Dossier, conversation_id: str) -> list[Waiting]:
    rows = [row for row in found.promises if row.ended_at is None and row.conversation_id == conversation_id]
    return [
        Waiting(
            row.kind,
            TITLES.get(row.kind, row.kind),
            row.why,
            due_text(row.due_at, visit.now),
            row.due_at < visit.now,
            row.open_from if row.open_from > visit.now else None,
            visit.may(Permission.DECIDE_SAFETY if row.kind in SAFETY_KINDS else Permission.DECIDE),
        )
        for row in sorted(rows, key=lambda row: (row.rank, row.due_at))
    ]


def _cases(visit: Visit, found: Dossier, conversation_id: str, words: Words) -> list[Case]:
    superseded = {row.supersedes for row in found.screenings}
    latest: dict[tuple[str, str], Any] = {}
    for row in found.screenings:
        if row.conversation_id == conversation_id and row.id not in superseded:
            latest[row.lane, row.subject] = row
    return [_case(visit, found, row, words) for row in latest.values()]


def _case(visit: Visit, found: Dossier, row: Any, words: Words) -> Case:
    decided = [item for item in found.reviews if item.screening_id == row.id and item.disposition is not None]
    held = decided[-1].disposition if decided else row.disposition
    lane: Lane = row.lane
    options = [
        (code, words.outcome(code)) for code in outcomes(lane, held) if visit.may(needed(held, code, lane))
    ]
    by = decided[-1].author_name if decided else ""
    return Case(row.id, row.disposition, held, TONES.get(held, "plain"), lane, by, options)


def _held(found: Dossier, conversation_id: str, kind: str) -> Any:
    """Who looks after the conversation, or answers it: the open assignment."""
    rows = [row for row in found.assignments if row.ended_at is None and row.kind == kind]
    return next((row for row in rows if row.conversation_id == conversation_id), None)


def _name(found: Dossier) -> str | None:
    return next((row.name for row in reversed(found.leads) if row.state == LEAD_NEW and row.name), None)


def _older(conversation_id: str, found: Dossier) -> str:
    if not found.further:
        return ""
    first = found.messages[0]
    return f"{path(conversation_id)}?before={quote(f'{first.created_at.isoformat()} {first.sequence} {first.id}')}"


def _place(text: str) -> Before | None:
    """Raises ProblemError."""
    if not text:
        return None
    try:
        stamp, sequence, id_ = text.split(" ")
        found = Before(datetime.fromisoformat(stamp), int(sequence), id_)
        if found.at.tzinfo is None:
            raise ValueError
    except ValueError:
        raise unusable(
            "The address of this page is not complete. Begin again at the latest messages."
        ) from None
    return found
