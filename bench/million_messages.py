"""Fills an empty database with a million made-up messages, to measure the console on.

    DATABASE_URL=postgresql://… python -m bench.million_messages [--messages 1000000] [--seed 7]

Visitors' words are the examples that the assistant learns from, with now and then a word of their own; the numbers of
screenings, promises and requests are those of a clinic after some busy years.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import random
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from sqlalchemy import func, select, text
from sqlalchemy.engine import Connection, Engine

from bot.database.migrate import upgrade
from bot.database.models import conversation, metadata
from bot.database.session import open_engine
from bot.handover import KINDS
from bot.settings import read_settings
from bot.triage.rulebook import load_rulebook

PER_CONVERSATION: Final = 16  # messages
SPREAD: Final = timedelta(days=900)
AT_ONCE: Final = 1_000  # conversations of one transaction
CHANNELS: Final = ("website", "whatsapp", "twilio", "telegram")
OUTCOMES: Final = ("suitable", "suitable_with_precautions", "defer", "needs_clinician", "not_suitable")
RARE: Final = 40_000  # different words that hardly anybody says

Rows = dict[str, list[dict[str, Any]]]


class Maker:
    """Makes conversations, the same ones for the same seed, in the order in which they were held."""

    def __init__(self, seed: int, conversations: int, until: datetime) -> None:
        self._random = random.Random(seed)
        self._next = until - SPREAD
        self._apart = SPREAD / max(1, conversations)
        self._said = list(_examples(Path("data/nlu")))
        self._replies = _replies(Path("data/clinic/answers.yml"))
        self._concepts = sorted(load_rulebook(Path("data/clinic")).conditions)
        self.staff = [self._id() for _ in range(8)]

    def some(self, count: int) -> Rows:
        """So many conversations with all that belongs to them, by table."""
        rows: Rows = {table.name: [] for table in metadata.sorted_tables}
        for _ in range(count):
            self._conversation(rows)
        return rows

    def _conversation(self, rows: Rows) -> None:
        chance, visitor_id, conversation_id = self._random.random, self._id(), self._id()
        began = self._next
        self._next += self._apart
        rows["visitor"].append({"id": visitor_id, "created_at": began})
        channel = self._random.choices(CHANNELS, (60, 25, 5, 10))[0]
        for number in range(PER_CONVERSATION):
            rows["message"].append(self._message(conversation_id, number + 1, began))
        at = rows["message"][-1]["created_at"]
        rows["conversation"].append(
            {
                "id": conversation_id,
                "visitor_id": visitor_id,
                "channel": channel,
                "state": "open",
                "urgency": "normal",
                "owner": self._random.choice(self.staff) if chance() < 0.002 else None,
                "needs_person": False,
                "last_sequence": PER_CONVERSATION,
                "created_at": began,
                "updated_at": at,
            }
        )
        if chance() < 0.3:
            self._screening(rows, visitor_id, conversation_id, at)
        if chance() < 0.5:
            self._promise(rows, conversation_id, channel, at)

    def _message(self, conversation_id: str, sequence: int, began: datetime) -> dict[str, Any]:
        inbound = sequence % 2 == 0
        topic, words = self._random.choice(self._said)
        if self._random.random() < 0.2:
            words += f" {self._rare()}"
        return {
            "id": self._id(),
            "conversation_id": conversation_id,
            "sequence": sequence,
            "direction": "in" if inbound else "out",
            "provider_id": str(sequence) if inbound else None,
            "text": words if inbound else self._random.choice(self._replies),
            "intent": topic if inbound else None,
            "confidence": round(1 - self._random.random() ** 3, 4) if inbound else None,
            "understood": {"topics": [{"topic": topic, "confidence": 0.9}]} if inbound else None,
            "state": "answered",
            "attempts": 0,
            "created_at": began + timedelta(seconds=20 * sequence + self._random.random()),
        }

    def _screening(self, rows: Rows, visitor_id: str, conversation_id: str, at: datetime) -> None:
        consent_id, screening_id = self._id(), self._id()
        rows["consent"].append(
            {
                "id": consent_id,
                "visitor_id": visitor_id,
                "purpose": "health_data",
                "wording_version": "1",
                "given_at": at,
            }
        )
        rows["screening"].append(
            {
                "id": screening_id,
                "conversation_id": conversation_id,
                "consent_id": consent_id,
                "complete": self._random.random() < 0.8,
                "lane": "before",
                "subject": "self",
                "disposition": self._random.choices(OUTCOMES, (40, 30, 15, 10, 5))[0],
                "screened_on": at.date(),
                "rule_version": "bench",
                "lexicon_version": "bench",
                "reasons": [],
                "answers": [],
                "created_at": at,
            }
        )
        for place in range(self._random.randint(1, 4)):
            concept = self._random.choice(self._concepts)
            rows["finding"].append(
                {
                    "id": self._id(),
                    "screening_id": screening_id,
                    "place": place,
                    "concept": concept,
                    "negated": self._random.random() < 0.3,
                    "uncertain": False,
                    "temporality": "present",
                    "ended": False,
                    "experiencer": "patient",
                    "words": concept.replace("_", " "),
                }
            )

    def _promise(self, rows: Rows, conversation_id: str, channel: str, at: datetime) -> None:
        rank = self._random.randrange(len(KINDS))
        rows["promise"].append(
            {
                "id": self._id(),
                "conversation_id": conversation_id,
                "kind": KINDS[rank],
                "rank": rank,
                "channel": channel,
                "why": "A person was asked for.",
                "made_at": at,
                "open_from": at,
                "due_at": at + timedelta(hours=8),
                # One in ten is still open: some thousand rows in the queue.
                "ended_at": None if self._random.random() < 0.1 else at + timedelta(hours=4),
            }
        )

    def _id(self) -> str:
        return f"{self._random.getrandbits(128):032x}"

    def _rare(self) -> str:
        number, letters = self._random.randrange(RARE), ""
        while number:
            number, rest = divmod(number, 20)
            letters += "bcdfghklmnprstvwxyza"[rest] + "aeiou"[rest % 5]
        return letters


def _examples(folder: Path) -> Iterator[tuple[str, str]]:
    """(topic, text) of everything that the assistant learns from."""
    for file in sorted(folder.glob("*.yml")):
        topic = ""
        for line in file.read_text(encoding="utf-8").splitlines():
            begun = re.match(r"\s*- intent: (\w+)", line)
            example = re.match(r"\s+- (?!intent)(.+)", line)
            if begun:
                topic = begun[1]
            elif example and topic:
                yield topic, example[1].strip("'\" ")


def _replies(file: Path) -> Sequence[str]:
    sentences = re.findall(r"[A-Z][^.:{}]{40,300}\.", file.read_text(encoding="utf-8"))
    return [f"{one} {other}" for one, other in pairwise(sentences)]


def fill(engine: Engine, messages: int, seed: int, tell: Callable[[str], None]) -> None:
    """Fills an empty database. Raises ValueError when somebody's conversations are in it."""
    upgrade(engine)
    with engine.connect() as connection:
        if connection.execute(select(func.count()).select_from(conversation)).scalar():
            raise ValueError("the database holds conversations; give an empty one")
    maker = Maker(seed, messages // PER_CONVERSATION, datetime.now(timezone.utc))
    _write(engine, lambda connection: _begin(connection, maker))
    left = messages // PER_CONVERSATION
    while left > 0:
        rows = maker.some(min(AT_ONCE, left))
        _write(engine, lambda connection, rows=rows: _store(connection, rows))  # type: ignore[misc]
        left -= AT_ONCE
        tell(f"{max(0, left) * PER_CONVERSATION:,} messages to go")
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE" if engine.dialect.name == "postgresql" else "ANALYZE"))


def _write(engine: Engine, work: Callable[[Connection], None]) -> None:
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL statement_timeout = 0"))
        work(connection)


def _begin(connection: Connection, maker: Maker) -> None:
    rules = metadata.tables["rule_set"]
    connection.execute(
        rules.insert(), {"version": "bench", "files": {}, "created_at": datetime.now(timezone.utc)}
    )
    people = [
        {"id": id_, "name": f"Person {place}", "sign_in": f"person.{place}", "role": "clinician"}
        for place, id_ in enumerate(maker.staff)
    ]
    connection.execute(metadata.tables["staff"].insert(), people)


def _store(connection: Connection, rows: Rows) -> None:
    for table in metadata.sorted_tables:
        if not rows[table.name]:
            continue
        if connection.dialect.name == "postgresql":
            _copy(connection, table.name, rows[table.name])
        else:
            connection.execute(table.insert(), rows[table.name])


def _copy(connection: Connection, table: str, rows: Sequence[dict[str, Any]]) -> None:
    """COPY, ten times as fast as INSERT."""
    columns = list(rows[0])
    kept = io.StringIO()
    writer = csv.writer(kept)
    for row in rows:
        writer.writerow([_cell(row[name]) for name in columns])
    kept.seek(0)
    listed = ", ".join(f'"{name}"' for name in columns)
    with connection.connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({listed}) FROM STDIN WITH (FORMAT csv)", kept)


def _cell(value: Any) -> Any:
    if isinstance(value, list | dict):
        return json.dumps(value)
    return value.isoformat() if isinstance(value, datetime) else value


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    engine = open_engine(read_settings(os.environ).database_url)
    try:
        fill(engine, given.messages, given.seed, lambda line: print(line, file=sys.stderr))
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
