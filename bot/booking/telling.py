"""Days, times and a request in words, as the visitor and the clinic read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Final

from bot.booking.contacts import Contact
from bot.booking.opening import Closed, hours_on
from bot.booking.state import State
from bot.booking.time_groups import Stretch
from bot.booking.wording import Wording
from bot.knowledge.clinic import WEEKDAYS, Clinic, Opening

_PARTS: Final = {
    "morning": "in the morning",
    "lunchtime": "at lunchtime",
    "afternoon": "in the afternoon",
    "evening": "in the evening",
}
_NUMBERS: Final = ("no", "one", "two", "three", "four", "five", "six", "seven")


def day_shown(day: date) -> str:
    """ "Friday 4 December 2026"."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def listed(items: Sequence[str]) -> str:
    return f"{', '.join(items[:-1])} and {items[-1]}" if len(items) > 1 else "".join(items)


def weekdays_shown(days: Sequence[int]) -> str:
    """ "Monday to Wednesday and Friday"; runs of three and more are drawn together."""
    runs: list[list[int]] = []
    for day in sorted(days):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    names: list[str] = []
    for run in runs:
        if len(run) > 2:
            names.append(f"{_weekday(run[0])} to {_weekday(run[-1])}")
        else:
            names += map(_weekday, run)
    return listed(names)


def stretch_shown(stretch: Stretch) -> str:
    """ "Saturday, in the morning", "any day, after 17:00"."""
    words = [part for part in (_days(stretch), _time_of_day(stretch)) if part]
    if stretch.soon:
        words = ["as soon as possible", *(word for word in words if word != "any day")]
    return ", ".join(words)


def times_shown(times: Sequence[Stretch], any_time: str) -> str:
    shown = [stretch_shown(stretch) for stretch in times]
    return "; ".join(any_time if words == "any day" else words for words in shown) or any_time


def contact_line(contact: Contact, wording: Wording) -> str:
    label = wording.labels[contact.kind]
    return label if contact.kind == "chat" else f"{label}: {contact.shown}"


def summary_lines(state: State, wording: Wording) -> Iterator[str]:
    labels = wording.labels
    yield f"{labels['name']}: {state.name or labels['no_name']}"
    for contact in state.contacts:
        yield contact_line(contact, wording)
    yield f"{labels['times']}: {times_shown(state.times, labels['any_time'])}"
    yield f"{labels['wishes']}: {' / '.join(state.wishes) or labels['no_wishes']}"


def closed_text(closed: Closed, clinic: Clinic, wording: Wording) -> str:
    """Why a wish cannot be."""
    days = [item for item in closed.days if isinstance(item, date)]
    if closed.why == "holiday":
        return wording.say("closed_holiday", day=day_shown(days[0]), holiday=closed.holiday)
    numbers = [item for item in closed.days if isinstance(item, int)]
    shown = listed([day_shown(day) for day in days]) if days else weekdays_shown(numbers)
    if closed.why == "weekday":
        return wording.say("closed_weekday", days=shown if days else _plural(shown))
    if days:
        return wording.say("closed_hours", days=shown, hours=_hours(hours_on(days[0], clinic)))
    same: dict[str, list[int]] = {}
    for number in numbers:
        same.setdefault(_hours(clinic.hours[WEEKDAYS[number]]), []).append(number)
    return " ".join(
        wording.say("closed_hours", days=weekdays_shown(group), hours=hours) for hours, group in same.items()
    )


def reply_shown(by: datetime, working_days: int) -> tuple[str, str]:
    """(how many working days, the day and time) for "within …, by …"."""
    count = _NUMBERS[working_days] if working_days < len(_NUMBERS) else str(working_days)
    days = f"{count} working day{'' if working_days == 1 else 's'}"
    return days, f"{by:%A} {by.day} {by:%B}, {by:%H:%M}"


def _days(stretch: Stretch) -> str:
    weekdays = weekdays_shown(stretch.weekdays) if stretch.weekdays else ""
    first, last = stretch.first, stretch.last
    if first is not None and first == last:
        return day_shown(first)
    if first is not None and last is not None:
        span = f"{first:%A} {first.day} {first:%B} to {day_shown(last)}"
    elif first is not None:
        span = f"from {day_shown(first)}"
    else:
        span = f"until {day_shown(last)}" if last is not None else ""
    return ", ".join(part for part in (weekdays, span) if part) or "any day"


def _time_of_day(stretch: Stretch) -> str:
    if stretch.part is not None:
        return _PARTS[stretch.part]
    start, end = stretch.start, stretch.end
    if start is not None and start == end:
        return f"at {start:%H:%M}"
    if start is not None and end is not None:
        return f"between {start:%H:%M} and {end:%H:%M}"
    if start is not None:
        return f"after {start:%H:%M}"
    return f"before {end:%H:%M}" if end is not None else ""


def _hours(hours: Sequence[Opening]) -> str:
    return listed([f"from {item.start:%H:%M} to {item.end:%H:%M}" for item in hours])


def _weekday(number: int) -> str:
    return WEEKDAYS[number].capitalize()


def _plural(days: str) -> str:
    return days if " to " in days else days.replace(" and", "s and").replace(",", "s,") + "s"
