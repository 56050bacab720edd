"""Going on with a conversation on the website, and being told there that it goes on elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
from sqlalchemy.engine import Connection
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.channels.messages import Reply
from bot.database.models import now
from bot.database.moving import MovingCodes, go_on
from bot.database.session import open_engine
from bot.moving.codes import LASTS
from bot.moving.wording import load_wording
from bot.settings import Settings
from tests.conftest import Variables
from tests.fakes.rasa import FakeRasa
from tests.fakes.serving import read_events, served, take_until

Result = TypeVar("Result")
WORDING = load_wording(Path("data/clinic"))
OWN = "http://testserver"


class Other:
    """The database beside the running application, as the other side of a move sees it."""

    def __init__(self, settings: Settings) -> None:
        self._engine = open_engine(settings.database_url)
        self.codes = MovingCodes(settings.secret_key)

    def run(self, work: Callable[[Connection], Result]) -> Result:
        with self._engine.connect().execution_options(writing=True) as connection, connection.begin():
            return work(connection)

    def offer(self, conversation: str, age: Any = None) -> str:
        at = now() if age is None else now() - age
        return self.run(lambda c: self.codes.offer(c, conversation, at))

    def take(self, conversation: str, channel: str) -> None:
        self.run(lambda c: go_on(c, conversation, channel, Reply("bye"), Reply("here"), now()))

    def close(self) -> None:
        self._engine.dispose()


@pytest.fixture
def other(settings_with: Callable[[Variables], Settings]) -> Iterator[Other]:
    made = Other(settings_with({}))
    yield made
    made.close()


def texts(client: TestClient) -> list[str]:
    return [each["text"] for each in client.get("/api/history").json()["messages"]]


def said(client: TestClient, words: str) -> int:
    return int(client.post("/api/messages?wait=true", json={"text": words}).status_code)


def test_a_code_opens_its_conversation_in_another_browser(client: TestClient, other: Other) -> None:
    first = client.post("/api/session").json()["conversation"]
    assert said(client, "does it hurt?") == 200
    client.cookies.clear()
    client.post("/api/session")
    answer = client.post("/api/continue", json={"code": other.offer(first)})
    assert answer.status_code == 200
    assert answer.json()["conversation"] == first
    assert set(answer.json()) == {"token", "conversation", "clinic"}
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert "does it hurt?" in texts(client)
    assert texts(client)[-1].startswith(WORDING.said.say("moved_here"))
    assert client.post("/api/session").json()["conversation"] == first


def test_what_was_on_a_messenger_comes_back_to_the_website(client: TestClient, other: Other) -> None:
    first = client.post("/api/session").json()["conversation"]
    other.take(first, "telegram")
    client.cookies.clear()
    assert client.post("/api/continue", json={"code": other.offer(first)}).status_code == 200
    assert texts(client)[-2:] == [WORDING.farewell("website").text, WORDING.greeting(None).text]
    assert said(client, "here I am") == 200


def test_an_open_question_is_asked_again_with_its_buttons(client: TestClient, other: Other) -> None:
    first = client.post("/api/session").json()["conversation"]
    asked = Reply.from_json(
        {
            "text": "Thank you.\n\nWhich area?",
            "buttons": [{"title": "Scalp", "payload": "/scalp"}],
            "attachments": [],
            "sources": [],
        }
    )
    other.run(lambda c: go_on(c, first, "telegram", Reply("bye"), asked, now()))
    client.post("/api/continue", json={"code": other.offer(first)})
    message = client.get("/api/history").json()["messages"][-1]
    assert message["text"].endswith("Which area?")
    assert message["buttons"] == [{"title": "Scalp", "payload": "/scalp"}]


@pytest.mark.parametrize("code", ["K7M-4PX", "nonsense", "", None, 7])
def test_a_code_that_is_none_is_refused_in_words(client: TestClient, code: object) -> None:
    answer = client.post("/api/continue", json={"code": code})
    assert answer.status_code == 404
    assert answer.json() == {"error": "code_unknown", "message": WORDING.refusal("unknown").text}


def test_a_used_code_and_an_old_one_are_refused_in_words(client: TestClient, other: Other) -> None:
    conversation = client.post("/api/session").json()["conversation"]
    code = other.offer(conversation)
    client.post("/api/continue", json={"code": code})
    again = client.post("/api/continue", json={"code": code})
    assert (again.status_code, again.json()["error"]) == (410, "code_used")
    old = client.post("/api/continue", json={"code": other.offer(conversation, LASTS)})
    assert (old.status_code, old.json()["error"]) == (410, "code_expired")


def test_whoever_guesses_is_stopped(client: TestClient, other: Other) -> None:
    conversation = client.post("/api/session").json()["conversation"]
    code = other.offer(conversation)
    wrong = ["A3CA3C", "A4CA4C", "A6CA6C", "A7CA7C", "A9CA9C"]
    assert [client.post("/api/continue", json={"code": each}).status_code for each in wrong] == [404] * 5
    stopped = client.post("/api/continue", json={"code": code})
    assert (stopped.status_code, stopped.json()["error"]) == (429, "code_throttled")


def test_another_site_cannot_make_a_browser_go_on_with_its_conversation(
    client: TestClient, other: Other
) -> None:
    conversation = client.post("/api/session").json()["conversation"]
    code = other.offer(conversation)
    foreign = client.post("/api/continue", json={"code": code}, headers={"origin": "https://evil.example"})
    assert foreign.status_code == 403
    assert client.post("/api/continue", json={"code": code}, headers={"origin": OWN}).status_code == 200


def test_opening_the_link_takes_no_code(client: TestClient, other: Other) -> None:
    conversation = client.post("/api/session").json()["conversation"]
    code = other.offer(conversation)
    for _ in range(2):  # as messengers do, to show what is behind a link
        page = client.get("/", params={"continue": code})
        assert page.status_code == 200
        assert code not in page.text
        assert "continue.js" in page.text
    assert client.get("/widget/continue.js").status_code == 200
    assert client.post("/api/continue", json={"code": code}).status_code == 200


def test_once_it_goes_on_elsewhere_the_website_shows_nothing_of_it_and_says_so_once(
    client: TestClient, other: Other
) -> None:
    first = client.post("/api/session").json()["conversation"]
    said(client, "I have a secret rash")
    other.take(first, "telegram")
    assert client.get("/api/history").status_code == 401
    assert client.get("/api/events").status_code == 401
    assert client.post("/api/messages", json={"text": "hello?"}).status_code == 401
    fresh = client.post("/api/session").json()["conversation"]
    assert fresh != first
    assert texts(client) == [WORDING.farewell("telegram").text]
    assert client.post("/api/session").json()["conversation"] == fresh
    assert said(client, "something new") == 200
    assert len(texts(client)) == 3


def test_a_page_that_is_open_meanwhile_sees_its_stream_end(
    app_with: Callable[[Variables], Starlette], other: Other, rasa: FakeRasa
) -> None:
    with served(app_with({"RASA_PORT": rasa.port})) as server:
        browser = httpx.Client(base_url=server.url, timeout=10)
        first = browser.post("/api/session").json()["conversation"]
        with browser.stream("GET", "/api/events") as stream:
            events = read_events(stream)
            take_until(events, "status")
            other.take(first, "whatsapp")
            assert all(event.kind != "typing" for event in events)  # comes to its end by itself
        assert browser.get("/api/events").status_code == 401
        browser.close()
