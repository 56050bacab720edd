"""One run of the simulator: a changed file, and what it would have changed for people who were told something."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from bot.console.visit import Visit
from bot.database.replays import people_by_topic, stored_cases, stored_quotes
from bot.knowledge import Knowledge, load_knowledge
from bot.pricing.book_reading import FILE as PRICES
from bot.pricing.book_reading import load_price_books
from bot.simulation import answers, quotes, rules, screenings
from bot.simulation.candidates import ANSWERS, knowledge_with, prices_with, rules_with
from bot.simulation.care import all_answers
from bot.simulation.quotes import Price
from bot.simulation.screenings import StoredCase
from bot.triage.rulebook import load_rulebook
from bot.triage.rules import Rulebook

MOST: Final = 5_000
"""Screenings or quotes that are replayed; the newest ones."""
MOST_CONVERSATIONS: Final = 20  # that are linked beside a group
ASKED_WITHIN: Final = timedelta(days=90)


@dataclass(frozen=True)
class Run:
    """result: what is kept with a proposal, counts only. conversations: by place of the group, to look at now."""

    result: Mapping[str, Any]
    needs_second: bool
    conversations: Sequence[Sequence[str]] = ()


async def run(visit: Visit, file: str, text: str) -> Run:
    """Replays what is stored. Raises ClinicDataError naming file, line, key and what is allowed."""
    folder = visit.console.settings.clinic_dir
    if file == PRICES:
        # Read first: a mistake in the file is told without waiting for what is stored.
        books = await asyncio.to_thread(prices_with, folder, text)
        found, total, unreadable = await visit.read(lambda connection: stored_quotes(connection, MOST))
        now = await asyncio.to_thread(load_price_books, folder)
        today = visit.now.astimezone(visit.console.clinic.timezone).date()
        replayed = await asyncio.to_thread(quotes.replay, found, now, books, today)
        return _of_quotes((len(found), total - unreadable, unreadable), replayed, today)
    if file == ANSWERS:
        knowledge = await asyncio.to_thread(knowledge_with, folder, text)
        return await _of_answers(visit, await asyncio.to_thread(load_knowledge, folder), knowledge)
    rulebook = await asyncio.to_thread(rules_with, folder, file, text)
    cases, number = await visit.read(lambda connection: stored_cases(connection, MOST))
    return await asyncio.to_thread(_of_rules, folder, rulebook, cases, number)


def _of_rules(folder: Path, then: Rulebook, cases: Sequence[StoredCase], total: int) -> Run:
    now = load_rulebook(folder)
    replayed = screenings.replay(cases, now, then)
    changed = replayed.changes
    different = rules.differences(now, then)
    groups = screenings.grouped(changed)
    result = {
        "about": "screenings",
        "looked_at": len(cases),
        "of": total,
        "people": len({change.case.person for change in changed}),
        "outdated": replayed.outdated,
        "groups": [
            {
                "kind": group.kind,
                "before": group.before,
                "after": group.after,
                "rule_before": group.rule_before,
                "rule_after": group.rule_after,
                "people": group.people,
            }
            for group in groups
        ],
        "differences": [
            {"rule": one.rule, "title": one.title, "strictness": one.strictness, "what": one.what}
            for one in different
        ],
    }
    milder = any(group.kind in screenings.LESS_CAREFUL for group in groups)
    needs_second = milder or any(one.strictness in rules.NEEDS_SECOND for one in different)
    linked = [
        list(dict.fromkeys(change.case.conversation for change in group.cases))[:MOST_CONVERSATIONS]
        for group in groups
    ]
    return Run(result, needs_second, linked)


def _of_quotes(counted: tuple[int, int, int], replayed: quotes.Replayed, today: date) -> Run:
    """counted: quotes looked at, of how many, and how many that could not be."""
    changed = replayed.changes
    groups = quotes.grouped(changed, today)
    result = {
        "about": "quotes",
        "looked_at": counted[0],
        "of": counted[1],
        "unreadable": counted[2],
        "outdated": replayed.outdated,
        "people": len({change.stored.person for change in changed}),
        "groups": [
            {
                "kind": group.kind,
                "before": _price(group.before),
                "after": _price(group.after),
                "percent": str(group.percent) if group.percent is not None else None,
                "people": group.people,
                "holding": group.holding,
            }
            for group in groups
        ],
    }
    linked: list[list[str]] = []
    for group in groups:
        own = [
            change.stored.conversation
            for change in changed
            if (change.kind, change.before, change.after) == (group.kind, group.before, group.after)
        ]
        linked.append(list(dict.fromkeys(own))[:MOST_CONVERSATIONS])
    return Run(result, False, linked)


def _price(price: Price) -> str:
    if price.low is None or price.high is None:
        return price.why
    span = f"{price.low:,.2f}" if price.low == price.high else f"{price.low:,.2f} to {price.high:,.2f}"
    return f"{span} {price.currency}"


async def _of_answers(visit: Visit, now: Knowledge, then: Knowledge) -> Run:
    changed = answers.differences(all_answers(now), all_answers(then))
    since: datetime = visit.now - ASKED_WITHIN
    topics = [change.topic for change in changed]
    asked = await visit.read(lambda connection: people_by_topic(connection, topics, since))
    result = {
        "about": "answers",
        "days": ASKED_WITHIN.days,
        "groups": [
            {
                "topic": change.topic,
                "title": change.title,
                "before": change.before,
                "after": change.after,
                "safety": change.safety,
                "people": asked.get(change.topic, 0),
            }
            for change in changed
        ],
    }
    return Run(result, any(change.safety for change in changed))
