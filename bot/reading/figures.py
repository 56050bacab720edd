"""Figures in a text: HbA1c, blood sugar, blood pressure, CD4 count, fever, age, weeks of pregnancy, doses, days."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from bot.reading.periods import NUMBER, read_number
from bot.reading.text import Line, whole_words

_N: Final = r"(?P<n>\d+(?:[.,]\d+)?)"
_MG_PER_MMOL: Final = 18.0  # mg/dL of glucose in one mmol/L
_HBA1C_PERCENT_BELOW: Final = 20.0  # an HbA1c is a percentage below it, mmol/mol above
_GLUCOSE_MG_ABOVE: Final = 40.0  # mmol/L never reach it, mg/dL always do
_FAHRENHEIT_ABOVE: Final = 90.0


@dataclass(frozen=True)
class Figure:
    """Attribute `name` is `value`, read from words first..last (last excluded)."""

    name: str
    value: str
    first: int
    last: int


def read_figures(line: Line) -> list[Figure]:
    """All figures of a text, in the order of the rules; overlapping ones are possible."""
    found = []
    for pattern, make in _RULES:
        for match in line.find(pattern):
            found += [Figure(name, value, match.first, match.last) for name, value in make(match.match)]
    return found


Made = Iterator[tuple[str, str]]


def _plain(number: float) -> str:
    return f"{number:g}"


def _number(match: re.Match[str]) -> float:
    return float(match["n"].replace(",", "."))


def _hba1c(match: re.Match[str]) -> Made:
    number = _number(match)
    percent = number < _HBA1C_PERCENT_BELOW
    if 3 <= number <= 200:
        yield "hba1c", f"{_plain(number)} {'%' if percent else 'mmol/mol'}"


def _glucose(match: re.Match[str]) -> Made:
    number = _number(match)
    if number > _GLUCOSE_MG_ABOVE:
        number = round(number / _MG_PER_MMOL, 1)
    if 1 <= number <= 40:
        yield "glucose", _plain(number)


def _pressure(match: re.Match[str]) -> Made:
    high, low = int(match["high"]), int(match["low"])
    if 70 <= high <= 260 and 40 <= low <= 150 and high > low:
        yield "blood_pressure", f"{high}/{low}"


def _cd4(match: re.Match[str]) -> Made:
    yield "cd4", _plain(_number(match))


def _fever(match: re.Match[str]) -> Made:
    number = _number(match)
    if number > _FAHRENHEIT_ABOVE:
        number = round((number - 32) / 1.8, 1)
    if 35 <= number <= 43:
        yield "fever_value", _plain(number)


def _age(match: re.Match[str]) -> Made:
    age = read_number(match["age"])
    if 0 < age < 130 and age == int(age):
        yield "age", _plain(age)


def _age_to_be(match: re.Match[str]) -> Made:
    """ "17 in two weeks" is 16 now."""
    yield "age", str(int(match["age"]) - 1)


def _weeks(match: re.Match[str]) -> Made:
    number = read_number(match["count"])
    weeks = number * 52 / 12 if match["unit"].startswith("month") else number
    if 0 < weeks <= 43:
        yield "weeks_pregnant", _plain(round(weeks))


def _dose(match: re.Match[str]) -> Made:
    yield "dose", f"{_plain(_number(match))}{match['unit'].rstrip('s')}"


def _day(match: re.Match[str]) -> Made:
    number = read_number(match["count"])
    if 0 <= number <= 60:
        yield "day", _plain(number)


def _minutes(match: re.Match[str]) -> Made:
    number = read_number(match["count"])
    yield "minutes", _plain(number * 60 if match["unit"].startswith("hour") else number)


_RULES: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Made]], ...]] = (
    (whole_words(rf"(?:hba 1 c|hba 1c|a 1 c|hb a 1 c)(?: (?!\d)\S+){{0,4}}? {_N}(?: %| mmol(?: / mol)?| percent)?"), _hba1c),
    (whole_words(rf"{_N} (?:%|percent|mmol(?: / mol)?) (?:hba 1 c|a 1 c)"), _hba1c),
    (whole_words(rf"(?:last one|last reading|latest|last test|average) (?:was |is )?{_N} %"), _hba1c),
    (
        whole_words(
            rf"(?:sugar|sugars|glucose|readings?|levels?|bm|bms)(?: (?!\d)\S+){{0,4}}? {_N}"
            rf"(?! (?:years|months|weeks|days|times|/|%|mg|hours|am|pm))"
        ),
        _glucose,
    ),
    (whole_words(r"(?P<high>\d{2,3}) (?:/|over) (?P<low>\d{2,3})"), _pressure),
    (whole_words(rf"cd 4(?: (?!\d)\S+){{0,4}}? {_N}"), _cd4),
    (
        whole_words(
            rf"(?:temperature|temp|fever|thermometer)(?: (?!\d)\S+){{0,4}}? {_N}"
            rf"(?! (?:years|months|weeks|days|hours|times|/|%|mg|day|am|pm))"
        ),
        _fever,
    ),
    (whole_words(rf"{_N} (?:° ?c|°|degrees|celsius|deg|c|f|° f)(?: (?:celsius|c|fahrenheit))?"), _fever),
    (
        whole_words(
            rf"(?:i am|i 's|he 's|she 's|he is|she is|is|am|aged?|turned|just turned|only|'s|and)(?: only| just| about| nearly| almost)? (?P<age>{NUMBER})"
            rf"(?= (?:[.,!?;]|and|but|so|can|do|years?|yo|y|male|female|man|guy|woman|m|f|now|in|next|soon|wants|want|with|he|she|will|is|at|- year|turning|old|this)(?= |$))"
            rf"(?! (?:years? (?:ago|since|of|clear|clean|free|post|after|later|now|on|in)|in the|and a half|is the))(?: years old| year old| yo| y / o| y o)?"
        ),
        _age,
    ),
    (whole_words(rf"(?P<age>1[0-8]) (?:in|next) (?:{NUMBER} |a |a few |a couple of )?(?:days|weeks|months|week|month|january|february|march|april|may|june|july|august|september|october|november|december)"), _age_to_be),
    (whole_words(rf"(?P<age>{NUMBER}) and a half(?! (?:weeks|months|days|hours))"), _age),
    (re.compile(r"(?<=^ )(?P<age>1[0-7])(?= (?:[,.]|m|f|male|female|and|y|yo) )"), _age),
    (whole_words(r"(?:only|just) (?P<age>1[0-7])(?= (?:$|[,.!?]|unfortunately|sadly|but|so|and|though))"), _age),
    (whole_words(rf"(?:just )?turned (?P<age>{NUMBER})(?! (?:weeks|months|days))"), _age),
    (whole_words(rf"(?:i am|he 's|she 's|he is|she is|is|am|aged?|turned|just turned)(?: only| just)? (?P<age>{NUMBER})(?= $)"), _age),
    (whole_words(rf"(?:a )?(?P<age>{NUMBER})(?: -)? (?:years? old|year olds?|yo|y / o|y o|yrs old|yr old|year - old|years - old|- year - old|- year old)"), _age),
    (
        whole_words(
            rf"(?P<count>{NUMBER}) (?P<unit>weeks?|months?)(?: and \d days?)? (?:pregnant|gone|along|preggo|preggers|pregnent|preg)"
        ),
        _weeks,
    ),
    (whole_words(rf"pregnant (?P<count>{NUMBER}) (?P<unit>weeks?|months?)"), _weeks),
    (whole_words(rf"{_N} ?(?P<unit>mgs?|mcg|ml|milligrams?|units)"), _dose),
    (whole_words(rf"(?<!as )(?<!than )(?<!like )(?:day|on day) (?P<count>{NUMBER})"), _day),
    (whole_words(rf"(?P<count>{NUMBER})(?:st|nd|rd|th) day"), _day),
    (
        whole_words(rf"(?:pressing|pressure|pressed|holding|held)(?: \S+){{0,3}}? (?P<count>{NUMBER}|half an?|an) (?P<unit>minutes?|hours?)"),
        _minutes,
    ),
)  # fmt: skip
