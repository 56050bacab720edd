"""Every page of the console with every role, where something is there: no address is guessed open, no page breaks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.console.app import PAGES
from bot.console.roles import Role, may
from bot.console.routing import Guarded, Page
from bot.database.models import correction, metadata
from tests.console.desk import Desk
from tests.console.misheard import said
from tests.console.on_whatsapp import kept_photo
from tests.console.seeding import asked_to_come, owed, quoted, screened, talk
from tests.console.simulating import MILDER, proposed

NOT_COMPARED = {"audit", "staff_session"}
"""Tables in which every visit leaves a trace."""


def guarded() -> list[tuple[Page, Guarded]]:
    """Erasing stands last: nothing is left to visit after it."""
    pages = [(page, page.guard) for page in PAGES if isinstance(page.guard, Guarded)]
    return sorted(pages, key=lambda pair: pair[0].path.endswith("/erase"))


def lively(desk: Desk) -> Mapping[str, str]:
    """A clinic with something at every address; ids by the name that addresses have for them."""
    conversation = talk(desk, "hello, I get keloids")
    owed(desk, conversation, "clinician")
    owed(desk, conversation, "lead")
    screened(desk, conversation, "needs_clinician")
    quoted(desk, conversation)
    asked_to_come(desk, conversation)
    misheard, corrected = said(desk, "can i bring my dog", "my head went all lumpy where they did it")
    colleague = desk.member(Role.REVIEWER, "Ben Cole")
    desk.signed_in(colleague).submit(
        "/console/learning", message=corrected, topic="report_symptom", deed="topic"
    )
    photo = kept_photo(desk)
    change = proposed(desk, Role.CLINICIAN, "conditions.local.yml", MILDER).rpartition("/")[2]
    tables = metadata.tables

    def ids(connection: Connection) -> dict[str, str]:
        theirs = tables["conversation"].c
        visitor = select(theirs.visitor_id).where(theirs.id == conversation)
        return {
            "conversation": conversation,
            "visitor": connection.execute(visitor).scalar_one(),
            "message": misheard,
            "correction": connection.execute(select(correction.c.id)).scalar_one(),
            "change": change,
            "staff": colleague.id,
            "session": connection.execute(select(tables["staff_session"].c.id)).scalars().first(),
            "filter": "0" * 32,
            "figure": "channels",
            "photo": photo,
        }

    return desk.run(ids)


def address(page: Page, ids: Mapping[str, str]) -> str:
    return "/console" + re.sub(r"{(\w+)(?::\w+)?}", lambda found: ids[found[1]], page.path)


def stored(desk: Desk) -> dict[str, list[Any]]:
    def read(connection: Connection) -> dict[str, list[Any]]:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table))]
            for table in metadata.sorted_tables
            if table.name not in NOT_COMPARED
        }

    return desk.run(read)


@pytest.mark.parametrize("role", Role)
def test_a_role_without_the_right_changes_nothing_at_an_address_it_has_guessed(
    desk_of_own_clinic: Desk, role: Role
) -> None:
    desk = desk_of_own_clinic
    ids = lively(desk)
    browser = desk.signed_in(role)
    before = stored(desk)
    for page, guard in guarded():
        if not may(role, guard.permission):
            path = address(page, ids)
            response = browser.get(path) if page.method == "GET" else browser.submit(path)
            assert response.status_code == 403, path
            assert ids["visitor"] not in response.text, path
    assert stored(desk) == before


@pytest.mark.parametrize("role", Role)
def test_a_role_with_the_right_gets_a_page_at_every_address(desk_of_own_clinic: Desk, role: Role) -> None:
    desk = desk_of_own_clinic
    ids = lively(desk)
    member = desk.member(role)
    for page, guard in guarded():
        if may(role, guard.permission):
            path = address(page, ids)
            browser = desk.signed_in(member)
            response = browser.get(path) if page.method == "GET" else browser.submit(path)
            assert response.status_code < 500, path
            if page.method == "GET":
                assert response.status_code in (200, 204, 303), path
