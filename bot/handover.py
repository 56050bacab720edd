"""What a person at the clinic owes a visitor, by when, and how that is honestly said.

Pure: facts in, values out. The database keeps the promises (bot/database/promises.py), the console shows them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from typing import Final

from bot.booking.opening import hours_on, is_open, reply_by
from bot.knowledge.clinic import Clinic

URGENT: Final = "urgent"
CLINICIAN: Final = "clinician"
DEFERRED: Final = "deferred"
PERSON: Final = "person"
UNSURE: Final = "unsure"
LEAD: Final = "lead"
NEW: Final = "new"

KINDS: Final = (URGENT, CLINICIAN, DEFERRED, PERSON, UNSURE, LEAD, NEW)
"""Every kind of promise, the worst first."""

ASKED_FOR: Final = "talk_to_human"
ASKED_IN_SCREENING: Final = "A person was asked for"
"""What is in the reason of a turn in which the visitor asked for a person."""

CONTACT_LEFT: Final = "A contact was left after nobody had answered in time."
"""The reason of a turn in which somebody left a number or an address to be reached at."""

_SCREENING: Final = "Screening: "
_WITH_ARTIST: Final = "contact_artist_24_48h"
_UNSURE: Final = "not understood"
_CONSULTATION: Final = "A consultation was asked for"
_LONGEST_LOOK: Final = 400  # days in which an opening day is looked for


@dataclass(frozen=True)
class Promises:
    """Counts due times. urgent: minutes of opening hours; working_days: for everything else."""

    clinic: Clinic
    urgent_minutes: int = 15
    working_days: int = 1

    def due(self, kind: str, at: datetime) -> datetime:
        """By when a promise made at `at` has to be kept; aware, in UTC as `at` is aware.

        Minutes count from when the clinic is open, days as visitors are told them: to closing time. A clinic without
        opening hours has whole days instead.
        """
        if kind == URGENT:
            return self._open_from(at) + timedelta(minutes=self.urgent_minutes)
        by = reply_by(at, self.clinic, self.working_days)
        return (at + timedelta(days=self.working_days)) if by is None else _utc(by, at)

    def returns(self, day: date) -> datetime:
        """When something put off until `day` comes back: as the clinic opens that day, or at its beginning."""
        hours = hours_on(day, self.clinic)
        start = hours[0].start if hours else time_of_day.min
        return datetime.combine(day, start, tzinfo=self.clinic.timezone)

    def waiting(self, at: datetime) -> str | None:
        """By when a person means to answer somebody who asks for one now: "Tuesday 24 November, 18:00".

        None when nothing can be promised.
        """
        by = reply_by(at, self.clinic, self.working_days)
        return None if by is None else self.shown(by)

    def shown(self, moment: datetime) -> str:
        """ "Tuesday 24 November, 18:00", on the clinic's clock."""
        local = moment.astimezone(self.clinic.timezone)
        return f"{local:%A} {local.day} {local:%B}, {local:%H:%M}"

    def open_now(self, at: datetime) -> bool:
        return is_open(at, self.clinic)

    def _open_from(self, at: datetime) -> datetime:
        """The next moment at which the clinic is open, `at` itself if it is."""
        if self.open_now(at):
            return at
        local = at.astimezone(self.clinic.timezone)
        for step in range(_LONGEST_LOOK):
            day = local.date() + timedelta(step)
            for opening in hours_on(day, self.clinic):
                start = datetime.combine(day, opening.start, tzinfo=self.clinic.timezone)
                if start >= local:
                    return _utc(start, at)
        return at


def rank(kind: str) -> int:
    """0 for the worst kind. Raises ValueError for an unknown one."""
    return KINDS.index(kind)


def kind_of(reason: str, urgent: bool) -> str:
    """Which kind of promise a turn makes that says why staff should look (bot/rasa_client.py: needs_person).

    Whatever is not known better waits for a person.
    """
    if urgent:
        return URGENT
    if reason.startswith(_SCREENING):
        return PERSON if _WITH_ARTIST in reason else CLINICIAN
    if reason.startswith(_UNSURE):
        return UNSURE
    return LEAD if reason.startswith((_CONSULTATION, CONTACT_LEFT)) else PERSON


def _utc(moment: datetime, like: datetime) -> datetime:
    return moment.astimezone(like.tzinfo)
