"""The text reader: free text to findings, by rules only.

    reader = load_reader(folder)
    findings = reader.read("came off eliquis two years ago", today)

It is a pure function of the text, the day and the lexicon. Emergencies are the business of `red_flags.py`, whose
rules it also asks, so that a finding and the alarm never disagree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final

from bot.reading.analysis import Analysis, analyse
from bot.reading.binding import bind
from bot.reading.concepts import AFTER_RED_FLAGS
from bot.reading.corrections import find_corrections
from bot.reading.cues import cue_automaton
from bot.reading.dates import dates_of
from bot.reading.ellipsis import unnamed
from bot.reading.figure_hits import add_figure_hits, figure_details
from bot.reading.findings import Experiencer, Finding, SessionMention, contradictions
from bot.reading.judging import finding_of
from bot.reading.lexicon import Lexicon, Seen, load_lexicon
from bot.reading.red_flags import Gate, RedFlag, load_gate
from bot.reading.refining import merged, refined
from bot.reading.sessions import Placed, find_sessions
from bot.reading.spelling import Spelling
from bot.reading.text import Message, Token, read_message
from bot.reading.whose import PEOPLE, PROFESSIONAL, Owners

__all__ = ["Reader", "SessionMention", "contradictions", "load_reader"]

_BY_THE_GATE: Final = frozenset({"emergency_symptom", "self_harm_risk"})
"""Whether these are there now is for the red-flag rules alone; the lexicon tells of past and denied ones."""


@dataclass(frozen=True)
class Reader:
    """Reads texts with one lexicon and one set of red-flag rules. Build it with `load_reader`."""

    lexicon: Lexicon
    gate: Gate
    spelling: Spelling

    @property
    def version(self) -> str:
        """Version of the lexicon, to be stored with what was read."""
        return self.lexicon.version

    def read(self, text: str, today: date, *, after_session: bool = False) -> tuple[Finding, ...]:
        """What `text` says, in the order of the text.

        today: the day it was written; times are counted from it.
        after_session: the writer is known to have had a session, so that symptoms are read as those after it;
            also true if the text itself says so.
        """
        message = self._repaired(read_message(text))
        seen = self.lexicon.look_up(message.line.words)
        dates = dates_of(message, today)
        placed = find_sessions(message, dates, today, self._tells_of_symptoms(message, seen))
        sessions = _of_ours(placed, seen, today)
        after = after_session or any(session.mention.temporality == "past" for session in sessions)
        wanted = [item for item in seen if after or not self._is_symptom(item)]
        analysis = analyse(message, message.line.words, wanted, dates, self.lexicon, today)
        analysis = replace(analysis, details=[*analysis.details, *figure_details(analysis)])
        add_figure_hits(analysis)
        bind(analysis)
        owners = Owners(analysis)
        flags = list(self.gate.flags(text))
        findings = [
            *self._of_hits(analysis, owners, after, flags),
            *_of_sessions(sessions, owners),
            *_of_flags(flags, analysis, owners, after),
        ]
        return merged(refined(findings, after=after))

    def session(self, text: str, today: date) -> SessionMention | None:
        """The session that a text speaks of: a past one before a planned one; None if it speaks of none."""
        message = self._repaired(read_message(text))
        symptoms = self._tells_of_symptoms(message, self.lexicon.look_up(message.line.words))
        sessions = [
            placed.mention for placed in find_sessions(message, dates_of(message, today), today, symptoms)
        ]
        past = [session for session in sessions if session.temporality == "past"]
        return _best(past) or _best(list(sessions))

    def _repaired(self, message: Message) -> Message:
        words = self.spelling.repair(message.line.words)
        tokens = tuple(
            Token(word, token.start, token.end) for word, token in zip(words, message.tokens, strict=True)
        )
        return Message(message.text, tokens, message.sentences)

    def _is_symptom(self, seen: Seen) -> bool:
        return self.lexicon.types.get(seen.entry.concept) == "after"

    def _tells_of_symptoms(self, message: Message, seen: Sequence[Seen]) -> bool:
        """Symptoms that are there, not those that a question asks about ("will it be red?")."""
        if "normal" in message.line.words:
            return any(map(self._is_symptom, seen))
        asked = [sentence for sentence in message.sentences if sentence.question]
        return any(
            self._is_symptom(item)
            and not any(sentence.first <= item.first < sentence.last for sentence in asked)
            for item in seen
        )

    def _of_hits(
        self, analysis: Analysis, owners: Owners, after: bool, flags: Sequence[RedFlag]
    ) -> list[Finding]:
        corrections = find_corrections(analysis)
        read = [
            finding_of(analysis, hit, owners.of(hit), corrections, number, after)
            for number, hit in enumerate(analysis.hits)
        ]
        found = [finding for finding in read if finding is not None]
        return [
            finding
            for finding in [*found, *unnamed(analysis, read)]
            if not (_is_now(finding) and (finding.concept in _BY_THE_GATE or _is_flagged(finding, flags)))
        ]


def load_reader(folder: Path) -> Reader:
    """Reads lexicon.yml and red_flags.yml in `folder`. Raises ClinicDataError naming file, line and key."""
    lexicon = load_lexicon(folder)
    known = lexicon.other_words | cue_automaton().vocabulary() | PEOPLE | PROFESSIONAL
    return Reader(lexicon, load_gate(folder), Spelling(lexicon.vocabulary, known))


def _is_now(finding: Finding) -> bool:
    return not finding.negated and finding.temporality == "current"


def _of_ours(sessions: Sequence[Placed], seen: Sequence[Seen], today: date) -> list[Placed]:
    """Without earlier work that went wrong elsewhere ("bad SMP in 2020"), unless there is a warning sign now."""
    concepts = {item.entry.concept for item in seen}
    warned = (AFTER_RED_FLAGS - {"ps_ink_migration"}) & concepts
    if "prior_smp" not in concepts or warned:
        return list(sessions)
    return [
        placed
        for placed in sessions
        if placed.mention.temporality == "planned"
        or (placed.mention.date is None and "session" in placed.mention.text.lower())
        or (placed.mention.date is not None and (today - placed.mention.date).days <= _STILL_OURS)
    ]


_STILL_OURS: Final = 90  # days in which a session is the one that a symptom comes from, whatever came before


def _best(sessions: list[SessionMention]) -> SessionMention | None:
    dated = [session for session in sessions if session.date is not None]
    numbered = [session for session in sessions if session.number is not None]
    return next(iter(dated or numbered or sessions), None)


def _of_sessions(sessions: Sequence[Placed], owners: Owners) -> list[Finding]:
    """One past and one planned session, if the candidate's; somebody else's do not matter."""
    own = [
        (placed, owner) for placed in sessions if (owner := owners.at(placed.first, placed.last)) != "family"
    ]
    findings = []
    for temporality in ("past", "planned"):
        best = _best([placed.mention for placed, _ in own if placed.mention.temporality == temporality])
        if best is not None:
            owner = next(owner for placed, owner in own if placed.mention is best)
            findings.append(_of_session(best, owner))
    return findings


def _of_session(session: SessionMention, owner: Experiencer) -> Finding:
    figures = (("day", session.day), ("number", session.number))
    return Finding(
        "smp_session",
        False,
        False,
        session.temporality,
        _when(session),
        owner,
        session.text,
        session.start,
        session.end,
        when_from=session.date_from,
        when_to=session.date_to,
        attributes=MappingProxyType({name: str(value) for name, value in figures if value is not None}),
    )


def _of_flags(flags: Sequence[RedFlag], analysis: Analysis, owners: Owners, after: bool) -> list[Finding]:
    """The red flags as findings; before a session an alarm is an emergency, whatever its sign."""
    found = []
    for flag in flags:
        concept = flag.concept if after or flag.concept in _BY_THE_GATE else "emergency_symptom"
        words = [n for n, token in enumerate(analysis.message.tokens) if flag.start <= token.start < flag.end]
        owner = owners.at(words[0], words[-1] + 1) if words else "self"
        owner = "other" if owner == "family" else owner
        found.append(Finding(concept, False, False, "current", None, owner, flag.text, flag.start, flag.end))
    return found


def _is_flagged(finding: Finding, flags: Sequence[RedFlag]) -> bool:
    """ "having a fit" is the emergency and not the epilepsy."""
    return finding.concept in _EMERGENCIES_TOO and any(
        finding.start < flag.end and flag.start < finding.end for flag in flags
    )


_EMERGENCIES_TOO: Final = frozenset(
    {"epilepsy", "heart_disease", "fainting_needle_phobia", "bleeding_disorder"}
)


def _when(session: SessionMention) -> str | None:
    if session.day is not None and session.temporality == "past":
        return f"-P{session.day}D" if session.day else "P0D"
    return session.date.isoformat() if session.date else None
