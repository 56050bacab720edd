"""The small language in which the clinic's files write phrases, and the automaton that finds them.

    blood thinner[s]               what is in square brackets may be missing; glued to a word it is a spelling
    (can not|unable to) breathe    one of several; an alternative may be several words
    {swelling} of .. lips          {name} is a group of alternatives defined once per file
    heart .. racing                .. is up to three words, .... up to eight, never across the end of a sentence or a "not"
    in <year>, <number> sessions   a four-digit year, any number
    <fever> degrees                a body temperature that is a fever, Celsius or Fahrenheit; <decimal_fever>
    took <many> tablets            a number that is too many of them

Phrases are cut into words exactly as messages are: "can't", "cant" and "can not" are the same phrase.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final, Generic, TypeVar

from bot.reading.text import BREAKS

Label = TypeVar("Label", bound=Hashable)
Cut = Callable[[str], Sequence[str]]

_GAPS: Final = {"..": 3, "....": 8}
_NUMBERS: Final = frozenset({"<number>", "<year>", "<fever>", "<decimal_fever>", "<many>"})
_WHOLE: Final = _NUMBERS | {"'s"}  # not to be cut further
_NO_GAP: Final = BREAKS | {"not", "no", "never", "without", "nor", "apart", "except", "but"}
"""What a gap does not run over: "lips .. swollen" is not said by "lips are not swollen"."""
_PIECE: Final = re.compile(r"\.{2,}|<\w+>|[()\[\]|]|[^\s()\[\]|<>]+|\s+")
_MANY: Final = 8  # tablets at once; nobody is meant to take as many
_FEVER: Final = re.compile(r"(?:38|39|4[0-2]|10[1-8])(?:[.,]\d)?|100[.,][4-9]")  # 38 °C, 100.4 °F


class PhraseError(ValueError):
    """A phrase that cannot be read; the message says what is wrong with it."""


@dataclass(frozen=True)
class Word:
    word: str


@dataclass(frozen=True)
class Gap:
    most: int


@dataclass(frozen=True)
class Either:
    options: tuple[Phrase, ...]


@dataclass(frozen=True)
class Phrase:
    """Parts one after the other. An empty phrase stands for nothing at all, as in an optional part."""

    parts: tuple[Word | Gap | Either, ...]

    def forms(self) -> Iterator[tuple[str, ...]]:
        """Every sequence of words that a literal phrase stands for; see `count` first."""
        for choice in product(*(_part_forms(part) for part in self.parts)):
            yield tuple(word for words in choice for word in words)

    @property
    def count(self) -> int:
        """How many forms it has."""
        count = 1
        for part in self.parts:
            if isinstance(part, Either):
                count *= sum(option.count for option in part.options)
        return count

    def words(self) -> Iterator[str]:
        """Every word that it has."""
        for part in self.parts:
            if isinstance(part, Word):
                yield part.word
            elif isinstance(part, Either):
                for option in part.options:
                    yield from option.words()

    @property
    def literal(self) -> bool:
        """True if it consists of words only, without gaps and numbers."""
        return all(_is_literal(part) for part in self.parts)


def read_phrase(source: str, groups: Mapping[str, str], cut: Cut) -> Phrase:
    """Reads one phrase. groups: name to alternatives ("swelling|swollen"); cut: how words are cut.

    Raises PhraseError.
    """
    text = re.sub(r"\{(\w+)\}", lambda match: _group(match[1], groups), source)
    if "{" in text or "}" in text:
        raise PhraseError("a group is written {name}.")
    pieces = _PIECE.findall(text)
    options, rest = _options(pieces, 0, cut)
    if rest != len(pieces):
        raise PhraseError(f"'{pieces[rest]}' closes nothing.")
    phrase = Phrase((Either(options),)) if len(options) > 1 else options[0]
    _refuse_loose_ends(phrase)
    return phrase


def split_phrases(block: str) -> Iterator[str]:
    """The phrases of a block: parted by commas and line ends outside brackets."""
    depth, current = 0, ""
    for char in block:
        depth += (char in "([") - (char in ")]")
        if depth == 0 and char in ",\n":
            if current.strip():
                yield current.strip()
            current = ""
        else:
            current += char
    if current.strip():
        yield current.strip()


def _refuse_loose_ends(phrase: Phrase) -> None:
    ends = (phrase.parts[0], phrase.parts[-1]) if phrase.parts else ()
    if not ends or any(isinstance(part, Gap) for part in ends):
        raise PhraseError("a phrase begins and ends with a word.")
    if _may_be_empty(phrase):
        raise PhraseError("a phrase needs a word that must be there.")


def _may_be_empty(phrase: Phrase) -> bool:
    return all(
        isinstance(part, Gap) or (isinstance(part, Either) and any(map(_may_be_empty, part.options)))
        for part in phrase.parts
    )


def _part_forms(part: Word | Gap | Either) -> list[tuple[str, ...]]:
    if isinstance(part, Word):
        return [(part.word,)]
    if isinstance(part, Gap):
        raise PhraseError("a gap has no literal forms.")
    return [form for option in part.options for form in option.forms()]


def _is_literal(part: Word | Gap | Either) -> bool:
    if isinstance(part, Word):
        return part.word not in _NUMBERS
    return isinstance(part, Either) and all(option.literal for option in part.options)


def _group(name: str, groups: Mapping[str, str]) -> str:
    if name not in groups:
        raise PhraseError(f"no group '{name}'; there are {', '.join(sorted(groups)) or 'none'}.")
    return f"({groups[name]})"


def _options(pieces: list[str], index: int, cut: Cut) -> tuple[tuple[Phrase, ...], int]:
    """The alternatives of everything up to a closing bracket or the end, and where that is."""
    options: list[Phrase] = []
    parts: list[Word | Gap | Either] = []
    while index < len(pieces) and pieces[index] not in ")]":
        if pieces[index] == "|":
            options.append(Phrase(tuple(parts)))
            parts = []
            index += 1
        elif pieces[index].isspace():
            index += 1
        else:
            found, index = _chunk(pieces, index, cut)
            parts.extend(found)
    return (*options, Phrase(tuple(parts))), index


def _chunk(pieces: list[str], index: int, cut: Cut) -> tuple[list[Word | Gap | Either], int]:
    """What stands between two spaces: a gap, a bracket, or a word glued together from several pieces."""
    if pieces[index] in _GAPS:
        return [Gap(_GAPS[pieces[index]])], index + 1
    start = index
    glued = [""]
    while index < len(pieces) and not pieces[index].isspace() and pieces[index] not in ")]|":
        piece = pieces[index]
        if piece in "([":
            options, after = _options(pieces, index + 1, cut)
            if after >= len(pieces) or pieces[after] != (")" if piece == "(" else "]"):
                raise PhraseError(f"'{piece}' is not closed.")
            if piece == "[":
                options = (Phrase(()), *options)
            index = after + 1
            alone = index >= len(pieces) or pieces[index].isspace() or pieces[index] in ")]|"
            if glued == [""] and alone:
                return [Either(options)], index
            glued = [head + tail for head in glued for tail in _spellings(options)]
        else:
            glued = [head + piece for head in glued]
            index += 1
    if len(glued) == 1:
        return list(_words(glued[0], cut)), index
    if index == start:
        raise PhraseError(f"'{pieces[index]}' is out of place.")
    return [Either(tuple(Phrase(_words(word, cut)) for word in glued))], index


def _spellings(options: tuple[Phrase, ...]) -> list[str]:
    return [" ".join(form) for option in options for form in option.forms()]


def _words(text: str, cut: Cut) -> tuple[Word, ...]:
    return (Word(text),) if text in _WHOLE else tuple(Word(word) for word in cut(text))


class _Node(Generic[Label]):
    __slots__ = ("labels", "other", "words")

    def __init__(self) -> None:
        self.words: dict[str, list[_Node[Label]]] = {}
        self.other: list[_Node[Label]] = []  # after any word
        self.labels: set[Label] = set()

    def take(self, node: _Node[Label]) -> None:
        """Makes everything possible here that is possible there."""
        for word, targets in node.words.items():
            self.words.setdefault(word, []).extend(targets)
        self.other.extend(node.other)
        self.labels |= node.labels


@dataclass(frozen=True)
class Sighting(Generic[Label]):
    """A phrase seen at words first..last (last excluded)."""

    first: int
    last: int
    label: Label


class _State(Generic[Label]):
    """A set of nodes that some words lead to; where each further word leads is found once and kept."""

    __slots__ = ("following", "labels", "nodes")

    def __init__(self, nodes: Sequence[_Node[Label]]) -> None:
        self.nodes = tuple(nodes)
        self.labels = tuple({label: None for node in nodes for label in node.labels})
        self.following: dict[str, _State[Label] | None] = {}


class Automaton(Generic[Label]):
    """Finds all phrases in one walk over the words."""

    def __init__(self) -> None:
        self._root: _Node[Label] = _Node()
        self._start: _State[Label] | None = None
        self._vocabulary: frozenset[str] = frozenset()
        self._states: dict[frozenset[int], _State[Label]] = {}

    def add(self, phrase: Phrase, label: Label) -> None:
        end: _Node[Label] = _Node()
        end.labels.add(label)
        self._root.take(_built(phrase, end))
        self._start = None

    def vocabulary(self) -> frozenset[str]:
        """Every word that any phrase has."""
        seen: set[int] = set()
        words: set[str] = set()
        waiting = [self._root]
        while waiting:
            node = waiting.pop()
            if id(node) not in seen:
                seen.add(id(node))
                words.update(node.words)
                waiting.extend(node.other)
                waiting.extend(target for targets in node.words.values() for target in targets)
        return frozenset(words - _NUMBERS)

    def find(self, words: Sequence[str]) -> list[Sighting[Label]]:
        """For every place and label the longest sighting, in order of place."""
        start = self._ready()
        known = [self._known(word) for word in words]
        found: list[Sighting[Label]] = []
        for first in range(len(known)):
            state: _State[Label] | None = start
            longest: dict[Label, int] = {}
            last = first
            while last < len(known) and state is not None:
                word = known[last]
                state = state.following[word] if word in state.following else self._step(state, word)
                last += 1
                if state is not None and state.labels:
                    longest.update(dict.fromkeys(state.labels, last))
            if longest:
                found.extend(Sighting(first, end, label) for label, end in longest.items())
        return found

    def _ready(self) -> _State[Label]:
        if self._start is None:
            self._vocabulary = self.vocabulary()
            self._states = {}
            self._start = _State([self._root])
        return self._start

    def _known(self, word: str) -> str:
        """Words that no phrase has are all the same to us; numbers keep what kind they are."""
        if word in self._vocabulary or word in _NO_GAP:
            return word
        return " ".join(_kinds(word)) if word[:1].isdecimal() else ""

    def _step(self, state: _State[Label], word: str) -> _State[Label] | None:
        nodes = _after(state.nodes, word)
        if len(self._states) > _MOST_STATES and self._start is not None:
            self._states.clear()
            self._start.following.clear()
        reached: _State[Label] | None = None
        if nodes:
            key = frozenset(id(node) for node in nodes)
            reached = self._states.get(key)
            if reached is None:
                reached = self._states[key] = _State(nodes)
        state.following[word] = reached
        return reached


_MOST_STATES: Final = 50_000
"""States kept; beyond it they are found again, so that no text can fill the memory."""


def _after(nodes: Sequence[_Node[Label]], word: str) -> list[_Node[Label]]:
    if word.startswith("<"):
        kinds: Sequence[str] = word.split(" ")
    else:
        kinds = _kinds(word) if word[:1].isdecimal() else ()
    following: dict[int, _Node[Label]] = {}
    for node in nodes:
        targets = list(node.words.get(word, ()))
        for kind in kinds:
            targets += node.words.get(kind, ())
        if node.other and word not in _NO_GAP:
            targets += node.other
        following.update((id(target), target) for target in targets)
    return list(following.values())


def _kinds(word: str) -> tuple[str, ...]:
    """The placeholders that a number fits."""
    fits = ["<number>"]
    if len(word) == 4 and word.isdecimal():
        fits.append("<year>")
    if word.isdecimal() and int(word[:6]) >= _MANY:
        fits.append("<many>")
    if _FEVER.fullmatch(word):
        fits.append("<fever>")
        if "." in word or "," in word:
            fits.append("<decimal_fever>")
    return tuple(fits)


def _built(phrase: Phrase, end: _Node[Label]) -> _Node[Label]:
    """The node from which `phrase` leads to `end`; built from the back, so that ends are shared."""
    node = end
    for part in reversed(phrase.parts):
        before: _Node[Label] = _Node()
        if isinstance(part, Word):
            before.words[part.word] = [node]
        elif isinstance(part, Gap):
            before = node
            for _ in range(part.most):
                wider: _Node[Label] = _Node()
                wider.take(node)
                wider.other = [*wider.other, before]
                before = wider
        else:
            for option in part.options:
                before.take(_built(option, node))
        node = before
    return node
