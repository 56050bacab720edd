"""`stipple demo`: fills a clinic with conversations, held with the product itself and spread over past weeks."""

from __future__ import annotations

import argparse
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import httpx
from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from bot.commands import UnusableInputError
from bot.commands.database import given_settings, transaction
from bot.console.accounts import add_account, choose_password, confirm
from bot.console.audit import record
from bot.console.passwords import hashed
from bot.console.roles import Role
from bot.console.totp import unsealed
from bot.database.models import conversation, now
from bot.database.search import rebuild_search
from bot.database.staff import staff_by_id, staff_by_sign_in
from bot.demo.past import Past, Person
from bot.demo.stories import Story, stories
from bot.demo.talking import NotAnsweredError, Talker
from bot.handover import Promises
from bot.knowledge.clinic import load_clinic
from bot.settings import Settings

AT_ONCE: Final = 4  # conversations
READY_WITHIN: Final = 180.0  # seconds, on a busy machine
PEOPLE: Final = (
    ("Demo Admin", "demo.admin", Role.ADMIN),
    ("Dr Ruth Demo", "demo.clinician", Role.CLINICIAN),
    ("Sam Demo", "demo.reviewer", Role.REVIEWER),
)


def add_to(commands: Any) -> None:
    """Registers `demo`. commands: what `add_subparsers` returned."""
    parser = commands.add_parser("demo", help="fills a clinic with conversations to look at")
    parser.add_argument("--conversations", type=_count, default=300, metavar="N")
    parser.add_argument(
        "--seed", type=int, default=1, metavar="N", help="the same number says the same things"
    )
    parser.add_argument("--weeks", type=_count, default=8, metavar="N", help="over which they are spread")
    parser.add_argument(
        "--url", metavar="URL", help="of a running product on the same database; else one is started"
    )
    parser.add_argument("--add", action="store_true", help="also where there are conversations already")
    parser.set_defaults(run=_run)


def _run(given: argparse.Namespace) -> int:
    """Raises UnusableInputError."""
    with transaction() as (_settings, connection):
        there = connection.execute(select(func.count()).select_from(conversation)).scalar_one()
    if there and not given.add:
        raise UnusableInputError(
            f"the database holds {there:,} conversations already, which may be of real people;"
            " give --add to put those of the demo beside them."
        )
    told = list(stories(given.conversations, given.seed))
    with _product(given_settings(), given.url) as url:
        held = _talk(url, told, given.seed)
    _say(f"{len(held)} conversations held; putting them into the past …")
    accounts = _past(held, given)
    _say("Done. Start the product with `make run` and open /console.")
    for line in accounts:
        print(line)
    return 0


def _talk(url: str, told: Sequence[Story], seed: int) -> list[str]:
    """The conversations that were held. Raises UnusableInputError when the product stops answering."""
    began = time.monotonic()
    held: list[str] = []

    def one(number: int) -> str:
        talker = Talker(url, told[number], seed * 1_000_003 + number)
        talker.talk()
        return talker.conversation

    with ThreadPoolExecutor(AT_ONCE) as threads:
        try:
            for done in threads.map(one, range(len(told))):
                held.append(done)
                if len(held) % 10 == 0 or len(held) == len(told):
                    _say(f"{len(held)} of {len(told)} conversations, {time.monotonic() - began:.0f} s")
        except NotAnsweredError as error:
            threads.shutdown(cancel_futures=True)
            raise UnusableInputError(f"{error} {len(held)} conversations were held until then.") from None
    return held


def _past(held: Sequence[str], given: argparse.Namespace) -> list[str]:
    """Spreads the conversations over the past, and returns what is printed of the new accounts."""
    at = now()
    with transaction() as (settings, connection):
        people, accounts = _people(connection, settings, at)
        clinic = load_clinic(settings.clinic_dir)
        promises = Promises(clinic, settings.promise_urgent_minutes, settings.promise_working_days)
        past = Past(given.seed, given.weeks, at, promises, clinic.timezone)
        for conversation_id in held:
            past.place(connection, conversation_id, people)
        rebuild_search(connection)
        record(connection, None, "demo.filled", detail={"conversations": len(held), "seed": given.seed})
    return accounts


def _people(connection: Connection, settings: Settings, at: datetime) -> tuple[list[Person], list[str]]:
    """The staff of the demo; those who were not there yet get a password, which is told once."""
    people, accounts = [], []
    for name, sign_in, role in PEOPLE:
        member = staff_by_sign_in(connection, sign_in)
        if member is None:
            made = add_account(connection, None, name, role, at, timedelta(hours=1), sign_in)
            member, password = staff_by_id(connection, made.staff_id), f"demo-{secrets.token_urlsafe(12)}"
            assert member is not None
            choose_password(connection, member, hashed(password), settings.secret_key)
            confirm(connection, member, 0, at)
            member = staff_by_id(connection, made.staff_id)
            assert member is not None
            codes = unsealed(member.totp_sealed or "", settings.secret_key)
            accounts.append(
                f"sign in as {sign_in}, password {password}, key for the codes {codes} ({role.value})"
            )
        people.append(Person(member.id, member.name, member.role))
    return people, accounts or [
        "The accounts of the demo are there already; `stipple staff invite` renews one."
    ]


@contextmanager
def _product(settings: Settings, url: str | None) -> Iterator[str]:
    """The address of a product that is ready. Raises UnusableInputError."""
    if url is not None:
        address = url.rstrip("/")
        if _state(address) != "ready":
            raise UnusableInputError(f"no product is ready at {address}.")
        yield address
        return
    port, rasa_port = _free_ports()
    address = f"http://127.0.0.1:{port}"
    own = {
        "PORT": str(port),
        "RASA_PORT": str(rasa_port),
        "DATABASE_URL": settings.database_url,
        "RATE_PER_VISITOR": "0",
        "RATE_PER_ADDRESS": "0",
    }
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot.start"],
            env={**os.environ, **own},
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=Path.cwd(),
            start_new_session=True,
        )
        try:
            _say("Starting the product …")
            _wait(process, address)
            yield address
        finally:
            _stop(process)


def _wait(process: subprocess.Popen[bytes], address: str) -> None:
    until = time.monotonic() + READY_WITHIN
    while _state(address) != "ready":
        if process.poll() is not None or time.monotonic() > until:
            raise UnusableInputError("the product did not start; `make run` shows why.")
        time.sleep(0.5)


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _state(address: str) -> str:
    try:
        return str(httpx.get(f"{address}/health", timeout=5).json()["rasa"])
    except (httpx.HTTPError, ValueError, KeyError):
        return "away"


def _free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        for each in (one, other):
            each.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1]), int(other.getsockname()[1])


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text) <= 10_000:
        raise argparse.ArgumentTypeError(f"'{text}' must be a whole number from 1 to 10000")
    return int(text)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
