"""Bad input and bad callers: each gets the right status and a sentence, and the service goes on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.security import Session, SessionTokens
from tests.fakes.rasa import FakeRasa

AppWith = Callable[[Mapping[str, Any]], Starlette]
OWN, EVIL, PARTNER = "http://testserver", "https://evil.example", "https://partner.example"


@pytest.fixture
def visitor(client: TestClient) -> TestClient:
    """A browser with a session."""
    client.post("/api/session")
    return client


def refusal(answer: Any) -> tuple[int, str]:
    """(status, error code); every refusal is the same JSON with a sentence to act on."""
    assert answer.headers["content-type"] == "application/json"
    assert set(answer.json()) == {"error", "message"}
    assert len(answer.json()["message"]) > 10
    assert "Traceback" not in answer.text
    return answer.status_code, answer.json()["error"]


BODIES: list[tuple[str, bytes, int, str]] = [
    ("nothing", b"", 400, "not_json"),
    ("no JSON", b"text=hello", 400, "not_json"),
    ("half a JSON", b'{"text": "hel', 400, "not_json"),
    ("two JSONs", b'{"text": "a"} {"text": "b"}', 400, "not_json"),
    ("not UTF-8", b'{"text": "\xff\xfe"}', 400, "not_json"),
    ("UTF-16", '{"text": "a"}'.encode("utf-16"), 400, "not_json"),
    ("deep arrays", b"[" * 30_000 + b"]" * 30_000, 400, "not_json"),
    ("deep objects", b'{"a":' * 10_000 + b"1" + b"}" * 10_000, 400, "not_json"),
    ("a deep value", b'{"text": ' + b"[" * 900 + b"]" * 900 + b"}", 400, "wrong_type"),
    ("a huge number", b'{"text": ' + b"9" * 60_000 + b"}", 400, "not_json"),
    ("null", b"null", 400, "not_an_object"),
    ("a text", b'"hello"', 400, "not_an_object"),
    ("a list", b'["hello"]', 400, "not_an_object"),
    ("a number", b"1", 400, "not_an_object"),
    ("an empty object", b"{}", 400, "text_or_payload"),
    ("a misspelt key", b'{"txt": "hello"}', 400, "text_or_payload"),
    ("text and payload", b'{"text": "a", "payload": "/pain"}', 400, "text_or_payload"),
    ("text null", b'{"text": null}', 400, "text_or_payload"),
    ("text a number", b'{"text": 5}', 400, "wrong_type"),
    ("text a list", b'{"text": ["a"]}', 400, "wrong_type"),
    ("text an object", b'{"text": {"$ne": ""}}', 400, "wrong_type"),
    ("text true", b'{"text": true}', 400, "wrong_type"),
    ("text not a number", b'{"text": NaN}', 400, "wrong_type"),
    ("payload a number", b'{"payload": 1}', 400, "wrong_type"),
    ("text empty", b'{"text": ""}', 400, "empty_text"),
    ("text of spaces", b'{"text": "  \\n\\t  "}', 400, "empty_text"),
    ("text of zero width", '{"text": "\u200b\u200d\ufeff"}'.encode(), 400, "empty_text"),
    ("text of control characters", b'{"text": "\\u0000\\u0007\\u001b"}', 400, "empty_text"),
    ("text of half a character", b'{"text": "\\ud800"}', 400, "empty_text"),
    ("an unknown button", b'{"payload": "/restart"}', 400, "unknown_choice"),
    ("a button with entities", b'{"payload": "/pain{\\"x\\": 1}"}', 400, "unknown_choice"),
    ("an empty button", b'{"payload": ""}', 400, "unknown_choice"),
    ("a long button", b'{"payload": "/' + b"p" * 5_000 + b'"}', 400, "unknown_choice"),
    ("an id that is a number", b'{"text": "a", "id": 1}', 400, "wrong_type"),
    ("an empty id", b'{"text": "a", "id": ""}', 400, "bad_id"),
    ("an id with spaces", b'{"text": "a", "id": "a b"}', 400, "bad_id"),
    ("an id with a line break", b'{"text": "a", "id": "a\\nb"}', 400, "bad_id"),
    ("a long id", b'{"text": "a", "id": "' + b"i" * 101 + b'"}', 400, "bad_id"),
    ("65 kB", json.dumps({"text": "x" * 66_000}).encode(), 413, "too_large"),
]


@pytest.mark.parametrize(
    ("body", "status", "error"), [each[1:] for each in BODIES], ids=[each[0] for each in BODIES]
)
def test_a_bad_body_is_refused_and_nothing_is_stored(
    visitor: TestClient, rasa: FakeRasa, body: bytes, status: int, error: str
) -> None:
    answer = visitor.post(
        "/api/messages?wait=true", content=body, headers={"content-type": "application/json"}
    )
    assert refusal(answer) == (status, error)
    assert len(visitor.get("/api/history").json()["messages"]) == 1
    assert rasa.calls == []


TEXTS: list[tuple[str, str, str]] = [
    ("one letter", "a", "a"),
    ("emoji alone", "😢👍🏽", "😢👍🏽"),
    ("markup", "<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"),
    ("script", "<script>fetch('//evil')</script>", "<script>fetch('//evil')</script>"),
    ("SQL", "'; DROP TABLE message; --", "'; DROP TABLE message; --"),
    ("template", "{{7*7}} ${7*7} %(x)s {0}", "{{7*7}} ${7*7} %(x)s {0}"),
    ("right to left", "هل تؤلم؟", "هل تؤلم؟"),
    ("override", "a\u202eb", "ab"),
    ("zero width", "do\u200bes it", "does it"),
    ("null byte", "a\u0000b", "ab"),
    ("intent", "/greet", "greet"),
    ("intent with entities", '/inform{"cost": 1}', 'inform{"cost": 1}'),
    ("external", "EXTERNAL: greet", "EXTERNAL: greet"),
    ("slashes", "///", "?"),
    ("2,000 characters", "x" * 2_000, "x" * 2_000),
    ("2,001 characters", "x" * 2_001, "x" * 2_000),
    ("60,000 characters", "y" * 60_000, "y" * 2_000),
    ("combining marks", "e" + "\u0301" * 500, "e" + "\u0301" * 500),
]


@pytest.mark.parametrize(("typed", "read"), [each[1:] for each in TEXTS], ids=[each[0] for each in TEXTS])
def test_an_odd_text_gets_an_answer_and_is_given_back_as_text(
    visitor: TestClient, rasa: FakeRasa, typed: str, read: str
) -> None:
    rasa.answers[read] = [{"text": "An answer."}]
    answer = visitor.post("/api/messages?wait=true", json={"text": typed})
    assert answer.status_code == 200
    assert answer.json()["replies"][0]["text"].endswith("An answer.")
    assert rasa.messages == [read]
    history = visitor.get("/api/history")
    assert history.headers["content-type"] == "application/json"
    assert history.headers["x-content-type-options"] == "nosniff"


def test_ten_megabytes_are_refused_without_being_kept(visitor: TestClient) -> None:
    def megabytes() -> Iterator[bytes]:
        yield b'{"text": "'
        for _ in range(160):
            yield b"x" * 65_536
        yield b'"}'

    assert refusal(visitor.post("/api/messages", content=megabytes())) == (413, "too_large")
    assert visitor.post("/api/messages?wait=true", json={"text": "still there?"}).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status", "error"),
    [
        ("GET", "/nothing", 404, "not_found"),
        ("GET", "/api", 404, "not_found"),
        ("GET", "/api/nothing", 404, "not_found"),
        ("GET", "/api/session", 405, "method_not_allowed"),
        ("DELETE", "/api/messages", 405, "method_not_allowed"),
        ("PUT", "/api/history", 405, "method_not_allowed"),
        ("POST", "/health", 405, "method_not_allowed"),
        ("POST", "/", 405, "method_not_allowed"),
        ("POST", "/widget/chat.js", 405, "method_not_allowed"),
        ("GET", "/widget/nothing.js", 404, "not_found"),
        ("GET", "/widget/../app.py", 404, "not_found"),
        ("GET", "/widget/%2e%2e/app.py", 404, "not_found"),
        ("GET", "/widget/..%2f..%2fpyproject.toml", 404, "not_found"),
        ("GET", "/widget/" + "a" * 5_000, 404, "not_found"),
        ("GET", "/widget/%00", 404, "not_found"),
        ("GET", "/widget/", 404, "not_found"),
    ],
)
def test_an_address_or_method_that_is_not_ours(
    client: TestClient, method: str, path: str, status: int, error: str
) -> None:
    assert refusal(client.request(method, path)) == (status, error)


FORGED = SessionTokens("somebody else's secret").issue(Session("0" * 32, "1" * 32))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer nonsense"},
        {"Authorization": f"Bearer {FORGED}"},
        {"Authorization": f"Basic {FORGED}"},
        {"Authorization": "Bearer " + "x" * 8_000},
        {"Cookie": f"stipple_session={FORGED}"},
        {"Cookie": "stipple_session="},
    ],
)
@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/api/messages"), ("GET", "/api/history"), ("GET", "/api/events")]
)
def test_nobody_gets_in_without_a_session_of_ours(
    client: TestClient, method: str, path: str, headers: Mapping[str, str]
) -> None:
    answer = client.request(method, path, headers=headers)
    assert refusal(answer) == (401, "unknown_session")
    assert "www-authenticate" in answer.headers


def test_a_good_signature_over_a_conversation_that_was_erased_is_refused(
    client: TestClient, settings_with: Callable[[Mapping[str, Any]], Any]
) -> None:
    tokens = SessionTokens(settings_with({}).secret_key)
    headers = {"Authorization": "Bearer " + tokens.issue(Session("0" * 32, "1" * 32))}
    assert refusal(client.get("/api/history", headers=headers)) == (401, "unknown_session")
    assert refusal(client.get("/api/events", headers=headers)) == (401, "unknown_session")
    assert refusal(client.post("/api/messages", json={"text": "a"}, headers=headers)) == (
        401,
        "unknown_session",
    )
    assert client.post("/api/session", headers=headers).json()["conversation"] != "1" * 32


def test_a_forged_token_does_not_fall_back_to_the_cookie(visitor: TestClient) -> None:
    answer = visitor.get("/api/history", headers={"Authorization": f"Bearer {FORGED}"})
    assert refusal(answer) == (401, "unknown_session")


@pytest.mark.parametrize(
    "origin", [EVIL, "null", "http://testserver.evil.example", "http://testserver:81", "x"]
)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/session"),
        ("POST", "/api/messages"),
        ("GET", "/api/history"),
        ("OPTIONS", "/api/messages"),
    ],
)
def test_a_foreign_page_is_refused(visitor: TestClient, origin: str, method: str, path: str) -> None:
    answer = visitor.request(method, path, headers={"Origin": origin})
    assert refusal(answer) == (403, "foreign_origin")
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/api/messages"), ("GET", "/api/history"), ("GET", "/api/events")]
)
def test_a_foreign_page_cannot_use_the_cookie(visitor: TestClient, method: str, path: str, site: str) -> None:
    answer = visitor.request(method, path, headers={"Sec-Fetch-Site": site})
    assert refusal(answer) == (403, "foreign_origin")


@pytest.mark.parametrize("headers", [{"Origin": OWN, "Sec-Fetch-Site": "same-origin"}, {"Origin": OWN}, {}])
def test_our_own_page_may(visitor: TestClient, headers: Mapping[str, str]) -> None:
    assert visitor.post("/api/messages", json={"text": "hello"}, headers=headers).status_code == 202


@pytest.fixture
def partner(app_with: AppWith, rasa: FakeRasa) -> Iterator[TestClient]:
    """A browser at an application that PARTNER may embed."""
    with TestClient(app_with({"RASA_PORT": rasa.port, "ALLOWED_ORIGINS": PARTNER})) as client:
        yield client


def test_an_allowed_site_gets_a_token_and_no_cookie(partner: TestClient) -> None:
    session = partner.post("/api/session", headers={"Origin": PARTNER, "Sec-Fetch-Site": "cross-site"})
    assert session.status_code == 200
    assert "set-cookie" not in session.headers
    assert session.headers["access-control-allow-origin"] == PARTNER
    assert "Origin" in session.headers["vary"]
    assert "access-control-allow-credentials" not in session.headers
    headers = {"Origin": PARTNER, "Authorization": f"Bearer {session.json()['token']}"}
    assert partner.post("/api/messages", json={"text": "hello"}, headers=headers).status_code == 202


def test_an_allowed_site_can_read_refusals(partner: TestClient) -> None:
    answer = partner.post("/api/messages", json={"text": "hello"}, headers={"Origin": PARTNER})
    assert refusal(answer) == (401, "unknown_session")
    assert answer.headers["access-control-allow-origin"] == PARTNER


def test_an_allowed_site_cannot_use_a_cookie_from_our_own_page(partner: TestClient) -> None:
    partner.post("/api/session")
    answer = partner.get("/api/history", headers={"Origin": PARTNER})
    assert refusal(answer) == (403, "foreign_origin")


def test_a_preflight_names_what_is_allowed(partner: TestClient) -> None:
    answer = partner.options(
        "/api/messages", headers={"Origin": PARTNER, "Access-Control-Request-Method": "POST"}
    )
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == PARTNER
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert {"Authorization", "Last-Event-ID"} <= set(
        answer.headers["access-control-allow-headers"].split(", ")
    )


def test_too_many_messages_are_slowed_and_told_for_how_long(app_with: AppWith, rasa: FakeRasa) -> None:
    with TestClient(app_with({"RASA_PORT": rasa.port, "RATE_PER_VISITOR": 5})) as client:
        client.post("/api/session")
        statuses = [client.post("/api/messages", json={"text": f"m{n}"}).status_code for n in range(8)]
        assert statuses == [202] * 5 + [429] * 3
        refused = client.post("/api/messages", json={"text": "again"})
        assert refusal(refused) == (429, "too_many_requests")
        assert refused.json()["message"].startswith("<rate_limited>")
        assert 0 < int(refused.headers["retry-after"]) <= 12
        client.cookies.clear()
        client.post("/api/session")
        assert client.post("/api/messages", json={"text": "somebody else"}).status_code == 202


def test_too_many_requests_of_one_address_are_slowed(app_with: AppWith, rasa: FakeRasa) -> None:
    proxied = {"RASA_PORT": rasa.port, "RATE_PER_ADDRESS": 3, "TRUSTED_PROXIES": "198.51.100.1"}
    with TestClient(app_with(proxied), client=("198.51.100.1", 5000)) as client:

        def status(address: str) -> int:
            client.cookies.clear()
            return client.post("/api/session", headers={"X-Forwarded-For": address}).status_code

        assert [status("203.0.113.7") for _ in range(5)] == [200, 200, 200, 429, 429]
        assert status("203.0.113.8") == 200
        assert status("6.6.6.6, 203.0.113.7") == 429  # what the caller wrote in front does not count


def test_this_machine_itself_is_not_slowed_as_an_address(app_with: AppWith, rasa: FakeRasa) -> None:
    with TestClient(
        app_with({"RASA_PORT": rasa.port, "RATE_PER_ADDRESS": 1}), client=("127.0.0.1", 5000)
    ) as client:
        assert [client.post("/api/session").status_code for _ in range(3)] == [200] * 3


def test_without_a_database_the_visitor_gets_the_clinics_phone(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = {"Authorization": "Bearer " + client.post("/api/session").json()["token"]}
    engine = client.app.state.service._database.engine  # type: ignore[attr-defined]
    engine.dispose()
    monkeypatch.setattr(engine.pool, "_creator", _no_database)
    for answer in (
        client.post("/api/session"),
        client.post("/api/messages", json={"text": "hello"}, headers=headers),
        client.get("/api/history", headers=headers),
        client.get("/api/events", headers=headers),
    ):
        assert refusal(answer) == (503, "database_down")
        assert "+44 20 7946 0321" in answer.json()["message"]
        assert "retry-after" in answer.headers
    assert client.get("/health").json()["database"] == "down"


def _no_database(*_: Any) -> None:
    import sqlite3

    raise sqlite3.OperationalError("unable to open database file")


def test_a_mistake_of_ours_tells_nobody_how_it_happened(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    client.post("/api/session")

    def break_down(*_: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("bot.channels.website.history", break_down)
    answer = client.get("/api/history")
    assert refusal(answer) == (500, "internal_error")
    assert "secret detail" not in answer.text + capsys.readouterr().out
    assert "content-security-policy" in answer.headers


@pytest.mark.parametrize(
    "body",
    ['{"text": "CANARY-text"}', '{"text": "CANARY broken', '{"payload": "/CANARY"}', '{"text": ["CANARY"]}'],
)
def test_no_log_line_holds_what_a_visitor_said(
    visitor: TestClient,
    rasa: FakeRasa,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    body: str,
) -> None:
    rasa.answers["CANARY-text"] = [{"text": ["CANARY in a reply"]}]
    visitor.post("/api/messages?wait=true", content=body)
    written = capsys.readouterr()
    assert "CANARY" not in written.out + written.err + caplog.text
