"""From a message to the topics it asks about. Serving, training checks and the command line all use this."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.understanding.clauses import WORD, Part, parts_of
from bot.understanding.encoder import Encoder, Vectors
from bot.understanding.intent_model import Confidence, Guess, IntentModel, Ranking
from bot.understanding.several import Candidate, probability
from bot.understanding.stored_model import load_intent_model, newest_archive
from bot.understanding.topics import SOCIAL

ALTERNATIVES = 3
RANKED = 10
SHORTEST_QUESTION = 3
"""Words that a question must have before we say that we could not read it."""
SAME_SUBJECT = frozenset({"cost", "request_quote"})
"""Asked together these are one question, for which one answer is enough."""


@dataclass(frozen=True)
class Topic:
    """One question found in a message, with the words that ask it."""

    topic: str
    confidence: float
    clause: str


@dataclass(frozen=True)
class Understood:
    """What a message asks. `topics` is best first, and empty when nothing we know is meant.

    `sure` tells whether every topic may be answered without asking back; `unclear` holds the questions in
    it that could not be read. `ranking` goes on where `alternatives` end.
    """

    topics: tuple[Topic, ...]
    alternatives: tuple[Guess, ...]
    out_of_scope: bool
    sure: bool
    unclear: tuple[str, ...] = ()
    ranking: tuple[Guess, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "topics": [
                {"topic": item.topic, "confidence": round(item.confidence, 4), "clause": item.clause}
                for item in self.topics
            ],
            "alternatives": [
                {"topic": item.topic, "confidence": round(item.confidence, 4)} for item in self.alternatives
            ],
            "out_of_scope": self.out_of_scope,
            "unclear": list(self.unclear),
        }


@dataclass(frozen=True)
class Cut:
    """A message cut for understanding: the whole, and its parts when it has several or one has pieces."""

    whole: str
    parts: tuple[Part, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """All texts that need a vector: the whole, then each part followed by its pieces."""
        return (self.whole, *(text for part in self.parts for text in (part.text, *part.pieces)))


class Understanding:
    """The encoder and the trained model together."""

    def __init__(self, encoder: Encoder, model: IntentModel) -> None:
        self._encoder = encoder
        self._model = model

    @classmethod
    def load(cls, encoder: Path, models: Path) -> Understanding:
        """The newest trained model. Raises EncoderMissingError or ModelMissingError."""
        return cls(Encoder(encoder), load_intent_model(newest_archive(models)))

    def read(self, text: str) -> Understood:
        message = cut(text)
        return decide(self._model, message, self._encoder.encode(message.sentences))


def cut(text: str) -> Cut:
    """A message of one part without pieces is not cut at all."""
    parts = parts_of(text)
    return Cut(text.strip(), parts if len(parts) > 1 or any(part.pieces for part in parts) else ())


def decide(model: IntentModel, message: Cut, vectors: Vectors) -> Understood:
    """`vectors` has one row per sentence of `message.sentences`."""
    rankings = model.rank(vectors)
    ranking = rankings[0].guesses
    whole = Topic(ranking[0].topic, ranking[0].confidence, message.whole)
    thresholds = model.confidence.thresholds
    found = candidates(message, rankings)
    topics = _choose(whole, _asked(found, model.confidence))
    outside = topics[0].confidence < thresholds.in_scope
    several = len(topics) > 1
    return Understood(
        topics=() if outside else topics,
        alternatives=ranking[:ALTERNATIVES],
        ranking=ranking[:RANKED],
        out_of_scope=outside,
        sure=not outside and (several or topics[0].confidence >= thresholds.answer),
        unclear=_unclear(message, found, topics, thresholds.in_scope) if several else (),
    )


def candidates(message: Cut, rankings: Sequence[Ranking]) -> tuple[Candidate, ...]:
    """What each part and each piece may ask; courtesies ask for nothing of their own.

    `rankings` has one entry per sentence of `message.sentences`.
    """
    whole = rankings[0]
    first = whole.guesses[0].topic
    someone_asks = any(part.asks for part in message.parts)
    texts = [
        (text, part, text is not part.text) for part in message.parts for text in (part.text, *part.pieces)
    ]
    found = []
    for (text, part, piece), ranking in zip(texts, rankings[1:], strict=True):
        best, second = ranking.guesses[:2]
        if best.topic not in SOCIAL:
            found.append(
                Candidate(
                    topic=best.topic,
                    clause=text,
                    confidence=best.confidence,
                    runner_up=second.confidence,
                    whole=whole.likely[best.topic],
                    asks=part.asks,
                    piece=piece,
                    background=someone_asks and not part.asks,
                    first_choice=best.topic == first,
                )
            )
    return tuple(found)


def _asked(found: Sequence[Candidate], confidence: Confidence) -> tuple[Topic, ...]:
    """The distinct topics that are asked, most probable first."""
    best: dict[str, Topic] = {}
    for candidate in found:
        topic = Topic(candidate.topic, probability(candidate, confidence.several), candidate.clause)
        known = best.get(topic.topic)
        if topic.confidence >= (known.confidence if known else confidence.thresholds.extra):
            best[topic.topic] = topic
    if best.keys() >= SAME_SUBJECT:
        del best[min(SAME_SUBJECT, key=lambda topic: best[topic].confidence)]
    return tuple(sorted(best.values(), key=lambda topic: -topic.confidence))


def _choose(whole: Topic, asked: tuple[Topic, ...]) -> tuple[Topic, ...]:
    """Several topics when several are asked, that of the whole message first; else only that.

    Parts that miss what the whole message most surely asks were cut where there was nothing to cut.
    """
    missed = all(topic.topic != whole.topic for topic in asked)
    if len(asked) > 1 and not (missed and whole.confidence > asked[0].confidence):
        return tuple(sorted(asked, key=lambda topic: topic.topic != whole.topic))
    return (whole,)


def _unclear(
    message: Cut, found: Sequence[Candidate], topics: Sequence[Topic], least: float
) -> tuple[str, ...]:
    """Questions in the message that nobody could read; they are named in the reply, never dropped."""
    read = {candidate.clause for candidate in found if candidate.confidence >= least}
    read |= {topic.clause for topic in topics}
    return tuple(
        part.text
        for part in message.parts
        if "?" in part.text
        and len(WORD.findall(part.text)) >= SHORTEST_QUESTION
        and read.isdisjoint((part.text, *part.pieces))
    )
