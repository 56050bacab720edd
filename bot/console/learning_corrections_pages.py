"""/console/learning/corrections and /patch: what waits for a second person, and what is ready to be learnt."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from sqlalchemy.engine import Connection
from starlette.responses import Response

from bot.clinic_data import ClinicDataError
from bot.console import learning_material as material
from bot.console.audit import Subject
from bot.console.learning_pages import LEARNING, choices
from bot.console.problems import ProblemError, not_found, overtaken
from bot.console.roles import Permission
from bot.console.routing import get, post, requires
from bot.console.visit import Visit
from bot.database.corrections import (
    ACCEPTED,
    PROPOSED,
    REJECTED,
    Correction,
    OvertakenError,
    correction_by_id,
    counts,
    decide,
    in_state,
)
from bot.learning.patches import Accepted, Patch, patch_of
from bot.learning.safety import Person, why_not_second

CORRECTIONS: Final = f"{LEARNING}/corrections"
PATCH: Final = f"{LEARNING}/patch"
MOST: Final = 500  # corrections of one patch


@requires(Permission.CORRECT)
async def show(visit: Visit) -> Response:
    def read(connection: Connection) -> tuple[list[Correction], dict[str, int]]:
        return in_state(connection, PROPOSED, MOST), counts(connection)

    proposed, numbers = await visit.read(read)
    return visit.page(
        "learning_corrections.html",
        proposed=[(one, _why_not(visit, one)) for one in proposed],
        choices=choices(visit),
        concepts=_concepts(visit),
        counts=numbers,
    )


@requires(Permission.CORRECT)
async def accept(visit: Visit) -> Response:
    """By a second person: only what is about safety waits for one."""

    def allowed(one: Correction) -> None:
        if one.state != PROPOSED:
            raise overtaken(f"It is {one.state} already.")
        why_not = _why_not(visit, one)
        if why_not is not None:
            raise ProblemError(403, "A second person is needed", why_not)

    await _decide(visit, ACCEPTED, allowed)
    return visit.redirect(CORRECTIONS, "Accepted: it is part of the patch now.")


@requires(Permission.CORRECT)
async def reject(visit: Visit) -> Response:
    """Or takes back what was accepted; the message comes back into the inbox."""

    def allowed(one: Correction) -> None:
        if one.state not in (PROPOSED, ACCEPTED):
            raise overtaken(f"It is {one.state} already.")

    one = await _decide(visit, REJECTED, allowed)
    back = PATCH if one.state == ACCEPTED else CORRECTIONS
    return visit.redirect(back, "Taken back: the message is in the inbox again.")


async def _decide(visit: Visit, state: str, allowed: Callable[[Correction], None]) -> Correction:
    """Changes the state of the correction in the address; `allowed` raises ProblemError when that may not be."""

    def work(connection: Connection) -> Correction:
        one = correction_by_id(connection, str(visit.request.path_params["correction"]))
        if one is None:
            raise not_found("correction")
        allowed(one)
        try:
            decide(connection, one, state, visit.staff.id, visit.role.value, visit.now)
        except OvertakenError as error:
            raise overtaken(str(error)) from None
        visit.audit(connection, f"correction.{state}", Subject("correction", one.id), safety=one.safety)
        return one

    return await visit.write(work)


@requires(Permission.CORRECT)
async def patch(visit: Visit) -> Response:
    accepted, numbers = await visit.read(lambda c: (in_state(c, ACCEPTED, MOST), counts(c)))
    made = await asyncio.to_thread(_patch, visit, accepted)
    return visit.page(
        "learning_patch.html",
        accepted=accepted,
        lines=made.diff.splitlines(),
        already=frozenset(made.already),
        choices=choices(visit),
        concepts=_concepts(visit),
        counts=numbers,
    )


@requires(Permission.CORRECT)
async def download(visit: Visit) -> Response:
    def read(connection: Connection) -> list[Correction]:
        found = in_state(connection, ACCEPTED, MOST)
        visit.audit(connection, "patch.downloaded", corrections=len(found))
        return found

    made = await asyncio.to_thread(_patch, visit, await visit.write(read))
    name = f"stipple-learning-{visit.now:%Y-%m-%d}.diff"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(made.diff, media_type="text/x-diff; charset=utf-8", headers=headers)


def as_accepted(one: Correction) -> Accepted:
    return Accepted(one.id, one.text, one.topic, one.concept)


def _patch(visit: Visit, accepted: list[Correction]) -> Patch:
    """In the order in which they were proposed."""
    ordered = [as_accepted(one) for one in reversed(accepted)]
    try:
        return patch_of(ordered, material.NLU, visit.console.settings.clinic_dir, visit.now.date())
    except ClinicDataError as error:
        raise ProblemError(500, "The clinic's files cannot be read", str(error)) from None


def _why_not(visit: Visit, one: Correction) -> str | None:
    return why_not_second(
        Person(one.proposed_by, one.proposed_role), Person(visit.staff.id, visit.role.value)
    )


def _concepts(visit: Visit) -> dict[str, str]:
    try:
        return dict(material.concepts(visit.console.settings.clinic_dir))
    except ClinicDataError as error:
        raise ProblemError(500, "The clinic's files cannot be read", str(error)) from None


PAGES = (
    get("/learning/corrections", show),
    post("/learning/corrections/{correction}/accept", accept),
    post("/learning/corrections/{correction}/reject", reject),
    get("/learning/patch", patch),
    get("/learning/patch.diff", download),
)
