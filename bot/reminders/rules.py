"""When visitors are reminded of what, from the clinic's reminders.yml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from bot.aftercare.rules import Rules as CareRules
from bot.clinic_data import Node, read
from bot.forms.wording import Wording, read_wording
from bot.knowledge import Knowledge
from bot.reminders.moments import Quiet

FILE: Final = "reminders.yml"

CARE: Final = "care"
SESSION: Final = "session"
DEFERRED: Final = "deferred"
CHECK: Final = "check"
UNANSWERED: Final = "unanswered"
"""Kinds of reminders. The last is no reminder that is asked for: nobody has answered who was promised to."""

LONGEST_LATE: Final = 24 * 60
"""Hours: so late may something be told at most."""
MOST_DAYS: Final = 60
"""After a session in which a healing check-in can be."""
_NONE: Final = frozenset[str]()
PHRASES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "offer": _NONE,
        "offer_deferred": frozenset({"day"}),
        "on": frozenset({"next"}),
        "on_nothing": _NONE,
        "declined": _NONE,
        "off": _NONE,
        "off_already": _NONE,
        "zone": frozenset({"zone"}),
        "zone_unknown": frozenset({"zone"}),
        "listed": frozenset({"what", "when"}),
        "care": frozenset({"day", "text"}),
        "session_today": frozenset({"which"}),
        "session_tomorrow": frozenset({"which", "day"}),
        "session_on": frozenset({"which", "day"}),
        "deferred": frozenset({"day"}),
        "check": frozenset({"day"}),
        "check_if_moved": _NONE,
        "better": _NONE,
        "same": frozenset({"day"}),
        "same_watch": _NONE,
        "stop_hint": _NONE,
        "unanswered": frozenset({"by"}),
        "contact_ask": _NONE,
        "contact_kept": frozenset({"contact", "by"}),
        "contact_kept_unknown": frozenset({"contact"}),
        "contact_declined": _NONE,
        "title_care": frozenset({"what"}),
        "title_session": _NONE,
        "title_deferred": _NONE,
        "title_check": _NONE,
    }
)
"""Every sentence, with what it fills in."""
BUTTONS: Final = frozenset(
    {"yes", "no", "better", "same", "worse", "check_again", "stop", "contact", "contact_no", "person"}
)
CLINIC_VALUES: Final = frozenset({"clinic_name", "phone", "email", "opening_hours"})


@dataclass(frozen=True)
class When:
    """clock: time of day in the visitor's time zone. late: so much later it may still be told."""

    clock: time
    late: timedelta


@dataclass(frozen=True)
class Normal:
    """What is usual up to and including a day after a session: ids of facts."""

    to_day: int
    facts: tuple[str, ...]


@dataclass(frozen=True)
class Rules:
    """All of reminders.yml.

    version: of the wording that visitors agree to. care: ids of the steps of aftercare.yml that are told.
    session_days_before, check_days: whole days before and after the session's day. when: by kind.
    normal: in order of the days.
    """

    version: str
    quiet: Quiet
    care: frozenset[str]
    session_days_before: int
    check_days: tuple[int, ...]
    when: Mapping[str, When]
    normal: tuple[Normal, ...]
    wording: Wording


def load_rules(folder: Path, care: CareRules, knowledge: Knowledge) -> Rules:
    """Raises ClinicDataError naming file, line and key."""
    root = read(folder / FILE)
    root.only({"version", "review", "quiet_hours", *_KINDS, "normal", "phrases", "buttons"})
    session, check = root.need(SESSION), root.need(CHECK)
    return Rules(
        version=root.need("version").text(),
        quiet=_quiet(root.need("quiet_hours")),
        care=_care(root.need(CARE).need("steps"), care),
        session_days_before=_days(session.need("days_before"), 14),
        check_days=_rising([_days(item, MOST_DAYS) for item in check.need("days").list()], check),
        when=MappingProxyType({kind: _when(root.need(kind), keys) for kind, keys in _KINDS.items()}),
        normal=_normal(root.need("normal"), knowledge),
        wording=read_wording(root, PHRASES, BUTTONS, _values(knowledge)),
    )


_KINDS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        CARE: frozenset({"steps"}),
        SESSION: frozenset({"days_before"}),
        DEFERRED: _NONE,
        CHECK: frozenset({"days"}),
        UNANSWERED: _NONE,
    }
)
"""The sections of the file that say when, with what else stands in each."""


def _values(knowledge: Knowledge) -> dict[str, str]:
    clinic = knowledge.clinic
    return {
        "clinic_name": clinic.name,
        "phone": clinic.phone,
        "email": clinic.email,
        "opening_hours": clinic.opening_hours(),
    }


def _when(node: Node, more: frozenset[str]) -> When:
    node.only({"at", "late_hours", *more})
    # What nobody has answered is told as soon as it may be.
    at = node.get("at")
    clock = _clock(at) if at is not None else time.min
    hours = _days(node.need("late_hours"), LONGEST_LATE)
    return When(clock, timedelta(hours=hours))


def _quiet(node: Node) -> Quiet:
    node.only({"from", "to"})
    return Quiet(_clock(node.need("from")), _clock(node.need("to")))


def _clock(node: Node) -> time:
    try:
        return time.fromisoformat(node.text())
    except ValueError:
        raise node.fail(f"'{node.value}' is not a time of day such as \"09:00\".") from None


def _days(node: Node, most: int) -> int:
    value: Any = node.value
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise node.fail(f"expected a whole number from 0 to {most}.")
    return value


def _rising(days: list[int], node: Node) -> tuple[int, ...]:
    if days != sorted(set(days)):
        raise node.fail("the days must rise, each once.")
    return tuple(days)


def _care(node: Node, care: CareRules) -> frozenset[str]:
    known = {step.id for step in care.steps if not step.private}
    return frozenset(item.one_of(known) for item in node.list())


def _normal(node: Node, knowledge: Knowledge) -> tuple[Normal, ...]:
    found = []
    plain = {id_ for id_, fact in knowledge.facts.by_id.items() if not fact.value}
    for item in node.list():
        item.only({"to_day", "facts"})
        facts = tuple(fact.one_of(plain) for fact in item.need("facts").list())
        found.append(Normal(_days(item.need("to_day"), MOST_DAYS), facts))
    _rising([item.to_day for item in found], node)
    return tuple(found)
