"""`stipple staff`: accounts of the console from the command line, as JSON. The first admin is made here."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError

from bot.commands import UnusableInputError
from bot.console.accounts import AccountError, Invitation, add_account, disable, invite_again, state_of
from bot.console.roles import Role
from bot.database.migrate import upgrade
from bot.database.models import now
from bot.database.session import open_engine
from bot.database.staff import StaffRow, all_staff, staff_by_sign_in
from bot.environment import environment
from bot.settings import Settings, SettingsError, read_settings

ROOT: Final = Path(__file__).resolve().parents[2]
Deed = Callable[[argparse.Namespace, Settings, Connection], Iterator[dict[str, Any]]]


def add_to(commands: Any) -> None:
    """Registers `staff` and what it can do. commands: what `add_subparsers` returned."""
    parser = commands.add_parser("staff", help="who may use the console")
    deeds = parser.add_subparsers(required=True, metavar="DEED")
    add = _deed(deeds, "add", _add, "a new account; prints the link of invitation")
    add.add_argument("name", metavar="NAME", help='the person\'s name, as in "Ada Obi"')
    add.add_argument("--role", required=True, choices=[role.value for role in Role])
    add.add_argument(
        "--sign-in", default="", metavar="NAME", help="not given: made of the name, as in ada.obi"
    )
    invite = _deed(
        deeds, "invite", _invite, "a new link, for a lost password or phone; the old ones are void"
    )
    revoke = _deed(deeds, "revoke", _revoke, "ends all sessions and disables the account")
    for command in (invite, revoke):
        command.add_argument("sign_in", metavar="SIGN-IN-NAME")
    _deed(deeds, "list", _list, "every account")


def _deed(deeds: Any, name: str, deed: Deed, told: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = deeds.add_parser(name, help=told)
    parser.set_defaults(run=lambda given: _run(given, deed))
    return parser


def _run(given: argparse.Namespace, deed: Deed) -> int:
    """Prints one JSON object per account. Raises UnusableInputError."""
    os.chdir(ROOT)  # settings name files as `make run` sees them
    try:
        settings = read_settings(environment(os.environ))
    except SettingsError as error:
        raise UnusableInputError(str(error)) from None
    try:
        with _transaction(settings) as connection:
            answers = list(deed(given, settings, connection))
    except AccountError as error:
        raise UnusableInputError(str(error)) from None
    except OperationalError:
        raise UnusableInputError(
            "the database of DATABASE_URL does not answer; nothing was changed."
        ) from None
    for answer in answers:
        print(json.dumps(answer, ensure_ascii=False))
    return 0


@contextmanager
def _transaction(settings: Settings) -> Iterator[Connection]:
    engine = open_engine(settings.database_url)
    try:
        upgrade(engine)
        with engine.connect().execution_options(writing=True) as connection, connection.begin():
            yield connection
    finally:
        engine.dispose()


def _add(given: argparse.Namespace, settings: Settings, connection: Connection) -> Iterator[dict[str, Any]]:
    made = add_account(connection, None, given.name, Role(given.role), now(), _lasts(settings), given.sign_in)
    yield _told_invitation(settings, made) | {"role": given.role}


def _invite(
    given: argparse.Namespace, settings: Settings, connection: Connection
) -> Iterator[dict[str, Any]]:
    member = _member(connection, given.sign_in)
    made = invite_again(connection, None, member, now(), _lasts(settings))
    yield _told_invitation(settings, made) | {"role": member.role}


def _revoke(
    given: argparse.Namespace, _settings: Settings, connection: Connection
) -> Iterator[dict[str, Any]]:
    disable(connection, None, _member(connection, given.sign_in), now())
    yield _told(_member(connection, given.sign_in), now())


def _list(
    _given: argparse.Namespace, _settings: Settings, connection: Connection
) -> Iterator[dict[str, Any]]:
    at = now()
    return (_told(member, at) for member in all_staff(connection))


def _member(connection: Connection, sign_in: str) -> StaffRow:
    found = staff_by_sign_in(connection, sign_in.strip().lower())
    if found is None:
        raise UnusableInputError(f"nobody signs in as '{sign_in}'; `stipple staff list` shows who there is.")
    return found


def _lasts(settings: Settings) -> timedelta:
    return timedelta(hours=settings.console_invitation_hours)


def _told_invitation(settings: Settings, invitation: Invitation) -> dict[str, Any]:
    base = settings.public_url or f"http://localhost:{settings.port}"
    return {
        "staff": invitation.staff_id,
        "sign_in": invitation.sign_in,
        "invitation": base + invitation.path,
        "valid_until": invitation.until.isoformat(timespec="seconds"),
    }


def _told(member: StaffRow, at: datetime) -> dict[str, Any]:
    return {
        "staff": member.id,
        "name": member.name,
        "sign_in": member.sign_in,
        "role": member.role,
        "state": state_of(member, at),
    }
