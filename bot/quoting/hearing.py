"""Whether a message is about the price that is being worked out, or about something else."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from bot.forms.turn import Said
from bot.pricing.inputs import Sessions
from bot.quoting.state import State
from bot.reading.ordinary import is_ordinary
from bot.reading.quote_areas import bare_grade, bare_length
from bot.reading.quote_values import NUMBER, Area, Found, plain, whole
from bot.reading.quote_words import QuoteWords, read_quote_words

PRICE_TOPICS: Final = frozenset({"request_quote", "cost", "cost_turkey"})
NEAR_TOPICS: Final = PRICE_TOPICS | {
    "sessions_count",
    "vs_microblading",
    "scar_cover",
    "touch_up",
    "removal",
    "uses",
    "permanence",
    "candidates",
}
"""Topics that words such as "4 sessions" or "microblading instead" look like while a price is being talked about."""
_TRIED: Final = re.compile(
    r"\bwhat if\b|\binstead\b|\b(?:how|what) about\b"
    r"|\bif i (?:take|took|go|went|have|had|get|got|choose|chose|do|did)\b"
    r"|^\W*(?:and|or|but) (?:\w+ ){0,2}(?:in|with|for|if|what|how)\b|\bsuppose\b"
)
_PRICE: Final = re.compile(
    r"\b(?:price|cost|quote|estimate|pay|charge|figure|total|expensive|cheap|dear|spend|budget)\w*\b"
    r"|\bhow much\b|[$€£₺]"
)
_BARE_COUNT: Final = re.compile(
    rf"\W*(?:maybe|about|probably|around|say|i think|just|let's say|go with|make it)?\s*(?P<low>{NUMBER})"
    rf"(?:\s*(?:-|–|to|or)\s*(?P<high>{NUMBER}))?(?:\s+(?:of them|please|i think|i guess|or so|then))*\W*"
)
_QUESTION: Final = re.compile(
    r"\?\s*$|^\W*(?:what|how|why|when|where|who|which|can|could|do|does|did|is|are|will|would|should)\b"
)
_SHORTEST_NAME: Final = 4
"""Letters that a country's name has at least; shorter words are something else."""
_SHORT: Final = 6
"""Words up to which a message with a value in it and without a topic of its own is about the price."""

_BARE: Final = 3
"""Words up to which a question that only names a value ("in Turkey?") is about the price."""


def words_of(said: Said, state: State) -> QuoteWords:
    """What the message names; a bare number or country is an answer to what was asked."""
    words = read_quote_words(said.text)
    if state.pending is None:
        return words
    return _bare(words, said, state)


def _bare(words: QuoteWords, said: Said, state: State) -> QuoteWords:
    text = plain(said.text)
    if state.pending == "treatment" and not words.areas:
        # Asked which treatment, "SMP" and "scalp" are an answer.
        named = re.search(r"\b(?:smp|scalp|head|pigmentation)\b", text)
        if named and all(found.weak for found in words.treatments):
            scalp = Found("scalp", named[0], named.start(), named.end())
            return replace(words, treatments=(scalp,))
    if state.pending == "sessions" and not words.sessions and not words.areas and words.more_sessions is None:
        counted = _BARE_COUNT.fullmatch(text)
        if counted is not None:
            return _count(words, counted)
        grade = bare_grade(text)
        if grade is not None:
            return replace(words, areas=(Found(Area("norwood", grade), said.text, 0, len(text)),))
    if state.inputs.treatment == "scar_camouflage" and not words.areas and bare_length(text) is not None:
        return replace(words, areas=(Found(Area("scar", cm=bare_length(text)), said.text, 0, len(text)),))
    spelt = re.findall(r"[a-z'-]+", text)
    if (
        state.pending == "country"
        and not words.names_something
        and 0 < len(spelt) <= 3
        and not _ordinary(spelt)
    ):
        return replace(words, unknown_country=said.text.strip(" .,!?"))
    return words


def _ordinary(named: list[str]) -> bool:
    return all(is_ordinary(word) or len(word) < _SHORTEST_NAME for word in named)


def _count(words: QuoteWords, found: re.Match[str]) -> QuoteWords:
    low = whole(found["low"])
    high = whole(found["high"]) if found["high"] else low
    if low is None or high is None:
        return replace(words, fraction=found[0].strip())
    bounds = Sessions(min(low, high), max(low, high))
    return replace(words, sessions=(Found((bounds.low, bounds.high), found[0], found.start(), found.end()),))


def answers(words: QuoteWords, said: Said) -> bool:
    """While something is asked: whether the message answers it or tells more, and does not ask something else."""
    if not words.names_something:
        return False
    other = [topic for topic in said.topics if topic not in NEAR_TOPICS]
    return not (other and _QUESTION.search(plain(said.text)) and not _PRICE.search(plain(said.text)))


def goes_on(words: QuoteWords, said: Said) -> bool:
    """Whether a message after a price was told is about that price."""
    text = plain(said.text)
    if words.cues & {"why_changed", "lines"} or words.years is not None:
        return True
    other = [topic for topic in said.topics if topic not in NEAR_TOPICS]
    if other:
        return False
    if words.cues & {"included", "moves", "free"}:
        return True
    if not words.names_something:
        return False
    if _TRIED.search(text) or "correct" in words.cues or _PRICE.search(text):
        return True
    if _QUESTION.search(text):
        return text.rstrip().endswith("?") and len(text.split()) <= _BARE
    general = [topic for topic in said.topics if topic not in PRICE_TOPICS]
    return not general or len(text.split()) <= _SHORT


def asks_price(text: str) -> bool:
    """Whether a message speaks of money at all."""
    return _PRICE.search(plain(text)) is not None


def tries_out(words: QuoteWords, said: Said) -> bool:
    """Whether another case is to be set beside, and the present one kept."""
    return "compare" in words.cues and "correct" not in words.cues


def asks_for_own_price(text: str) -> bool:
    """Whether a question about prices tells so much of one case that it asks for the price of that case.

    What somebody else paid or charges is no such question, nor is the price of one session.
    """
    words = read_quote_words(text)
    if "why_changed" in words.cues or words.years is not None:
        return True
    if any(found.weak for found in words.currencies):
        return False
    treatments = [found for found in words.treatments if not found.weak]
    counted = any(found.value != (1, 1) for found in words.sessions)
    graded = bool(words.areas) and words.areas[0].value.grade is not None
    beside = (words.areas or treatments, words.currencies, words.countries)
    return graded or (counted and any(beside)) or all(beside)
