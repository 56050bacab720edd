"""Screens one text by itself, without a dialogue: what the command line and the measurements use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.reading.findings import Finding, SessionMention
from bot.reading.reader import Reader, load_reader
from bot.reading.red_flags import RedFlag
from bot.screening.facts import fact_of
from bot.triage.dispositions import EMERGENCIES
from bot.triage.facts import joined
from bot.triage.outcome import Outcome
from bot.triage.rulebook import load_rulebook
from bot.triage.rules import Rulebook
from bot.triage.screening import screen


@dataclass(frozen=True)
class Screened:
    """A text, what was read in it, and what the rules make of that. `flag` is the emergency it speaks of, if any."""

    text: str
    findings: Sequence[Finding]
    outcome: Outcome
    flag: RedFlag | None

    @property
    def disposition(self) -> str:
        """The outcome's; an emergency that the gate alone has seen comes before it."""
        if self.flag is None or self.outcome.disposition in EMERGENCIES:
            return self.outcome.disposition
        return "emergency_now" if self.outcome.lane == "after" else "urgent_now"

    def to_json(self) -> dict[str, Any]:
        emergency = self.disposition in EMERGENCIES
        earliest = None if emergency else self.outcome.earliest_date
        return {
            "text": self.text,
            "lane": self.outcome.lane,
            "findings": [finding_to_json(finding) for finding in self.findings],
            "disposition": self.disposition,
            "earliest_date": earliest.isoformat() if earliest else None,
            "reasons": [*self._flag_reasons(), *self._reasons()],
            "questions": [] if emergency else [question.ask for question in self.outcome.questions],
        }

    def _flag_reasons(self) -> list[dict[str, str]]:
        if self.flag is None:
            return []
        rule = f"red_flags.{self.flag.rule}"
        return [
            {"concept": self.flag.concept, "rule": rule, "text": self.flag.text, "source": "red_flags.yml"}
        ]

    def _reasons(self) -> list[dict[str, str]]:
        return [
            {
                "concept": reason.concept,
                "rule": reason.rule,
                "text": reason.text,
                "source": " ".join(reason.sources),
            }
            for reason in self.outcome.reasons
        ]


class Screener:
    """The reader and the rules of one clinic."""

    def __init__(self, reader: Reader, rulebook: Rulebook) -> None:
        self._reader = reader
        self._rulebook = rulebook

    @classmethod
    def load(cls, folder: Path) -> Screener:
        """Raises ClinicDataError naming file, line and key."""
        return cls(load_reader(folder), load_rulebook(folder))

    def screen(self, text: str, today: dt.date) -> Screened:
        findings = self._reader.read(text, today)
        session = self._reader.session(text, today)
        outcome = screen(
            joined(fact_of(finding) for finding in findings),
            today=today,
            session_date=_day(session),
            rulebook=self._rulebook,
        )
        return Screened(text, findings, outcome, self._reader.gate.check(text))


def finding_to_json(finding: Finding) -> dict[str, Any]:
    """A finding as the command line shows it."""
    return {
        "concept": finding.concept,
        "negated": finding.negated,
        "temporality": finding.temporality,
        "when": finding.when,
        "experiencer": finding.experiencer,
        "text": finding.text,
    }


def _day(session: SessionMention | None) -> dt.date | None:
    return session.date if session is not None else None
