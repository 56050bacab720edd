"""`stipple demo`: stories of every kind, the same for a seed, and conversations that end up in the past."""

from __future__ import annotations

import os
import subprocess
from collections import Counter
from datetime import datetime, timedelta, timezone
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.engine import Engine

from bot.database.models import conversation, message, promise, staff
from bot.database.promises import Owed, owe
from bot.database.session import open_engine
from bot.database.transcript import open_conversation
from bot.demo.past import Past, Person
from bot.demo.stories import stories
from bot.handover import Promises, rank
from bot.knowledge.clinic import load_clinic
from tests.product import Product

ROOT = Path(__file__).parents[2]
WELCOME = {"text": "Hello", "buttons": [], "attachments": [], "sources": []}
SECRET = "a secret that is long enough for tests"


def run(url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(ROOT / "stipple"), "demo", *arguments],
        env={**os.environ, "DATABASE_URL": url, "SECRET_KEY": SECRET},
        capture_output=True,
        text=True,
        timeout=400,
    )


def test_a_seed_tells_the_same_stories_and_every_kind_is_among_fifty() -> None:
    assert list(stories(60, 3)) == list(stories(60, 3))
    assert list(stories(60, 3)) != list(stories(60, 4))
    kinds = Counter(story.kind for story in stories(50, 9))
    assert set(kinds) == {
        "questions",
        "health",
        "price",
        "booking",
        "after",
        "dates",
        "person",
        "odd",
        "urgent",
    }
    assert all(story.phone.startswith("07700 900") for story in stories(50, 9))


def test_real_dialogues_are_held_with_a_running_product_and_lie_in_the_past(product: Product) -> None:
    url = product.environment["DATABASE_URL"]
    done = run(url, "--conversations", "9", "--add", "--url", product.url)
    assert done.returncode == 0, done.stderr
    assert "9 of 9 conversations" in done.stderr
    assert done.stdout.count("password") == 3
    engine = open_engine(url)
    with engine.connect() as connection:
        signed = select(staff.c.sign_in).where(staff.c.sign_in.like("demo.%"))
        assert len(connection.execute(signed).all()) == 3
        old = select(func.count()).select_from(conversation)
        hour_ago = datetime.now(timezone.utc) - timedelta(minutes=15)
        assert connection.execute(old.where(conversation.c.created_at < hour_ago)).scalar_one() >= 9
    engine.dispose()
    assert "password" not in run(url, "--conversations", "1", "--add", "--url", product.url).stdout


def test_a_database_with_conversations_is_left_alone(tmp_path: Path, sqlite_template: Path) -> None:
    (tmp_path / "clinic.db").write_bytes(sqlite_template.read_bytes())
    url = f"sqlite:///{tmp_path}/clinic.db"
    engine = open_engine(url)
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        open_conversation(connection, "website", WELCOME)
    done = run(url)
    assert (done.returncode, done.stdout) == (2, "")
    assert "may be of real people" in done.stderr


def test_what_was_owed_long_ago_was_looked_after(engine: Engine) -> None:
    clinic, at = load_clinic(ROOT / "data/clinic"), datetime.now(timezone.utc)
    promises = Promises(clinic)
    people = [Person("a" * 32, "Ada", "reviewer"), Person("b" * 32, "Ben", "clinician")]
    with engine.begin() as connection:
        for person in people:
            row = {"id": person.id, "name": person.name, "sign_in": person.name, "role": person.role}
            connection.execute(staff.insert(), row)
        past = Past(1, 8, at, promises, clinic.timezone)
        for _ in range(30):
            _visitor, made = open_conversation(connection, "website", WELCOME)
            owe(connection, made, Owed("person", rank("person"), "x", at, promises.due("person", at)))
            past.place(connection, made, people)
        rows = connection.execute(select(promise)).all()
        assert all(row.due_at > row.made_at and row.made_at <= at for row in rows)
        ended = [row for row in rows if row.ended_at is not None]
        assert len(ended) > len(rows) / 2
        assert all(row.ended_at >= row.made_at for row in ended)
        said = select(func.count()).select_from(message).where(message.c.author.is_not(None))
        assert connection.execute(said).scalar_one() == len(ended)
