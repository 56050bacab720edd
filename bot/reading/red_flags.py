"""The red-flag gate: rules over the raw text of any message, in any language we know the words of.

It needs neither Rasa nor spaCy nor a model, so that it works when everything else is down. Its rules are data
(`red_flags.yml`). When it is in doubt whether an emergency is meant, it fires.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal, NamedTuple

from bot import clinic_data
from bot.reading.concepts import CONCEPTS
from bot.reading.ordinary import is_ordinary
from bot.reading.phrases import Automaton, PhraseError, Sighting, read_phrase, split_phrases
from bot.reading.text import BREAKS, MAX_TEXT, Token, tokenise, words_of

Kind = Literal["emergency", "self_harm"]
KINDS: Final[tuple[Kind, ...]] = ("emergency", "self_harm")
FILE: Final = "red_flags.yml"

_GUARDS: Final = (
    "denied_before",
    "between",
    "denied_after",
    "told",
    "over",
    "past",
    "now",
    "asked_before",
    "caused_before",
)
_RULE_KEYS: Final = ("id", "kind", "concept", "language", "source", "say", "with", "unless")
_LETTERS: Final = str.maketrans(
    {"ı": "i", "ß": "ss", "ة": "ه", "ى": "ي", "ـ": "", "œ": "oe", "æ": "ae", "ø": "o"}
)


@dataclass(frozen=True)
class RedFlag:
    """An emergency that a text speaks of.

    kind: "emergency" or "self_harm"; each has its own words and number.
    concept: id of clinical.md 0.1.
    text: the words that raised it, text[start:end] of what was checked.
    language: two letters, the language of the rule.
    rule: id of the rule in red_flags.yml.
    """

    kind: Kind
    concept: str
    text: str
    language: str
    rule: str
    start: int
    end: int


@dataclass(frozen=True)
class _Rule:
    id: str
    kind: Kind
    concept: str
    language: str
    conditional: bool  # fires only beside one of `with`


class _Label(NamedTuple):
    role: str  # "say", "with", "unless", or the name of a guard
    owner: str  # id of the rule, or language of the guard


@dataclass(frozen=True)
class Gate:
    """The rules, ready to look at texts. Build it with `load_gate`."""

    version: str
    rules: Mapping[str, _Rule]
    automaton: Automaton[_Label]
    spelling: Mapping[str, tuple[str, ...]]
    vocabulary: frozenset[str]
    near: Mapping[str, str]  # a word of the rules with one letter left out -> the word
    fillers: Mapping[str, frozenset[str]]

    def check(self, text: str) -> RedFlag | None:
        """The red flag that a text raises, the first one if there are several; None if it raises none."""
        return next(self.flags(text), None)

    def flags(self, text: str) -> Iterator[RedFlag]:
        """Every red flag, in the order of the text."""
        tokens, origin = _folded(text)
        tokens = tuple(self._repaired(tokens))
        scene = _Scene([token.norm for token in tokens], self.automaton)
        for saying in scene.of("say"):
            rule = self.rules[saying.label.owner]
            if not self._silent(rule, saying, scene) and self._accompanied(rule, saying, scene):
                start, end = origin[tokens[saying.first].start], origin[tokens[saying.last - 1].end - 1] + 1
                yield RedFlag(rule.kind, rule.concept, text[start:end], rule.language, rule.id, start, end)

    def _repaired(self, tokens: Sequence[Token]) -> Iterator[Token]:
        for token in tokens:
            meant = self.spelling.get(token.norm) or (self._nearest(token.norm),)
            for word in meant:
                yield Token(word, token.start, token.end)

    def _nearest(self, word: str) -> str:
        if len(word) < 5 or word in self.vocabulary or not word.isalpha():
            return word
        squeezed = re.sub(r"(.)\1{2,}", r"\1", word)
        if squeezed in self.vocabulary:
            return squeezed
        candidates = (self.near[left] for left in _one_left_out(word) if left in self.near)
        meant = next((candidate for candidate in candidates if candidate[0] == word[0]), None)
        return word if meant is None or is_ordinary(word) else meant

    def _silent(self, rule: _Rule, saying: Sighting[_Label], scene: _Scene) -> bool:
        first, last = scene.sentence(saying)
        unless = scene.named("unless", rule.id)
        if any(seen.first < last and seen.last > first for seen in unless):
            return True
        return self._denied(rule.language, saying, scene) or _not_now(rule.language, saying, scene)

    def _accompanied(self, rule: _Rule, saying: Sighting[_Label], scene: _Scene) -> bool:
        if not rule.conditional:
            return True
        beside = (
            seen
            for seen in scene.named("with", rule.id)
            if seen.last <= saying.first or seen.first >= saying.last
        )
        return any(not self._denied(rule.language, seen, scene) for seen in beside)

    def _denied(self, language: str, saying: Sighting[_Label], scene: _Scene) -> bool:
        fillers = self.fillers.get(language, frozenset())
        first, _ = scene.sentence(saying)
        for denial in scene.named("denied_before", language):
            if not first <= denial.first < denial.last <= saying.first or scene.said_at(denial.first):
                continue
            between = scene.words[denial.last : saying.first]
            listed = "," not in between or {"or", "nor", "oder", "ni", "ou"} & set(scene.words[denial.last :])
            known = all(
                word in fillers or scene.said_at(denial.last + step) for step, word in enumerate(between)
            )
            if known and listed:
                return True
        return any(
            (denial.first == saying.last and scene.ends_at(denial.last))
            or (denial.first == saying.last + 1 and scene.words[saying.last] in BREAKS and scene.ends_at(denial.last))
            for denial in scene.named("denied_after", language)
        )  # fmt: skip


class _Scene:
    """One text under the rules: what was seen where."""

    def __init__(self, words: Sequence[str], automaton: Automaton[_Label]) -> None:
        self.words = words
        self._seen: dict[_Label, list[Sighting[_Label]]] = {}
        self._said: set[int] = set()
        for sighting in automaton.find(words):
            self._seen.setdefault(sighting.label, []).append(sighting)
            if sighting.label.role == "say":
                self._said.update(range(sighting.first, sighting.last))

    def of(self, role: str) -> list[Sighting[_Label]]:
        found = [sighting for label, seen in self._seen.items() if label.role == role for sighting in seen]
        return sorted(found, key=lambda sighting: sighting.first)

    def named(self, role: str, owner: str) -> Sequence[Sighting[_Label]]:
        return self._seen.get(_Label(role, owner), ())

    def said_at(self, index: int) -> bool:
        """True where a word belongs to something said, such as the "not" of "can not breathe"."""
        return index in self._said

    def ends_at(self, index: int) -> bool:
        return index >= len(self.words) or self.words[index] in BREAKS or self.words[index] == ","

    def sentence(self, saying: Sighting[_Label]) -> tuple[int, int]:
        first, last = saying.first, saying.last
        while first > 0 and self.words[first - 1] not in BREAKS:
            first -= 1
        while last < len(self.words) and self.words[last] not in BREAKS:
            last += 1
        return first, last

    def clause(self, saying: Sighting[_Label]) -> tuple[int, int]:
        """The part of the sentence that speaks of the same thing: up to "but", or ", my ..." and the like."""
        first, last = self.sentence(saying)
        for index in range(saying.first, first, -1):
            if self._parts(index):
                first = index
                break
        for index in range(saying.last, last):
            if self._parts(index):
                last = index
                break
        return first, last

    def _parts(self, index: int) -> bool:
        word = self.words[index]
        if word in _BUT:
            return True
        following = self.words[index + 1 : index + 3]
        return word in _JOINTS and bool(following) and following[0] in _SUBJECTS and following[1:2] != ["was"]


_BUT: Final = frozenset(
    {"but", "however", "though", "although", "because", "pero", "aber", "mais", "ama", "fakat"}
)
_JOINTS: Final = frozenset({",", "and", "so", "-", ":", "now", "then"})
_SUBJECTS: Final = frozenset(
    {"i", "my", "he", "she", "they", "it", "we", "now", "his", "her", "there", "their"}
)
_SPEAKERS: Final = frozenset({"i", "my", "he", "she", "his", "her"})
_PAST_TENSE: Final = frozenset(
    {"swelled", "could", "closed", "collapsed", "was", "were", "fainted", "passed", "went", "had"}
)
_UNREAL: Final = frozenset({"would", "could", "might", "ever", "happens", "happen"})


def _not_now(language: str, saying: Sighting[_Label], scene: _Scene) -> bool:
    """Long past, or only a question about what might happen."""
    first, last = scene.clause(saying)

    def within(role: str) -> Iterator[Sighting[_Label]]:
        return (seen for seen in scene.named(role, language) if seen.first >= first and seen.last <= last)

    begin, end = scene.sentence(saying)
    again = any(begin <= seen.first < end for seen in scene.named("now", language))
    if any(within("past")) and not again:
        return True
    if any(saying.last <= seen.first < end for seen in scene.named("over", language)):
        return True
    told = any(begin <= seen.first < end for seen in scene.named("told", language))
    if told and not again and _PAST_TENSE & set(scene.words[saying.first : saying.last]):
        return True
    if any(begin <= seen.first < saying.first for seen in scene.named("caused_before", language)):
        return True
    asked = (seen for seen in within("asked_before") if seen.first < saying.first)
    return any(_only_asked(seen, saying, scene.words) for seen in asked)


def _only_asked(asked: Sighting[_Label], saying: Sighting[_Label], words: Sequence[str]) -> bool:
    """False if the question is over before the saying begins ("will it be ok, I can't breathe")."""
    if _SPEAKERS & set(words[asked.last : saying.first]):
        return False
    if words[asked.first] in {"if", "in"}:
        real = {"is", "are", "am", "'s"} & set(words[asked.last : saying.last])
        return not real or bool(_UNREAL & set(words[: saying.first]))
    return True


def load_gate(folder: Path) -> Gate:
    """Reads red_flags.yml in `folder`. Raises ClinicDataError naming file, line and key."""
    root = clinic_data.read(folder / FILE)
    root.only(("version", "reviewed_by", "groups", "misspellings", "rules", "guards"))
    groups = {name: node.text() for name, node in root.need("groups").items()}
    automaton: Automaton[_Label] = Automaton()
    rules: dict[str, _Rule] = {}
    for node in root.need("rules").list():
        rule = _read_rule(node)
        if rule.id in rules:
            raise node.need("id").fail(f"the id '{rule.id}' is taken; every rule needs its own.")
        rules[rule.id] = rule
        for role in ("say", "with", "unless"):
            _add(automaton, node, role, _Label(role, rule.id), groups)
    fillers = {}
    for language, node in root.need("guards").items():
        node.only(_GUARDS)
        fillers[language] = frozenset(_cut(node.need("between").text()))
        for guard in _GUARDS:
            if guard != "between":
                _add(automaton, node, guard, _Label(guard, language), groups)
    languages = set(fillers)
    for node in root.need("rules").list():
        node.need("language").one_of(languages)
    spelling = {word: tuple(_cut(node.text())) for word, node in root.need("misspellings").items()}
    vocabulary = automaton.vocabulary()
    return Gate(
        version=root.need("version").text(),
        rules=rules,
        automaton=automaton,
        spelling=spelling,
        vocabulary=vocabulary,
        near=_near(vocabulary),
        fillers=fillers,
    )


def _read_rule(node: clinic_data.Node) -> _Rule:
    node.only(_RULE_KEYS)
    node.need("source").text()
    kind = node.need("kind").one_of(KINDS)
    return _Rule(
        id=node.need("id").text(),
        kind="emergency" if kind == "emergency" else "self_harm",
        concept=node.need("concept").one_of(CONCEPTS),
        language=node.need("language").text(),
        conditional=node.get("with") is not None,
    )


def _add(
    automaton: Automaton[_Label], node: clinic_data.Node, role: str, label: _Label, groups: Mapping[str, str]
) -> None:
    block = node.need(role) if role == "say" else node.get(role)
    if block is None:
        return
    for source in split_phrases(block.text()):
        try:
            automaton.add(read_phrase(source, groups, _cut), label)
        except PhraseError as error:
            raise block.fail(f"the phrase '{source}': {error}") from None


def _folded(text: str) -> tuple[tuple[Token, ...], Sequence[int]]:
    """Tokens without accents, and for each folded character its place in the text."""
    chars: list[str] = []
    origin: list[int] = []
    for place, char in enumerate(text[:MAX_TEXT]):
        folded = char if char.isascii() else _fold(char)
        chars.append(folded)
        origin.extend([place] * len(folded))
    return tokenise("".join(chars)), origin


@lru_cache(maxsize=4096)
def _fold(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return "".join(part for part in parts if not unicodedata.combining(part)).translate(_LETTERS)


def _cut(text: str) -> list[str]:
    return words_of(_fold(text))


def _near(vocabulary: frozenset[str]) -> dict[str, str]:
    long_words = (word for word in sorted(vocabulary) if len(word) >= 5 and word.isascii())
    return {left: word for word in long_words for left in (word, *_one_left_out(word))}


def _one_left_out(word: str) -> Iterator[str]:
    yield word
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]
