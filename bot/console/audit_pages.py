"""/console/audit: the audit log, newest first, for admins."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from starlette.responses import Response

from bot.console.audit import Subject, entries
from bot.console.problems import unusable
from bot.console.roles import Permission
from bot.console.routing import get, requires
from bot.console.visit import Visit
from bot.database.staff import all_staff

PAGE = 50  # entries


@requires(Permission.ACCOUNTS)
async def show(visit: Visit) -> Response:
    query = visit.query
    who, kind, subject = query.raw("who"), query.raw("kind"), query.raw("subject")
    about = Subject(kind, subject) if kind and subject else None
    before = _place(query.raw("before"))
    found = await visit.read(lambda connection: entries(connection, PAGE + 1, before, who or None, about))
    shown, further = found[:PAGE], ""
    if len(found) > PAGE:
        last = shown[-1]
        place = {"before": f"{last.at.isoformat()} {last.id}", "who": who, "kind": kind, "subject": subject}
        further = "/console/audit?" + urlencode({name: value for name, value in place.items() if value})
    members = await visit.read(all_staff)
    people = [("", "everybody"), *((member.id, member.name) for member in members)]
    return visit.page("audit.html", entries=shown, further=further, people=people, who=who, about=about)


def _place(text: str) -> tuple[datetime, str] | None:
    """Where the page before ended. Raises ProblemError."""
    if not text:
        return None
    stamp, _, entry_id = text.partition(" ")
    try:
        at = datetime.fromisoformat(stamp)
    except ValueError:
        raise unusable(
            "The address of this page is not complete. Begin again at the newest entries."
        ) from None
    if at.tzinfo is None:
        raise unusable("The address of this page is not complete. Begin again at the newest entries.")
    return at, entry_id


PAGES = (get("/audit", show),)
