"""Decisions of named people about a screening, and putting a case off until a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from sqlalchemy.engine import Connection
from starlette.responses import Response

from bot.console import transcript_page
from bot.console.audit import Subject
from bot.console.decision_rules import PUT_OFF as POSTPONED
from bot.console.decision_rules import for_clinician, needed, outcomes, settled_by
from bot.console.forms import FieldError, FieldErrors
from bot.console.pages import clock
from bot.console.problems import ProblemError, not_found
from bot.console.roles import Permission, roles_with
from bot.console.routing import post, requires
from bot.console.transcript_words import OUTCOMES
from bot.console.visit import Visit
from bot.database.promises import DECIDED, PUT_OFF, Owed, open_promises, owe, settle
from bot.database.reviews import (
    Decision,
    OvertakenError,
    decide,
    is_superseded,
    screening_of,
    standing,
)
from bot.database.transcript import UnknownConversationError
from bot.handover import CLINICIAN, DEFERRED, Promises, rank

LONGEST_REASON: Final = 5_000  # characters
LATEST: Final = 730  # days ahead until which a case can be put off


@requires(Permission.DECIDE)
async def decided(visit: Visit) -> Response:
    """Agrees with the assistant's outcome or changes it, with a reason."""
    conversation_id = _id(visit)
    reason, again, errors = "", None, FieldErrors()
    with errors.collect():
        reason = visit.form.text("reason", LONGEST_REASON, needed=False, label="The reason")
    with errors.collect():
        again = _day(visit, "again", needed=False)
    if errors:
        return await transcript_page.page(visit, conversation_id, 400, errors)

    def work(connection: Connection) -> str:
        found = screening_of(connection, conversation_id, visit.form.raw("screening"))
        if found is None:
            raise not_found("screening")
        if is_superseded(connection, found.id):
            raise FieldError(
                "decision", "The visitor has changed what they said since. Read it below, then decide."
            )
        before = standing(connection, found.id)
        held = before.disposition if before is not None else found.disposition
        chosen = visit.form.raw("disposition")
        if chosen not in outcomes(found.lane, held):
            raise FieldError("disposition", "Please choose an outcome.")
        _check_role(visit, needed(held, chosen, found.lane))
        if chosen != found.disposition and not reason:
            raise FieldError("reason", "Please give the reason for an outcome that is not the assistant’s.")
        decide(
            connection,
            Decision(
                conversation_id,
                _number(visit),
                visit.staff.id,
                visit.role.value,
                found.id,
                found.disposition,
                chosen,
                reason or None,
                again,
            ),
            visit.now,
        )
        _settle(visit, connection, conversation_id, chosen, again)
        visit.audit(
            connection,
            "screening.decided",
            Subject("conversation", conversation_id),
            screening=found.id,
            bot=found.disposition,
            decided=chosen,
        )
        return OUTCOMES.get(chosen, chosen)

    return await _done(visit, conversation_id, work, "Decided: {}.")


@requires(Permission.DECIDE)
async def put_off(visit: Visit) -> Response:
    """Takes a case out of the queue until a day on which it comes back by itself."""
    conversation_id = _id(visit)
    errors = FieldErrors()
    day, why = None, ""
    with errors.collect():
        day = _day(visit, "until", needed=True)
    with errors.collect():
        why = visit.form.text("why", LONGEST_REASON, needed=False, label="The reason")
    if errors or day is None:
        return await transcript_page.page(visit, conversation_id, 400, errors)

    def work(connection: Connection) -> str:
        if any(row.kind == CLINICIAN for row in open_promises(connection, conversation_id)):
            _check_role(visit, Permission.DECIDE_SAFETY)
        row = Decision(
            conversation_id,
            _number(visit),
            visit.staff.id,
            visit.role.value,
            reason=why or None,
            again_on=day,
        )
        decide(connection, row, visit.now)
        settle(connection, conversation_id, POSTPONED, visit.staff.id, PUT_OFF, visit.now)
        _come_back(visit, connection, conversation_id, day)
        visit.audit(
            connection,
            "conversation.put_off",
            Subject("conversation", conversation_id),
            until=day.isoformat(),
        )
        return f"{day.day} {day:%B %Y}"

    return await _done(visit, conversation_id, work, "It comes back on {}.")


async def _done(visit: Visit, conversation_id: str, work: object, notice: str) -> Response:
    """Runs the deed; what cannot be done is shown on the page with everything that was typed."""
    assert callable(work)
    try:
        said = await visit.write(work)
    except FieldError as error:
        return await transcript_page.page(visit, conversation_id, 400, FieldErrors({error.field: str(error)}))
    except UnknownConversationError:
        raise not_found("conversation") from None
    except OvertakenError as error:
        by, zone = error.by, visit.console.clinic.timezone
        what = OUTCOMES.get(by.disposition or "", "put it off")
        told = (
            f"{by.author_name} decided meanwhile, on {clock(by.created_at, zone)}: {what}. "
            "What you typed is kept below; read theirs, then decide again if it still has to be."
        )
        return await transcript_page.page(visit, conversation_id, 409, FieldErrors(decision=told))
    return visit.redirect(transcript_page.path(conversation_id), notice.format(said))


def _settle(
    visit: Visit, connection: Connection, conversation_id: str, chosen: str, again: date | None
) -> None:
    safe = Permission.DECIDE_SAFETY if visit.may(Permission.DECIDE_SAFETY) else None
    settle(connection, conversation_id, settled_by(safe), visit.staff.id, DECIDED, visit.now)
    if safe is None and for_clinician(chosen):
        due = _promises(visit).due(CLINICIAN, visit.now)
        why = (
            f"{visit.staff.name} decided: {OUTCOMES.get(chosen, chosen).lower()}. A clinician has to see it."
        )
        owe(connection, conversation_id, Owed(CLINICIAN, rank(CLINICIAN), why, visit.now, due))
    if again is not None:
        _come_back(visit, connection, conversation_id, again)


def _come_back(visit: Visit, connection: Connection, conversation_id: str, day: date) -> None:
    promises = _promises(visit)
    returns = promises.returns(day)
    owed = Owed(
        DEFERRED,
        rank(DEFERRED),
        f"{visit.staff.name} put it off until today.",
        visit.now,
        promises.due(DEFERRED, returns),
        returns,
    )
    settle(connection, conversation_id, [DEFERRED], visit.staff.id, PUT_OFF, visit.now)
    owe(connection, conversation_id, owed)


def _promises(visit: Visit) -> Promises:
    settings = visit.console.settings
    return Promises(visit.console.clinic, settings.promise_urgent_minutes, settings.promise_working_days)


def _day(visit: Visit, field: str, needed: bool) -> date | None:
    """A day after today. Raises FieldError."""
    text = visit.form.raw(field).strip()
    if not text and not needed:
        return None
    today = visit.now.astimezone(visit.console.clinic.timezone).date()
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise FieldError(field, "Please give a day, as in 2027-01-15.") from None
    if not today < day <= today + timedelta(days=LATEST):
        raise FieldError(field, "Please give a day after today, within two years.")
    return day


def _number(visit: Visit) -> int:
    text = visit.form.raw("number")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _check_role(visit: Visit, permission: Permission) -> None:
    if not visit.may(permission):
        roles = " or ".join(role.value for role in roles_with(permission))
        raise ProblemError(
            403, "Not for your role", f"You need {permission.value} for this: the role {roles}."
        )


def _id(visit: Visit) -> str:
    return str(visit.request.path_params["conversation"])


PAGES = (
    post("/conversations/{conversation}/decide", decided),
    post("/conversations/{conversation}/put-off", put_off),
)
