"""Dates that cannot be stored: the visitor hears it, staff hear of it, and no link leads to other days."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import AnswerQuestions
from actions.dates import DatesForm, care_rules
from actions.form import Parts
from actions.own_care import OwnDays
from actions.usual import Usual
from bot.database.session import Database, open_engine
from bot.download_links import DownloadLinks
from bot.forms.wording import load_wording
from bot.knowledge import load_knowledge

CLINIC = Path("data/clinic")
KNOWLEDGE = load_knowledge(CLINIC)
FORMS = load_wording(CLINIC)
NOWHERE = Database(open_engine("postgresql+psycopg2://nobody@127.0.0.1:1/nothing"))
"""A database that cannot be reached."""


def parts(answer: Action) -> Parts:
    return Parts(KNOWLEDGE, FORMS, Usual(answer, answer, answer, answer, answer), CLINIC, NOWHERE)


def said(text: str, topic: str) -> Tracker:
    understood = {
        "topics": [{"topic": topic, "confidence": 1.0, "clause": text}],
        "alternatives": [],
        "out_of_scope": False,
    }
    message = {"text": text, "intent": {"name": topic}, "understood": understood}
    return Tracker("talk", {}, message, [], False, None, {}, "action_listen")


def answered(action: Action, tracker: Tracker) -> dict[str, Any]:
    dispatcher = CollectingDispatcher()
    asyncio.run(action.run(dispatcher, tracker, {}))
    return dict(dispatcher.messages[0]["custom"])


def questions() -> AnswerQuestions:
    return AnswerQuestions(KNOWLEDGE, OwnDays(care_rules(CLINIC), NOWHERE, KNOWLEDGE.clinic))


def test_dates_that_could_not_be_kept_come_without_links() -> None:
    form = DatesForm(parts(questions()), DownloadLinks("a secret that is long enough for tests"))
    custom = answered(form, said("my session is on 4 december, work out my dates", "plan_dates"))
    assert "4 December" in custom["reply"]["text"]
    assert FORMS.say("not_stored") in custom["reply"]["text"]
    assert custom["reply"]["attachments"] == []
    assert custom["needs_person"]


def test_a_general_question_is_answered_also_without_the_database() -> None:
    custom = answered(questions(), said("when can I use shampoo?", "aftercare_washing"))
    assert KNOWLEDGE.answer("aftercare_washing").first in custom["reply"]["text"]
