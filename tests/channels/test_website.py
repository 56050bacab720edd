"""The website's HTTP interface as the widget and integrators use it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tests.fakes.rasa import FakeRasa, custom

AppWith = Callable[[Mapping[str, Any]], Starlette]
CLINIC = {"name": "Harbour Scalp Studio", "phone": "+44 20 7946 0321", "emergency_number": "999"}


def bearer(client: TestClient) -> dict[str, str]:
    """A new visitor, who shows a token and keeps no cookie."""
    token = client.post("/api/session").json()["token"]
    client.cookies.clear()
    return {"Authorization": f"Bearer {token}"}


def texts(client: TestClient, headers: Mapping[str, str] | None = None) -> list[str]:
    return [each["text"] for each in client.get("/api/history", headers=headers).json()["messages"]]


def test_a_session_gives_a_token_a_conversation_and_the_clinic(client: TestClient) -> None:
    answer = client.post("/api/session")
    assert answer.status_code == 200
    assert set(answer.json()) == {"token", "conversation", "clinic"}
    assert answer.json()["clinic"] == CLINIC


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(
    client: TestClient, app_with: AppWith, rasa: FakeRasa
) -> None:
    plain = client.post("/api/session").headers["set-cookie"]
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(plain.split("; "))
    assert "Secure" not in plain
    with TestClient(app_with({"RASA_PORT": rasa.port, "PUBLIC_URL": "https://chat.example"})) as https:
        assert "Secure" in https.post("/api/session").headers["set-cookie"].split("; ")


def test_a_cookie_or_a_token_resumes_the_same_conversation(client: TestClient) -> None:
    first = client.post("/api/session").json()
    assert client.post("/api/session").json()["conversation"] == first["conversation"]
    client.cookies.clear()
    again = client.post("/api/session", headers={"Authorization": f"Bearer {first['token']}"})
    assert again.json()["conversation"] == first["conversation"]
    client.cookies.clear()
    assert client.post("/api/session").json()["conversation"] != first["conversation"]


def test_a_new_conversation_holds_the_welcome(client: TestClient) -> None:
    conversation = client.post("/api/session").json()["conversation"]
    history = client.get("/api/history").json()
    (welcome,) = history["messages"]
    assert (history["conversation"], history["last_event_id"]) == (conversation, 1)
    assert set(welcome) == {
        "id",
        "sequence",
        "direction",
        "text",
        "buttons",
        "attachments",
        "at",
        "client_id",
    }
    assert (welcome["sequence"], welcome["direction"], welcome["client_id"]) == (1, "out", None)
    assert welcome["buttons"][0] == {"title": "Does it hurt?", "payload": "/pain"}
    assert welcome["at"].endswith("+00:00")


def test_a_message_is_accepted_at_once(client: TestClient) -> None:
    headers = bearer(client)
    answer = client.post("/api/messages", json={"text": "is it painful"}, headers=headers)
    assert answer.status_code == 202
    assert set(answer.json()) == {"id"}


def test_a_message_that_waits_brings_its_replies(client: TestClient, rasa: FakeRasa) -> None:
    rasa.answers["prices please"] = [
        custom("From 400 USD.", [("Hairline", "/cost")]),
        custom("Shall I go on?"),
    ]
    headers = bearer(client)
    answer = client.post("/api/messages?wait=true", json={"text": "prices please"}, headers=headers)
    assert answer.status_code == 200
    one, two = answer.json()["replies"]
    assert (one["text"], one["buttons"], one["attachments"]) == (
        "From 400 USD.",
        [{"title": "Hairline", "payload": "/cost"}],
        [],
    )
    assert (two["text"], set(two)) == ("Shall I go on?", {"id", "text", "buttons", "attachments"})


def test_a_repeated_id_gets_the_first_message_and_its_replies(client: TestClient, rasa: FakeRasa) -> None:
    headers = bearer(client)
    sent = [
        client.post("/api/messages?wait=true", json={"text": text, "id": "abc-1"}, headers=headers).json()
        for text in ("hello", "hello", "something else")
    ]
    assert sent[0] == sent[1] == sent[2]
    assert rasa.messages == ["hello"]
    assert client.get("/api/history", headers=headers).json()["messages"][1]["client_id"] == "abc-1"


def test_the_same_id_of_two_visitors_is_two_messages(client: TestClient, rasa: FakeRasa) -> None:
    for _ in range(2):
        client.post("/api/messages?wait=true", json={"text": "hello", "id": "1"}, headers=bearer(client))
    assert rasa.messages == ["hello", "hello"]


def test_a_button_is_tapped_or_typed(client: TestClient, rasa: FakeRasa) -> None:
    headers = bearer(client)
    client.post("/api/messages?wait=true", json={"payload": "/cost"}, headers=headers)
    client.post("/api/messages?wait=true", json={"payload": "/pain"}, headers=headers)
    assert rasa.messages == ["/cost", "/pain"]
    assert texts(client, headers) == ["<welcome>", "Prices", "About /cost", "Does it hurt?", "About /pain"]
    other = bearer(client)
    client.post("/api/messages?wait=true", json={"text": "the second"}, headers=other)
    assert rasa.messages[-1] == "/cost"


def test_while_rasa_is_away_the_visitor_hears_so_at_once(app_with: AppWith, rasa: FakeRasa) -> None:
    rasa.stop()
    with TestClient(app_with({"RASA_PORT": rasa.port})) as client:
        assert client.get("/health").json()["rasa"] == "starting"
        client.post("/api/session")
        answer = client.post("/api/messages?wait=true", json={"text": "hello"})
        assert (answer.status_code, answer.json()["replies"][0]["text"]) == (200, "<waking>")


def test_visitors_see_their_own_conversation_only(client: TestClient) -> None:
    one, other = bearer(client), bearer(client)
    client.post("/api/messages?wait=true", json={"text": "mine"}, headers=one)
    assert "mine" in texts(client, one)
    assert texts(client, other) == ["<welcome>"]


def test_a_closed_conversation_is_followed_by_a_new_one(client: TestClient, tmp_path: Any) -> None:
    import sqlite3

    first = client.post("/api/session").json()
    database = sqlite3.connect(tmp_path / "web.db")
    database.execute("UPDATE conversation SET state = 'closed'")
    database.commit()
    database.close()
    second = client.post("/api/session").json()
    assert second["conversation"] != first["conversation"]


@pytest.mark.parametrize("method", ["get", "post"])
def test_answers_are_not_kept_by_caches(client: TestClient, method: str) -> None:
    client.post("/api/session")
    answer = client.get("/api/history") if method == "get" else client.post("/api/session")
    assert answer.headers["cache-control"] == "no-store"
