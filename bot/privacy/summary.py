"""Tells somebody what is stored about them, completely and in parts that can be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from bot.pricing.money import told_range
from bot.privacy.wording import PrivacyWording
from bot.triage.wording import HEADLINES

LONGEST_PART: Final = 1_500
"""Characters of one message; longer ones are tiring to read on a phone."""


@dataclass(frozen=True)
class Told:
    """Something dated: a screening's disposition, a state of a session, or how a request reads."""

    day: date
    what: str


@dataclass(frozen=True)
class Estimate:
    day: date
    low: Decimal
    high: Decimal
    currency: str
    until: date


@dataclass(frozen=True)
class Agreed:
    """A consent. purpose: its id. withdrawn: the day, or None while it is in force."""

    purpose: str
    given: date
    withdrawn: date | None


@dataclass(frozen=True)
class Held:
    """All that is stored about one person. requests: empty `what` for one that was withdrawn.

    told_now: what they said of their health in the questions that are open in this chat.
    also: rows of every table that nothing else here tells of, by its name.
    """

    since: date
    conversations: int
    messages: int
    own_messages: int
    findings: Sequence[str] = ()
    told_now: Sequence[str] = ()
    screenings: Sequence[Told] = ()
    quotes: Sequence[Estimate] = ()
    dates: Sequence[Told] = ()
    requests: Sequence[Told] = ()
    consents: Sequence[Agreed] = ()
    also: Mapping[str, int] | None = None


def summary(held: Held, wording: PrivacyWording, longest: int = LONGEST_PART) -> list[str]:
    """The texts of the messages that tell it, in their order, each of about `longest` characters at most."""
    say = wording.said.say
    blocks = [
        [say("shown")],
        [
            say(
                "conversations",
                count=f"{held.conversations:,}",
                since=day_shown(held.since),
                messages=f"{held.messages:,}",
                own=f"{held.own_messages:,}",
            )
        ],
        _block(say("health"), [*_quoted(held.findings, wording), *_screenings(held, wording)]),
        _block(say("told_now"), _quoted(held.told_now, wording)),
        _block(say("quotes"), _quotes(held, wording)),
        _block(say("dates"), _dates(held, wording)),
        _block(say("requests"), _requests(held, wording)),
        _block(say("consents"), _consents(held, wording)),
        _also(held, wording),
        [say("shown_end")],
    ]
    return _parts([block for block in blocks if block], say("shown_on"), longest)


def day_shown(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _block(head: str, lines: Sequence[str]) -> list[str]:
    return [head, *(f"- {line}" for line in lines)] if lines else []


def _quoted(said: Sequence[str], wording: PrivacyWording) -> list[str]:
    return [wording.said.say("finding", words=words) for words in dict.fromkeys(said) if words]


def _screenings(held: Held, wording: PrivacyWording) -> list[str]:
    return [
        wording.said.say("outcome", day=day_shown(each.day), outcome=HEADLINES.get(each.what, each.what))
        for each in held.screenings
    ]


def _quotes(held: Held, wording: PrivacyWording) -> list[str]:
    return [
        wording.said.say(
            "quote",
            day=day_shown(each.day),
            amount=told_range(each.low, each.high, each.currency),
            until=day_shown(each.until),
        )
        for each in held.quotes
    ]


def _dates(held: Held, wording: PrivacyWording) -> list[str]:
    return [
        wording.said.say("date", day=day_shown(each.day), state=wording.states.get(each.what, each.what))
        for each in held.dates
    ]


def _requests(held: Held, wording: PrivacyWording) -> list[str]:
    gone = wording.said.say("request_withdrawn")
    return [
        wording.said.say("request", day=day_shown(each.day), what=each.what or gone) for each in held.requests
    ]


def _consents(held: Held, wording: PrivacyWording) -> list[str]:
    return [_consent(each, wording) for each in held.consents]


def _consent(each: Agreed, wording: PrivacyWording) -> str:
    purpose, day = wording.purpose(each.purpose), day_shown(each.given)
    if each.withdrawn is None:
        return wording.said.say("consent_given", purpose=purpose, day=day)
    withdrawn = day_shown(each.withdrawn)
    return wording.said.say("consent_withdrawn", purpose=purpose, day=day, withdrawn=withdrawn)


def _also(held: Held, wording: PrivacyWording) -> list[str]:
    counted = [f"{wording.kind(table)} ({count:,})" for table, count in (held.also or {}).items() if count]
    return [wording.said.say("also", list=", ".join(counted))] if counted else []


def _parts(blocks: Sequence[Sequence[str]], goes_on: str, longest: int) -> list[str]:
    """Blocks stand apart by an empty line. A part breaks between lines, and says when it goes on with a list."""
    parts: list[str] = []
    text = ""
    for block in blocks:
        for place, line in enumerate(block):
            joint = "" if not text else "\n\n" if place == 0 else "\n"
            if text and len(text) + len(joint) + len(line) > longest:
                parts.append(text)
                text, joint = (goes_on if place else ""), "\n" if place else ""
            text = f"{text}{joint}{line}"
    return [*parts, text]
