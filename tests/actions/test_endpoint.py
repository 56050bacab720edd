"""The action endpoint: only Rasa, which knows the secret, may call it; a broken action breaks nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Action
from ruamel.yaml import YAML
from starlette.applications import Starlette
from starlette.testclient import TestClient

from actions.endpoint import SECRET_HEADER, action_routes, all_actions
from bot.knowledge import load_knowledge

KNOWLEDGE = load_knowledge(Path("data/clinic"))


class Broken(Action):
    def name(self) -> str:
        return "action_broken"

    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[Any]:
        raise RuntimeError("my scalp hurts")


@pytest.fixture
def client() -> TestClient:
    routes = action_routes("the secret", [*all_actions(KNOWLEDGE), Broken()])
    return TestClient(Starlette(routes=routes), headers={SECRET_HEADER: "the secret"})


def call(action: str, text: str = "/pain", intent: str = "pain", **slots: Any) -> dict[str, Any]:
    message = {"text": text, "intent": {"name": intent, "confidence": 1.0}, "entities": []}
    tracker = {"sender_id": "x", "slots": slots, "latest_message": message, "events": [], "paused": False}
    return {"next_action": action, "sender_id": "x", "version": "3.6.21", "domain": {}, "tracker": tracker}


@pytest.mark.parametrize("headers", [{SECRET_HEADER: ""}, {SECRET_HEADER: "the secre"}])
def test_a_caller_without_the_secret_is_refused(client: TestClient, headers: dict[str, str]) -> None:
    answer = client.post("/webhook", json=call("action_answer"), headers=headers)
    assert answer.status_code == 403
    assert answer.json()["error"] == "forbidden"


def test_an_answer_comes_with_its_topic_and_the_version_of_the_knowledge(client: TestClient) -> None:
    said = client.post("/webhook", json=call("action_answer")).json()["responses"][0]["custom"]
    assert said["reply"]["text"] == KNOWLEDGE.answer("pain").text
    assert said["understood"]["topics"][0]["topic"] == "pain"
    assert said["understood"]["knowledge"] == KNOWLEDGE.version


def test_an_action_that_breaks_says_nothing_of_what_was_told(client: TestClient) -> None:
    answer = client.post("/webhook", json=call("action_broken"))
    assert answer.status_code == 500
    assert "scalp" not in answer.text


def test_every_action_of_the_domain_is_there() -> None:
    domain = YAML(typ="safe").load(Path("domain.yml"))
    names = {action.name() for action in all_actions(KNOWLEDGE)}
    assert set(domain["actions"]) == names


def test_after_two_questions_back_a_person_is_offered(client: TestClient) -> None:
    ranking = [{"name": "pain", "confidence": 0.3}]
    asked = call("action_clarify", text="hm", intent="nlu_fallback", clarifications=2.0)
    asked["tracker"]["latest_message"]["intent_ranking"] = ranking
    answer = client.post("/webhook", json=asked).json()
    assert answer["responses"][0]["custom"]["reply"]["text"] == KNOWLEDGE.phrase("clarify_offer_person").text
    assert answer["responses"][0]["custom"]["needs_person"]


def test_asking_back_offers_the_nearest_topics_in_plain_words(client: TestClient) -> None:
    asked = call("action_clarify", text="hm", intent="nlu_fallback")
    asked["tracker"]["latest_message"]["intent_ranking"] = [
        {"name": name, "confidence": 0.2} for name in ("greet", "pain", "cost")
    ]
    reply = client.post("/webhook", json=asked).json()["responses"][0]["custom"]["reply"]
    titles = [button["title"] for button in reply["buttons"]]
    assert titles == [KNOWLEDGE.title(topic) for topic in ("pain", "cost", "talk_to_human")]
