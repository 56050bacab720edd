"""Reads how the request for a consultation talks, from booking.yml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from types import MappingProxyType
from typing import Final

from bot.booking.clock_words import PART_WORDS
from bot.booking.time_groups import Parts
from bot.clinic_data import Node, read
from bot.forms.wording import phrase, read_wording, title
from bot.knowledge import Knowledge

FILE: Final = "booking.yml"
_NONE: Final = frozenset[str]()
PHRASES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        **dict.fromkeys(
            (
                *("consent_again", "consent_why", "agreed", "declined", "held_back"),
                *("ask_name", "why_name", "name_not_read"),
                *("ask_contact", "why_contact", "contact_not_read"),
                *("ask_times", "why_times", "times_not_read", "other_times"),
                *("ask_wishes", "why_wishes", "wishes_health", "wishes_cut"),
                *("expect_intro", "why_expect", "expect_left"),
                *("summary_intro", "summary_ask", "why_summary"),
                *("sent", "reply_none", "closed_now", "your_copy", "not_sent"),
                *("noted", "corrected", "left_open", "change_which"),
                *("resume_offer", "withdrawn", "start_afresh"),
            ),
            _NONE,
        ),
        "phone_wrong": frozenset({"words"}),
        "email_no_domain": frozenset({"words"}),
        "email_wrong": frozenset({"words"}),
        "phone_unsure": frozenset({"shown"}),
        "closed_weekday": frozenset({"days"}),
        "closed_holiday": frozenset({"day", "holiday"}),
        "closed_hours": frozenset({"days", "hours"}),
        "day_impossible": frozenset({"words"}),
        "day_past": frozenset({"words"}),
        "day_too_far": frozenset({"words"}),
        "day_mismatch": frozenset({"words"}),
        "reply_by": frozenset({"days", "by"}),
        "have_request": frozenset({"day"}),
    }
)
"""Every sentence, with what it fills in beside the clinic's own values."""
LABELS: Final = frozenset(
    {*("name", "phone", "email", "chat", "times", "wishes"), *("no_name", "any_time", "no_wishes")}
)
BUTTONS: Final = frozenset(
    {
        *("skip_name", "chat", "any_time", "no_wishes", "understood", "more", "talk", "send"),
        *("change", "change_name", "change_contact", "change_times", "change_wishes"),
        *("withdraw", "go_on", "afresh", "health_check", "person"),
    }
)
_KEYS: Final = frozenset(
    {
        *("version", "reply", "longest_wish", "parts", "consent"),
        *("expectations", "phrases", "labels", "buttons"),
    }
)
_PLACEHOLDER: Final = re.compile(r"\{(\w*)\}")
_STRETCH: Final = re.compile(r"([0-2]\d:[0-5]\d)-([0-2]\d:[0-5]\d)")


@dataclass(frozen=True)
class Expectation:
    """A statement that is told before the request goes out. facts: what it stands on; more: the topic that explains."""

    id: str
    text: str
    facts: tuple[str, ...]
    more: str


@dataclass(frozen=True)
class Wording:
    """consent_version is stored with each consent. Texts hold the clinic's values and the facts already.

    reply_days: open days within which a person answers. longest_wish: characters of a wish that are passed on.
    """

    consent_version: str
    reply_days: int
    longest_wish: int
    parts: Parts
    consent: str
    agree: str
    decline: str
    expectations: tuple[Expectation, ...]
    phrases: Mapping[str, str]
    labels: Mapping[str, str]
    buttons: Mapping[str, str]

    def say(self, name: str, **values: str) -> str:
        """A sentence with what it fills in. What a visitor wrote is put in as it is."""
        return _PLACEHOLDER.sub(lambda found: values[found[1]], self.phrases[name])

    def expectation(self, id_: str) -> Expectation:
        """Raises KeyError for an id that the clinic no longer has."""
        for item in self.expectations:
            if item.id == id_:
                return item
        raise KeyError(id_)


def load_wording(folder: Path, knowledge: Knowledge) -> Wording:
    """Raises ClinicDataError naming file, line and key."""
    clinic = knowledge.clinic
    values = {
        "clinic_name": clinic.name,
        "phone": clinic.phone,
        "email": clinic.email,
        "opening_hours": clinic.opening_hours(),
    }
    root = read(folder / FILE)
    root.only(_KEYS)
    reply, consent = root.need("reply"), root.need("consent")
    reply.only({"working_days", "review"})
    consent.only({"text", "agree", "decline"})
    labels = root.need("labels")
    labels.only(LABELS)
    said = read_wording(root, PHRASES, BUTTONS, values)
    return Wording(
        consent_version=root.need("version").text(),
        reply_days=_count(reply.need("working_days")),
        longest_wish=_count(root.need("longest_wish")),
        parts=_parts(root.need("parts")),
        consent=phrase(consent.need("text"), _NONE, values),
        agree=title(consent.need("agree")),
        decline=title(consent.need("decline")),
        expectations=tuple(_expectation(item, knowledge) for item in root.need("expectations").list()),
        phrases=said.phrases,
        labels=MappingProxyType({name: labels.need(name).text() for name in LABELS}),
        buttons=said.buttons,
    )


def _expectation(node: Node, knowledge: Knowledge) -> Expectation:
    node.only({"id", "text", "facts", "more"})
    known = knowledge.facts.by_id
    facts = tuple(item.one_of(known) for item in node.need("facts").list())
    figures = {id_: known[id_].shown for id_ in facts if known[id_].value}
    text = node.need("text")
    if re.search(r"\d", _PLACEHOLDER.sub("", text.text())):
        raise text.fail("figures stand in facts.yml and are filled in, as in {fading_years}.")
    return Expectation(
        node.need("id").text(), phrase(text, _NONE, figures), facts, node.need("more").one_of(knowledge.faq)
    )


def _parts(node: Node) -> Parts:
    node.only(PART_WORDS)
    return MappingProxyType({name: _stretch(node.need(name)) for name in PART_WORDS})


def _stretch(node: Node) -> tuple[time, time]:
    found = _STRETCH.fullmatch(node.text())
    try:
        start, end = (time.fromisoformat(part) for part in found.groups()) if found else (None, None)
    except ValueError:
        start = end = None
    if start is None or end is None or start >= end:
        raise node.fail(f"'{node.text()}' is not a stretch such as 12:00-17:00, start before end.")
    return start, end


def _count(node: Node) -> int:
    number = node.number()
    if not isinstance(number, int) or number < 1:
        raise node.fail(f"'{number}' is not a whole number from 1.")
    return number
