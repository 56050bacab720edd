"""The product as `make run` starts it: web and Rasa under honcho, on free ports and an empty database."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

READY_WITHIN = 120  # seconds, on a busy machine


@dataclass(frozen=True)
class Said:
    """What the bot said to one message: its replies, and their texts joined."""

    replies: Sequence[dict[str, Any]]

    @property
    def text(self) -> str:
        return "\n\n".join(reply["text"] for reply in self.replies)

    @property
    def buttons(self) -> dict[str, str]:
        """Title to payload, over all replies."""
        return {item["title"]: item["payload"] for reply in self.replies for item in reply["buttons"]}


class Product:
    """Both processes; `url` is the public address."""

    def __init__(self, folder: Path) -> None:
        self._log = folder / "product.log"
        port, rasa_port = free_ports(2)
        self.url = f"http://127.0.0.1:{port}"
        self.environment = {
            **os.environ,
            "PORT": str(port),
            "RASA_PORT": str(rasa_port),
            "DATABASE_URL": f"sqlite:///{folder}/product.db",
            "RATE_PER_VISITOR": "0",
            "RATE_PER_ADDRESS": "0",
        }

    def start(self) -> None:
        """Returns when Rasa is ready. Raises RuntimeError with the log when it does not come."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot.start"],
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + READY_WITHIN
        while time.monotonic() < deadline and self._process.poll() is None:
            if self._state() == "ready":
                return
            time.sleep(0.25)
        self.stop()
        raise RuntimeError(f"the product did not start:\n{self.log}")

    def stop(self) -> None:
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGTERM)
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait()

    @property
    def pid(self) -> int:
        """The process that starts and holds the others."""
        return self._process.pid

    @property
    def log(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")

    def _state(self) -> str:
        try:
            return str(httpx.get(f"{self.url}/health", timeout=5).json()["rasa"])
        except (httpx.HTTPError, ValueError):
            return "away"


class Visitor:
    """Somebody who writes to the product over HTTP."""

    def __init__(self, url: str) -> None:
        self._client = httpx.Client(base_url=url, timeout=60)
        session = self._client.post("/api/session").json()
        self._client.headers["Authorization"] = f"Bearer {session['token']}"
        self.conversation = session["conversation"]

    def say(self, text: str) -> Said:
        return self._send({"text": text})

    def tap(self, payload: str) -> Said:
        return self._send({"payload": payload})

    def continue_with(self, code: str) -> None:
        """Goes on with the conversation that a code stands for."""
        session = self._client.post("/api/continue", json={"code": code}).raise_for_status().json()
        self._client.headers["Authorization"] = f"Bearer {session['token']}"
        self.conversation = session["conversation"]

    def resumed(self) -> str:
        """The conversation that a reloaded page goes on with."""
        session = self._client.post("/api/session").json()
        self._client.headers["Authorization"] = f"Bearer {session['token']}"
        return str(session["conversation"])

    def history(self) -> list[dict[str, Any]]:
        return list(self._client.get("/api/history").raise_for_status().json()["messages"])

    def _send(self, body: dict[str, str]) -> Said:
        answer = self._client.post("/api/messages", params={"wait": "true"}, json=body).raise_for_status()
        return Said(answer.json()["replies"])


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on now."""
    sockets = [socket.socket() for _ in range(count)]
    for item in sockets:
        item.bind(("127.0.0.1", 0))
    ports = [item.getsockname()[1] for item in sockets]
    for item in sockets:
        item.close()
    return ports
