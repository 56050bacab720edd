"""A PostgreSQL server for the tests, from the machine's own binaries, in a folder that is thrown away."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from uuid import uuid4

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

START_WITHIN = 30.0  # seconds


def binaries() -> Path | None:
    """The newest installed server's folder of programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


class Postgres:
    """A running server. `url` names its maintenance database; `new_database` makes one for a test."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._folder = Path(tempfile.mkdtemp(prefix="stipple-postgres-"))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = int(free.getsockname()[1])
        self._port = port
        self.url = f"postgresql+psycopg2://postgres@127.0.0.1:{port}/postgres"

    def start(self) -> None:
        data = self._folder / "data"
        if not data.exists():
            if os.geteuid() == 0:
                owner = pwd.getpwnam("postgres")
                os.chown(self._folder, owner.pw_uid, owner.pw_gid)
            self._run("initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8")
        # fsync matters when a machine dies, which no test does; a commit must outlive `stop`.
        options = (
            f"-p {self._port} -k {self._folder} -c listen_addresses=127.0.0.1"
            " -c fsync=off -c full_page_writes=off -c max_connections=200"
        )
        log = self._folder / "log"
        self._run("pg_ctl", "-D", str(data), "-o", options, "-l", str(log), "-w", "-t", "30", "start")

    def stop(self) -> None:
        """At once, cutting every connection; `start` brings the same data back."""
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-m", "immediate", "-w", "stop")

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self._folder)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), *arguments]
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            command = ["runuser", "-u", "postgres", "--", *command]
        # Output goes to a file: pg_ctl's server would keep a pipe open.
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(command, stdout=output, stderr=output, cwd="/", check=False)
            if done.returncode != 0:
                output.seek(0)
                raise RuntimeError(f"{program} failed:\n{output.read()}")


def new_database(server_url: str) -> str:
    """The address of a new, empty database on the server."""
    name = f"stipple_{uuid4().hex[:12]}"
    _on_server(server_url, f"CREATE DATABASE {name}")
    return str(make_url(server_url).set(database=name).render_as_string(hide_password=False))


def drop_database(server_url: str, url: str) -> None:
    _on_server(server_url, f"DROP DATABASE IF EXISTS {make_url(url).database} WITH (FORCE)")


def _on_server(server_url: str, statement: str) -> None:
    engine = create_engine(server_url, future=True, isolation_level="AUTOCOMMIT")
    deadline = time.monotonic() + START_WITHIN
    try:
        while True:
            try:
                with engine.connect() as connection:
                    connection.execute(text(statement))
                return
            except OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)
    finally:
        engine.dispose()
