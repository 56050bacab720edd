"""The event stream: replay, live messages, typing, the assistant's state, and its end."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from tests.fakes.rasa import FakeRasa
from tests.fakes.serving import Event, Served, read_events, served, take_until

AppWith = Callable[[Mapping[str, Any]], Starlette]
TIMEOUT = httpx.Timeout(10)


@pytest.fixture
def server(app_with: AppWith, rasa: FakeRasa) -> Iterator[Served]:
    with served(app_with({"RASA_PORT": rasa.port})) as made:
        yield made


class Browser:
    """A visitor with a token."""

    def __init__(self, url: str, token: str | None = None) -> None:
        self.http = httpx.Client(base_url=url, timeout=TIMEOUT)
        self.token = token or self.http.post("/api/session").json()["token"]
        self.http.cookies.clear()
        self.http.headers["Authorization"] = f"Bearer {self.token}"

    def says(self, text: str, *, wait: bool = True) -> None:
        answer = self.http.post("/api/messages", params={"wait": "true"} if wait else {}, json={"text": text})
        assert answer.status_code in (200, 202)

    @contextmanager
    def listens(self, **options: Any) -> Iterator[Iterator[Event]]:
        with self.http.stream("GET", "/api/events", **options) as response:
            assert response.status_code == 200
            assert response.headers["content-type"].startswith("text/event-stream")
            yield read_events(response)


@pytest.fixture
def browser(server: Served) -> Iterator[Browser]:
    made = Browser(server.url)
    yield made
    made.http.close()


def spoken(events: list[Event]) -> list[str]:
    return [event.data["text"] for event in events if event.kind == "message"]


def test_a_new_stream_replays_the_conversation_and_tells_the_state(browser: Browser) -> None:
    browser.says("hello")
    with browser.listens() as events:
        taken = take_until(events, "status")
    assert spoken(taken) == ["<welcome>", "hello", "About hello"]
    assert [event.id for event in taken if event.kind == "message"] == [1, 2, 3]
    assert taken[-1].data == {"rasa": "ready"}


def test_an_event_is_the_same_as_in_the_history(browser: Browser) -> None:
    browser.says("hello")
    with browser.listens() as events:
        taken = [event.data for event in take_until(events, "status") if event.kind == "message"]
    assert taken == browser.http.get("/api/history").json()["messages"]


@pytest.mark.parametrize(
    ("options", "replayed"),
    [
        ({"headers": {"Last-Event-ID": "2"}}, ["About hello"]),
        ({"params": {"last_event_id": "2"}}, ["About hello"]),
        ({"headers": {"Last-Event-ID": "3"}}, []),
        ({"headers": {"Last-Event-ID": "1"}, "params": {"last_event_id": "3"}}, ["hello", "About hello"]),
        ({"headers": {"Last-Event-ID": "-1"}}, ["<welcome>", "hello", "About hello"]),
        ({"headers": {"Last-Event-ID": "abc"}}, ["<welcome>", "hello", "About hello"]),
        ({"headers": {"Last-Event-ID": "9" * 40}}, ["<welcome>", "hello", "About hello"]),
        ({"headers": {"Last-Event-ID": "4"}}, ["<welcome>", "hello", "About hello"]),
    ],
)
def test_a_stream_goes_on_after_the_last_event_that_was_seen(
    browser: Browser, options: dict[str, Any], replayed: list[str]
) -> None:
    browser.says("hello")
    with browser.listens(**options) as events:
        assert spoken(take_until(events, "status")) == replayed


def test_messages_and_typing_come_as_they_happen(browser: Browser, rasa: FakeRasa) -> None:
    rasa.slow["slow"] = 0.4
    with browser.listens(params={"last_event_id": "1"}) as events:
        take_until(events, "status")
        browser.says("slow", wait=False)
        taken = take_until(events, "typing", on=False)
    shown = [event.data["text"] if event.kind == "message" else event.data for event in taken]
    assert shown == ["slow", {"on": True}, "About slow", {"on": False}]


def test_every_tab_gets_every_message(server: Served, browser: Browser) -> None:
    other = Browser(server.url, browser.token)
    with browser.listens() as one, other.listens() as two:
        take_until(one, "status")
        take_until(two, "status")
        browser.says("hello")
        assert "hello" in spoken(take_until(one, "message", text="About hello"))
        assert "hello" in spoken(take_until(two, "message", text="About hello"))
    other.http.close()


def test_a_visitor_hears_nothing_of_another(server: Served, browser: Browser) -> None:
    other = Browser(server.url)
    with browser.listens() as events:
        take_until(events, "status")
        other.says("not yours")
        browser.says("mine")
        assert "not yours" not in spoken(take_until(events, "message", text="About mine"))
    other.http.close()


def test_a_change_of_the_assistants_state_is_told(browser: Browser, rasa: FakeRasa) -> None:
    with browser.listens() as events:
        take_until(events, "status", rasa="ready")
        rasa.stop()
        browser.says("is it painful")
        take_until(events, "status", rasa="down")
        rasa.start()
        assert "About is it painful" in spoken(take_until(events, "message", text="About is it painful"))


def test_what_another_process_stored_arrives_within_two_seconds(
    server: Served, browser: Browser, app_with: AppWith, rasa: FakeRasa
) -> None:
    with served(app_with({"RASA_PORT": rasa.port})) as second:
        other = Browser(second.url, browser.token)
        with browser.listens() as events:
            take_until(events, "status")
            began = time.monotonic()
            other.says("through the other process")
            taken = take_until(events, "message", text="About through the other process")
            assert time.monotonic() - began < 4
        assert "through the other process" in spoken(taken)
        other.http.close()


def test_an_idle_stream_shows_that_it_lives(
    server: Served, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.events.HEARTBEAT", 0.2)
    with browser.http.stream("GET", "/api/events") as response:
        beats = (line for line in response.iter_lines() if line.startswith(":"))
        assert [next(beats), next(beats)] == [": still here"] * 2


def test_a_reader_who_leaves_is_forgotten(server: Served, browser: Browser) -> None:
    for _ in range(3):
        with browser.listens() as events:
            take_until(events, "status")
    streams = server._app.state.service._streams
    deadline = time.monotonic() + 5
    while streams.total:
        assert time.monotonic() < deadline, "a stream without a reader is still open"
        time.sleep(0.02)


def test_one_visitor_cannot_hold_every_stream(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.website.MOST_STREAMS_EACH", 1)
    with browser.listens() as events:
        take_until(events, "status")
        refused = browser.http.get("/api/events")
        assert (refused.status_code, refused.json()["error"]) == (429, "too_many_streams")
        assert "retry-after" in refused.headers


def test_stopping_ends_the_streams_and_lets_the_turn_end(
    server: Served, browser: Browser, rasa: FakeRasa
) -> None:
    rasa.slow["slow"] = 1.0
    answers: list[httpx.Response] = []

    def wait_for_it() -> None:
        answers.append(browser.http.post("/api/messages", params={"wait": "true"}, json={"text": "slow"}))

    tab = Browser(server.url, browser.token)
    with tab.listens() as events:
        take_until(events, "status")
        waiting = threading.Thread(target=wait_for_it)
        waiting.start()
        while not rasa.calls:
            time.sleep(0.01)
        began = time.monotonic()
        server.stop()
        assert time.monotonic() - began < 5
        assert spoken(list(events)) == ["slow"]
        waiting.join()
    tab.http.close()
    assert answers[0].json()["replies"][0]["text"] == "About slow"
