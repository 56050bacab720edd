"""Stores what screening read and decided, with the consent that allows it, and works an outcome out again."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection, Row

from bot.database.models import consent, conversation, finding, new_id, now, rule_set, screening
from bot.database.transcript import UnknownConversationError
from bot.triage.facts import Fact
from bot.triage.outcome import Outcome, Reason
from bot.triage.rulebook import OVERRIDES, RULES, load_rulebook
from bot.triage.screening import screen

HEALTH = "health_data"
"""Purpose of the consent without which nothing here is written."""


class NoConsentError(Exception):
    """The visitor has not agreed to the storing of health data, or has withdrawn it."""


@dataclass(frozen=True)
class Screened:
    """An outcome with everything that it followed from.

    answers: [{"question", "answer"}] in the order of the dialogue.
    session_date: as given to `screen`. rules: the rule files by name, as they were read.
    supersedes: id of the row that this one replaces.
    """

    facts: Sequence[Fact]
    outcome: Outcome
    answers: Sequence[Mapping[str, str]]
    subject: str
    screened_on: dt.date
    session_date: dt.date | None
    lexicon_version: str
    rules: Mapping[str, str]
    complete: bool
    supersedes: str | None = None


_VISITOR = select(conversation.c.visitor_id).where(conversation.c.id == bindparam("conversation"))
_GIVEN = (
    select(consent.c.id).where(consent.c.id == bindparam("consent")).where(consent.c.withdrawn_at.is_(None))
)
_KNOWN_RULES = select(rule_set.c.version).where(rule_set.c.version == bindparam("version"))
_RULES = select(rule_set.c.files).where(rule_set.c.version == bindparam("version"))
_SCREENING = select(screening).where(screening.c.id == bindparam("screening"))
_OF_CONVERSATION = (
    select(screening)
    .where(screening.c.conversation_id == bindparam("conversation"))
    .order_by(screening.c.created_at.desc(), screening.c.id)
)
_FINDINGS = select(finding).where(finding.c.screening_id == bindparam("screening")).order_by(finding.c.place)


def give_consent(connection: Connection, conversation_id: str, wording_version: str) -> str:
    """Notes that the visitor agrees to health data being stored; returns the consent's id.

    Raises UnknownConversationError.
    """
    visitor_id = connection.execute(_VISITOR, {"conversation": conversation_id}).scalar()
    if visitor_id is None:
        raise UnknownConversationError(conversation_id)
    row = {
        "id": new_id(),
        "visitor_id": visitor_id,
        "purpose": HEALTH,
        "wording_version": wording_version,
        "given_at": now(),
    }
    connection.execute(consent.insert(), row)
    return str(row["id"])


def store_screening(connection: Connection, conversation_id: str, consent_id: str, screened: Screened) -> str:
    """Writes a screening with its findings and returns its id. Raises NoConsentError."""
    if connection.execute(_GIVEN, {"consent": consent_id}).first() is None:
        raise NoConsentError(consent_id)
    outcome = screened.outcome
    _keep_rules(connection, outcome.rule_version, screened.rules)
    screening_id = new_id()
    connection.execute(
        screening.insert(),
        {
            "id": screening_id,
            "conversation_id": conversation_id,
            "consent_id": consent_id,
            "supersedes": screened.supersedes,
            "complete": screened.complete,
            "lane": outcome.lane,
            "subject": screened.subject,
            "disposition": outcome.disposition,
            "screened_on": screened.screened_on,
            "session_date": screened.session_date,
            "earliest_date": outcome.earliest_date,
            "reasons": [reason_to_json(found) for found in outcome.reasons],
            "precautions": list(outcome.precautions),
            "assumed": list(outcome.assumed),
            "answers": [dict(answer) for answer in screened.answers],
            "rule_version": outcome.rule_version,
            "lexicon_version": screened.lexicon_version,
            "created_at": now(),
        },
    )
    rows = [_finding_row(screening_id, place, fact) for place, fact in enumerate(screened.facts)]
    if rows:
        connection.execute(finding.insert(), rows)
    return screening_id


def screenings_of(connection: Connection, conversation_id: str) -> list[Row]:
    """The rows of a conversation, newest first; a row whose id another one supersedes is history."""
    return list(connection.execute(_OF_CONVERSATION, {"conversation": conversation_id}).all())


def facts_of(connection: Connection, screening_id: str) -> tuple[Fact, ...]:
    """What a screening was decided on, as it was read."""
    return tuple(fact_from(row) for row in connection.execute(_FINDINGS, {"screening": screening_id}))


def decide_again(connection: Connection, screening_id: str) -> Outcome:
    """The outcome of a stored screening by the rules of its time. Raises KeyError for an unknown id."""
    row = connection.execute(_SCREENING, {"screening": screening_id}).first()
    if row is None:
        raise KeyError(screening_id)
    files: Mapping[str, str] = connection.execute(_RULES, {"version": row.rule_version}).scalar_one()
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            (Path(folder) / name).write_text(text, encoding="utf-8")
        rulebook = load_rulebook(Path(folder))
    return screen(
        facts_of(connection, screening_id),
        today=row.screened_on,
        session_date=row.session_date,
        lane=row.lane,
        rulebook=rulebook,
    )


def rule_files(folder: Path) -> Mapping[str, str]:
    """The rule files of a clinic as they are stored beside an outcome."""
    names = [name for name in (RULES, OVERRIDES) if (folder / name).exists()]
    return MappingProxyType({name: (folder / name).read_text(encoding="utf-8") for name in names})


def reason_to_json(found: Reason) -> dict[str, Any]:
    """One reason as plain JSON values; `source` as the command line calls it."""
    return {
        **{
            name: value
            for name, value in asdict(found).items()
            if name not in ("open", "earliest", "sources")
        },
        "source": list(found.sources),
        "open": sorted(found.open),
        "earliest": found.earliest.isoformat() if found.earliest else None,
    }


def _keep_rules(connection: Connection, version: str, files: Mapping[str, str]) -> None:
    if connection.execute(_KNOWN_RULES, {"version": version}).first() is None:
        connection.execute(rule_set.insert(), {"version": version, "files": dict(files), "created_at": now()})


def _finding_row(screening_id: str, place: int, fact: Fact) -> dict[str, Any]:
    return {
        "id": new_id(),
        "screening_id": screening_id,
        "place": place,
        "concept": fact.concept,
        "negated": fact.negated,
        "uncertain": fact.uncertain,
        "temporality": fact.temporality,
        "when_said": fact.when,
        "when_from": fact.when_from,
        "when_to": fact.when_to,
        "started": fact.started,
        "ended": fact.ended,
        "experiencer": fact.experiencer,
        "words": fact.text,
        "attributes": dict(fact.attributes) or None,
    }


def fact_from(row: Row) -> Fact:
    """A row of `finding` as it was read."""
    return Fact(
        concept=row.concept,
        negated=row.negated,
        uncertain=row.uncertain,
        temporality=row.temporality,
        when=row.when_said,
        when_from=row.when_from,
        when_to=row.when_to,
        started=row.started,
        ended=row.ended,
        experiencer=row.experiencer,
        text=row.words,
        attributes=MappingProxyType(dict(row.attributes or {})),
    )
