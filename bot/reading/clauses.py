"""Cuts sentences into segments: the pieces between commas, "and", "but" and the like.

A segment remembers how it hangs on the one before it. Whether a denial reaches from one segment into the next
depends on that (see `scope.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from bot.reading.text import Sentence

Joint = Literal["start", "comma", "and", "or", "but", "because", "run"]

_JOINTS: Final[dict[str, Joint]] = {
    ",": "comma", "(": "comma", ")": "comma", ":": "comma", "-": "comma", '"': "comma", "/": "and", "&": "and",
    "+": "and", "*": "comma", "and": "and", "plus": "and", "or": "or", "nor": "or", "but": "but", "however": "but",
    "although": "but", "though": "but", "yet": "but", "whereas": "but", "because": "because", "which": "because",
    "if": "because", "unless": "because", "while": "because", "whilst": "because", "so": "because",
}  # fmt: skip
_STRENGTH: Final = {"start": 0, "run": 1, "comma": 2, "and": 3, "or": 4, "because": 5, "but": 6}
_SUBJECTS: Final = frozenset({"i", "he", "she", "we", "they"})
_BEFORE_SUBJECT: Final = frozenset(
    """if when that because as since what how think thinks thought said says told know knows sure reckon reckons hope
    so guess where anything thing which whether until before after like wish mean than can could do does did am is are
    will would should may might have has had must shall was were why once while though although but and or even till
    unless suspect say deny claim lying doubt swear admit believe feel not now also everything something time suppose everywhere assume wonder worried mention
    where whenever forgot first last , ( : -""".split()
)
_BEFORE_WHETHER: Final = frozenset(
    "sure know wonder wondering idea tell certain say ask asking remember see matter unsure knows check even as".split()
)
_ADVERBIAL_YET: Final = frozenset({"not", "no", ",", "as", "any", "been"})


@dataclass(frozen=True)
class Segment:
    """Words first..last (last excluded) of sentence `sentence`, and what joins it to the segment before."""

    first: int
    last: int
    joint: Joint
    sentence: int
    question: bool


def cut_segments(
    words: Sequence[str], sentences: Sequence[Sentence], whole: Collection[int]
) -> list[Segment]:
    """The segments of all sentences in order. whole: words inside something that must not be cut."""
    segments: list[Segment] = []
    for number, sentence in enumerate(sentences):
        segments += _of_sentence(words, sentence, number, whole)
    return segments


def _of_sentence(
    words: Sequence[str], sentence: Sentence, number: int, whole: Collection[int]
) -> list[Segment]:
    segments: list[Segment] = []
    first, joint = sentence.first, _stronger("start", "start")
    for index in range(sentence.first, sentence.last):
        found = None if index in whole else _joint_at(words, index, sentence)
        if found is None:
            continue
        if index > first:
            segments.append(Segment(first, index, joint, number, sentence.question))
            joint = found
        else:
            joint = found if not segments else _stronger(joint, found)
        # "if I get ..." keeps its "if": the word says how the segment is meant.
        first = index if found in {"run", "because"} else index + 1
    if first < sentence.last:
        segments.append(Segment(first, sentence.last, joint, number, sentence.question))
    return segments


def _stronger(one: Joint, other: Joint) -> Joint:
    return other if _STRENGTH[other] > _STRENGTH[one] else one


def _joint_at(words: Sequence[str], index: int, sentence: Sentence) -> Joint | None:
    word = words[index]
    following = words[index + 1] if index + 1 < sentence.last else ""
    if word == "so":
        return "because" if following in _SUBJECTS | {"can", "is", "am", "will", "should", "could"} else None
    if word == "yet" and (index == sentence.first or words[index - 1] in _ADVERBIAL_YET or not following):
        return None
    if word == "if" and index and words[index - 1] in _BEFORE_WHETHER:
        return None
    if word == "while" and index and words[index - 1] in {"a", "little"}:
        return None
    if word == "-" and following.isdigit() and index and words[index - 1].isdigit():
        return None
    if word in _JOINTS:
        return _JOINTS[word]
    runs_on = word in _SUBJECTS and index > sentence.first and words[index - 1] not in _BEFORE_SUBJECT
    return "run" if runs_on and following and following not in {"?", "too"} else None
