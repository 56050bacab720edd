"""Finds people's names in what they write, for the redactor: those it is told, and those that say they are one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from bot.reading.ordinary import is_ordinary

Span = tuple[int, int]

_WORD: Final = r"[^\W\d_](?:[^\W\d_]|['’-](?=[^\W\d_]))*"
_NAME: Final = rf"(?P<name>{_WORD}(?:[ ]{_WORD}){{0,3}})"
_THEN_NAME: Final = rf"(?={_NAME})"  # not taken in: "hi im tom" holds two beginnings
_OUTRIGHT: Final = re.compile(
    rf"\b(?:my (?:full |first |last )?name(?:['’]?s| is|:)|(?:full |first |last |sur)?name ?(?:is|:)|i['’]?m called"
    rf"|i am called|they call me|i go by)[ :]{{1,3}}{_THEN_NAME}",
    re.IGNORECASE,
)
_WEAK: Final = re.compile(
    rf"\b(?:i['’]?m|i am|this is|it['’]?s|call me|ask for|speaking to|(?:hi|hello|hey),? ?(?:from)?"
    rf"|(?:mr|mrs|ms|miss|mx|dr|prof|professor|doctor|sister|nurse)\.?)[ ]{_THEN_NAME}",
    re.IGNORECASE,
)
_TITLE: Final = re.compile(
    rf"\b(?:mr|mrs|ms|miss|mx|dr|prof|professor|doctor|nurse)\.?[ ]{_THEN_NAME}", re.IGNORECASE
)
_RELATION: Final = re.compile(
    r"\b(?:wife|husband|mum|mom|mother|dad|father|son|daughter|brother|sister|friend|mate|boyfriend|girlfriend|partner"
    r"|fianc[eé]e?|uncle|aunt|cousin|colleague|boss|artist|technician|practitioner|therapist|nurse|surgeon"
    rf"|dermatologist|barber|gp)(?:[ ]is)?(?:[ ](?:called|named))?,?[ ]{_THEN_NAME}",
    re.IGNORECASE,
)
_HERE: Final = re.compile(rf"(?:^|[.!?\n,])\W{{0,4}}{_NAME},?[ ]here\b", re.IGNORECASE)
_SIGNED: Final = re.compile(
    r"(?:\b(?:thanks|thank you|thx|cheers|regards|wishes|sincerely|faithfully|love|best|ta)\b[\s,.!-]{0,6}|\n[ -]{0,4})"
    rf"{_NAME}[\s.!x]{{0,12}}$",
    re.IGNORECASE,
)
_LISTED: Final = re.compile(rf"\b{_NAME}")
_MOST_IN_A_NAME: Final = 3
_SHORTENED: Final = re.compile(r"(?:i|it|that|you|we|they|he|she|what|who)['’]|.*n['’]t$")  # "I'm", "don't"
_NO_NAME: Final = frozenset(
    """
    i a an and as at am are about after again also any back bald be been but by call can could do did does for from get
    going had has have he her here him his how if in is it its just later like looking me my need never no not now of off
    ok on or our out please she so some sure thank thanks that the them there they this to today tomorrow tonight up very
    was we were what when where which while who why will with would yes you your
    monday tuesday wednesday thursday friday saturday sunday january february march april june july august september
    october november december mon tue wed thu fri sat sun morning afternoon evening noon
    norwood ludwig smp fue fut prp english british irish scottish welsh american canadian australian french german italian
    spanish polish turkish greek dutch indian pakistani chinese asian african arab russian romanian portuguese swedish
    norwegian london istanbul turkey google facebook instagram whatsapp tiktok minoxidil finasteride roaccutane rogaine
    warfarin botox accutane regaine god jesus sir madam everyone team guys clinic doctor person
    mr mrs ms miss mx dr prof professor nurse
    """.split()
)


@lru_cache(maxsize=1)
def first_names() -> frozenset[str]:
    lines = Path(__file__).with_name("first_names.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def told_names(text: str, names: Sequence[str]) -> Iterator[Span]:
    """Every place of names that are known: a lead's whole name, and each of its words."""
    for name in names:
        words = re.findall(_WORD, name)
        if len(words) > 1:
            joined = r"[\s,.-]{1,3}".join(re.escape(word) for word in words)
            yield from (found.span() for found in re.finditer(rf"\b{joined}\b", text, re.IGNORECASE))
        for word in words:
            if len(word) > 1:
                yield from _of_word(text, word, alone=len(words) == 1)


def _of_word(text: str, word: str, *, alone: bool) -> Iterator[Span]:
    """ "Will" is a name where it has a capital within a sentence; "Demir" is one however it is written."""
    doubtful = is_ordinary(word.lower())
    for found in re.finditer(rf"\b{re.escape(word)}\b", text, re.IGNORECASE):
        whole = alone and text.strip(" .,!") == found.group()
        if whole or not doubtful or (found.group()[0].isupper() and not _begins(text, found.start())):
            yield found.span()


def said_names(text: str) -> Iterator[Span]:
    """Names that are introduced, signed with, given a title, or written as a first name with a second."""
    for found in _OUTRIGHT.finditer(text):
        yield from _taken(found, sure=True)
    for pattern in (_WEAK, _RELATION, _HERE, _SIGNED):
        for found in pattern.finditer(text):
            yield from _taken(found, sure=False)
    for found in _TITLE.finditer(text):
        if found["name"][:1].isupper():
            yield from _taken(found, sure=True)
    for found in _LISTED.finditer(text):
        yield from _first_and_second(found, text)


def _taken(found: re.Match[str], *, sure: bool) -> Iterator[Span]:
    """The words up to the first that surely belongs to no name."""
    start = end = found.start("name")
    for place, word in enumerate(re.finditer(_WORD, found["name"])):
        if place >= _MOST_IN_A_NAME or not _is_one(word.group(), first=place == 0, sure=sure):
            break
        if place and not word.group()[:1].isupper() and (not sure or found["name"][:1].isupper()):
            break
        end = start + word.end()
    if end > start:
        yield start, end


def _is_one(word: str, *, first: bool, sure: bool) -> bool:
    small = re.sub(r"['’]s$", "", word.lower())
    if small in _NO_NAME or _SHORTENED.match(small):
        return False
    if sure:
        return True
    if small in first_names() and (first or word[:1].isupper()):
        return word[:1].isupper() or not is_ordinary(small) or small in _ALWAYS_NAMES
    shouted = len(word) > 1 and word.isupper()
    return word[:1].isupper() and not shouted and not is_ordinary(small)


def _first_and_second(found: re.Match[str], text: str) -> Iterator[Span]:
    """ "Tom Baker": a first name and a second one, each with a capital; or such a name as the whole message."""
    words = list(re.finditer(_WORD, found["name"]))
    for one, two in pairwise(words):
        small, second = one.group().lower(), two.group()
        capitals = one.group()[:1].isupper() and second[:1].isupper() and not second.isupper()
        if capitals and small in first_names() and second.lower() not in _NO_NAME and len(second) > 2:
            yield found.start() + one.start(), found.start() + two.end()
    if words and found["name"].strip() == text.strip(" .,!\n") and words[0].group().lower() in first_names():
        last = [word for word in words if word.group().lower() not in _NO_NAME]
        if len(last) == len(words) and (len(words) == 1 or words[0].group()[:1].isupper()):
            yield found.start(), found.end()


def _begins(text: str, place: int) -> bool:
    """Whether a sentence begins at `place`, where any word has a capital."""
    before = text[:place].rstrip(" \"'(“‘")
    return not before or before[-1] in ".!?\n"


_ALWAYS_NAMES: Final = frozenset(
    """
    adam alan alex ali amy andrew anna anthony ben brian carl chris claire dan daniel dave david emma eric gary george
    hannah harry helen henry ian jack james jane jim joe john jon josh karen kate kevin laura lee linda lisa luke maria
    mark martin mary matt matthew michael mike neil nick oliver paul peter phil rachel richard rob robert ryan sam sarah
    scott sean simon stephen steve steven stuart susan thomas tim tom tony william mohammed ahmed fatima hassan omar
    """.split()
)
"""First names that ordinary texts also hold, and that are meant as names after “I’m” even in small letters."""
