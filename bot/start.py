"""Starts everything: looks whether the ports are free, brings the database up to date, runs the Procfile."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from honcho.environ import parse_procfile
from honcho.manager import Manager

from bot.database.migrate import upgrade
from bot.database.session import open_engine
from bot.environment import environment
from bot.settings import Settings, SettingsError, read_settings

PROCFILE = Path("Procfile")


def main() -> int:
    """Runs until a process ends or Ctrl-C; returns the exit code of whichever process ended first."""
    environ = environment(os.environ)
    try:
        settings = read_settings(environ)
    except SettingsError as error:
        print(f"stipple: {error}", file=sys.stderr)
        return 1
    problem = obstacle(settings)
    if problem:
        print(f"stipple: {problem}", file=sys.stderr)
        return 1
    # In a process of its own: what it reads would stay in the memory of this one for as long as all run.
    check = subprocess.Popen(
        [sys.executable, "-m", "bot.clinic_files", str(settings.clinic_dir)], env=environ
    )
    engine = open_engine(settings.database_url)
    upgrade(engine)
    engine.dispose()
    if check.wait() != 0:
        return 1
    print(
        f"stipple: open http://localhost:{settings.port} (the assistant is awake in about 15 s)", flush=True
    )
    return run(environ)


def obstacle(settings: Settings) -> str | None:
    """What keeps the processes from starting, as a sentence, or None."""
    for port, variable in ((settings.port, "PORT"), (settings.rasa_port, "RASA_PORT")):
        if taken(port):
            return (
                f"port {port} is taken by another program. Stop that program, or choose another port: "
                f"{variable}={port + 10} make run"
            )
    return None


def taken(port: int) -> bool:
    """Whether another program listens on this port of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def run(environ: Mapping[str, str]) -> int:
    """The processes of the Procfile, side by side; when one ends, all end.

    `honcho start` would give every process a PORT of its own, so its manager is used directly.
    """
    manager = Manager()
    for name, command in parse_procfile(PROCFILE.read_text()).processes.items():
        manager.add_process(name, command, env=dict(environ))
    manager.loop()
    return int(manager.returncode)


if __name__ == "__main__":
    sys.exit(main())
