"""Cuts a text into words that every rule can rely on, each knowing where it stands in the text.

Contractions are opened ("dont", "don't" and "do not" all become `do not`), everyday short forms are written out,
digits are parted from letters ("4months", "type2"). Nothing is corrected here and nothing is dropped.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

MAX_TEXT: Final = 4000
"""Characters looked at; channels cut at 2,000 (design 1), so this only bounds the work on anything else."""

BREAKS: Final = frozenset({".", "!", "?", ";"})
"""The marks that end a sentence; a new line counts as a full stop."""

_NOT_FORMS: Final = {
    "don": "do", "doesn": "does", "didn": "did", "haven": "have", "hasn": "has", "hadn": "had", "isn": "is",
    "aren": "are", "wasn": "was", "weren": "were", "couldn": "could", "wouldn": "would", "shouldn": "should",
    "mustn": "must", "needn": "need", "can": "can", "won": "will", "ain": "am", "dosen": "does", "havn": "have",
}  # fmt: skip
_ENDINGS: Final = {"m": "am", "re": "are", "ve": "have", "ll": "will", "d": "would", "s": "'s"}
_SUBJECTS: Final = (
    "i",
    "you",
    "he",
    "she",
    "we",
    "they",
    "it",
    "that",
    "there",
    "who",
    "what",
    "where",
    "how",
)
_GLUED: Final = {
    "im": "i am", "ive": "i have", "iam": "i am", "youre": "you are", "youve": "you have", "theyre": "they are",
    "weve": "we have", "hes": "he 's", "shes": "she 's", "theyve": "they have", "thats": "that 's",
    "whats": "what 's", "its": "it 's", "cannot": "can not", "cant": "can not", "wont": "will not", "aint": "am not",
    "isnt": "is not", "arent": "are not", "wasnt": "was not", "werent": "were not", "dont": "do not",
    "doesnt": "does not", "dosent": "does not", "didnt": "did not", "havent": "have not", "havnt": "have not",
    "hasnt": "has not", "hadnt": "had not", "couldnt": "could not", "wouldnt": "would not",
    "shouldnt": "should not", "gonna": "going to", "wanna": "want to", "gotta": "got to", "innit": "is it not",
    "dunno": "do not know", "u": "you", "ur": "your", "r": "are", "b4": "before", "tmrw": "tomorrow",
    "tmr": "tomorrow", "tomoz": "tomorrow", "tommorow": "tomorrow", "tomorow": "tomorrow", "w": "with",
    "bc": "because", "cuz": "because", "cos": "because", "coz": "because", "cus": "because", "tho": "though",
    "abt": "about", "pls": "please", "plz": "please", "yr": "year", "yrs": "years", "mth": "month",
    "mths": "months", "mnth": "month", "mnths": "months", "wk": "week", "wks": "weeks", "hr": "hour",
    "hrs": "hours", "mins": "minutes", "yday": "yesterday", "yest": "yesterday", "prev": "previous", "dr": "doctor",
    "docs": "doctors", "anymore": "any more", "everytime": "every time", "gf": "girlfriend", "bf": "boyfriend",
    "hubby": "husband", "approx": "about", "aswell": "as well", "alot": "a lot", "hairloss": "hair loss", "derm": "dermatologist",
    "nite": "night", "thru": "through", "wasent": "was not", "tbh": "", "idk": "i do not know", "ppl": "people",
}  # fmt: skip

_TOKEN: Final = re.compile(
    r"""
      (?P<number>\d+(?:[.,]\d+)?(?=st\b|nd\b|rd\b|th\b)(?:st|nd|rd|th) | \d+(?:[.,]\d+)*)
    | (?P<word>[^\W\d_]+(?:'[^\W\d_]+)*)
    | (?P<newline>[ \t\r]*\n\s*)
    | (?P<break>[.!?;…]+)
    | (?P<other>[^\s\w]|_)
    """,
    re.VERBOSE,
)
_SAME_LENGTH: Final = {
    ord(old): new
    for olds, new in (("’‘ʼ`´′", "'"), ("“”„«»", '"'), ("–—−‐‑", "-"), ("\u00a0\u2009\u202f\t", " "))
    for old in olds
}


@dataclass(frozen=True)
class Token:
    """A word, number or mark in the form the rules see, with the characters of the text it came from."""

    norm: str
    start: int
    end: int


@dataclass(frozen=True)
class Sentence:
    """Tokens first..last (last excluded); `question` if it ends in or begins like one."""

    first: int
    last: int
    question: bool


class Line:
    """Words joined by single spaces, so that plain regular expressions can be used on them.

    `string` begins and ends with a space: a pattern " no " is the word and nothing else.
    """

    def __init__(self, words: Sequence[str]) -> None:
        self.words: Final = tuple(words)
        self.string: Final = f" {' '.join(words)} "
        starts = []
        position = 1
        for word in words:
            starts.append(position)
            position += len(word) + 1
        self._starts: Final = starts

    def tokens_at(self, start: int, end: int) -> tuple[int, int]:
        """First and last (excluded) token of characters start..end of `string`; outer spaces do not count."""
        piece = self.string[start:end]
        start += len(piece) - len(piece.lstrip())
        end -= len(piece) - len(piece.rstrip())
        return bisect_right(self._starts, start) - 1, bisect_left(self._starts, end)

    def find(self, pattern: re.Pattern[str], first: int = 0, last: int | None = None) -> Iterator[Match]:
        """Matches within tokens first..last."""
        begin = self.offset(first) + 1
        end = self.offset(len(self.words) if last is None else last) + 1
        for match in pattern.finditer(self.string, begin, end):
            yield Match(*self.tokens_at(match.start(), match.end()), match)

    def offset(self, token: int) -> int:
        """Where the space before a token stands; with the number of tokens, the end of the string."""
        return self._starts[token] - 1 if token < len(self._starts) else len(self.string)


@dataclass(frozen=True)
class Match:
    """Tokens first..last (last excluded) that a pattern matched."""

    first: int
    last: int
    match: re.Match[str]


@dataclass(frozen=True)
class Message:
    """A text and its tokens."""

    text: str
    tokens: tuple[Token, ...]
    sentences: tuple[Sentence, ...]

    @cached_property
    def line(self) -> Line:
        return Line([token.norm for token in self.tokens])

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Character offsets of tokens first..last (last excluded)."""
        return self.tokens[first].start, self.tokens[last - 1].end


def whole_words(pattern: str) -> re.Pattern[str]:
    """A pattern for `Line.string` that only matches whole words."""
    return re.compile(f"(?<= )(?:{pattern})(?= )")


def plain(text: str) -> str:
    """Lower case with straight quotes and dashes; every character keeps its place."""
    swapped = text.translate(_SAME_LENGTH)
    lowered = swapped.lower()
    if len(lowered) == len(swapped):
        return lowered
    return "".join(low if len(low := char.lower()) == 1 else char for char in swapped)


def tokenise(text: str) -> tuple[Token, ...]:
    """The tokens of a text; contractions give several tokens."""
    lowered = plain(text[:MAX_TEXT])
    tokens: list[Token] = []
    for match in _TOKEN.finditer(lowered):
        tokens.extend(_tokens_of(match))
    return tuple(tokens)


def words_of(text: str) -> list[str]:
    """The forms alone, for phrases of the lexicon: cut exactly as messages are."""
    return [token.norm for token in tokenise(text)]


def read_message(text: str) -> Message:
    tokens = tokenise(text)
    return Message(text, tokens, tuple(_sentences(tokens)))


def _tokens_of(match: re.Match[str]) -> list[Token]:
    start, end, form = match.start(), match.end(), match.group()
    if match.lastgroup == "newline":
        return [Token(".", start, end)]
    if match.lastgroup == "break":
        mark = "?" if "?" in form else "!" if "!" in form else ";" if ";" in form else "."
        return [Token(mark, start, end)]
    if match.lastgroup != "word":
        return [Token(form, start, end)]
    return _opened(form, start, end)


def _opened(form: str, start: int, end: int) -> list[Token]:
    if form in _GLUED:
        return [Token(part, start, end) for part in _GLUED[form].split()]
    if "'" not in form:
        return [Token(form, start, end)]
    head, tail = form.rsplit("'", 1)
    middle = start + len(head)
    if (tail == "t" and head.endswith("n")) or (tail == "t" and head in _NOT_FORMS):
        stem = _NOT_FORMS.get(head, head.removesuffix("n"))
        denial = Token("not", middle - 1, end)
        return [Token(stem, start, middle - 1), denial] if stem else [denial]
    if tail in _ENDINGS and (tail == "s" or head in _SUBJECTS):
        return [*_opened(head, start, middle), Token(_ENDINGS[tail], middle, end)]
    if not head:
        return [Token(tail, start, end)]
    return [Token(form.replace("'", ""), start, end)]


_ASKING: Final = frozenset(
    """can could will would should shall is are am do does did has have may might what how when where why which who
    whats is""".split()
)
_ABBREVIATIONS: Final = frozenset({"e", "g", "i", "vs", "st", "mr", "mrs", "ms", "no", "doctor"})
_GREETINGS: Final = frozenset({"hi", "hello", "hey", "hiya", "please", "and", "so", "ok", "also", "but", ","})


def _sentences(tokens: tuple[Token, ...]) -> list[Sentence]:
    found: list[Sentence] = []
    first = 0
    for index, token in enumerate(tokens):
        if token.norm not in BREAKS or (token.norm == "." and _abbreviated(tokens, index)):
            continue
        if index > first:
            found.append(Sentence(first, index, token.norm == "?" or _asks(tokens, first, index)))
        first = index + 1
    if first < len(tokens):
        found.append(Sentence(first, len(tokens), _asks(tokens, first, len(tokens))))
    return found


def _abbreviated(tokens: tuple[Token, ...], index: int) -> bool:
    if index == 0 or index + 1 >= len(tokens):
        return False
    before, after = tokens[index - 1], tokens[index + 1]
    glued = before.end == tokens[index].start
    single = len(before.norm) == 1 and before.norm in {"e", "g", "i"} and after.start == tokens[index].end
    return glued and (single or before.norm in _ABBREVIATIONS - {"no", "i", "e", "g"})


def _asks(tokens: tuple[Token, ...], first: int, last: int) -> bool:
    words = [token.norm for token in tokens[first:last]]
    while words and words[0] in _GREETINGS:
        words.pop(0)
    if len(words) < 3 or words[0] not in _ASKING:
        return False
    # "have psoriasis" and "had botox" are statements with the subject left out; "have you" asks.
    if words[0] in {"could", "might", "may", "would", "should"} and words[1] in {"be", "have", "not"}:
        return False  # "could be ringworm"
    if words[0] in {"have", "had", "has", "am", "did", "do", "may", "will", "might"}:
        return words[1] in {"i", "you", "we", "they", "he", "she", "it", "people", "the", "my", "your"}
    return True
