from __future__ import annotations

import pytest

from bot.reading.phrases import Automaton, PhraseError, read_phrase, split_phrases
from bot.reading.text import words_of

GROUPS = {"swollen": "swollen|puffy|blown up"}


def _finds(phrase: str, text: str) -> bool:
    automaton: Automaton[str] = Automaton()
    automaton.add(read_phrase(phrase, GROUPS, words_of), "seen")
    return bool(automaton.find(words_of(text)))


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("blood thinner[s]", "my blood thinners", True),
        ("blood thin[n]er[s]", "blood thiner", True),
        ("can't [really] breathe", "I cant breathe", True),
        ("can't [really] breathe", "I cannot really breathe", True),
        ("(can't|unable to) breathe", "unable to breathe", True),
        ("{swollen} lip[s]", "blown up lips", True),
        ("lips .. swollen", "my lips have all swollen", True),
        ("lips .. swollen", "my lips are dry. Swollen ankle", False),
        ("lips .. swollen", "my lips are not swollen", False),
        ("lips .. swollen", "lips one two three four swollen", False),
        ("lips .... swollen", "lips one two three four swollen", True),
        ("in <year>", "in 2019", True),
        ("in <year>", "in 19", False),
        ("took <many> tablets", "took 30 tablets", True),
        ("took <many> tablets", "took 2 tablets", False),
        ("<fever> degrees", "38.5 degrees", True),
        ("<fever> degrees", "36.6 degrees", False),
        ("she's (ill|unwell)", "shes unwell", True),
    ],
)
def test_phrases_find_what_they_stand_for(phrase: str, text: str, found: bool) -> None:
    assert _finds(phrase, text) is found


@pytest.mark.parametrize(
    ("phrase", "says"),
    [
        ("(a", "is not closed"),
        ("a)", "closes nothing"),
        ("[a]", "needs a word that must be there"),
        (".. a", "begins and ends with a word"),
        ("a ..", "begins and ends with a word"),
        ("{puffy}", "no group 'puffy'; there are swollen"),
        ("{", "a group is written"),
    ],
)
def test_a_phrase_that_cannot_be_read_says_why(phrase: str, says: str) -> None:
    with pytest.raises(PhraseError, match=says):
        read_phrase(phrase, GROUPS, words_of)


def test_phrases_are_parted_by_commas_and_lines_outside_brackets() -> None:
    assert list(split_phrases("a, (b,c) d\n e ,")) == ["a", "(b,c) d", "e"]


def test_literal_phrases_know_all_their_forms() -> None:
    phrase = read_phrase("thin[n]er[s]", GROUPS, words_of)

    assert phrase.literal
    assert phrase.count == 4
    assert sorted(phrase.forms()) == [("thiner",), ("thiners",), ("thinner",), ("thinners",)]


def test_of_two_lengths_at_one_place_the_longer_is_told() -> None:
    automaton: Automaton[str] = Automaton()
    automaton.add(read_phrase("not [at all]", GROUPS, words_of), "not")

    (seen,) = automaton.find(words_of("not at all"))

    assert (seen.first, seen.last) == (0, 3)
