"""What is searched for, as it stands in the address of the page."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from bot.console.forms import FieldErrors, Form
from bot.console.problems import unusable
from bot.console.queue_view import CHANNELS
from bot.console.transcript_words import OUTCOMES
from bot.database.search import Place, Wanted
from bot.database.search_words import words_in

LONGEST_WORDS: Final = 200  # characters
ME: Final = "me"
_PER_CENT: Final = 100
_LONGEST_NAME: Final = 100
_LONGEST_ID: Final = 32


@dataclass(frozen=True)
class Asked:
    """The fields as they were typed; confidences are in per cent."""

    words: str = ""
    outcome: str = ""
    concept: str = ""
    topic: str = ""
    least: str = ""
    most: str = ""
    channel: str = ""
    since: str = ""
    until: str = ""
    owner: str = ""

    @property
    def anything(self) -> bool:
        return self != Asked()

    def query(self) -> str:
        """As in an address; empty when nothing is asked for."""
        return urlencode([(name, value) for name, value in asdict(self).items() if value])


def asked(form: Form) -> Asked:
    """Reads the fields. A choice that is not known is left out; what was typed stays for `wanted` to judge."""
    owner = form.raw("owner")
    return Asked(
        words=form.raw("words").strip()[:LONGEST_WORDS],
        outcome=form.raw("outcome") if form.raw("outcome") in OUTCOMES else "",
        concept=_name(form.raw("concept")),
        topic=_name(form.raw("topic")),
        least=form.raw("least").strip()[:_LONGEST_NAME],
        most=form.raw("most").strip()[:_LONGEST_NAME],
        channel=form.raw("channel") if form.raw("channel") in CHANNELS else "",
        since=form.raw("since").strip()[:_LONGEST_NAME],
        until=form.raw("until").strip()[:_LONGEST_NAME],
        owner=owner if owner == ME or _is_id(owner) else "",
    )


def wanted(fields: Asked, staff_id: str, zone: ZoneInfo, errors: FieldErrors) -> Wanted:
    """What the database is asked for. A field that cannot be used limits nothing and leaves a sentence in `errors`."""
    words = words_in(fields.words)
    if fields.words and words is None:
        errors["words"] = "Please type at least one word to look for; a word after “-” is left out."
    least, most = (_confidence(getattr(fields, name), name, errors) for name in ("least", "most"))
    if least is not None and most is not None and least > most:
        errors["most"] = "The highest confidence is below the lowest one."
    since, until = (_day(getattr(fields, name), name, errors) for name in ("since", "until"))
    if since is not None and until is not None and since > until:
        errors["until"] = "The last day is before the first one."
    return Wanted(
        words=words,
        outcome=fields.outcome,
        concept=fields.concept,
        topic=fields.topic,
        least=least,
        most=most,
        channel=fields.channel,
        since=_start(since, zone) if since else None,
        until=_start(until + timedelta(days=1), zone) if until else None,
        owner=staff_id if fields.owner == ME else fields.owner,
    )


def place(text: str) -> Place | None:
    """Where the page before ended. Raises ProblemError."""
    if not text:
        return None
    stamp, _, id_ = text.partition(" ")
    try:
        at = datetime.fromisoformat(stamp)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None or not _is_id(id_):
        raise unusable("The address of this page is not complete. Search again.")
    return Place(at, id_)


def place_text(found: Place) -> str:
    return f"{found.at.isoformat()} {found.id}"


def _confidence(text: str, field: str, errors: FieldErrors) -> float | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or int(text) > _PER_CENT:
        errors[field] = "Please give a confidence as a whole number from 0 to 100."
        return None
    return int(text) / _PER_CENT


def _day(text: str, field: str, errors: FieldErrors) -> date | None:
    if not text:
        return None
    try:
        found = date.fromisoformat(text)
        if not date(2000, 1, 1) <= found <= date(2999, 12, 31):
            raise ValueError
    except ValueError:
        errors[field] = "Please write the day as in 2026-11-22."
        return None
    return found


def _start(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone)


def _name(text: str) -> str:
    return text if text.replace("_", "").isalnum() and len(text) <= _LONGEST_NAME else ""


def _is_id(text: str) -> bool:
    return len(text) == _LONGEST_ID and text.isascii() and text.isalnum()
