"""General questions about care after a session, answered for the visitor's own day where it is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from rasa_sdk import Tracker

from actions.speaking import is_button
from bot.aftercare.personal import personal
from bot.aftercare.rules import Rules
from bot.database.session import Database, DatabaseDownError
from bot.database.session_dates import keep_session_days, session_days
from bot.database.transcript import UnknownConversationError
from bot.forms.names import DATES
from bot.knowledge import Clinic
from bot.planning.days import plan
from bot.planning.elsewhere import told_to_screening
from bot.planning.hearing import Heard, listen
from bot.planning.state import State
from bot.reading.session_dates import read_session_dates

MOST = 2
"""Own sentences in one reply; each comes beside a general answer."""

_ABOUT_TIME = frozenset({"combine_treatments"})
"""Questions without a day of their own that may name one: "PRP a week after my session"."""

log = structlog.get_logger("own_care")


@dataclass(frozen=True)
class OwnCare:
    """sentences: to stand after the general answers. topics: what the message is to be handed over for, besides."""

    sentences: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


class OwnDays:
    """Looks up the visitor's sessions, takes in those that the message itself tells, and says what follows."""

    def __init__(self, rules: Rules, database: Database, clinic: Clinic) -> None:
        self._rules = rules
        self._database = database
        self._clinic = clinic

    async def care(self, asked: Sequence[str], tracker: Tracker) -> OwnCare:
        """asked: the topics of the message. What needs more than that is left to the dialogue about dates."""
        topics = [topic for topic in asked if topic in self._rules.topics()]
        if not {*topics, *(topic for topic in asked if topic in _ABOUT_TIME)} or set(DATES.topics) & set(
            asked
        ):
            return OwnCare()
        today = dt.datetime.now(self._clinic.timezone).date()
        try:
            heard = await self._heard(tracker, today)
        except (DatabaseDownError, UnknownConversationError) as error:
            log.warning("own_care.no_days", reason=type(error).__name__)
            return OwnCare()
        if heard.doubts or heard.problems or heard.theirs or heard.wish.events or heard.wish.offsets:
            return OwnCare(topics=DATES.topics)
        sentences = [personal(topic, plan(heard.shown), self._rules, today) for topic in topics]
        return OwnCare(tuple(dict.fromkeys(filter(None, sentences)))[:MOST])

    async def _heard(self, tracker: Tracker, today: dt.date) -> Heard:
        conversation = str(tracker.sender_id)
        stored = (await self._database.read(lambda connection: session_days(connection, conversation))).days
        known = stored or told_to_screening(tracker.get_slot("screening"))
        fixed = tuple(item for item in known if item.state != "asked")
        text = "" if is_button(tracker.latest_message) else str(tracker.latest_message.get("text") or "")
        heard = listen(State(today, days=fixed), read_session_dates(text, today), text, self._rules)
        if heard.days != fixed and not (heard.doubts or heard.problems):
            days = heard.days
            await self._database.write(lambda connection: keep_session_days(connection, conversation, days))
        return heard
