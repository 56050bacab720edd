"""Whether what a message says of somebody's health opens the screening, whatever else the message asks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.reading.findings import Finding
from bot.understanding.clauses import parts_of
from bot.understanding.understanding import Topic, Understood

SYMPTOM: Final = "report_symptom"
CONDITION: Final = "check_eligibility"

_SYMPTOM_CONCEPT: Final = "ps_"
_SESSION: Final = "smp_session"
_MATTERS_OF_TASTE: Final = frozenset(
    {
        "androgenetic_alopecia",
        "dandruff_dry_scalp",
        "dark_skin",
        "hair_dye_recent",
        "hyperhidrosis",
        "keep_long_hair",
        "oily_skin",
        "unrealistic_expectations",
    }
)
"""What the general answer deals with already; said beside a question, it does not open a screening."""
_OWN: Final = re.compile(r"(?i)\b(?:i|i['’]?m|i['’]?ve|i['’]?d|my|me)\b")


def opened_by(understood: Understood, findings: Sequence[Finding]) -> Understood:
    """What was understood, with the screening in the place of topics that nobody is sure of.

    "day 3, head is pink and tight, is that normal" may be unclear as a question; as a finding it is not.
    """
    if understood.sure or not understood.alternatives:
        return understood
    found = [finding for finding in findings if finding.counts and finding.concept != _SESSION]
    if not found:
        return understood
    symptom = next((finding for finding in found if finding.concept.startswith(_SYMPTOM_CONCEPT)), None)
    topic = Topic(
        SYMPTOM if symptom else CONDITION,
        understood.alternatives[0].confidence,
        (symptom or found[0]).text,
    )
    return replace(understood, topics=(topic,), out_of_scope=False, sure=True, unclear=())


def told_beside(text: str, findings: Sequence[Finding]) -> bool:
    """Whether somebody states a condition of their own beside asking something else.

    "I take warfarin. Does it hurt?" states one; "Can a scalp tattoo become infected?" does not.
    """
    stated = [
        finding.text
        for finding in findings
        if finding.counts
        and finding.experiencer == "self"
        and finding.concept not in _MATTERS_OF_TASTE | {_SESSION}
        and not finding.concept.startswith(_SYMPTOM_CONCEPT)
    ]
    told = [part.text for part in parts_of(text) if not part.asks and _OWN.search(part.text)]
    return any(words in part for words in stated for part in told)
