"""Times told from today: "two weeks ago", "in a month", "for years", "when I was 16"."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, Literal

from bot.reading.calendar_words import Window
from bot.reading.periods import NUMBER, QUANTITY, Period, Span, read_number, read_span

Kind = Literal[
    "ago",  # a point or window behind us
    "ahead",  # a point or window before us
    "on",  # a named day, month or year that can be either: the nearest past one, and `ahead` the next one
    "since",  # the start of something that goes on
    "for",  # how long something has lasted, counted back from today, or will last
    "until",  # the end of something that goes on
    "before",  # so long before the session
    "within",  # at some time between then and today ("in the last six months")
    "length",  # a length of time and nothing more, "4 months"
    "age",  # at an age, or in childhood
    "vague",  # "years ago", "recently", "soon"
    "impossible",  # a day that does not exist, "31/2/2026"
]


@dataclass(frozen=True)
class FoundTime:
    start: int  # offsets of Line.string
    end: int
    kind: Kind
    when: str | None
    first: date | None
    last: date | None
    ahead: Window | None = None
    behind: Window | None = None


_APPROX: Final = r"(?:about|around|roughly|like|maybe|say|only|just|some|probably|at)"
_OVER: Final = r"(?:over|more than|at least|just over|well over|longer than)"
_UNDER: Final = r"(?:under|less than|nearly|almost|just under|not quite|coming up to|not even)"
_SIZE: Final = rf"(?:(?P<over>{_OVER}) |(?P<under>{_UNDER}) |{_APPROX} )?"
_STATES: Final = (
    r"(?:(?:seizure|fit|cancer|drug|flare|symptom) )?(?:free|clean|sober|clear|quiet|dry)|in remission|off|without|"
    r"seizure free|in the clear"
)
_POST: Final = r"(?:post(?: - | )?(?:op|surgery|transplant|partum|treatment|chemo|fue|smp)?|postpartum|pp|since|after|out)"

Maker = Callable[[re.Match[str], date], "FoundTime | None"]


def _span(match: re.Match[str]) -> Span | None:
    return read_span(match["q"])


def _bounds(match: re.Match[str], span: Span, today: date) -> tuple[date | None, date | None]:
    """First and last day, counted back, with "over" and "nearly" taken at their word."""
    groups = match.groupdict()
    first, last = span.longest.before(today), span.shortest.before(today)
    if groups.get("over"):
        return None, last
    if groups.get("under"):
        nearly = groups["under"] in {"nearly", "almost", "just under", "not quite", "coming up to"}
        return first, _a_tenth_later(first, today) if nearly else today
    return first, last


def _a_tenth_later(day: date, today: date) -> date:
    return day + timedelta(days=max(1, (today - day).days // 10))


def _ago(match: re.Match[str], today: date) -> FoundTime | None:
    span = _span(match)
    if span is None:
        return None
    first, last = _bounds(match, span, today)
    return FoundTime(match.start(), match.end(), "ago", f"-{span.said.iso}", first, last)


def _lasting(match: re.Match[str], today: date) -> FoundTime | None:
    span = _span(match)
    if span is None:
        return None
    first, last = _bounds(match, span, today)
    return FoundTime(match.start(), match.end(), "for", f"-{span.said.iso}", first, last)


def _length(match: re.Match[str], today: date) -> FoundTime | None:
    lasting = _lasting(match, today)
    return lasting and replace(lasting, kind="length")


def _ahead(match: re.Match[str], today: date) -> FoundTime | None:
    span = _span(match)
    if span is None:
        return None
    window = Window(f"+{span.said.iso}", span.shortest.after(today), span.longest.after(today))
    behind = Window(f"-{span.said.iso}", span.longest.before(today), span.shortest.before(today))
    return FoundTime(
        match.start(), match.end(), "ahead", window.name, window.first, window.last, None, behind
    )


def _within(match: re.Match[str], today: date) -> FoundTime | None:
    span = _span(match)
    if span is None:
        return None
    return FoundTime(
        match.start(), match.end(), "within", f"-{span.said.iso}", span.longest.before(today), today
    )


def _last_unit(match: re.Match[str], today: date) -> FoundTime | None:
    start, end = match.start(), match.end()
    unit, lead = match["unit"], match["lead"]
    step = {"last": -1, "previous": -1, "this": 0, "next": 1, "coming": 1, "following": 1}[lead.split()[-1]]
    if unit == "week":
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=step)
        first, last = monday, monday + timedelta(days=6)
    elif unit == "weekend":
        saturday = today - timedelta(days=today.weekday()) + timedelta(days=5 + 7 * step)
        if step < 0 and today.weekday() >= 5:
            saturday = today - timedelta(days=today.weekday() + 2)
        first, last = saturday, saturday + timedelta(days=1)
    elif unit == "month":
        month = Period(months=abs(step))
        shifted = month.after(today.replace(day=1)) if step > 0 else month.before(today.replace(day=1))
        first, last = shifted, Period(months=1).after(shifted) - timedelta(days=1)
    else:
        first, last = date(today.year + step, 1, 1), date(today.year + step, 12, 31)
    letter = {"week": "1W", "weekend": "1W", "month": "1M", "year": "1Y"}[unit]
    if step == 0:
        name = str(today.year) if unit == "year" else f"{today:%Y-%m}" if unit == "month" else "P0D"
        past, ahead = Window(name, first, today), Window(name, today, last)
        return FoundTime(start, end, "on", past.name, past.first, past.last, ahead)
    name = f"-P{letter}" if step < 0 else f"+P{letter}"
    return FoundTime(start, end, "ago" if step < 0 else "ahead", name, first, last)


_DAYS: Final = {
    "day before yesterday": -2, "yesterday": -1, "last night": -1, "night before last": -2, "today": 0, "tonight": 0,
    "tomorrow": 1, "day after tomorrow": 2,
}  # fmt: skip


def _near_day(match: re.Match[str], today: date) -> FoundTime | None:
    words = match["day"]
    days = _DAYS.get(words, 0)
    day = today + timedelta(days=days)
    if days == 0:
        ahead = Window("P0D", day, day)
        return FoundTime(
            match.start(), match.end(), "ahead" if words == "tonight" else "on", "P0D", day, day, ahead
        )
    name = f"-P{-days}D" if days < 0 else f"+P{days}D"
    return FoundTime(match.start(), match.end(), "ago" if days < 0 else "ahead", name, day, day)


def _age(match: re.Match[str], today: date) -> FoundTime | None:
    age = read_number(match["age"])
    if not 0 < age < 100:
        return None
    adult = Period(years=max(_OF_AGE - 1 - int(age), 0), days=1)
    return FoundTime(match.start(), match.end(), "age", f"age {age:g}", None, adult.before(today))


_OF_AGE: Final = 18  # nobody younger is screened, so that "when I was 12" is five years ago at least
_CHILD_UNTIL: Final = 13  # "as a kid" is over by then


def _childhood(match: re.Match[str], today: date) -> FoundTime:
    teens = any(word in match.group() for word in ("teen", "adolescen", "school"))
    last = Period(days=1) if teens else Period(years=_OF_AGE - _CHILD_UNTIL)
    return FoundTime(match.start(), match.end(), "age", "childhood", None, last.before(today))


def _long_ago(match: re.Match[str], today: date) -> FoundTime:
    unit = match["unit"]
    least = {
        "days": Period(days=2),
        "weeks": Period(weeks=2),
        "months": Period(months=2),
        "years": Period(years=2),
    }
    period = least.get(unit or "", Period())
    last = period.before(today) if unit in least else None
    lasting = match.group().startswith(("for ", "in years", "in ages", "in many", "in several", "in decades"))
    return FoundTime(match.start(), match.end(), "for" if lasting else "vague", match.group(), None, last)


def _recently(match: re.Match[str], today: date) -> FoundTime:
    return FoundTime(
        match.start(), match.end(), "vague", match.group(), Period(months=2).before(today), today
    )


def _soon(match: re.Match[str], today: date) -> FoundTime:
    return FoundTime(match.start(), match.end(), "ahead", match.group(), today, Period(months=2).after(today))


def _part_of_year(match: re.Match[str], today: date) -> FoundTime | None:
    year = today.year + {"this": 0, "last": -1, "the": 0}[match["which"]]
    first, last = {
        "start": (1, 3), "beginning": (1, 3), "early": (1, 3), "earlier": (1, today.month), "middle": (5, 8),
        "end": (10, 12), "late": (9, 12), "later": (today.month, 12),
    }[match["part"]]  # fmt: skip
    begin = date(year, first, 1)
    end = Period(months=1).after(date(year, last, 1)) - timedelta(days=1)
    if begin > today or match["part"] == "later":
        return FoundTime(match.start(), match.end(), "ahead", match.group(), max(begin, today), end)
    return FoundTime(match.start(), match.end(), "ago", match.group(), begin, min(end, today))


def _session_before(match: re.Match[str], today: date) -> FoundTime | None:
    span = _span(match)
    return (
        None
        if span is None
        else FoundTime(match.start(), match.end(), "before", f"-{span.said.iso}", None, None)
    )


_Q: Final = rf"(?P<q>{QUANTITY})"
RELATIVE_RULES: Final[tuple[tuple[re.Pattern[str], Maker], ...]] = tuple(
    (re.compile(f"(?<= )(?:{pattern})(?= )"), make)
    for pattern, make in (
        (rf"{_SIZE}{_Q}(?: now)? (?:ago|back|earlier|previously|prior)(?! to )", _ago),
        (rf"(?:it (?:has|'s|is) been |been )?{_SIZE}{_Q} (?:since|{_POST})(?! (?:\d|surgery if))", _ago),
        (rf"(?:for|past|(?:for )?(?:the )?(?:last|past)|going on|coming up to) {_SIZE}{_Q}(?: now)?", _lasting),
        (rf"{_SIZE}{_Q} (?:{_STATES}|now|old|and counting)", _lasting),
        (rf"(?:been|has been|is|'s|had|was) {_SIZE}{_Q}(?= (?:[.,!?;]|now))", _lasting),
        (rf"(?:in|within|over|during) (?:the )?(?:last|past|previous) {_SIZE}{_Q}", _within),
        (rf"(?:in|within|another) {_SIZE}{_Q}(?: ' time| 's time| time)?", _ahead),
        (rf"(?<!every )(?<!each )(?<!per )(?<!once )(?<!twice )(?<!times )(?<!an )(?!an? (?:day|night|hour)s? )(?:(?!an? (?:week|month|year) )|(?<=stable )|(?<=clear )|(?<=quiet )|(?<=inactive )|(?<=free )|(?<=stopped )|(?<=finished )|(?<=about )|(?<=been )|(?<=dormant )){_SIZE}{_Q}(?! (?:pregnant|gone|along|apart|each|between))", _length),
        (rf"{_SIZE}{_Q} (?:from now|away|to go|' time|later|time)", _ahead),
        (rf"{_SIZE}{_Q} (?:before|prior to|ahead of) (?:my|the|a|our|smp|session|treatment|appointment)", _session_before),
        (
            r"(?P<lead>(?:early |late |earlier |later |the )?(?:last|previous|this|next|this coming|coming|following)) "
            r"(?P<unit>weekend|week|month|year)",
            _last_unit,
        ),
        (
            r"(?:the )?(?P<day>day before yesterday|day after tomorrow|night before last|yesterday|last night|"
            r"tonight|tomorrow|earlier today|later today|today|this (?:morning|afternoon|evening)|just now|right now)"
            r"(?: (?:morning|afternoon|evening|night|lunchtime))?",
            _near_day,
        ),
        (
            rf"(?:when i was|when he was|when she was|when they were|when i were|at(?: the)?(?: age(?: of)?)?|aged|age|"
            rf"since i was|since age|since the age of|from age|from the age of|turned|i was)(?: about| around| like| only)? "
            rf"(?P<age>{NUMBER})(?! (?:%|weeks|months|days|mg|mm|cm|to|kg|sessions|on|/|:|am|pm|percent))(?: years old)?",
            _age,
        ),
        (
            r"(?:(?:when|since|while|ever since) (?:i|he|she|they) (?:was|were) (?:just |only )?(?:a |an |very |in )?"
            r"(?:little |small |young )?(?:kid|child|baby|teenager|teen|toddler|boy|girl|infant|young|little|school|"
            r"younger|teens)|(?:as|since|from) (?:a |an )?(?:young |small |little )?(?:kid|child|baby|teenager|teen|"
            r"toddler|boy|girl|infant|childhood|birth)|(?:in|during|through|since) (?:my |his |her |their )?"
            r"(?:early |late )?(?:childhood|teens|school days|adolescence|infancy)|growing up|at school|childhood|"
            r"in primary school)",
            _childhood,
        ),
        (
            r"(?:(?:many|several|some|a few|long|donkeys) )?(?P<unit>years|months|weeks|days|ages|yonks) (?:and years )?"
            r"(?:ago|back)|a (?:long|good) (?:time|while) (?:ago|back)|a while (?:ago|back)|long ago|ages since|"
            r"(?:in|for) (?:many |several )?(?:years|ages|decades)(?! (?:old|of))|way back|back in the day|in the past",
            _long_ago,
        ),
        (r"(?:recently|the other (?:day|week|night)|not long ago|lately|the last few days)", _recently),
        (r"(?:soon|shortly|very soon|in the near future|any day now)", _soon),
        (
            r"(?:at |since |in )?(?:the )?(?P<part>start|beginning|early|earlier|middle|end|late|later) "
            r"(?:of |in )?(?P<which>this|last|the) year",
            _part_of_year,
        ),
    )
)  # fmt: skip
