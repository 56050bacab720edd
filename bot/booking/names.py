"""What somebody is called, read with care: only where it was asked for, or said outright ("I'm Tom")."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.reading.ordinary import is_ordinary

LONGEST: Final = 60  # characters of a name that is taken
MOST_WORDS: Final = 4

IsHealth = Callable[[str], bool]
"""Whether a text names a condition, a medicine or a symptom."""


def _word_list(file: str) -> frozenset[str]:
    lines = Path(__file__).with_name(file).read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


_APOSTROPHES: Final = str.maketrans({"’": "'", "‘": "'", "`": "'"})
_WORD: Final = r"[^\W\d_](?:[^\W\d_]|['’.-](?=[^\W\d_]))*\.?"
_NAME: Final = rf"(?P<name>{_WORD}(?: {_WORD}){{0,{MOST_WORDS - 1}}})"
_OUTRIGHT: Final = re.compile(
    rf"\b(?:my (?:full |first )?name(?:'s| is|:)|name(?:'s| is|:)|(?:the )?name(?: here)? is|i'm called|i am called"
    rf"|they call me|i go by)\s+{_NAME}",
    re.IGNORECASE,
)
_SAID: Final = re.compile(
    rf"\b(?:i'm|im|i am|this is|it's|its|call me|ask for)\s+(?:mr\.? |mrs\.? |ms\.? |miss |dr\.? )?{_NAME}",
    re.IGNORECASE,
)
_HERE: Final = re.compile(rf"^\W*(?:(?:hi|hello|hey|morning|evening),? )?{_NAME} here\b", re.IGNORECASE)
_LEADS: Final = re.compile(
    r"^\W*(?:(?:ok|okay|sure|yes|yeah|yep|hi|hello|hey|well|sorry|it's|its|it is|that's|that is|i'm|im|i am|just"
    r"|call me|my (?:full |first )?name(?:'s| is)|name(?:'s| is)?|this is|the name(?:'s| is))\b[\s,.:!-]*)+",
    re.IGNORECASE,
)
_TITLES: Final = re.compile(r"^(?:mr|mrs|ms|miss|mx|dr|prof)\.? ", re.IGNORECASE)
_TAIL: Final = re.compile(
    r"(?:[\s,.!-]+(?:please|thanks|thank you|here|mate|cheers|btw|by the way))+\W*$", re.IGNORECASE
)

_ALSO_NAMES: Final = _word_list("first_names.txt")
_NEVER: Final = _word_list("no_names.txt")


@dataclass(frozen=True)
class NameMention:
    """A name as it is to be written, at text[start:end]; the words that introduce it count in."""

    start: int
    end: int
    name: str


def said_name(text: str, is_health: IsHealth) -> NameMention | None:
    """A name said outright in any message ("my name is tom baker", "I'm Tom"); None if there is none."""
    plain = text.translate(_APOSTROPHES)
    for found in _OUTRIGHT.finditer(plain):
        mention = _mention(found, is_health, sure=True)
        if mention is not None:
            return mention
    for found in (*_SAID.finditer(plain), *_HERE.finditer(plain)):
        mention = _mention(found, is_health, sure=False)
        if mention is not None:
            return mention
    return None


def answered_name(text: str, is_health: IsHealth) -> str | None:
    """The name that a text is, which answers "what is your name?"; None if it is something else."""
    plain = " ".join(text.translate(_APOSTROPHES).split())
    plain = _TAIL.sub("", _LEADS.sub("", plain)).strip(" ,.!-")
    words = _TITLES.sub("", plain).split()
    titled = len(words) < len(plain.split())
    if not 1 <= len(words) <= MOST_WORDS or len(plain) > LONGEST:
        return None
    if not all(re.fullmatch(_WORD, word) for word in words) or _is_no_name(words, is_health, titled=titled):
        return None
    return written(plain)


def listed_name(text: str, is_health: IsHealth) -> str | None:
    """A name in a list with other answers, not asked for: "Tom Baker, 07700 900123"; only what looks like one."""
    name = answered_name(text, is_health)
    words = " ".join(text.split()).split()
    return (
        name
        if name and len(words) <= MOST_WORDS and looks_like_one(_TITLES.sub("", text.strip()).split())
        else None
    )


def written(name: str) -> str:
    """With capital letters where somebody typed none; their own capitals stay."""
    if name != name.lower() and name != name.upper():
        return name
    return re.sub(r"(?<![^\W\d_])[^\W\d_]", lambda letter: letter.group().upper(), name.lower())


def _mention(found: re.Match[str], is_health: IsHealth, *, sure: bool) -> NameMention | None:
    words = list(_words(found["name"].split(), sure))
    while words and (_is_no_name(words, is_health) or not (sure or looks_like_one(words))):
        words.pop()
    if not words:
        return None
    name = " ".join(words).rstrip(".")
    return NameMention(found.start(), found.start("name") + len(name), written(name))


def _words(words: list[str], sure: bool) -> Iterator[str]:
    """The words up to the first that surely belongs to no name: "tom and i'd like"."""
    for place, word in enumerate(words):
        lower = word.lower().rstrip(".")
        if lower in _NEVER or (place and not sure and not word[:1].isupper()):
            return
        if place and sure and not word[:1].isupper() and words[0][:1].isupper():
            return
        yield word
        if word.endswith(".") and len(word) > 3:
            return


def looks_like_one(words: list[str]) -> bool:
    """ "I'm Tom", "im tom", but neither "I'm stressed" nor "I'm Stressed"."""
    first = words[0].lower()
    if first in _ALSO_NAMES:
        return True
    return words[0][:1].isupper() and not is_ordinary(first)


def _is_no_name(words: list[str], is_health: IsHealth, *, titled: bool = False) -> bool:
    """A condition is no name, though "Tom Graves" is one. titled: it follows "Mr" or the like."""
    if not titled and any(word.lower().rstrip(".") in _NEVER for word in words):
        return True
    return is_health(words[0]) or (is_health(words[-1]) and len(words) == 1) or _all_health(words, is_health)


def _all_health(words: list[str], is_health: IsHealth) -> bool:
    return is_health(" ".join(words)) and not looks_like_one(words)
