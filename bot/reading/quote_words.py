"""Reads what a message says for a price: treatment, area, sessions, country, currency, and what is done with them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, get_args

from bot.reading.quote_areas import read_areas
from bot.reading.quote_money import asks_for_nothing, no_money, read_currencies
from bot.reading.quote_places import read_countries, unknown_place
from bot.reading.quote_values import NUMBER, Area, Found, denied, plain, whole

Cue = Literal["compare", "correct", "why_changed", "lines", "moves", "included", "total", "free"]
"""What is asked beside values: to compare or try out, to put something right, why the price is another one, the
lines, what would lower or raise it, what is part of it, the total over years; and that it should cost nothing."""


@dataclass(frozen=True)
class QuoteWords:
    """Everything named, in the order of the text; a value that is not wanted ("instead of ...") is left out.

    sessions: fewest and most, as said, perhaps impossible. more_sessions: so many more (or fewer, below 0).
    fraction: a number of sessions that is no whole one, as written. years: to look ahead.
    unknown_country, unknown_currency: words that stand where one would and are none.
    """

    treatments: tuple[Found[str], ...] = ()
    areas: tuple[Found[Area], ...] = ()
    sessions: tuple[Found[tuple[int, int]], ...] = ()
    countries: tuple[Found[str], ...] = ()
    currencies: tuple[Found[str], ...] = ()
    years: Found[int] | None = None
    more_sessions: int | None = None
    fraction: str | None = None
    unknown_country: str | None = None
    unknown_currency: str | None = None
    cues: frozenset[Cue] = frozenset()

    @property
    def names_something(self) -> bool:
        """Whether any value was read, possible or not."""
        values = (self.treatments, self.areas, self.sessions, self.countries, self.currencies)
        return any(values) or any(
            one is not None
            for one in (
                self.years,
                self.more_sessions,
                self.fraction,
                self.unknown_country,
                self.unknown_currency,
            )
        )


_SESSIONS: Final = (
    r"(?:sessions?|sesh(?:es)?|sesions?|sessons?|seshions?|visits?|appointments?|rounds?|sittings?|goes)"
)
_COUNT: Final = re.compile(
    rf"(?<![\w.,])(?P<low>{NUMBER})(?:\s*(?P<join>-|–|to|or|and|vs\.?|versus|against|with|/)\s*(?P<high>{NUMBER}))?"
    rf"\s*(?:smp |full |of |scalp |microblading )?{_SESSIONS}\b"
)
_HAD: Final = re.compile(r"\b(?:had|already(?: have)?|have done|after|first of(?: the)?|of(?: the)?)\s+$")
_DONE: Final = re.compile(r"\s*(?:done|already|elsewhere|behind me|in the past|with you|so far)\b")
"""Around sessions that somebody has had, and does not ask the price of."""
_MORE: Final = re.compile(
    rf"(?<![\w.,])(?P<n>{NUMBER}|an?|another)\s+(?:(?P<how>more|extra|additional|further|fewer|less)\s+)?{_SESSIONS}"
    rf"(?:\s+(?P<after>more|extra|fewer|less))?\b"
)
_TREATMENTS: Final = (
    ("microblading", r"\bmicro[ -]?blad(?:e)?ing\b(?! (?:my )?(?:eye)?brows?)"),
    ("touch_up", r"\b(?:touch|top)[ -]?ups?\b|\btouching up\b"),
    (
        "removal",
        r"\bremov(?:al|e|ing)\b(?! hair)|\blaser(?:ed)? (?:it )?(?:off|out)\b|\bget rid of (?:it|my smp|the smp)\b",
    ),
    ("hairline", r"\bhair ?line\b|\btemples?\b"),
    ("scar_camouflage", r"\bscars?\b"),
    ("scalp", r"\b(?:full|whole|entire) (?:scalp|head)\b|\bscalp (?:treatment|price|one|option|smp)\b"),
)
_TREATMENT_PATTERNS: Final = tuple((name, re.compile(pattern)) for name, pattern in _TREATMENTS)
_SMP: Final = re.compile(r"\bsmp\b|\b(?:scalp )?micro-?pigmentation\b|\bscalp pigmentation\b")
_YEARS: Final = re.compile(
    rf"\b(?:over|across|within|during|next|coming|first|after|for|in)\s+(?:the\s+)?(?:next\s+|coming\s+|first\s+)?(?P<n>{NUMBER})\s*-?\s*years?\b"
    rf"(?!\s*(?:ago|old))|(?<![\w.,])(?P<m>{NUMBER})[ -]years?[ -](?:total|cost|price|quote|period|estimate|horizon)"
    rf"|\b(?P<decade>(?:over|in|for|next|across) (?:a|the next|one) decade)\b"
)
_YEARS_ALONE: Final = re.compile(
    rf"\W*(?:and |what about |how about |what is it |what would (?:it|that) be |what does (?:it|that) come to |the total )*(?:over|across|for|within) (?:the next )?(?P<n>{NUMBER}) years?\W*"
)
_LONG: Final = re.compile(
    r"\b(?:in|over) the long (?:run|term)\b|\blong[- ]term (?:cost|price|total)\b|\blifetime cost\b"
)
_ABOUT_MONEY: Final = re.compile(
    r"\b(?:total|cost|price|pay|spend|quote|estimate|sum|touch|money|how much|add(?:s)? up)\w*\b"
)
_ABOUT_SUM: Final = re.compile(
    r"\b(?:total|touch|add(?:s)? up|altogether|all in|keep(?:ing)? it up|upkeep)\w*\b"
)
"""What makes a total of "for ten years", which may also be how long somebody has been bald."""
_ITS_PRICE: Final = r"\b(?:my|the|your|this|that) (?:price|quote|estimate|figure|total|cost)\b"
_CUES: Final[dict[Cue, re.Pattern[str]]] = {
    "compare": re.compile(
        r"\bwhat if\b|\bwhat would (?:it|that) (?:be|cost|come to) (?:if|with|in|for)\b|\binstead\b|\brather\b"
        r"|\b(?:how|what) about\b|\bcompar\w+\b|\bversus\b|\bvs\b\.?|\bdifference\b|\b(?:cheaper|dearer|more expensive|less) (?:in|with|if|for|than)\b"
        r"|^\W*(?:and|or)\b(?: (?:in|with|for|if|what|how|just|only))?|\bif i (?:take|took|go|went|have|had|get|got|choose|chose|do|did)\b"
        r"|\bsuppose\b|\bsay i\b|\bagainst\b"
    ),
    "correct": re.compile(
        r"^\W*no\b(?! (?:idea|clue|scars?|thanks|thank))|\bi meant?\b|\bsorry\b|\bactually\b|\bnot? \w+,? but\b|\bi said\b"
        r"|\bcorrect(?:ion)?\b|\bchange (?:it|that|this|my|the)\b|\bmake (?:it|that)\b|\bshould (?:be|have been)\b|\bwrong\b|\*$"
    ),
    "why_changed": re.compile(
        rf"\bwhy\b.{{0,30}}{_ITS_PRICE}.{{0,40}}\b(?:chang\w*|differ\w*|not the same|(?:went|gone|go|goes|going) (?:up|down)|higher|lower"
        r"|dearer|cheaper|increase\w*|(?:more|less) (?:now|than))\b"
        rf"|\bwhat(?: has|'s| is)? changed\b.{{0,30}}{_ITS_PRICE}"
        rf"|{_ITS_PRICE}.{{0,20}}\b(?:changed|was different|went up|went down)\b"
    ),
    "lines": re.compile(
        r"\bbreak (?:it|that|this|the \w+) down\b|\b(?:cost|price) break ?down\b|\bline by line\b|\bitemi[sz]ed?\b"
        r"|\bhow (?:do|did) you (?:get|come|arrive) (?:to|at) (?:that|this|it|the price)\b|\bhow (?:did|do) you work (?:it|that|this) out\b"
        r"|\bhow is (?:it|that|this|the price) (?:made up|worked out|calculated|put together)\b|\bshow (?:me )?(?:the )?(?:lines|sums?|maths?)\b"
    ),
    "moves": re.compile(
        r"\b(?:do|make|bring|get) (?:it|that|the price|this) (?:cheaper|down|lower|for less)\b|\bhow (?:can|could) i (?:pay less|save)\b"
        rf"|\bwhat (?:would|could|can|might) (?:lower|raise|reduce|increase|change|move|bring down|push up) (?:it|that|this|{_ITS_PRICE})"
    ),
    "included": re.compile(
        r"\b(?:what(?:'s| is|s)?|anything|everything|is it all) (?:is )?(?:not )?included\b"
        r"|\bincludes?(?:d|ing)? (?:the )?(?:travel|flights?|hotel|tax|vat|accommodation|stay)\b"
        r"|\b(?:travel|flights?|hotel|tax|vat|accommodation)\b.{0,20}\b(?:includ\w+|extra|on top)\b"
        r"|\b(?:extra|hidden) (?:costs?|fees?|charges?)\b"
    ),
    "total": re.compile(r"\btotal\b.{0,30}\byears?\b|\byears?\b.{0,30}\btotal\b|\bdecade\b"),
}  # fmt: skip


def read_quote_words(text: str) -> QuoteWords:
    """Deterministic and without memory: what is meant by it is the dialogue's business."""
    small = plain(text)
    years = _years(small)
    countries, currencies = read_countries(small), read_currencies(text, small)
    counts = tuple(_counts(small))
    other_money = None if currencies else no_money(text, small)
    return QuoteWords(
        treatments=tuple(_treatments(small, years)),
        areas=read_areas(small),
        sessions=counts,
        countries=countries,
        currencies=currencies,
        years=years,
        more_sessions=_more(small),
        fraction=_fraction(small),
        unknown_country=None if countries or other_money else unknown_place(text),
        unknown_currency=other_money,
        cues=frozenset(_cues(small)),
    )


def _cues(text: str) -> Iterator[Cue]:
    yield from (name for name, pattern in _CUES.items() if pattern.search(text))
    if asks_for_nothing(text):
        yield "free"


def _treatments(text: str, years: Found[int] | None) -> Iterator[Found[str]]:
    found = [
        Found(name, match[0], match.start(), match.end())
        for name, pattern in _TREATMENT_PATTERNS
        for match in pattern.finditer(text)
        if not denied(text, match.start())
    ]
    if years is not None:
        # "a total over ten years with touch-ups": they belong to the years, not in the place of the treatment.
        found = [one for one in found if one.value != "touch_up"]
    smp = _SMP.search(text)
    if smp is not None and not denied(text, smp.start()) and all(one.value != "scalp" for one in found):
        found.append(Found("scalp", smp[0], smp.start(), smp.end(), weak=True))
    first: dict[str, Found[str]] = {}
    for one in sorted(found, key=lambda item: item.start):
        first.setdefault(one.value, one)
    return iter(first.values())


def _counts(text: str) -> Iterator[Found[tuple[int, int]]]:
    for match in _COUNT.finditer(text):
        low = whole(match["low"])
        high = whole(match["high"]) if match["high"] else low
        had = _HAD.search(text[: match.start()]) or _DONE.match(text, match.end())
        if low is None or high is None or had or denied(text, match.start()):
            continue
        if match["join"] in ("-", "–", "to", "or", "/", None):
            bounds = (low, high) if low <= high else (high, low)
            yield Found(bounds, match[0], match.start(), match.end())
        else:
            yield Found((low, low), match["low"], match.start("low"), match.end("low"))
            yield Found((high, high), match["high"], match.start("high"), match.end("high"))


def _more(text: str) -> int | None:
    for match in _MORE.finditer(text):
        how = match["how"] or match["after"] or ("more" if match["n"] == "another" else None)
        count = 1 if match["n"] in ("a", "an", "another") else whole(match["n"])
        if how is not None and count is not None:
            return -count if how in ("fewer", "less") else count
    return None


def _fraction(text: str) -> str | None:
    """ "2.5 sessions": sessions come in whole numbers."""
    match = next((one for one in _COUNT.finditer(text) if whole(one["low"]) is None), None)
    return match[0] if match is not None else None


def _years(text: str) -> Found[int] | None:
    for match in _YEARS.finditer(text):
        about = _ABOUT_SUM if re.match("(?:for|in|first)", match[0]) else _ABOUT_MONEY
        if not about.search(text):
            continue
        words = match["n"] or match["m"]
        count = 10 if words is None else whole(words)
        if count is not None:
            return Found(count, match[0], match.start(), match.end())
    alone = _YEARS_ALONE.fullmatch(text)
    if alone is not None and (count := whole(alone["n"])) is not None:
        return Found(count, alone[0], 0, len(text))
    long = _LONG.search(text) if _ABOUT_MONEY.search(text) else None
    return Found(10, long[0], long.start(), long.end()) if long is not None else None


assert set(_CUES) | {"free"} == set(get_args(Cue)), "every cue has its pattern"
