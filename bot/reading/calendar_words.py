"""Days, months, weekdays, seasons and numeric dates in words, as windows of calendar days."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

_MONTH_WORDS: Final = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb febuary", "march mar", "april apr", "may", "june jun", "july jul",
            "august aug", "september sept sep", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_WEEKDAY_WORDS: Final = {
    name: number
    for number, names in enumerate(
        ("monday mon", "tuesday tues tue", "wednesday weds wed", "thursday thurs thur thu", "friday fri",
         "saturday sat", "sunday sun")
    )
    for name in names.split()
}  # fmt: skip
_SEASONS: Final = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11), "winter": (12, 2)}
MONTH: Final = rf"(?:{'|'.join(sorted(_MONTH_WORDS, key=len, reverse=True))})"
WEEKDAY: Final = rf"(?:{'|'.join(sorted(_WEEKDAY_WORDS, key=len, reverse=True))})"
_LONG_WEEKDAY: Final = rf"(?:{'|'.join(name for name in _WEEKDAY_WORDS if len(name) > 4 or name == 'tues')})"
_DAY_LEAD: Final = "(?:last|this|next|on|coming|since|until|till|by|from|for|this coming)"
DAY_NUMBER: Final = r"(?:[0-3]?\d)(?:st|nd|rd|th)"
_LEAD: Final = (
    r"(?:in|since|from|until|till|til|by|around|about|during|before|after|of|last|next|this|early|late|mid|"
    r"the (?:start|beginning|end|middle) of|back in|on|coming|roughly)"
)


@dataclass(frozen=True)
class Window:
    """Days first..last, both included, and the short name they go by ("2024-03", "-P1D", "last summer")."""

    name: str
    first: date | None
    last: date | None


@dataclass(frozen=True)
class CalendarWords:
    """A piece of text that names days: the window if they are behind us, and the window if ahead.

    Both are the same if the words leave no choice ("2019"); both are None for a day that does not exist.
    """

    start: int
    end: int
    past: Window | None
    future: Window | None


Handler = Callable[[re.Match[str], date, bool], tuple[Window | None, Window | None]]


def read_calendar_words(line: str, today: date, day_first: bool) -> list[CalendarWords]:
    """All calendar words of a `Line.string`, overlapping ones included; offsets are of that string."""
    found = []
    for pattern, handle in _RULES:
        for match in pattern.finditer(line):
            past, future = handle(match, today, day_first)
            found.append(CalendarWords(match.start(), match.end(), past, future))
    return found


def month_window(year: int, month: int) -> Window:
    last = calendar.monthrange(year, month)[1]
    return Window(f"{year:04d}-{month:02d}", date(year, month, 1), date(year, month, last))


def year_window(year: int) -> Window:
    return Window(f"{year:04d}", date(year, 1, 1), date(year, 12, 31))


def _day(year: int, month: int, day: int) -> Window | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return Window(found.isoformat(), found, found)


def _year(digits: str | None) -> int | None:
    if digits is None:
        return None
    return int(digits) + (2000 if int(digits) < 60 else 1900) if len(digits) == 2 else int(digits)


def _around(month: int, day: int, today: date) -> tuple[Window | None, Window | None]:
    """The last and the next such day, today included on both sides."""
    years = range(today.year - 8, today.year + 9)  # 29 February may be eight years away
    days = [window for year in years if (window := _day(year, month, day)) and window.first]
    past = [window for window in days if window.first and window.first <= today]
    future = [window for window in days if window.first and window.first >= today]
    return (past[-1] if past else None), (future[0] if future else None)


def _iso(match: re.Match[str], today: date, day_first: bool) -> tuple[Window | None, Window | None]:
    day = _day(int(match["y"]), int(match["m"]), int(match["d"]))
    return day, day


def _numeric(match: re.Match[str], today: date, day_first: bool) -> tuple[Window | None, Window | None]:
    first, second = int(match["a"]), int(match["b"])
    day, month = (first, second) if day_first else (second, first)
    if month > 12 >= day:  # 3/25 can only be a month-first date, whoever wrote it
        day, month = month, day
    year = _year(match["y"])
    if year is None:
        return _around(month, day, today)
    found = _day(year, month, day)
    return found, found


def _dotted(match: re.Match[str], today: date, day_first: bool) -> tuple[Window | None, Window | None]:
    day, month, year = match["whole"].split(".")
    found = _day(_year(year) or 0, int(month), int(day))
    return found, found


def _day_and_month(match: re.Match[str], today: date, day_first: bool) -> tuple[Window | None, Window | None]:
    month, day = _MONTH_WORDS[match["month"]], int(re.sub(r"\D", "", match["day"]))
    if match["y"]:
        found = _day(int(match["y"]), month, day)
        return found, found
    return _around(month, day, today)


def _month(match: re.Match[str], today: date, day_first: bool) -> tuple[Window | None, Window | None]:
    month = _MONTH_WORDS[match["month"]]
    lead = match["lead"] or ""
    said = match["y"]
    if said:
        year = {"last year": today.year - 1, "this year": today.year, "next year": today.year + 1}.get(said)
        window = month_window(year or int(said), month)
        return window, window
    past = month_window(today.year if month <= today.month else today.year - 1, month)
    future = month_window(today.year if month >= today.month else today.year + 1, month)
    if "last" in lead and month == today.month:
        past = month_window(today.year - 1, month)
    if "next" in lead and month == today.month:
        future = month_window(today.year + 1, month)
    if past == future and past.last and past.first:  # the month we are in: cut at today
        return Window(past.name, past.first, min(past.last, today)), Window(past.name, today, past.last)
    return past, future


def _year_alone(match: re.Match[str], today: date, day_first: bool) -> tuple[Window | None, Window | None]:
    window = year_window(int(match["y"]))
    return window, window


def _years(match: re.Match[str], today: date, day_first: bool) -> tuple[Window | None, Window | None]:
    window = Window(match["end"], date(int(match["y"]), 1, 1), date(int(match["end"]), 12, 31))
    return window, window


_DECADES: Final = {"sixties": 60, "seventies": 70, "eighties": 80, "nineties": 90, "noughties": 0}


def _easter(match: re.Match[str], today: date, day_first: bool) -> tuple[Window | None, Window | None]:
    years = [int(match["y"])] if match["y"] else list(range(today.year - 1, today.year + 2))
    windows = [Window(f"easter {year}", date(year, 3, 20), date(year, 4, 27)) for year in years]
    if match["y"]:
        return windows[0], windows[0]
    past = [window for window in windows if window.first and window.first <= today]
    future = [window for window in windows if window.last and window.last >= today]
    return past[-1], future[0]


def _decade(match: re.Match[str], today: date, day_first: bool) -> tuple[Window | None, Window | None]:
    name = match["decade"]
    start = _DECADES[name] if name in _DECADES else int(name)
    first = start if start > 100 else start + (1900 if start >= 40 else 2000)
    window = Window(match.group(), date(first, 1, 1), date(first + 9, 12, 31))
    return window, window


def _weekday(match: re.Match[str], today: date, day_first: bool) -> tuple[Window | None, Window | None]:
    number = _WEEKDAY_WORDS[match["day"]]
    back = (today.weekday() - number) % 7 or 7
    ahead = (number - today.weekday()) % 7 or 7
    if "week" in (match["tail"] or ""):
        ahead += 7 if ahead + today.weekday() < 7 else 0
    past, future = today - timedelta(back), today + timedelta(ahead)
    return Window(past.isoformat(), past, past), Window(future.isoformat(), future, future)


def _day_of_month(match: re.Match[str], today: date, day_first: bool) -> tuple[Window | None, Window | None]:
    day = int(re.sub(r"\D", "", match["day"]))
    if not 1 <= day <= 31:
        return None, None
    months = [
        (today.year + (today.month - 1 + step) // 12, (today.month - 1 + step) % 12 + 1)
        for step in range(-3, 4)
    ]
    days = [window for year, month in months if (window := _day(year, month, day)) and window.first]
    past = [window for window in days if window.first and window.first <= today]
    future = [window for window in days if window.first and window.first >= today]
    return past[-1], future[0]


def _season(match: re.Match[str], today: date, day_first: bool) -> tuple[Window | None, Window | None]:
    name = match["season"]
    words = " ".join(filter(None, (match["lead"], name)))
    if match["y"] and match["y"].isdigit():
        window = _season_of(name, int(match["y"]), f"{name} {match['y']}")
        return window, window
    shift = {"last year": -1, "next year": 1}.get(match["y"] or "")
    if shift is not None:
        window = _season_of(name, today.year + shift, f"{words} {match['y']}")
        return window, window
    windows = [_season_of(name, today.year + step, words) for step in (-2, -1, 0, 1, 2)]
    over = [window for window in windows if window.last and window.last < today]
    begun = [window for window in windows if window.first and window.first <= today]
    ahead = [window for window in windows if window.last and window.last >= today]
    return (over if match["lead"] == "last" else begun)[-1], ahead[0]


def _season_of(name: str, year: int, words: str) -> Window:
    first, last = _SEASONS[name]
    end_year = year if first <= last else year + 1
    return Window(words, date(year, first, 1), date(end_year, last, calendar.monthrange(end_year, last)[1]))


def _holiday(match: re.Match[str], today: date, day_first: bool) -> tuple[Window | None, Window | None]:
    month, day = {"christmas": (12, 25), "xmas": (12, 25), "halloween": (10, 31)}.get(match["day"], (1, 1))
    past, future = _around(month, day, today)
    return past, future


_YEAR: Final = r"(?:19[3-9]\d|20[0-6]\d)"
_RULES: Final[tuple[tuple[re.Pattern[str], Handler], ...]] = tuple(
    (re.compile(f"(?<= )(?:{pattern})(?= )"), handler)
    for pattern, handler in (
        (rf"(?P<y>{_YEAR}) - (?P<m>\d\d?) - (?P<d>\d\d?)", _iso),
        (r"(?P<a>\d\d?) (?P<mark>[/-]) (?P<b>\d\d?) (?P=mark) (?P<y>\d{4}|\d\d)", _numeric),
        (
            r"(?<= on | of | by )(?P<a>[0-3]?\d) / (?P<b>[0-3]?\d)(?! [/%\w])(?P<y>\b\B)?",
            _numeric,
        ),
        (
            r"(?:(?<=since )|(?<=until )|(?<=from )|(?<=till )|(?<=on the )|(?<=session )|(?<=before )|(?<=after ))"
            r"(?P<a>[0-3]?\d) / (?P<b>[0-3]?\d)(?P<y>\b\B)?",
            _numeric,
        ),
        (r"(?P<whole>[0-3]?\d\.[01]?\d\.(?:\d{4}|\d\d))", _dotted),
        (
            rf"(?:the )?(?P<day>{DAY_NUMBER}|[0-3]?\d) (?:of )?(?P<month>{MONTH})(?:(?: ,)? (?P<y>{_YEAR}))?",
            _day_and_month,
        ),
        (
            rf"(?P<month>{MONTH}) (?:the )?(?P<day>{DAY_NUMBER}|[0-3]?\d)(?:(?: ,)? (?P<y>{_YEAR}))?",
            _day_and_month,
        ),
        (
            rf"(?P<lead>{_LEAD}(?: {_LEAD})? )(?P<month>{MONTH})"
            rf"(?: (?:of )?(?P<y>{_YEAR}|last year|this year|next year))?",
            _month,
        ),
        (rf"(?P<lead>\b\B)?(?P<month>{MONTH}) (?:of )?(?P<y>{_YEAR}|last year|this year|next year)", _month),
        (
            r"(?P<lead>\b\B)?(?P<month>january|february|april|june|july|august|september|october|november|"
            r"december)(?P<y>\b\B)?",
            _month,
        ),
        (rf"(?:from |between )?(?P<y>{_YEAR}) (?:-|to|until|till|and|/) (?P<end>{_YEAR})", _years),
        (rf"(?:{_LEAD} )(?P<y>{_YEAR})", _year_alone),
        (rf"(?:(?:last|this|next|at|over|since|by|before|after) )*easter(?: (?P<y>{_YEAR}))?", _easter),
        (
            r"(?:in |since |back in )?the (?:early |mid |late )?(?P<decade>(?:19|20)?[0-9]0|sixties|seventies|eighties|nineties|noughties)(?: 's| s)?",
            _decade,
        ),
        (rf"(?P<y>{_YEAR})(?= (?:[,.!?;:()]|and|but|so|for|or|then|when|after|as|with|$))", _year_alone),
        (
            rf"(?<!every )(?<!each )(?:{_DAY_LEAD} )*(?P<day>{_LONG_WEEKDAY})(?P<tail>(?: last| next)? week)?",
            _weekday,
        ),
        (rf"(?:{_DAY_LEAD} )+(?P<day>{WEEKDAY})(?P<tail>(?: last| next)? week)?", _weekday),
        (
            rf"the (?P<day>{DAY_NUMBER})(?! (?:time|session|of|one|treatment|day|week|appointment))",
            _day_of_month,
        ),
        (
            rf"(?P<lead>last|this|next|in the|over the|since|during the|back in the|past) "
            rf"(?P<season>spring|summer|autumn|winter|fall)(?: (?:of )?(?P<y>{_YEAR}|last year|next year|this year))?",
            _season,
        ),
        (
            r"(?:(?:last|this|next|at|over|since|by|before|after) )*(?P<day>christmas|xmas|halloween|new year)",
            _holiday,
        ),
    )
)
