"""/console/queue: who needs a person, the worst first."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.engine import Connection
from starlette.responses import Response

from bot.console.audit import Subject
from bot.console.problems import ProblemError, not_found, overtaken
from bot.console.queue_filters import ME, Chosen, chosen, chosen_in, place, place_text
from bot.console.queue_view import CHANNELS, TITLES, counts, lines
from bot.console.roles import Permission
from bot.console.routing import get, post, requires
from bot.console.visit import Visit
from bot.database.assignments import assign, holder
from bot.database.models import ASSIGNED
from bot.database.queue import NOBODY, Place, queue_counts, queue_rows
from bot.database.saved_filters import TooManyError, filters_of, remove_filter, save_filter
from bot.database.staff import all_staff, staff_by_id
from bot.database.transcript import UnknownConversationError
from bot.handover import KINDS

QUEUE: Final = "/console/queue"
PAGE: Final = 50  # rows
LONGEST_NAME: Final = 80  # characters of a saved filter's name


@dataclass(frozen=True)
class Shown:
    """One page of the queue, with what its template needs."""

    values: dict[str, Any]
    fingerprint: str


@requires(Permission.READ)
async def show(visit: Visit) -> Response:
    wanted = chosen(visit.query)
    shown = await _shown(visit, wanted)
    saved = await visit.read(lambda connection: filters_of(connection, visit.staff.id))
    members = [member for member in await visit.read(all_staff) if member.disabled_at is None]
    owners = [("", "anybody"), (ME, "me"), (NOBODY, "nobody")]
    return visit.page(
        "queue.html",
        **shown.values,
        saved=saved,
        owners=[*owners, *((member.id, member.name) for member in members if member.id != visit.staff.id)],
        channels=[("", "every channel"), *CHANNELS.items()],
        titles=TITLES,
    )


@requires(Permission.READ)
async def rows(visit: Visit) -> Response:
    """The list alone, for the page that refreshes by itself; 204 when it would look the same."""
    shown = await _shown(visit, chosen(visit.query))
    if visit.query.raw("seen") == shown.fingerprint:
        return Response(status_code=204)
    return visit.page("_queue_rows.html", **shown.values)


@requires(Permission.DECIDE)
async def give(visit: Visit) -> Response:
    """Gives a conversation to somebody, or to nobody."""
    conversation = str(visit.request.path_params["conversation"])
    to, held = visit.form.raw("to") or None, visit.form.raw("held") or None

    def work(connection: Connection) -> str:
        now = holder(connection, conversation, ASSIGNED)
        if (now.staff_id if now else None) != held:
            whose = f"{now.name} has it now" if now else "nobody has it any more"
            raise overtaken(
                f"Somebody else changed it meanwhile: {whose}. Reload the page, then decide anew."
            )
        member = staff_by_id(connection, to) if to else None
        if to and (member is None or member.disabled_at is not None):
            raise not_found("member of staff")
        try:
            assign(connection, conversation, to, visit.staff.id, visit.now)
        except UnknownConversationError:
            raise not_found("conversation") from None
        visit.audit(connection, "conversation.assigned", Subject("conversation", conversation), to=to)
        return member.name if member else ""

    name = await visit.write(work)
    notice = "Nobody has it now."
    if name:
        notice = "It is yours now." if to == visit.staff.id else f"{name} has it now."
    return visit.redirect(_back(visit), notice)


@requires(Permission.READ)
async def keep_filter(visit: Visit) -> Response:
    name = visit.form.text("name", LONGEST_NAME, label="The name")
    query = chosen_in(visit.form.raw("query")).query()
    try:
        await visit.write(lambda connection: save_filter(connection, visit.staff.id, name, query, visit.now))
    except TooManyError:
        raise ProblemError(
            409, "Too many views", "You keep as many views as can be kept. Remove one first."
        ) from None
    return visit.redirect(f"{QUEUE}?{query}", f"This view is kept as “{name}”.")


@requires(Permission.READ)
async def drop_filter(visit: Visit) -> Response:
    filter_id = str(visit.request.path_params["filter"])
    if not await visit.write(lambda connection: remove_filter(connection, visit.staff.id, filter_id)):
        raise not_found("saved view")
    return visit.redirect(QUEUE, "The view is removed.")


async def _shown(visit: Visit, wanted: Chosen) -> Shown:
    after = place(visit.query.raw("after"))

    def work(connection: Connection) -> tuple[list[Any], Any]:
        found = queue_rows(connection, visit.now, wanted.filter(visit.staff.id), PAGE + 1, after)
        return found, queue_counts(connection, visit.now, len(KINDS))

    found, counted = await visit.read(work)
    page, query = found[:PAGE], wanted.query()
    further = ""
    if len(found) > PAGE:
        last = page[-1]
        further = place_text(Place(last.rank, last.due_at, last.id))
    values = {
        "lines": lines(page, visit.now),
        "counts": counts(counted),
        "chosen": wanted,
        "query": query,
        "after": visit.query.raw("after"),
        "further": further,
        "queue_path": QUEUE,
    }
    return Shown({**values, "fingerprint": _fingerprint(values)}, _fingerprint(values))


def _fingerprint(values: dict[str, Any]) -> str:
    """Of what a page shows; the time since something was said counts by the minute."""
    seen = [
        (line.id, line.due, line.overdue, line.why, line.assigned, line.owner) for line in values["lines"]
    ]
    text = repr((seen, values["counts"], values["further"]))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _back(visit: Visit) -> str:
    """The page of the queue, or of the transcript, that the form stood on."""
    conversation = str(visit.request.path_params["conversation"])
    if visit.form.raw("from") == "transcript":
        return f"/console/conversations/{conversation}"
    query = chosen_in(visit.form.raw("query")).query()
    return f"{QUEUE}?{query}" if query else QUEUE


PAGES = (
    get("/queue", show),
    get("/queue/rows", rows, background=True),
    post("/queue/filters", keep_filter),
    post("/queue/filters/{filter}/remove", drop_filter),
    post("/queue/{conversation}/assign", give),
)
