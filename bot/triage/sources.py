"""Says in words what the rules that were told stand on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bot.triage.rules import Branch, Rulebook

GRADES: Mapping[str, str] = {
    "A": "peer-reviewed or official",
    "B": "a health body, charity or hospital",
    "C": "a specialist clinic or named doctor",
    "D": "a provider of such treatments",
    "E": "a weak source",
}
"""clinical.md 0.5"""
MOST_CITED = 5


def rules_told(rulebook: Rulebook, rule_ids: Sequence[str]) -> tuple[str, ...]:
    """Those of the ids that are rules of this book, each once, in their order."""
    known = {branch.id for branch in _branches(rulebook)}
    return tuple(id_ for id_ in dict.fromkeys(rule_ids) if id_ in known)


def sources_text(rulebook: Rulebook, rule_ids: Sequence[str]) -> str:
    """What a visitor is told of where these rules come from; empty when none of them is a rule of this book."""
    told = rules_told(rulebook, rule_ids)
    if not told:
        return ""
    keys = dict.fromkeys(key for branch in _branches(rulebook) if branch.id in told for key in branch.sources)
    cited = [rulebook.sources[key] for key in keys if key in rulebook.sources]
    lines = [f"– {source.cite}{_grade(source.grade)}" for source in cited[:MOST_CITED]]
    if len(cited) > MOST_CITED:
        lines.append(f"– and {len(cited) - MOST_CITED} more that the clinic can show you")
    return "\n".join(
        [
            f"That outcome comes from the clinic’s screening rules ({', '.join(told)}), version "
            f"{rulebook.version}: {rulebook.review}.",
            *(["They stand on:", *lines] if lines else []),
        ]
    )


def _grade(grade: str) -> str:
    return f" ({GRADES[grade]})" if grade in GRADES else ""


def _branches(rulebook: Rulebook) -> Iterable[Branch]:
    for condition in rulebook.conditions.values():
        yield from condition.branches
        if condition.family is not None:
            yield condition.family
