"""`stipple person`: what is stored about somebody, and how it is erased; JSON."""

from __future__ import annotations

import argparse
import json
from typing import Any, Final

from sqlalchemy.engine import Connection

from bot.commands import UnusableInputError
from bot.commands.database import transaction
from bot.console.audit import Subject, record
from bot.database.erasure import BY_COMMAND, erase, erase_again, personal_data, visitor_of
from bot.database.models import now

_UNKNOWN: Final = "nobody has this id, neither a visitor nor a conversation; were they erased already?"


def add_to(commands: Any) -> None:
    """Registers `person` and what it can do. commands: what `add_subparsers` returned."""
    parser = commands.add_parser("person", help="what is stored about somebody, and erasing it")
    deeds = parser.add_subparsers(required=True, metavar="DEED")
    show = deeds.add_parser("show", help="everything that is stored about somebody")
    remove = deeds.add_parser("erase", help="removes all of it and prints the receipt; it cannot be undone")
    again = deeds.add_parser("erase-again", help="after a backup was put back: whoever was erased before")
    for deed, run in ((show, _show), (remove, _erase)):
        deed.add_argument("id", metavar="ID", help="of the visitor or of one of their conversations")
        deed.set_defaults(run=run)
    again.set_defaults(run=_again)


def _show(given: argparse.Namespace) -> int:
    with transaction() as (_settings, connection):
        visitor = _visitor(connection, given.id)
        found = personal_data(connection, visitor)
        record(connection, None, "person.shown", Subject("visitor", visitor))
    print(json.dumps(found, ensure_ascii=False, indent=1))
    return 0


def _erase(given: argparse.Namespace) -> int:
    with transaction() as (_settings, connection):
        visitor = _visitor(connection, given.id)
        receipt = erase(connection, visitor, BY_COMMAND, now())
        record(connection, None, "person.erased", Subject("visitor", visitor), {"receipt": receipt.id})
    print(json.dumps(receipt.to_json()))
    return 0


def _again(_given: argparse.Namespace) -> int:
    with transaction() as (_settings, connection):
        count = erase_again(connection)
        record(connection, None, "person.erased_again", detail={"people": count})
    print(json.dumps({"erased_again": count}))
    return 0


def _visitor(connection: Connection, id_: str) -> str:
    found = visitor_of(connection, id_)
    if found is None:
        raise UnusableInputError(_UNKNOWN)
    return found
