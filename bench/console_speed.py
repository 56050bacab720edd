"""How fast the console is on many messages: the queue, its pages, and the search for common, rare and mixed things.

    DATABASE_URL=… python -m bench.console_speed [--rounds 20]

Fill the database with bench/million_messages.py before. Prints milliseconds, as a table; each kind is asked with other
words every time.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, timezone

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from bot.database.figures import Period, asked, channels, outcomes, steps
from bot.database.models import message
from bot.database.queue import Filter, Place, queue_counts, queue_rows
from bot.database.search import Place as SearchPlace
from bot.database.search import Wanted, found_loosely
from bot.database.search_words import words_in
from bot.database.session import open_engine
from bot.handover import KINDS
from bot.settings import read_settings

Asking = Callable[[Connection, random.Random], object]

PAGE = 25
COMMON = ("hurt", "price", "scar", "hair", "session", "skin", "cost", "wash", "pigment", "clinic", "natural")
SELDOM = ("keloid", "turkey", "wedding", "chemotherapy", "tattoo", "pregnant", "diabetes", "ibuprofen")
TOPICS = ("pain", "cost", "fading", "removal", "aftercare_sun", "minoxidil", "vs_tattoo", "permanence")
CONCEPTS = ("keloid_history", "diabetes", "pregnancy", "psoriasis", "blood_thinners", "hiv")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=20)
    given = parser.parse_args()
    engine = open_engine(read_settings(os.environ).database_url)
    with engine.connect() as connection:
        count = connection.execute(select(func.count()).select_from(message)).scalar()
    print(f"{engine.dialect.name}, {count:,} messages, {given.rounds} rounds; milliseconds\n")
    print(f"{'':48}{'p50':>8}{'p95':>8}{'worst':>8}")
    for name, ask in ASKED.items():
        chance, took = random.Random(name), []
        for _ in range(given.rounds):
            with engine.begin() as connection:
                began = time.perf_counter()
                ask(connection, chance)
                took.append((time.perf_counter() - began) * 1000)
        print(f"{name:48}{statistics.median(took):8.1f}{_p95(took):8.1f}{max(took):8.1f}", flush=True)
    engine.dispose()


def _p95(took: Sequence[float]) -> float:
    return sorted(took)[max(0, round(len(took) * 0.95) - 1)]


def _queue(wanted: Filter) -> Asking:
    def ask(connection: Connection, _chance: random.Random) -> object:
        at = datetime.now(timezone.utc)
        return queue_rows(connection, at, wanted, 51), queue_counts(connection, at, len(KINDS))

    return ask


def _queue_later(connection: Connection, chance: random.Random) -> object:
    at = datetime.now(timezone.utc)
    return queue_rows(
        connection, at, Filter(), 51, Place(chance.randrange(len(KINDS)), at - timedelta(days=90), "")
    )


def _search(limits: Callable[[random.Random], Wanted], deep: bool = False) -> Asking:
    def ask(connection: Connection, chance: random.Random) -> object:
        after = SearchPlace(_ago(chance.randrange(30, 800)), "f" * 32) if deep else None
        return found_loosely(connection, limits(chance), PAGE + 1, after)

    return ask


def _words(*kinds: Sequence[str]) -> Callable[[random.Random], Wanted]:
    return lambda chance: Wanted(words=words_in(" ".join(chance.choice(kind) for kind in kinds)))


def _ago(days: int) -> datetime:
    return datetime.now(timezone.utc) - timedelta(days=days)


def _past_month(chance: random.Random) -> Wanted:
    days = chance.randrange(30, 870)
    return Wanted(words=words_in(chance.choice(COMMON)), since=_ago(days + 30), until=_ago(days))


def _narrow(chance: random.Random) -> Wanted:
    least = chance.random() * 0.2
    return Wanted(least=least, most=least + 0.001)


def _figures(connection: Connection, _chance: random.Random) -> object:
    period = Period(_ago(84), _ago(0))
    return [each(connection, period) for each in (asked, steps, outcomes, channels)]


ASKED: dict[str, Asking] = {
    "queue, first page and counts": _queue(Filter()),
    "queue, one channel, late only": _queue(Filter(channel="telegram", overdue=True)),
    "queue, a later page": _queue_later,
    "search, a common word": _search(_words(COMMON)),
    "search, a common word, a later page": _search(_words(COMMON), deep=True),
    "search, a seldom word": _search(_words(SELDOM)),
    "search, two common words": _search(_words(COMMON, COMMON)),
    "search, a common and a seldom word": _search(_words(COMMON, SELDOM)),
    "search, a phrase": _search(lambda _chance: Wanted(words=words_in('"how much"'))),
    "search, the beginning of words": _search(
        lambda chance: Wanted(words=words_in(f"{chance.choice(SELDOM)[:4]}*"))
    ),
    "search, a word nobody said": _search(lambda chance: Wanted(words=words_in(f"zz{chance.random()}"))),
    "search, a common word in one past month": _search(_past_month),
    "search, a common word and an outcome": _search(
        lambda chance: Wanted(words=words_in(chance.choice(COMMON)), outcome="not_suitable")
    ),
    "search, a topic": _search(lambda chance: Wanted(topic=chance.choice(TOPICS))),
    "search, a topic, a channel, unsure": _search(
        lambda chance: Wanted(topic=chance.choice(TOPICS), channel="twilio", most=0.5)
    ),
    "search, hardly any confidence fits": _search(_narrow),
    "search, a condition": _search(lambda chance: Wanted(concept=chance.choice(CONCEPTS))),
    "search, an outcome and a channel": _search(
        lambda _chance: Wanted(outcome="needs_clinician", channel="telegram")
    ),
    "figures of twelve weeks": _figures,
}


if __name__ == "__main__":
    main()
