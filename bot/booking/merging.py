"""Puts what a message said into the request. What is told anew takes the place of what was told before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.booking.contacts import Contact
from bot.booking.listening import Heard
from bot.booking.opening import fitted
from bot.booking.state import State
from bot.booking.telling import closed_text
from bot.booking.times import TimesRead
from bot.booking.wording import Wording
from bot.knowledge.clinic import Clinic

LONGEST_SAID: Final = 300
"""Characters of what was written about times that go with the request."""
_ALSO: Final = re.compile(
    r"^\W*(?:and|also|or|plus|another|as well)\b|\b(?:also|as well|too)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Merged:
    """notes: sentences to say about it. corrected: something told before has changed. new: something was taken."""

    state: State
    notes: tuple[str, ...] = ()
    corrected: bool = False
    new: bool = False


def merge(state: State, heard: Heard, text: str, clinic: Clinic, wording: Wording) -> Merged:
    """text: the message, without what it says about health."""
    merged = _with_name(state, heard.name)
    merged = _with_contacts(merged, heard, wording)
    return _with_times(merged, heard.times, text, clinic, wording)


def _with_name(state: State, name: str) -> Merged:
    if not name:
        return Merged(state)
    changed = bool(state.name) and state.name != name
    return Merged(replace(state, name=name, settled=state.settled | {"name"}), corrected=changed, new=True)


def _with_contacts(merged: Merged, heard: Heard, wording: Wording) -> Merged:
    state, notes = merged.state, list(merged.notes)
    notes += [wording.say(problem, words=words) for problem, words in heard.wrong]
    if not heard.contacts:
        return replace(merged, notes=tuple(notes))
    contacts = _contacts(state.contacts, heard.contacts)
    changed = bool(state.contacts) and not set(state.contacts) <= set(contacts)
    notes += [wording.say("phone_unsure", shown=item.shown) for item in heard.contacts if not item.sure]
    return Merged(
        replace(state, contacts=contacts, settled=state.settled | {"contact"}),
        tuple(notes),
        corrected=merged.corrected or changed,
        new=True,
    )


def _contacts(known: Sequence[Contact], told: Sequence[Contact]) -> tuple[Contact, ...]:
    """One of each kind, the latest; the chat counts only where it was chosen, and then comes first."""
    latest = {contact.kind: contact for contact in told}
    kept = [latest.pop(contact.kind, contact) for contact in known]
    chosen_chat = [contact for contact in latest.values() if contact.kind == "chat"]
    others = [contact for contact in latest.values() if contact.kind != "chat"]
    if others:
        kept = [contact for contact in kept if contact.kind != "chat"]
        chosen_chat = []
    return (*chosen_chat, *kept, *others)


def _with_times(merged: Merged, read: TimesRead, text: str, clinic: Clinic, wording: Wording) -> Merged:
    state, notes = merged.state, list(merged.notes)
    notes += [wording.say(f"day_{trouble}", words=words) for trouble, words in read.troubles]
    if not read.stretches:
        return replace(merged, notes=tuple(notes))
    fit = fitted(read.stretches, clinic)
    notes += [closed_text(closed, clinic, wording) for closed in fit.closed]
    if not fit.kept:
        return replace(merged, notes=tuple(notes))
    more = bool(state.times) and _ALSO.search(text) is not None
    times = tuple(dict.fromkeys((*(state.times if more else ()), *fit.kept)))
    said = (*(state.times_said if more else ()), text[:LONGEST_SAID])
    return Merged(
        replace(state, times=times, times_said=said, settled=state.settled | {"times"}),
        tuple(notes),
        corrected=merged.corrected or (bool(state.times) and not more and state.times != times),
        new=True,
    )
