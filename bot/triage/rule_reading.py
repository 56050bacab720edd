"""Reads one concept of a rule file: its branches and questions."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import cast

from bot.clinic_data import Node
from bot.triage import concepts, dispositions, periods
from bot.triage.outcome import Accepts, Answer, Question
from bot.triage.rule_conditions import alternatives, moments, period, several
from bot.triage.rules import Branch, Condition, RuleLane, Source, Wait
from bot.triage.vocabulary import PERIOD_UNITS, TIMES, Vocabulary

LONGEST_TITLE = 20
_CONDITION = frozenset(["title", "lane", "counts", "branches", "family", "questions", "common"])
_FLAGS = ("provisional", "stated", "default")
_BRANCH = frozenset({"id", "when", "then", "who", "wait", "reason", "precautions", "source", *_FLAGS})
_QUESTION = frozenset(["id", "ask", "why", "answers", "accepts", "fills", "only"])
_ANSWER = frozenset(["title", "sets", "adds", "denies", "reply"])
_MOMENTS = frozenset({"when_from", "when_to"})


class Reader:
    """Remembers where each branch stands (`nodes`), so that a check made later can still name the line.

    overrides: branches by id that take the place of those of the same id.
    """

    def __init__(
        self, words: Vocabulary, sources: Mapping[str, Source], overrides: Mapping[str, Node]
    ) -> None:
        self.words = words
        self.sources = sources
        self.overrides = overrides
        self.nodes: dict[str, Node] = {}

    def condition(self, concept: str, node: Node) -> Condition:
        node.only(_CONDITION)
        lane = cast(RuleLane, node.need("lane").one_of({"before", "after", "context"}))
        counts, family, asked = node.get("counts"), node.get("family"), node.get("questions")
        times = {item.one_of(TIMES) for item in several(counts)} if counts is not None else set(TIMES)
        return Condition(
            concept=concept,
            title=node.need("title").text(),
            lane=lane,
            counts=frozenset(times),
            branches=tuple(self._of(concept, item, lane) for item in node.need("branches").list()),
            family=self.branch(concept, family, lane) if family is not None else None,
            questions=tuple(self._question(concept, item) for item in asked.list()) if asked else (),
            common=_flag(node, "common"),
        )

    def _of(self, concept: str, node: Node, lane: RuleLane) -> Branch:
        id_ = node.need("id")
        if id_.text().split(".")[0] != concept:
            raise id_.fail(f"a branch id starts with its concept; allowed is {concept}.<name>.")
        if id_.text() in self.nodes:
            raise id_.fail("this id is used twice; every branch needs its own.")
        return self.branch(concept, self.overrides.get(id_.text(), node), lane, id_.text())

    def branch(self, concept: str, node: Node, lane: RuleLane, id_: str | None = None) -> Branch:
        node.only(_BRANCH)
        found = node.get("id")
        name = id_ or (found.text() if found is not None else f"{concept}.{node.key.rpartition('.')[2]}")
        self.nodes[name] = node
        when, wait, precautions = node.get("when"), node.get("wait"), node.get("precautions")
        then = node.need("then").one_of(_allowed(lane))
        if then == "defer" and wait is None:
            raise node.fail("'wait' is missing: whoever is put off must be told until when.")
        who = node.get("who")
        if then in ("needs_clinician", "same_day_clinician") and who is None:
            raise node.fail("'who' is missing: say which clinician and how soon.")
        return Branch(
            id=name,
            when=alternatives(concept, when, self.words) if when is not None else (),
            then=then,
            who=who.text() if who is not None else "",
            wait=self._wait(wait) if wait is not None else None,
            reason=node.need("reason").text(),
            precautions=precautions.texts() if precautions is not None else (),
            sources=self._source(node.need("source")),
            provisional=_flag(node, "provisional"),
            stated=_flag(node, "stated"),
            default=_flag(node, "default"),
        )

    def _source(self, node: Node) -> tuple[str, ...]:
        return tuple(item.one_of(self.sources) for item in several(node))

    def _wait(self, node: Node) -> Wait:
        node.only({*PERIOD_UNITS, "from", "until"})
        units = {unit: item.value for unit, item in node.items() if unit in PERIOD_UNITS}
        start = node.get("from")
        if bool(units) != (start is not None):
            raise node.fail("a length of time needs 'from', and 'from' a length of time.")
        return Wait(
            of=moments(start, self.words) if start is not None else (),
            period=period(Node(units or {"days": 0}, node.file, node.line, node.key)),
            until=node.need("until").text(),
        )

    def _question(self, concept: str, node: Node) -> Question:
        node.only(_QUESTION)
        accepts, asked = node.get("accepts"), node.get("answers")
        answers = tuple(self._answer(concept, item) for item in asked.list()) if asked is not None else ()
        if not answers:
            raise node.fail("'answers' is missing: a question needs at least one button.")
        named, only = node.get("fills"), node.get("only")
        allowed = self.words.names | self.words.moments
        fills = {item.one_of(allowed) for item in several(named)} if named is not None else set()
        for answer in answers:
            fills |= {"when" if name.startswith("when_") else name for name in answer.sets}
            fills |= {f"concept:{name}" for name in (answer.adds, answer.denies) if name is not None}
        return Question(
            id=node.need("id").text(),
            concept=concept,
            ask=node.need("ask").text(),
            why=node.need("why").text(),
            answers=answers,
            accepts=cast(Accepts, accepts.one_of({"date", "text"}) if accepts is not None else "nothing"),
            fills=frozenset(fills - {"time"}),
            only=frozenset(item.one_of(self.nodes) for item in several(only))
            if only is not None
            else frozenset(),
        )

    def _answer(self, concept: str, node: Node) -> Answer:
        node.only(_ANSWER)
        title, sets = node.need("title"), node.get("sets")
        if len(title.text()) > LONGEST_TITLE:
            raise title.fail(
                f"'{title.text()}' is too long for a button; {LONGEST_TITLE} characters are allowed."
            )
        adds, denies, reply = node.get("adds"), node.get("denies"), node.get("reply")
        return Answer(
            title=title.text(),
            sets=MappingProxyType(
                dict(self._set(concept, name, item) for name, item in sets.items()) if sets else {}
            ),
            adds=adds.one_of(concepts.ALL) if adds is not None else None,
            denies=denies.one_of(concepts.ALL) if denies is not None else None,
            reply=reply.one_of({"yes", "no"}) if reply is not None else None,
        )

    def _set(self, concept: str, name: str, node: Node) -> tuple[str, str]:
        if name == "time":
            return name, node.one_of(TIMES)
        if name in _MOMENTS:
            return name, _back(node)
        if name not in self.words.names:
            allowed = ", ".join(sorted(self.words.names | _MOMENTS))
            raise node.fail(f"unknown attribute '{name}'; allowed are {allowed}.")
        return name, self.words.value(concept, name, node)


def _back(node: Node) -> str:
    text = node.text()
    if periods.of_iso(text) is None:
        raise node.fail(f"'{text}' is no length of time; allowed are those like -P6M, back from today.")
    return text


def _allowed(lane: RuleLane) -> Collection[str]:
    if lane == "context":
        return dispositions.ALL
    return dispositions.BEFORE if lane == "before" else dispositions.AFTER


def _flag(node: Node, key: str) -> bool:
    found = node.get(key)
    return found.flag() if found is not None else False
