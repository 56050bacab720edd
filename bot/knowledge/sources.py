"""Says in words where facts come from, and where we say something else than the article."""

from __future__ import annotations

from collections.abc import Sequence

from bot.knowledge.facts import ArticlePlace, Fact, ScreeningRule

_MOST_LINES_NAMED = 4


def sources_text(facts: Sequence[Fact], article: str) -> str:
    """A text that may follow "That comes from"; empty when there are no facts."""
    if not facts:
        return ""
    places = [*_article(facts, article), *_rules(facts)]
    return " ".join([f"{_listed(places)}.", *_departures(facts)])


def _article(facts: Sequence[Fact], article: str) -> list[str]:
    lines: dict[str, set[int]] = {}
    for fact in facts:
        for source in fact.sources:
            if isinstance(source, ArticlePlace):
                lines.setdefault(source.section, set()).update(source.lines)
    if not lines:
        return []
    places = [
        f"{_heading(section, article)}, {_line_numbers(sorted(found))}" for section, found in lines.items()
    ]
    return [f"the article “{article}” ({'; '.join(places)})"]


def _heading(section: str, article: str) -> str:
    return "its opening part" if section == article else f"section “{section}”"


def _line_numbers(lines: Sequence[int]) -> str:
    if len(lines) == 1:
        return f"line {lines[0]}"
    if len(lines) > _MOST_LINES_NAMED:
        return f"between lines {lines[0]} and {lines[-1]}"
    return f"lines {_listed([str(line) for line in lines])}"


def _rules(facts: Sequence[Fact]) -> list[str]:
    subjects = dict.fromkeys(
        source.subject for fact in facts for source in fact.sources if isinstance(source, ScreeningRule)
    )
    return [f"the clinic’s screening rules on {_listed(list(subjects))}"] if subjects else []


def _departures(facts: Sequence[Fact]) -> list[str]:
    """One sentence with all reasons for what is decided, and one for each who must still approve."""
    reasons: dict[str | None, dict[str, None]] = {}
    for fact in facts:
        if fact.departs is not None:
            reasons.setdefault(fact.approval, {})[fact.departs] = None
    return [_departure(approval, "; ".join(found)) for approval, found in reasons.items()]


def _departure(approval: str | None, reasons: str) -> str:
    if approval is None:
        return f"We put some of it in our own way, as decided by the clinic, because {reasons}."
    return f"We put some of it in our own way, still to be approved by {approval}, because {reasons}."


def _listed(items: Sequence[str]) -> str:
    return f"{', '.join(items[:-1])} and {items[-1]}" if len(items) > 1 else items[0]
