"""The form of somebody's own dates: keeps the days of sessions, and links to the picture and the calendar."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from rasa_sdk import Tracker

from actions.form import DialogueForm, Parts
from bot.aftercare.rule_reading import load_rules
from bot.aftercare.rules import Rules
from bot.database.session import DatabaseDownError
from bot.database.session_dates import keep_session_days, session_days
from bot.download_links import DownloadLinks
from bot.forms.envelope import Envelope
from bot.forms.names import DATES
from bot.forms.turn import Said, Turn
from bot.knowledge import Clinic
from bot.planning.days import SessionDay
from bot.planning.dialogue import VERSION, Dialogue
from bot.planning.elsewhere import told_to_screening
from bot.planning.speaking import KNOWN_DAYS, LINKS, TOLD_ELSEWHERE
from bot.planning.wording import load_wording
from bot.reading.session_dates import read_session_dates


def loader(folder: Path, clinic: Clinic) -> Callable[[], Dialogue]:
    """Gives the dialogue; its files are read once. The call raises ClinicDataError naming file, line and key."""
    return lambda: _loaded(folder, clinic.phone)


@lru_cache(maxsize=2)
def care_rules(folder: Path) -> Rules:
    """aftercare.yml, read once. Raises ClinicDataError."""
    return load_rules(folder)


@lru_cache(maxsize=2)
def _loaded(folder: Path, phone: str) -> Dialogue:
    return Dialogue(care_rules(folder), load_wording(folder, {"phone": phone}))


_TOMORROW = re.compile(r"^\W*(?:it(?:'s| is)|its|on|is|the day after|\s)*\W*tomorrow\W*$", re.IGNORECASE)


class DatesForm(DialogueForm):
    """One turn of the planning of dates."""

    form = DATES
    version = VERSION

    def __init__(self, parts: Parts, links: DownloadLinks) -> None:
        super().__init__(parts, loader(parts.folder, parts.knowledge.clinic))
        self._links = links
        self._rules = care_rules(parts.folder)

    async def _looked_up(self, tracker: Tracker) -> Mapping[str, Any]:
        conversation = str(tracker.sender_id)
        links = {
            "timeline": self._links.timeline(conversation),
            "calendar": self._links.calendar(conversation),
        }
        known = {LINKS: links, TOLD_ELSEWHERE: told_to_screening(tracker.get_slot("screening"))}
        try:
            stored = await self._database.read(lambda connection: session_days(connection, conversation))
        except DatabaseDownError:
            return known  # what the dialogue itself remembers has to do
        return {**known, KNOWN_DAYS: stored.days}

    async def _stored(self, turn: Turn, said: Said) -> Turn:
        days: tuple[SessionDay, ...] = turn.store
        await self._database.write(lambda connection: keep_session_days(connection, said.conversation, days))
        return turn

    def _not_stored(self, turn: Turn) -> Turn:
        """The picture and the calendar show what is stored, and would show other days."""
        return replace(super()._not_stored(turn), attachments=())

    def _elsewhere(self, dialogue: Any, before: Envelope, said: Said, tracker: Tracker) -> Turn | None:
        """A mere "tomorrow" puts other dialogues off; here it is the answer."""
        if before.waits == "answer" and _TOMORROW.match(said.text):
            return None
        return super()._elsewhere(dialogue, before, said, tracker)

    def _covers(self, topic: str, clause: str, said: Said) -> bool:
        if topic not in self._rules.topics():
            return False
        told = read_session_dates(said.text, said.day)
        known = said.known.get(KNOWN_DAYS) or said.known.get(TOLD_ELSEWHERE)
        return bool(known or told.sessions or told.day_number is not None)
