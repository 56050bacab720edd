"""Figures as details of what they belong to, and figures that name a concept by themselves ("I'm 17")."""

from __future__ import annotations

from typing import Final

from bot.reading.analysis import Analysis, Detail, Hit
from bot.reading.figures import read_figures


def figure_details(analysis: Analysis) -> list[Detail]:
    return [
        Detail(figure.name, figure.value, figure.first, figure.last, analysis.segment_of(figure.first))
        for figure in read_figures(analysis.message.line)
    ]


_FIGURE_CONCEPTS: Final = {
    "age": "under_18",
    "hba1c": "diabetes",
    "blood_pressure": "hypertension",
    "cd4": "hiv",
}
_ADULT: Final = 18


def add_figure_hits(analysis: Analysis) -> None:
    """A figure alone can name its concept: "I'm 17", "HbA1c 58", "BP 150/95"."""
    named = {hit.concept for hit in analysis.hits}
    for detail in list(analysis.details):
        concept = _FIGURE_CONCEPTS.get(detail.name)
        if concept is None or concept in named:
            continue
        if detail.name == "age" and not _might_be_candidate(analysis, detail):
            continue
        if detail.name == "age" and (_is_about_the_past(analysis, detail) or _of_a_thing(analysis, detail)):
            continue
        hit = Hit(concept, detail.first, detail.last, detail.segment, {})
        analysis.hits.append(hit)
        analysis.hits.sort(key=lambda hit: hit.first)
        named.add(concept)


def _might_be_candidate(analysis: Analysis, detail: Detail) -> bool:
    """Under 18, and no small child that is only mentioned ("my little one is 2")."""
    age = float(detail.value)
    return age < _ADULT and (age >= _TEENS or analysis.words[detail.first] == "i")


_TEENS: Final = 12


def _is_about_the_past(analysis: Analysis, detail: Detail) -> bool:
    """ "when I was 16", "diagnosed at 12": a time, not an age."""
    words = analysis.words[max(detail.first - 5, 0) : detail.first + 1]
    return "was" in words or "were" in words or "when" in words or "since" in words or "until" in words


def _of_a_thing(analysis: Analysis, detail: Detail) -> bool:
    """ "my scar is 5 years old": not a person's age."""
    number = analysis.segments[detail.segment].sentence
    sentence = analysis.message.sentences[number]
    return bool(_THINGS & set(analysis.words[sentence.first : detail.first]))


_THINGS: Final = frozenset(
    "scar scars tattoo tattoos smp wound mark burn injury machine keloid keloids dots photo photos transplant".split()
)
