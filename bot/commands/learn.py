"""`stipple learn`: what staff accepted as a patch, written to the clinic's files; conversations as tests."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.commands import UnusableInputError
from bot.commands.database import ROOT, transaction
from bot.console.audit import Subject, record
from bot.database.corrections import ACCEPTED, Correction, in_state, publish
from bot.database.models import correction, now
from bot.database.recordings import file_name, recording_of
from bot.learning.patches import Accepted, Patch, check, patch_of, replace_file, write
from bot.learning.recording import to_yaml
from bot.settings import Settings

NLU: Final = ROOT / "data" / "nlu"
RECORDED: Final = ROOT / "tests" / "conversations" / "recorded"
MOST: Final = 100_000


def add_to(commands: Any) -> None:
    """Registers `learn` and what it can do. commands: what `add_subparsers` returned."""
    parser = commands.add_parser("learn", help="what staff said that messages meant")
    deeds = parser.add_subparsers(required=True, metavar="DEED")
    deeds.add_parser("patch", help="prints what was accepted as a unified diff").set_defaults(run=_patch)
    deeds.add_parser("apply", help="writes it to data/nlu and to the lexicon").set_defaults(run=_apply)
    test = deeds.add_parser("test", help="writes a conversation, redacted, as a regression test")
    test.add_argument(
        "conversation", metavar="CONVERSATION", help="its id, as in the address of its transcript"
    )
    test.add_argument("--title", default="", help="not given: the topics it was about")
    test.add_argument("--folder", type=Path, default=RECORDED, help="not given: tests/conversations/recorded")
    test.set_defaults(run=_test)


def _patch(_given: argparse.Namespace) -> int:
    with transaction() as (settings, connection):
        print(_made(settings, in_state(connection, ACCEPTED, MOST)).diff, end="")
    return 0


def _apply(_given: argparse.Namespace) -> int:
    """Prints one JSON object. Raises UnusableInputError, ClinicDataError; then nothing is changed."""
    with transaction() as (settings, connection):
        _wait_for_others(connection)
        patch = _made(settings, in_state(connection, ACCEPTED, MOST))
        check(patch)
        _write(patch)
        # If this is not stored, the next `apply` finds everything in the files already, and notes it then.
        publish(connection, (*patch.ids, *patch.already), now())
        record(
            connection,
            None,
            "patch.applied",
            detail={"learnt": len(patch.ids), "already": len(patch.already)},
        )
    told = {
        "files": [change.name for change in patch.changes],
        "learnt": len(patch.ids),
        "already": len(patch.already),
        "next": "make train" if patch.changes else None,
    }
    print(json.dumps(told))
    return 0


def _wait_for_others(connection: Connection) -> None:
    """Two that apply at once would both write; SQLite lets one write at a time anyway."""
    connection.execute(select(correction.c.id).where(correction.c.state == ACCEPTED).with_for_update()).all()


def _made(settings: Settings, accepted: list[Correction]) -> Patch:
    ordered = [Accepted(one.id, one.text, one.topic, one.concept) for one in reversed(accepted)]
    return patch_of(ordered, NLU, settings.clinic_dir, now().date())


def _write(patch: Patch) -> None:
    try:
        write(patch)
    except OSError as error:
        raise UnusableInputError(f"{error.filename} cannot be written: {error.strerror}.") from None


def _test(given: argparse.Namespace) -> int:
    """Prints one JSON object. Raises UnusableInputError."""
    folder = given.folder.absolute()
    with transaction() as (_, connection):
        recording = recording_of(connection, given.conversation, given.title)
        if recording is None:
            raise UnusableInputError(
                f"there is no conversation '{given.conversation}', or nothing was said in it."
            )
        file = folder / file_name(recording, given.conversation)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            replace_file(file, to_yaml(recording))
        except OSError as error:
            raise UnusableInputError(f"{file} cannot be written: {error.strerror}.") from None
        record(connection, None, "conversation.recorded", Subject("conversation", given.conversation))
    print(json.dumps({"file": str(file), "steps": len(recording.steps)}))
    return 0
