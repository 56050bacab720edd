"""The command line `stipple`: JSON on standard output, one object per input."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

from bot.clinic_data import ClinicDataError
from bot.commands import (
    UnusableInputError,
    aftercare,
    channels,
    demo,
    export,
    learn,
    person,
    quote,
    retention,
    staff,
)
from bot.reading.reader import load_reader
from bot.screening.at_once import Screener, finding_to_json
from bot.screening.opening import opened_by
from bot.understanding.encoder import EncoderMissingError
from bot.understanding.stored_model import ModelMissingError
from bot.understanding.understanding import Understanding

ROOT = Path(__file__).resolve().parent.parent
CLINIC = ROOT / "data" / "clinic"
UNUSABLE = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """0, or 2 and a sentence on standard error when the input is unusable."""
    given = _parser().parse_args(arguments)
    try:
        if hasattr(given, "run"):
            return int(given.run(given))
        answer = given.answer(given)
        for text in texts(given, sys.stdin):
            print(json.dumps(answer(text), ensure_ascii=False), flush=True)
    except (UnusableInputError, EncoderMissingError, ModelMissingError, ClinicDataError) as error:
        print(f"stipple: {error}", file=sys.stderr)
        return UNUSABLE
    return 0


def texts(given: argparse.Namespace, standard_input: TextIO) -> Iterator[str]:
    """The one text of the command line, or each line's. Raises UnusableInputError."""
    if given.jsonl is None:
        if given.text is None:
            raise UnusableInputError("give a TEXT, or --jsonl FILE (- for standard input).")
        yield _not_empty(given.text, "TEXT")
        return
    with _opened(given.jsonl, standard_input) as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield _text_of_line(line, f"{given.jsonl}, line {number}")


def _text_of_line(line: str, where: str) -> str:
    try:
        text = json.loads(line)["text"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise UnusableInputError(f'{where}: expected a JSON object with "text".') from None
    if not isinstance(text, str):
        raise UnusableInputError(f'{where}: "text" must be a string.')
    return _not_empty(text, where)


def _not_empty(text: str, where: str) -> str:
    if not text.strip():
        raise UnusableInputError(f"{where}: the text is empty.")
    return text


def _opened(name: str, standard_input: TextIO) -> TextIO:
    if name == "-":
        return standard_input
    try:
        return open(name, encoding="utf-8")
    except OSError as error:
        raise UnusableInputError(f"{name} cannot be read: {error.strerror}.") from None


def _parse(given: argparse.Namespace) -> Callable[[str], dict[str, Any]]:
    understanding = Understanding.load(ROOT / "build" / "encoder", ROOT / "models")
    reader = load_reader(CLINIC)

    def parse(text: str) -> dict[str, Any]:
        findings = reader.read(text, dt.date.today())
        understood = opened_by(understanding.read(text), findings)
        return {
            "text": text,
            **understood.to_json(),
            "findings": [finding_to_json(finding) for finding in findings],
        }

    return parse


def _screen(given: argparse.Namespace) -> Callable[[str], dict[str, Any]]:
    screener = Screener.load(CLINIC)
    return lambda text: screener.screen(text, given.today or dt.date.today()).to_json()


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no day; write it as 2026-11-22") from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="stipple", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    parse = commands.add_parser("parse", help="which topics a text asks about")
    parse.set_defaults(answer=_parse)
    screen = commands.add_parser("screen", help="what a text tells of somebody's health, and what follows")
    screen.set_defaults(answer=_screen)
    screen.add_argument("--today", type=_date, metavar="YYYY-MM-DD", help="the day it was written")
    for command in (parse, screen):
        command.add_argument("text", nargs="?", metavar="TEXT")
        command.add_argument(
            "--jsonl", metavar="FILE", help='one JSON object with "text" a line; - for standard input'
        )
    quote.add_to(commands)
    aftercare.add_to(commands)
    staff.add_to(commands)
    learn.add_to(commands)
    export.add_to(commands)
    retention.add_to(commands)
    person.add_to(commands)
    demo.add_to(commands)
    channels.add_to(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
