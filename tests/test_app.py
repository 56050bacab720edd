"""The web application as a whole: health, pages, headers, the clinic's wording, and how it starts."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from bot.app import create_app
from bot.settings import Settings
from bot.web import newest_model
from tests.fakes.rasa import FakeRasa
from tests.fakes.web_process import WebProcess

ROOT = Path(__file__).parents[1]
SettingsWith = Callable[[Mapping[str, Any]], Settings]


def test_health_tells_every_part(client: TestClient, tmp_path: Path) -> None:
    assert client.get("/health").json() == {"web": "ok", "rasa": "ready", "database": "ok", "model": None}
    (tmp_path / "20261122-a.tar.gz").touch()
    assert client.get("/health").json()["model"] == "20261122-a"


def test_the_newest_model_is_the_last_that_was_written(tmp_path: Path) -> None:
    for age, name in ((30, "new"), (90, "zzz-old"), (60, "middle")):
        archive = tmp_path / f"{name}.tar.gz"
        archive.touch()
        written = time.time() - age
        os.utime(archive, (written, written))
    (tmp_path / "notes.txt").touch()
    assert newest_model(tmp_path) == "new"
    assert newest_model(tmp_path / "missing") is None


def test_the_clinics_own_wording_and_data_are_used(settings_with: SettingsWith, rasa: FakeRasa) -> None:
    with TestClient(create_app(settings_with({"RASA_PORT": rasa.port}))) as client:
        clinic = client.post("/api/session").json()["clinic"]
        (welcome,) = client.get("/api/history").json()["messages"]
    assert set(clinic) == {"name", "phone", "emergency_number"}
    assert clinic["name"] in welcome["text"]
    assert clinic["emergency_number"] in welcome["text"]
    assert len(welcome["buttons"]) >= 3
    assert all(button["payload"].startswith("/") for button in welcome["buttons"])


def test_further_routes_stand_beside_our_own(settings_with: SettingsWith, rasa: FakeRasa) -> None:
    async def webhook(_request: Request) -> Response:
        return PlainTextResponse("called")

    routes = [Route("/webhook", webhook, methods=["POST"])]
    app = create_app(settings_with({"RASA_PORT": rasa.port}), extra_routes=routes)
    with TestClient(app) as client:
        assert client.post("/webhook").text == "called"
        assert client.get("/health").status_code == 200


EVERYWHERE = ["/", "/widget/chat.js", "/health", "/api/history", "/nothing"]


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_answer_carries_the_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"].split("; ")
    assert {"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"} <= set(policy)
    assert {"require-trusted-types-for 'script'", "trusted-types 'none'"} <= set(policy)
    assert not any("unsafe" in directive for directive in policy)
    assert headers["x-content-type-options"] == "nosniff"
    assert {"referrer-policy", "permissions-policy"} <= set(headers)
    assert "server" not in headers
    assert "strict-transport-security" not in headers


def test_over_https_browsers_are_told_to_stay_there(settings_with: SettingsWith, rasa: FakeRasa) -> None:
    settings = settings_with({"RASA_PORT": rasa.port, "PUBLIC_URL": "https://chat.example"})
    with TestClient(create_app(settings)) as client:
        assert client.get("/").headers["strict-transport-security"] == "max-age=31536000"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html"),
        ("/widget/chat.js", "text/javascript"),
        ("/favicon.svg", "image/svg+xml"),
        ("/favicon.ico", "image/svg+xml"),
    ],
)
def test_the_pages_are_served_and_asked_about_anew(client: TestClient, path: str, kind: str) -> None:
    first = client.get(path)
    assert (first.status_code, first.headers["content-type"].partition(";")[0]) == (200, kind)
    assert first.headers["cache-control"] == "no-cache"
    again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_everything_the_demo_page_loads_is_here(client: TestClient) -> None:
    loaded = re.findall(r'<(?:script|link|img)\b[^>]*(?:src|href)="([^"]+)"', client.get("/").text)
    assert loaded
    for path in loaded:
        assert client.get(path).status_code == 200, path


def test_only_the_widget_script_is_for_other_sites(client: TestClient) -> None:
    for path in ("/", "/widget/demo.html", "/widget/demo.css", "/favicon.svg"):
        assert "access-control-allow-origin" not in client.get(path).headers
    script = client.get("/widget/chat.js", headers={"Origin": "https://anybody.example"})
    assert script.headers["access-control-allow-origin"] == "*"
    assert script.headers["cross-origin-resource-policy"] == "cross-origin"


def environment(tmp_path: Path, **variables: Any) -> dict[str, str]:
    own = {"DATABASE_URL": f"sqlite:///{tmp_path}/a.db", "SECRET_KEY": "k" * 32, "HOST": "127.0.0.1"}
    return {**os.environ, **own, **{name: str(value) for name, value in variables.items()}}


def run_app(tmp_path: Path, **variables: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot.app"],
        cwd=ROOT,
        env=environment(tmp_path, **variables),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_taken_port_is_said_in_a_sentence(tmp_path: Path) -> None:
    web = WebProcess(tmp_path / "log", environment(tmp_path))
    port = web.http.base_url.port
    try:
        web.start()
        ended = run_app(tmp_path, PORT=port)
    finally:
        web.close()
    assert ended.returncode == 2
    assert ended.stderr.strip() == (
        f"Port {port} is taken by another program. Stop that program or set PORT to another number."
    )


@pytest.mark.parametrize(
    ("variables", "says"),
    [
        ({"PORT": "many"}, "PORT: 'many' must be a whole number"),
        ({"CLINIC_DIR": "nowhere"}, "the file is missing from nowhere/"),
    ],
)
def test_what_cannot_be_used_ends_the_start_with_a_sentence(
    tmp_path: Path, variables: Mapping[str, str], says: str
) -> None:
    ended = run_app(tmp_path, **variables)
    assert (ended.returncode, len(ended.stderr.strip().splitlines())) == (2, 1)
    assert says in ended.stderr


def test_the_web_process_loads_no_model_library() -> None:
    code = (
        "import sys, bot.app, actions.endpoint\n"
        "print([name for name in ('rasa', 'spacy', 'tensorflow', 'pydantic', 'alembic') if name in sys.modules])"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert ended.stdout.strip() == "[]"


def test_the_web_process_carries_no_model() -> None:
    """Understanding is Rasa's: what the web process loads for it is memory twice over."""
    loaded = "import sys, bot.app, actions.endpoint; print(*{name.split('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert not {"onnxruntime", "tokenizers", "spacy", "sklearn", "scipy", "tensorflow", "rasa"} & set(
        done.stdout.split()
    )
