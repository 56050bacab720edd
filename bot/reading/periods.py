"""Spans of time in words ("a couple of weeks", "a year and a half", "6-8 months") and counting with them."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

_SMALL: Final = dict(
    zip(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()
        + "seventeen eighteen nineteen twenty".split(),
        range(1, 21),
        strict=True,
    )
) | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90, "dozen": 12}
_SMALL_WORDS: Final = "|".join(_SMALL)
_UNIT_WORDS: Final = {
    "hour": "H", "hours": "H", "day": "D", "days": "D", "night": "D", "nights": "D", "week": "W", "weeks": "W",
    "weekend": "W", "weekends": "W", "fortnight": "F", "fortnights": "F", "month": "M", "months": "M", "year": "Y",
    "years": "Y", "decade": "T", "decades": "T", "minutes": "I", "minute": "I",
}  # fmt: skip
_UNITS: Final = "|".join(sorted(_UNIT_WORDS, key=len, reverse=True))
NUMBER: Final = rf"(?:\d+(?:[.,]\d+)?|{_SMALL_WORDS}|twenty (?:one|two|three|four|five|six|seven|eight|nine))"
_LOOSE: Final = (
    rf"(?:a couple of|a couple|couple of|couple|a good few|a few|few|several|half a|half|an|a|{NUMBER})"
)
_OR_TWO: Final = re.compile(rf"(?:a|an|one) (?P<unit>{_UNITS}) or (?P<high>two|three)")
QUANTITY: Final = (
    rf"(?:(?:a|an|one) (?:{_UNITS}) or (?:two|three)|{_LOOSE} (?:(?:-|to|or) {NUMBER} )?(?:and a half |or so |full |whole |good |long |solid )?(?:{_UNITS})"
    rf"(?: and a half| or so|(?: and)? {NUMBER} (?:months|weeks|days|month|week))?)"
)
_PARTS: Final = re.compile(
    rf"(?P<number>{_LOOSE}) (?:(?:-|to|or) (?P<high>{NUMBER}) )?(?P<half>and a half )?"
    rf"(?:or so |full |whole |good |long |solid )?(?P<unit>{_UNITS})(?P<half_after> and a half)?"
    rf"(?:(?: and)? (?P<more>{NUMBER}) (?P<more_unit>months|weeks|days|month|week))?"
)


@dataclass(frozen=True)
class Period:
    """A span of time: whole years, months, weeks, days, hours."""

    years: int = 0
    months: int = 0
    weeks: int = 0
    days: int = 0
    hours: int = 0

    @property
    def iso(self) -> str:
        """Unsigned ISO 8601 duration, "P0D" for nothing."""
        dated = "".join(
            f"{value}{unit}"
            for value, unit in ((self.years, "Y"), (self.months, "M"), (self.weeks, "W"), (self.days, "D"))
            if value
        )
        timed = f"T{self.hours}H" if self.hours else ""
        return f"P{dated}{timed}" if dated or timed else "P0D"

    def after(self, day: date) -> date:
        return self._move(day, 1)

    def before(self, day: date) -> date:
        return self._move(day, -1)

    def _move(self, day: date, sign: int) -> date:
        month = day.month - 1 + sign * (self.years * 12 + self.months)
        year = day.year + month // 12
        if not date.min.year < year < date.max.year:
            return date.min if sign < 0 else date.max
        month = month % 12 + 1
        moved = date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
        days = self.weeks * 7 + self.days + self.hours // 24
        try:
            return moved + sign * timedelta(days=days)
        except OverflowError:
            return date.min if sign < 0 else date.max


@dataclass(frozen=True)
class Span:
    """What the words of a quantity allow: the span said, the shortest and the longest it can mean."""

    said: Period
    shortest: Period
    longest: Period


def read_number(words: str) -> float:
    """ "two", "twenty one", "3.5", "a couple of" as a number. Raises ValueError on anything else."""
    if words in {"a", "an"}:
        return 1
    if words.startswith("half"):
        return 0.5
    if "couple" in words:
        return 2
    if "few" in words:
        return 3
    if words == "several":
        return 4
    if " " in words:
        tens, ones = words.split(" ")
        return _SMALL[tens] + _SMALL[ones]
    return _SMALL[words] if words in _SMALL else float(words.replace(",", "."))


def read_span(words: str) -> Span | None:
    """The span of a text matched by `QUANTITY`; None if it is beyond a human life."""
    either = _OR_TWO.fullmatch(words)
    if either:
        unit = _UNIT_WORDS[either["unit"]]
        one, more = period(1, unit), period(_SMALL[either["high"]], unit)
        return Span(one, one, more)
    match = _PARTS.fullmatch(words)
    if match is None:
        return None
    low = read_number(match["number"])
    unit = _UNIT_WORDS[match["unit"]]
    if match["half"] or match["half_after"]:
        low += 0.5
    extra = period(read_number(match["more"]), _UNIT_WORDS[match["more_unit"]]) if match["more"] else Period()
    high = read_number(match["high"]) if match["high"] else low
    if max(low, high) > 50_000:
        return None
    if "few" in match["number"]:
        shortest, longest = low - 1, low + 1
    elif match["number"] in {"several", "couple", "couple of", "a couple", "a couple of"}:
        shortest, longest = low, low + 1
    else:
        shortest, longest = min(low, high), max(low, high)
    said = _added(period(shortest if match["high"] else low, unit), extra)
    return Span(said, _added(period(shortest, unit), extra), _added(period(longest, unit), extra))


def period(number: float, unit: str) -> Period:
    """A period of `number` units, unit one of "H", "D", "W", "F"ortnight, "M", "Y", "T"en years, m"I"nutes."""
    whole = int(number)
    rest = number - whole
    if unit == "T":
        return period(number * 10, "Y")
    if unit == "Y":
        return Period(years=whole, months=round(rest * 12))
    if unit == "M":
        return Period(months=whole, days=round(rest * 30))
    if unit == "F":
        return period(number * 2, "W")
    if unit == "W":
        return Period(weeks=whole, days=round(rest * 7))
    if unit == "D":
        return Period(days=whole, hours=round(rest * 24))
    return Period(hours=round(number)) if unit == "H" else Period()


def _added(first: Period, second: Period) -> Period:
    return Period(
        first.years + second.years,
        first.months + second.months,
        first.weeks + second.weeks,
        first.days + second.days,
        first.hours + second.hours,
    )
