"""What was acknowledged survives the death of the process, and is answered once and in order."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.fakes.postgres import Postgres
from tests.fakes.rasa import FakeRasa
from tests.fakes.web_process import WebProcess

PATIENCE = 40.0  # seconds: a lease has to run out, on a machine that may be busy


@pytest.fixture
def processes(database_url: str, rasa: FakeRasa, tmp_path: Path) -> Iterator[Callable[[], WebProcess]]:
    """Makes web processes over one database of each kind; whatever still runs is killed at the end."""
    made: list[WebProcess] = []

    def make() -> WebProcess:
        variables = {
            "DATABASE_URL": database_url,
            "RASA_PORT": rasa.port,
            "SECRET_KEY": "k" * 32,
            "RATE_PER_VISITOR": 0,
            "HOST": "127.0.0.1",
        }
        made.append(WebProcess(tmp_path / f"web{len(made)}.log", variables))
        return made[-1]

    yield make
    for each in made:
        each.close()


def visitor(web: WebProcess) -> dict[str, str]:
    """The headers of a new visitor."""
    web.http.cookies.clear()
    return {"Authorization": f"Bearer {web.http.post('/api/session').json()['token']}"}


def history(web: WebProcess, headers: dict[str, str]) -> list[dict[str, Any]]:
    return list(web.http.get("/api/history", headers=headers).json()["messages"])


def until_answered(web: WebProcess, headers: dict[str, str], count: int) -> list[dict[str, Any]]:
    deadline = time.monotonic() + PATIENCE
    while True:
        said = history(web, headers)
        if sum(each["text"].startswith("About") for each in said) >= count:
            return said
        assert time.monotonic() < deadline, f"{len(said)} messages, {web.log_file.read_text()[-2000:]}"
        time.sleep(0.1)


def test_fifty_acknowledged_messages_survive_a_kill(
    processes: Callable[[], WebProcess], rasa: FakeRasa
) -> None:
    rasa.delay = 0.03
    web = processes()
    web.start()
    visitors = [visitor(web) for _ in range(5)]
    acknowledged: list[list[str]] = [[] for _ in visitors]
    halfway = threading.Event()

    def write(place: int) -> None:
        for number in range(10):
            text = f"m{number}"
            body = {"text": text, "id": f"id-{number}"}
            try:
                answer = web.http.post("/api/messages", json=body, headers=visitors[place])
            except httpx.TransportError:
                return
            assert answer.status_code == 202
            acknowledged[place].append(text)
            if sum(map(len, acknowledged)) >= 25:
                halfway.set()

    writers = [threading.Thread(target=write, args=(place,)) for place in range(5)]
    for writer in writers:
        writer.start()
    halfway.wait(20)
    web.kill()
    for writer in writers:
        writer.join()
    assert sum(map(len, acknowledged)) >= 25
    web.start()
    # What the dead process did not acknowledge is sent again, as the widget does.
    with ThreadPoolExecutor(5) as threads:
        list(threads.map(write, range(5)))
    for place, headers in enumerate(visitors):
        said = until_answered(web, headers, 10)
        inbound = [each["text"] for each in said if each["direction"] == "in"]
        replies = [each["text"] for each in said if each["text"].startswith("About")]
        assert set(acknowledged[place]) == {f"m{number}" for number in range(10)}
        assert inbound == [f"m{number}" for number in range(10)]
        assert replies == [f"About m{number}" for number in range(10)]


def test_one_message_delivered_five_times_at_once_to_two_processes(
    processes: Callable[[], WebProcess], rasa: FakeRasa
) -> None:
    rasa.delay = 0.1
    webs = [processes(), processes()]
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(WebProcess.start, webs))
    for attempt in range(3):
        headers = visitor(webs[0])

        def deliver(number: int, headers: dict[str, str] = headers, attempt: int = attempt) -> dict[str, Any]:
            body = {"text": f"hello {attempt}", "id": "same"}
            answer = webs[number % 2].http.post("/api/messages?wait=true", json=body, headers=headers)
            assert answer.status_code == 200
            return dict(answer.json())

        with ThreadPoolExecutor(5) as threads:
            delivered = list(threads.map(deliver, range(5)))
        assert len({each["id"] for each in delivered}) == 1
        assert {each["replies"][0]["text"] for each in delivered} == {f"About hello {attempt}"}
        said = [each["text"] for each in history(webs[0], headers)]
        assert said == ["<welcome>", f"hello {attempt}", f"About hello {attempt}"]
    assert rasa.messages == [f"hello {attempt}" for attempt in range(3)]


def test_a_process_told_to_stop_ends_its_turn_first(
    processes: Callable[[], WebProcess], rasa: FakeRasa
) -> None:
    rasa.slow["slow"] = 2.0
    web = processes()
    web.start()
    headers = visitor(web)
    web.http.post("/api/messages", json={"text": "slow"}, headers=headers)
    while not rasa.calls:
        time.sleep(0.02)
    assert web.terminate() < 10
    web.start()
    assert [each["text"] for each in history(web, headers)] == ["<welcome>", "slow", "About slow"]


def test_an_idle_process_with_open_streams_stops_at_once(processes: Callable[[], WebProcess]) -> None:
    web = processes()
    web.start()
    headers = visitor(web)
    with web.http.stream("GET", "/api/events", headers=headers) as stream:
        next(stream.iter_lines())
        assert web.terminate() < 5


@pytest.fixture
def over_own_postgres(own_postgres: Postgres, rasa: FakeRasa, tmp_path: Path) -> Iterator[WebProcess]:
    """A web process over a server that the test may stop."""
    variables = {"DATABASE_URL": own_postgres.url, "RASA_PORT": rasa.port, "SECRET_KEY": "k" * 32}
    web = WebProcess(tmp_path / "web.log", variables)
    web.start()
    yield web
    web.close()


def test_a_database_that_is_away_for_a_while_costs_no_message(
    own_postgres: Postgres, over_own_postgres: WebProcess
) -> None:
    web = over_own_postgres
    headers = visitor(web)
    acknowledged: list[str] = []
    statuses: set[int] = set()
    over = threading.Event()

    def write() -> None:
        number = 0
        while not over.is_set():
            text = f"m{number}"
            body = {"text": text, "id": text}
            answer = web.http.post("/api/messages", json=body, headers=headers)
            statuses.add(answer.status_code)
            if answer.status_code == 202:
                acknowledged.append(text)
                number += 1
            time.sleep(0.05)

    writer = threading.Thread(target=write)
    writer.start()
    time.sleep(0.5)
    own_postgres.stop()
    time.sleep(3)
    own_postgres.start()
    time.sleep(1)
    over.set()
    writer.join()
    said = until_answered(web, headers, len(acknowledged))
    assert statuses == {202, 503}
    assert [each["text"] for each in said if each["direction"] == "in"] == acknowledged
    replies = [each["text"] for each in said if each["text"].startswith("About")]
    assert replies == [f"About {text}" for text in acknowledged]
