"""The web application with the tests' wording as a process of its own, for tests that kill it.

`python -m tests.fakes.web_process` serves until a signal; settings come from the environment.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

from bot.channels.messages import Reply
from bot.logging_setup import set_up_logging
from bot.reading.red_flags import load_gate
from bot.server import serve
from bot.settings import read_settings
from bot.web import assemble

ROOT = Path(__file__).parents[2]
START_WITHIN = 30.0  # seconds


class WebProcess:
    """One web process, on the same port each time. What it logged is in `log_file`."""

    def __init__(self, log_file: Path, variables: Mapping[str, Any]) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = int(free.getsockname()[1])
        # Without certificates to read, a client costs a tenth.
        self.http = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30, verify=False)
        self.log_file = log_file
        self._environ = {
            **os.environ,
            **{name: str(value) for name, value in variables.items()},
            "PORT": str(port),
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns when /health answers."""
        with self.log_file.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.fakes.web_process"],
                cwd=ROOT,
                env=self._environ,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + START_WITHIN
        while True:
            try:
                self.http.get("/health").raise_for_status()
                return
            except httpx.HTTPError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(
                        f"the web process did not start:\n{self.log_file.read_text()}"
                    ) from None
                time.sleep(0.05)

    def close(self) -> None:
        """The end of the process and of the client."""
        self.kill()
        self.http.close()

    def kill(self) -> None:
        """SIGKILL: nothing is tidied up. Nothing to do when it does not run."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def terminate(self) -> float:
        """SIGTERM; returns the seconds until the process was gone."""
        assert self.process is not None
        began = time.monotonic()
        self.process.terminate()
        self.process.wait(timeout=30)
        return time.monotonic() - began


def say(phrase: str) -> Reply:
    return Reply(f"<{phrase}>")


def main() -> None:
    settings = read_settings(os.environ)
    set_up_logging(settings.log_level)
    clinic = {"name": "Harbour Scalp Studio", "phone": "+44 20 7946 0321", "emergency_number": "999"}
    app = assemble(settings, say, clinic, load_gate(Path("data/clinic")))
    serve(app, settings.host, settings.port, on_stop=app.state.service.stop)


if __name__ == "__main__":
    main()
