"""Bodies over a real socket: too large, too slow, or never ending."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from tests.fakes.rasa import FakeRasa
from tests.fakes.serving import Served, served

AppWith = Callable[[Mapping[str, Any]], Starlette]


@pytest.fixture
def server(app_with: AppWith, rasa: FakeRasa) -> Iterator[Served]:
    with served(app_with({"RASA_PORT": rasa.port})) as made:
        yield made


@pytest.fixture
def head(server: Served) -> str:
    """The head of a message of a visitor, without the length."""
    with httpx.Client(base_url=server.url, verify=False) as http:
        token = http.post("/api/session").json()["token"]
    return f"POST /api/messages HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n"


def status(connection: socket.socket) -> int:
    return int(connection.recv(4096).split(b" ", 2)[1])


def test_a_body_too_large_is_refused_when_all_of_it_was_sent(server: Served, head: str) -> None:
    body = b'{"text": "' + b"x" * 10_000_000 + b'"}'
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(f"{head}content-length: {len(body)}\r\n\r\n".encode() + body)
        assert status(connection) == 413


def test_a_body_that_never_ends_is_cut_off(
    server: Served, head: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.body._LISTENED_TO", 1_000_000)
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(f"{head}transfer-encoding: chunked\r\n\r\n".encode())
        with pytest.raises(OSError, match=r"reset|pipe"):
            _send_for_ever(connection)


def _send_for_ever(connection: socket.socket) -> None:
    while True:
        connection.sendall(b"2000\r\n" + b"x" * 8192 + b"\r\n")


def test_a_body_that_trickles_is_given_up(server: Served, head: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.body._PATIENCE", 0.3)
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(f'{head}content-length: 50\r\n\r\n{{"text": "'.encode())
        began = time.monotonic()
        assert status(connection) == 408
        assert time.monotonic() - began < 5


def test_a_sender_who_hangs_up_half_way_leaves_no_trace(
    server: Served, head: str, rasa: FakeRasa, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(f'{head}content-length: 50\r\n\r\n{{"text": "'.encode())
    with httpx.Client(base_url=server.url, verify=False) as http:
        assert http.get("/health").json()["web"] == "ok"
    assert rasa.calls == []
    assert "Traceback" not in capsys.readouterr().err
