"""Where the last answer came from: the facts it used, and the screening rules."""

from __future__ import annotations

from rasa_sdk import Tracker

from bot.channels.messages import Reply
from bot.knowledge import Knowledge
from bot.triage.rules import Rulebook
from bot.triage.sources import rules_told, sources_text

SOURCE_INTENT = "ask_source"
SOURCES_SLOT = "last_facts"


def told_source(knowledge: Knowledge, rulebook: Rulebook, tracker: Tracker) -> Reply:
    """The sources of what was last answered; says so when nothing was."""
    used = tuple(tracker.get_slot(SOURCES_SLOT) or ())
    rules = rules_told(rulebook, used)
    facts = tuple(id_ for id_ in used if id_ in knowledge.facts.by_id)
    paragraphs = [
        *([knowledge.phrase("source_intro", sources=knowledge.sources(facts)).text] if facts else []),
        *([sources_text(rulebook, rules)] if rules else []),
    ]
    if not paragraphs:
        return Reply(knowledge.phrase("source_none").text)
    return Reply("\n\n".join(paragraphs), sources=(*facts, *rules))
