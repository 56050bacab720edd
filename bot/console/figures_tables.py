"""The figures of the clinic as tables: what the page shows beneath its charts, and what is exported."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from markupsafe import Markup
from sqlalchemy.engine import Connection

from bot.console.figures_charts import Bar, Series, bars, lines
from bot.console.figures_reckoning import judged, middle_wait, slow_wait
from bot.console.pages import spell
from bot.console.queue_view import TITLES, channel_title
from bot.console.transcript_words import Words
from bot.database import figures
from bot.database.figures import UNSURE, Decided, Period
from bot.triage.dispositions import AFTER, BEFORE, Lane
from bot.understanding.topics import OUT_OF_SCOPE, SOCIAL

Cell = str | int | float | None

TOPICS_DRAWN: Final = 5
BARS_DRAWN: Final = 12
_NO_QUESTION: Final = SOCIAL | {UNSURE, OUT_OF_SCOPE}


@dataclass(frozen=True)
class Sheet:
    """One figure. told: what it shows, in words; rows: one cell per column; chart: empty without data."""

    id: str
    title: str
    told: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    chart: Markup = field(default_factory=Markup)


def sheets(connection: Connection, period: Period, zone: ZoneInfo, words: Words) -> list[Sheet]:
    """Every figure of a time. Weeks begin on Monday by the clinic's clock."""
    weeks = weeks_of(period, zone)
    asked = figures.asked(connection, period)
    by_week: dict[date, Counter[str]] = defaultdict(Counter)
    for each in asked:
        by_week[_week(each.hour, zone)][each.topic] += each.count
    return [
        _questions(weeks, by_week, words),
        _unsure(weeks, by_week),
        _steps(connection, period, words),
        _outcomes(connection, period, words),
        *_confusion(figures.decided(connection, period), words),
        _answered(connection, period),
        _business(connection, period, zone, weeks),
        _channels(connection, period),
    ]


def weeks_of(period: Period, zone: ZoneInfo) -> list[date]:
    """The Mondays of all weeks that a time touches."""
    first, last = _week(period.since, zone), _week(period.until - timedelta(microseconds=1), zone)
    return [first + timedelta(weeks=number) for number in range((last - first).days // 7 + 1)]


def _questions(weeks: Sequence[date], by_week: dict[date, Counter[str]], words: Words) -> Sheet:
    total: Counter[str] = Counter()
    for counted in by_week.values():
        total.update({topic: count for topic, count in counted.items() if topic not in _NO_QUESTION})
    topics = [topic for topic, _count in total.most_common()]
    drawn = [
        Series(words.topic(topic), [by_week[week][topic] for week in weeks])
        for topic in topics[:TOPICS_DRAWN]
    ]
    best = (
        f"Most asked: {words.topic(topics[0])}, {total[topics[0]]:,} times."
        if topics
        else "No questions yet."
    )
    return Sheet(
        "questions",
        "Questions per topic and week",
        f"{best} Typed messages by their main topic.",
        ["Topic", *(_day(week) for week in weeks), "All"],
        [[words.topic(topic), *(by_week[week][topic] for week in weeks), total[topic]] for topic in topics],
        _lines("questions", "Questions per topic and week", best, weeks, drawn) if topics else Markup(),
    )


def _unsure(weeks: Sequence[date], by_week: dict[date, Counter[str]]) -> Sheet:
    rows: list[list[Cell]] = []
    for week in weeks:
        counted = by_week[week]
        every = sum(counted.values())
        unsure, outside = counted[UNSURE], counted[OUT_OF_SCOPE]
        rows.append([_day(week), every, unsure, _share(unsure, every), outside, _share(outside, every)])
    every, unsure, outside = (sum(int(row[place] or 0) for row in rows) for place in (1, 2, 4))
    told = (
        f"{_share(unsure, every)} % not understood at once, {_share(outside, every)} % about something else."
    )
    drawn = [
        Series("Not understood", [float(row[3] or 0) for row in rows]),
        Series("Something else", [float(row[5] or 0) for row in rows]),
    ]
    title = "Not understood, and about something else"
    return Sheet(
        "unsure",
        title,
        told if every else "No questions yet.",
        ["Week from", "Messages", "Not understood", "%", "Something else", "%"],
        rows,
        _lines("unsure", title, told, weeks, drawn, " %") if every else Markup(),
    )


def _steps(connection: Connection, period: Period, words: Words) -> Sheet:
    found = figures.steps(connection, period)
    title = "Where dialogues end"
    rows: list[list[Cell]] = [
        [_form(each.form), _step(each.step, words), each.asked, each.left, _share(each.left, each.asked)]
        for each in found
    ]
    worst = sorted(found, key=lambda each: -each.left)[:BARS_DRAWN]
    drawn = [
        Bar(
            f"{_form(each.form)}: {_step(each.step, words)}",
            (each.asked - each.left, each.left),
            f"{each.left} of {each.asked}",
        )
        for each in worst
    ]
    told = "In how many conversations a question was asked, and in how many nothing was said after it."
    return Sheet(
        "steps",
        title,
        told,
        ["Dialogue", "Question", "Asked", "Last thing said", "%"],
        rows,
        bars("steps", title, told, drawn) if drawn else Markup(),
    )


def _outcomes(connection: Connection, period: Period, words: Words) -> Sheet:
    found = figures.outcomes(connection, period)
    title, told = "Outcomes by rule", "Which rule decided a finished health check, and what came of it."
    rows: list[list[Cell]] = [[_rule(each.rule), words.outcome(each.outcome), each.count] for each in found]
    drawn = [
        Bar(f"{_rule(each.rule)}: {words.outcome(each.outcome)}", (each.count,), f"{each.count:,}")
        for each in found[:BARS_DRAWN]
    ]
    return Sheet(
        "outcomes",
        title,
        told,
        ["Rule", "Outcome", "People"],
        rows,
        bars("outcomes", title, told, drawn) if drawn else Markup(),
    )


def _confusion(found: Sequence[Decided], words: Words) -> list[Sheet]:
    return [_confused("before", BEFORE, found, words), _confused("after", AFTER, found, words)]


def _confused(lane: Lane, known: Sequence[str], found: Sequence[Decided], words: Words) -> Sheet:
    mine = {(each.bot, each.person): each.count for each in found if each.lane == lane}
    met = {each for pair in mine for each in pair}
    codes = [*(code for code in known if code in met), *sorted(met - set(known))]
    rows: list[list[Cell]] = [
        [words.outcome(bot), *(mine.get((bot, person), 0) for person in codes)] for bot in codes
    ]
    every, same, under, over = judged(mine, lane)
    title = f"Assistant against staff, {lane} a session"
    told = (
        f"{every} decided: {_share(same, every)} % the same, {_share(under, every)} % where the assistant was too mild"
        f" (under-triage), {_share(over, every)} % where it was too strict (over-triage)."
        " A row is what the assistant said, a column what a person decided."
    )
    drawn = [
        Bar("The same", (same,), f"{same:,}"),
        Bar("Assistant too mild", (under,), f"{under:,}"),
        Bar("Assistant too strict", (over,), f"{over:,}"),
    ]
    return Sheet(
        f"confusion-{lane}",
        title,
        told if every else "Nobody has decided about such a case yet.",
        ["Assistant said", *(words.outcome(code) for code in codes)],
        rows,
        bars(f"confusion-{lane}", title, told, drawn) if every else Markup(),
    )


def _answered(connection: Connection, period: Period) -> Sheet:
    title = "Time to the first answer of a person"
    rows: list[list[Cell]] = []
    drawn: list[Bar] = []
    for each in figures.answered(connection, period):
        kind, waited = TITLES[each.kind], each.waited
        middle, slow = middle_wait(waited), slow_wait(waited)
        shown = (spell(middle) if middle is not None else None, spell(slow) if slow is not None else None)
        rows.append([kind, len(waited), *shown, each.late, each.waiting])
        if middle is not None:
            drawn.append(Bar(kind, (middle.total_seconds() / 60,), spell(middle)))
    told = "From the promise that somebody answers to a person's first message. Half waited less than the middle time."
    return Sheet(
        "answered",
        title,
        told,
        ["Waited for", "Answered", "Middle", "Nine in ten within", "Of these late", "Still waiting"],
        rows,
        bars("answered", title, told, drawn) if drawn else Markup(),
    )


def _business(connection: Connection, period: Period, zone: ZoneInfo, weeks: Sequence[date]) -> Sheet:
    quotes = Counter(_week(at, zone) for at in figures.quoted(connection, period))
    leads = Counter(_week(at, zone) for at in figures.requested(connection, period))
    title, any_ = "Quotes and consultation requests", bool(quotes or leads)
    told = f"{sum(quotes.values()):,} estimates told, {sum(leads.values()):,} consultations asked for."
    drawn = [
        Series("Quotes", [quotes[week] for week in weeks]),
        Series("Requests", [leads[week] for week in weeks]),
    ]
    return Sheet(
        "business",
        title,
        told,
        ["Week from", "Quotes", "Requests"],
        [[_day(week), quotes[week], leads[week]] for week in weeks],
        _lines("business", title, told, weeks, drawn) if any_ else Markup(),
    )


def _channels(connection: Connection, period: Period) -> Sheet:
    found = figures.channels(connection, period)
    every = sum(found.values())
    title, told = "Channels", f"{every:,} conversations began."
    drawn = [
        Bar(channel_title(channel), (count,), f"{_share(count, every)} %") for channel, count in found.items()
    ]
    return Sheet(
        "channels",
        title,
        told,
        ["Channel", "Conversations", "%"],
        [[channel_title(channel), count, _share(count, every)] for channel, count in found.items()],
        bars("channels", title, told, drawn) if drawn else Markup(),
    )


def _lines(
    id_: str, title: str, told: str, weeks: Sequence[date], drawn: Iterable[Series], unit: str = ""
) -> Markup:
    return lines(id_, title, told, [f"{week.day} {week:%b}" for week in weeks], list(drawn), unit)


def _week(at: datetime, zone: ZoneInfo) -> date:
    day = at.astimezone(zone).date()
    return day - timedelta(days=day.weekday())


def _day(week: date) -> str:
    return f"{week.day} {week:%b %Y}"


def _share(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0


def _form(key: str) -> str:
    return {"screening": "Health check", "dates": "Dates", "booking": "Consultation"}.get(
        key, key.capitalize()
    )


def _step(step: str, words: Words) -> str:
    return (
        words.condition(step)
        if step in words.rulebook.conditions
        else step.replace("_", " ").replace(".", ": ")
    )


def _rule(rule: str) -> str:
    return rule or "no rule against it"
