"""The clinic's lexicon: which words name which concept, and what can be said about it.

Phrases of plain words are found by spaCy's PhraseMatcher on a blank pipeline, phrases with gaps and numbers by our
own automaton. Both work on words cut by `text.py`, never on spaCy's own tokens.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from bot import clinic_data
from bot.reading.attributes import ALLOWED, problem
from bot.reading.concepts import CONCEPTS
from bot.reading.phrases import Automaton, Phrase, PhraseError, read_phrase, split_phrases
from bot.reading.text import words_of
from bot.reading.without_tensorflow import import_spacy

FILE: Final = "lexicon.yml"
_MOST_FORMS: Final = 200
"""Forms that a phrase may have to be written out for the PhraseMatcher; the automaton takes the larger ones."""
TYPES: Final = ("lasting", "condition", "episode", "event", "medicine", "after")


@dataclass(frozen=True)
class Entry:
    """What a line of phrases stands for: a concept with attributes, a detail (concept empty), or nothing at all."""

    concept: str
    attributes: Mapping[str, str] = field(default=MappingProxyType({}), hash=False)
    denies: bool = False  # saying it denies the concept: "formula feeding" is no breastfeeding

    @property
    def is_detail(self) -> bool:
        return not self.concept and bool(self.attributes)


@dataclass(frozen=True)
class Seen:
    """An entry seen at words first..last (last excluded)."""

    first: int
    last: int
    entry: Entry


@dataclass(frozen=True)
class Lexicon:
    """Build it with `load_lexicon`.

    types, takes: by concept, as explained in lexicon.yml.
    vocabulary: every word of a concept's phrases; spelling repair aims at these.
    other_words: every word of the details and of what is no condition.
    """

    version: str
    types: Mapping[str, str]
    takes: Mapping[str, frozenset[str]]
    vocabulary: frozenset[str]
    other_words: frozenset[str]
    _entries: Sequence[Entry]
    _matcher: Any
    _vocab: Any
    _document: Any
    _automaton: Automaton[int]

    def look_up(self, words: Sequence[str]) -> list[Seen]:
        """Everything seen in a text, overlapping sightings included, in order of place."""
        if not words:
            return []
        document = self._document(self._vocab, words=list(words))
        places = {
            (first, last, int(self._vocab.strings[key])) for key, first, last in self._matcher(document)
        }
        places |= {(seen.first, seen.last, seen.label) for seen in self._automaton.find(words)}
        return [Seen(first, last, self._entries[index]) for first, last, index in sorted(places)]


def load_lexicon(folder: Path) -> Lexicon:
    """Reads lexicon.yml in `folder`. Raises ClinicDataError naming file, line and key."""
    root = clinic_data.read(folder / FILE)
    root.only(("version", "reviewed_by", "groups", "concepts", "nothing", "details"))
    groups = {name: node.text() for name, node in root.need("groups").items()}
    lines = [*_concept_lines(root.need("concepts"), groups), *_other_lines(root, groups)]
    types, takes = _types_and_takes(root.need("concepts"))
    return _compiled(root.need("version").text(), types, takes, lines)


@dataclass(frozen=True)
class _Line:
    entry: Entry
    phrases: tuple[Phrase, ...]


def _types_and_takes(concepts: clinic_data.Node) -> tuple[dict[str, str], dict[str, frozenset[str]]]:
    types, takes = {}, {}
    for concept, node in concepts.items():
        node.only(("type", "takes", "say"))
        types[concept] = node.need("type").one_of(TYPES)
        taken = node.get("takes")
        names = taken.text().split() if taken else []
        for name in names:
            if taken and name not in ALLOWED:
                raise taken.fail(f"'{name}' is no attribute; allowed are {', '.join(sorted(ALLOWED))}.")
        takes[concept] = frozenset(names)
    return types, takes


def _concept_lines(concepts: clinic_data.Node, groups: Mapping[str, str]) -> Iterator[_Line]:
    missing = (
        CONCEPTS - {concept for concept, _ in concepts.items()} - {"smp_session", "hair_transplant_planned"}
    )
    if missing:
        raise concepts.fail(f"no phrases for {', '.join(sorted(missing))}; every concept needs some.")
    for concept, node in concepts.items():
        if concept not in CONCEPTS:
            raise node.fail(f"'{concept}' is no concept; allowed are {', '.join(sorted(CONCEPTS))}.")
        for place, row in _rows(node.need("say")):
            said, _, arrow = row.partition("->")
            words = arrow.split()
            denies = words == ["denied"]
            attributes = {} if denies else _attributes(place, concept, words)
            entry = Entry(concept, MappingProxyType(attributes), denies)
            yield _Line(entry, tuple(_phrases(place, said, groups)))


def _other_lines(root: clinic_data.Node, groups: Mapping[str, str]) -> Iterator[_Line]:
    for place, row in _rows(root.need("nothing")):
        yield _Line(Entry(""), tuple(_phrases(place, row, groups)))
    for name, node in root.need("details").items():
        for value, block in node.items():
            wrong = problem("", name, value)
            if wrong:
                raise block.fail(wrong)
            for place, row in _rows(block):
                entry = Entry("", MappingProxyType({name: value}))
                yield _Line(entry, tuple(_phrases(place, row, groups)))


def _rows(block: clinic_data.Node) -> Iterator[tuple[clinic_data.Node, str]]:
    """The lines of a block of phrases, each knowing its line in the file."""
    for number, row in enumerate(block.text().split("\n"), start=1):
        if row.strip():
            yield clinic_data.Node(row, block.file, block.line + number, block.key), row


def _attributes(place: clinic_data.Node, concept: str, words: Sequence[str]) -> dict[str, str]:
    attributes: dict[str, str] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals:
            # A value of several words ("drug=fish oil") goes on until the next name.
            name = next(reversed(attributes), "")
            value = f"{attributes.get(name, '')} {word}"
        wrong = problem(concept, name, value)
        if wrong:
            raise place.fail(wrong)
        attributes[name] = value
    return attributes


def _phrases(place: clinic_data.Node, row: str, groups: Mapping[str, str]) -> Iterator[Phrase]:
    for source in split_phrases(row):
        try:
            yield read_phrase(source, groups, words_of)
        except PhraseError as error:
            raise place.fail(f"the phrase '{source}': {error}") from None


def _compiled(
    version: str,
    types: Mapping[str, str],
    takes: Mapping[str, frozenset[str]],
    lines: Collection[_Line],
) -> Lexicon:
    spacy = import_spacy()
    vocab = spacy.blank("en").vocab
    matcher = spacy.matcher.PhraseMatcher(vocab, attr="LOWER")
    automaton: Automaton[int] = Automaton()
    for index, line in enumerate(lines):
        documents = []
        for phrase in line.phrases:
            if phrase.literal and phrase.count <= _MOST_FORMS:
                documents += [spacy.tokens.Doc(vocab, words=list(form)) for form in phrase.forms()]
            else:
                automaton.add(phrase, index)
        if documents:
            matcher.add(str(index), documents)
    return Lexicon(
        version=version,
        types=types,
        takes=takes,
        vocabulary=_words_of(line for line in lines if line.entry.concept),
        other_words=_words_of(line for line in lines if not line.entry.concept),
        _entries=tuple(line.entry for line in lines),
        _matcher=matcher,
        _vocab=vocab,
        _document=spacy.tokens.Doc,
        _automaton=automaton,
    )


def _words_of(lines: Iterable[_Line]) -> frozenset[str]:
    return frozenset(word for line in lines for phrase in line.phrases for word in phrase.words())
