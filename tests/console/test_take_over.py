"""Staff and visitor at the same running application: what one writes reaches the other, the assistant is silent."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy.engine import Connection

from bot.console import csrf, sessions
from bot.console.app import console_routes
from bot.console.roles import Role
from bot.console.sessions import SessionTimes, open_session
from bot.database.models import now, promise
from bot.database.session import Database, open_engine
from bot.database.staff import add_staff
from bot.handover import Promises
from bot.handover_wording import wording_in
from bot.owing import Owing
from bot.settings import Settings
from bot.web import assemble
from tests.conftest import CLINIC, GATE, say
from tests.console.desk import CLINIC as WHOLE_CLINIC
from tests.fakes.rasa import FakeRasa, custom
from tests.fakes.serving import read_events, served

OWING = Owing(Promises(WHOLE_CLINIC), wording_in(Path("data/clinic")))
TIMES = SessionTimes(timedelta(minutes=30), timedelta(hours=12))
PATIENCE = 10.0  # seconds


class Visitor:
    """Somebody with the widget."""

    def __init__(self, url: str) -> None:
        self.http = httpx.Client(base_url=url, timeout=PATIENCE)
        made = self.http.post("/api/session").json()
        self.conversation = made["conversation"]
        self.http.headers["Authorization"] = f"Bearer {made['token']}"

    def writes(self, text: str, wait: bool = True) -> list[str]:
        params = {"wait": "true"} if wait else {}
        answer = self.http.post("/api/messages", params=params, json={"text": text}).json()
        return [reply["text"] for reply in answer.get("replies", ())]

    def sees(self) -> list[str]:
        return [message["text"] for message in self.http.get("/api/history").json()["messages"]]


class Staff:
    """A reviewer at the console, about one conversation."""

    def __init__(self, url: str, settings: Settings, database: Database, conversation: str) -> None:
        self.database = database
        self.id, cookie = self._written(_reviewer)
        self.token = csrf.token(settings.secret_key, cookie)
        self.path = f"/console/conversations/{conversation}"
        # Written out: a cookie of this path is not sent back by a client that was given none.
        headers = {"Origin": url, "Cookie": f"{sessions.COOKIE}={cookie}"}
        self.http = httpx.Client(base_url=url, headers=headers, timeout=PATIENCE)

    def does(self, deed: str, **fields: str) -> None:
        answer = self.http.post(f"{self.path}/{deed}", data={csrf.FIELD: self.token, **fields})
        assert answer.status_code == 303, answer.text

    def owed(self) -> set[str]:
        with self.database.engine.begin() as connection:
            rows = connection.execute(promise.select().where(promise.c.ended_at.is_(None)))
            return {row.kind for row in rows}

    def _written(self, work: Callable[[Connection], Any]) -> Any:
        options = {"writing": True}
        with self.database.engine.connect().execution_options(**options) as connection, connection.begin():
            return work(connection)


def _reviewer(connection: Connection) -> tuple[str, str]:
    made = add_staff(connection, "Ada Obi", "ada.obi", Role.REVIEWER.value)
    return made, open_session(connection, made, "192.0.2.7", "Test", now(), TIMES)


@pytest.fixture
def both(
    settings_with: Callable[[Mapping[str, Any]], Settings], rasa: FakeRasa
) -> Iterator[tuple[Visitor, Staff]]:
    settings = settings_with({"RASA_PORT": rasa.port})
    pages = [lambda database: console_routes(settings, WHOLE_CLINIC, database)]
    database = Database(open_engine(settings.database_url))
    with served(assemble(settings, say, CLINIC, GATE, pages=pages, owing=OWING)) as server:
        visitor = Visitor(server.url)
        staff = Staff(server.url, settings, database, visitor.conversation)
        yield visitor, staff
        visitor.http.close()
        staff.http.close()
    database.close()


def until(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


def test_a_person_answers_and_gives_the_chat_back(both: tuple[Visitor, Staff], rasa: FakeRasa) -> None:
    visitor, ada = both
    rasa.answers["a human please"] = [custom("I have marked this chat.", needs_person="talk_to_human")]
    (said,) = visitor.writes("a human please")
    assert "means to answer here by" in said
    assert ada.owed() == {"new", "person"}
    assert "A person was asked for." in ada.http.get("/console/queue").text
    ada.does("take-over", owner="")
    ada.does("message", message="Hello, Ada here.", seen="99", once="one")
    assert ada.owed() == set()
    asked = len(rasa.calls)
    visitor.writes("thank you Ada", wait=False)
    assert visitor.sees()[-2:] == ["Hello, Ada here.", "thank you Ada"]
    assert until(lambda: ada.owed() == {"person"})
    assert len(rasa.calls) == asked
    ada.does("hand-back", owner=ada.id)
    assert "I am the automated assistant" in visitor.sees()[-1]
    assert visitor.writes("is it painful") == ["About is it painful"]
    assert ada.owed() == {"person"}


def test_what_a_person_writes_comes_by_the_stream(both: tuple[Visitor, Staff]) -> None:
    visitor, ada = both
    with visitor.http.stream("GET", "/api/events") as response:
        events = read_events(response)
        next(events)
        ada.does("message", message="Hello from a person", seen="99", once="one")
        found = next(event for event in events if event.kind == "message" and "person" in event.data["text"])
    assert found.data["direction"] == "out"
