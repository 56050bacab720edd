"""What visitors say about reminders, at the front desk: agreeing, ending, and answering a healing check-in.

None of it needs Rasa, so that STOP works whatever else is down.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from types import MappingProxyType
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Connection

from bot.booking.contacts import Contact, read_contacts
from bot.channels.messages import Reply
from bot.contact_fallback import kept
from bot.database.models import ANSWERED
from bot.database.reminders import (
    REMINDERS,
    agree,
    agreed,
    ahead,
    changed_since,
    end_agreement,
    keep,
    known,
    set_zone,
    zone_name,
)
from bot.database.transcript import lock, offered_title
from bot.database.turns import Ending, Turn
from bot.handover import CONTACT_LEFT, Promises
from bot.reminders.asking import Heard, complained, heard, payload, zone_named
from bot.reminders.planning import Known, Planner
from bot.reminders.rules import UNANSWERED
from bot.reminders.telling import Teller, clock_told, told_after, wrong_after
from bot.turn import Question, question_of

NOT_YET: Final[Mapping[str, Any]] = MappingProxyType(
    {"text": "", "buttons": [], "attachments": [], "sources": []}
)
"""Stands for the reply until the transaction in which it is stored says what holds."""


@dataclass(frozen=True)
class Reminding:
    """teller: with the clinic's rules and files. promises: for those who leave a contact."""

    teller: Teller
    promises: Promises

    # -- before the turn is stored ------------------------------------------------------------------------------

    def heard(self, turn: Turn) -> Heard | None:
        """What the message says of reminders; None for everything else."""
        found = heard(turn.text, turn.payload, turn.offer)
        if found is not None and found.wish == "contact_given":
            return found if self._contact(found.words) is not None else None
        return found

    def question(self, turn: Turn, at: datetime) -> Question | None:
        """What Rasa is asked instead of the message's own words, so that the screening knows the day.

        For a check-in that was answered with "worse", or by what is wrong; None for everything else.
        """
        found = self.heard(turn)
        if found is not None and found.wish == "worse" and found.session is not None:
            return Question(wrong_after(self._days_since(found.session, at)), turn.payload)
        own = question_of(turn)
        session = None if found or own.payload else complained(turn.text, turn.offer)
        if session is None:
            return None
        return replace(own, text=told_after(own.text, self._days_since(session, at)))

    def answers(self, turn: Turn) -> Ending | None:
        """The ending of a turn that is about reminders alone; `told` puts the words in."""
        found = self.heard(turn)
        if found is None or found.wish in ("stop", "worse"):
            return None
        return Ending(ANSWERED, (NOT_YET,), columns={"payload": turn.payload})

    # -- as it is stored ----------------------------------------------------------------------------------------

    def told(
        self, connection: Connection, turn: Turn, ending: Ending, began: datetime, at: datetime
    ) -> Ending:
        """The ending with what is said of reminders; what follows from it is written in the same transaction."""
        found = self.heard(turn)
        if found is None or found.wish == "worse":
            return self._offered(connection, turn, ending, began, at)
        if found.wish == "stop":
            return self._stopped(connection, turn, ending, at)
        if ending.state != ANSWERED:
            return ending  # answering broke off, and that is what is said
        lock(connection, turn.conversation)
        reply = self._done(connection, turn.conversation, found, at)
        return replace(ending, replies=(reply.to_json(),), needs_person=self._why(found))

    def ended(self, connection: Connection, turn: Turn, began: datetime, at: datetime) -> None:
        """A turn is stored: what it changed is planned anew."""
        if changed_since(connection, turn.conversation, began):
            self.plan(connection, turn.conversation, at)

    def plan(self, connection: Connection, conversation_id: str, at: datetime) -> Known:
        """Plans anew what is to be said unasked, and says from what. The caller holds the conversation's lock."""
        found = known(connection, conversation_id)
        planner = self.planner(connection, conversation_id)
        keep(connection, conversation_id, planner.plan(found, at.astimezone(planner.zone).date()), at)
        return found

    def planner(self, connection: Connection, conversation_id: str) -> Planner:
        named = zone_name(connection, conversation_id)
        zone: tzinfo = ZoneInfo(named) if named else self.teller.knowledge.clinic.timezone
        return Planner(self.teller.rules, self.teller.care, zone)

    # -- what comes of it ---------------------------------------------------------------------------------------

    def _done(self, connection: Connection, conversation: str, found: Heard, at: datetime) -> Reply:
        if found.wish == "yes":
            return self._agreed(connection, conversation, at)
        if found.wish == "off":
            return self._ended(connection, conversation, at)
        if found.wish == "zone":
            return self._moved(connection, conversation, found.words, at)
        if found.wish == "contact_given":
            return self._passed_on(connection, conversation, found.words, at)
        if found.wish == "same" and found.session is not None:
            return self.teller.same(found.session, self._today(connection, conversation, at))
        if found.wish == "better":
            return self.teller.better()
        if found.wish == "contact":
            return self.teller.ask_contact()
        return self.teller.plain("contact_declined" if found.wish == "contact_no" else "declined")

    def _agreed(self, connection: Connection, conversation: str, at: datetime) -> Reply:
        agree(connection, conversation, self.teller.rules.version, at)
        self.plan(connection, conversation, at)
        zone = self.planner(connection, conversation).zone
        return self.teller.agreed(ahead(connection, conversation), at.astimezone(zone))

    def _ended(self, connection: Connection, conversation: str, at: datetime) -> Reply:
        was = agreed(connection, conversation)
        end_agreement(connection, conversation, at)
        return self.teller.plain("off" if was else "off_already")

    def _moved(self, connection: Connection, conversation: str, words: str, at: datetime) -> Reply:
        name = zone_named(words)
        if name is None:
            return self.teller.plain("zone_unknown", zone=words)
        set_zone(connection, conversation, name)
        self.plan(connection, conversation, at)
        return self.teller.plain("zone", zone=name.replace("_", " "))

    def _passed_on(self, connection: Connection, conversation: str, words: str, at: datetime) -> Reply:
        contact = self._contact(words)
        assert contact is not None, "only a message that holds a contact is heard as one"
        version = self.teller.rules.version
        by = kept(connection, conversation, contact, version, self.promises, at)
        if by is None:
            return self.teller.plain("contact_kept_unknown", contact=contact.shown)
        told = clock_told(by.astimezone(self.promises.clinic.timezone))
        return self.teller.plain("contact_kept", contact=contact.shown, by=told)

    def _stopped(self, connection: Connection, turn: Turn, ending: Ending, at: datetime) -> Ending:
        """STOP alone ends reminders, and whatever is being talked about stops as well."""
        lock(connection, turn.conversation)
        if not agreed(connection, turn.conversation):
            return ending
        end_agreement(connection, turn.conversation, at)
        if ending.deed is not None and REMINDERS in ending.deed.withdraw:
            return ending  # which says so itself
        said = self.teller.plain("off").to_json()
        return replace(ending, replies=(said, *ending.replies))

    def _offered(
        self, connection: Connection, turn: Turn, ending: Ending, began: datetime, at: datetime
    ) -> Ending:
        """The ending with the offer, where something to remind of was just told for the first time."""
        if ending.state != ANSWERED or not ending.replies or ending.urgent or turn.owner is not None:
            return ending
        if not changed_since(connection, turn.conversation, began) or agreed(connection, turn.conversation):
            return ending
        if offered_title(connection, turn.conversation, payload("yes")) is not None:
            return ending
        planner = self.planner(connection, turn.conversation)
        would = replace(known(connection, turn.conversation), agreed=True)
        today = at.astimezone(planner.zone).date()
        plan = planner.plan(would, today)
        if not any(item.kind != UNANSWERED and item.due_at > at for item in plan):
            return ending
        offer = self.teller.offer(would, today).to_json()
        *before, last = ending.replies
        return replace(ending, replies=(*before, _joined(last, offer)))

    def _days_since(self, session: date, at: datetime) -> int:
        today = at.astimezone(self.teller.knowledge.clinic.timezone).date()
        return max(0, (today - session).days)

    def _today(self, connection: Connection, conversation: str, at: datetime) -> date:
        return at.astimezone(self.planner(connection, conversation).zone).date()

    def _contact(self, words: str) -> Contact | None:
        found = read_contacts(words, self.promises.clinic.country, asked=True)
        return next((item.contact for item in found if item.contact and item.contact.kind != "chat"), None)

    def _why(self, found: Heard) -> str | None:
        return CONTACT_LEFT if found.wish == "contact_given" else None


def _joined(reply: Mapping[str, Any], offer: Mapping[str, Any]) -> Mapping[str, Any]:
    """One message, so that the buttons of both stay."""
    buttons: Sequence[Mapping[str, str]] = [*reply["buttons"], *offer["buttons"]]
    return {**reply, "text": f"{reply['text']}\n\n{offer['text']}", "buttons": buttons}
