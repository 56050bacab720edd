"""What is said without being named again: "my brother gets keloids but I never have", "... and so do I"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from bot.reading.analysis import Analysis
from bot.reading.findings import Finding

_NOT_I: Final = re.compile(
    r"(?:but |and |though )?(?:i (?:do not|have not|never have|never|am not|did not|never did|never had|have never|"
    r"have none|'ve never)(?: had| have| got)?(?: it| one| any| them)?|not me|me neither|i am (?:negative|clear|not)|i have been (?:checked|tested)(?: and (?:have|am) not)?|have not)(?: either| though| myself|"
    r" personally)*"
)
_I_TOO: Final = re.compile(
    r"(?:but |and )?(?:so (?:do|have|am|did) i|me too|i (?:do|have|am) too|same here|i have it too|i have them too|i have (?:got )?(?:one|some|them|it|a couple|a few)(?: .*)?)"
    r"(?: too| as well| though)*"
)


_RELATIVE_TOO: Final = re.compile(
    r"(?:but |and |though |although )?(?:my|our) (?:\w+ )?(?:mum|mom|mother|dad|father|brother|sister|nan|gran|grandma|"
    r"grandad|grandmother|grandfather|uncle|aunt|auntie|cousin) (?:had|has|gets|does|did|has got|got)(?: got)?"
    r"(?: one| it| them| some| a few)?(?: too| though| as well| badly)*"
)


def unnamed(analysis: Analysis, findings: Sequence[Finding | None]) -> list[Finding]:
    """Findings about the writer that repeat those about somebody else.

    findings: one for each hit of the analysis, in the same order.
    """
    found: list[Finding] = []
    for number, segment in enumerate(analysis.segments):
        if analysis.hits_in(number):
            continue
        said = " ".join(analysis.words[segment.first : segment.last])
        denied = _NOT_I.fullmatch(said)
        relative = _RELATIVE_TOO.fullmatch(said)
        if not denied and not relative and not _I_TOO.fullmatch(said):
            continue
        before = [
            finding
            for hit, finding in zip(analysis.hits, findings, strict=True)
            if finding is not None
            and hit.segment < number
            and analysis.segments[hit.segment].sentence >= segment.sentence - 1
            and (finding.experiencer != "self" or (finding.negated and not denied) or relative)
        ]
        if before:
            start, end = analysis.message.span(segment.first, segment.last)
            here = {
                detail.name: detail.value
                for hit in analysis.hits
                for detail in hit.details
                if detail.segment == number
            }
            mine = _mine(before[-1], bool(denied), analysis.message.text, start, end)
            if relative:
                mine = replace(mine, experiencer="family")
            found.append(replace(mine, attributes=MappingProxyType({**mine.attributes, **here})))
    return found


def _mine(other: Finding, denied: bool, text: str, start: int, end: int) -> Finding:
    kept = {name: value for name, value in other.attributes.items() if name in {"kind", "drug", "allergen"}}
    return replace(
        other,
        negated=denied,
        uncertain=False,
        temporality="current",
        experiencer="self",
        text=text[start:end],
        start=start,
        end=end,
        when=None,
        when_from=None,
        when_to=None,
        started=None,
        ended=False,
        attributes=MappingProxyType(kept),
    )
