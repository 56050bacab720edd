"""YAML 1.2 values that remember their lines, read by libyaml: a rule book loads in tenths of a second."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any, Final

import yaml

DEEPEST: Final = 50  # levels; ours have eight
MOST_VALUES: Final = 500_000
"""Far more than a clinic's files have; a page that takes files from people must not be held up by one."""

_TOO_DEEP: Final = f"it is nested more than {DEEPEST} levels deep"
_MERGE: Final = "<<"
_PLAIN: Final[tuple[tuple[re.Pattern[str], Callable[[str], Any]], ...]] = (
    (re.compile(r"|~|null|Null|NULL"), lambda _text: None),
    (re.compile(r"true|True|TRUE"), lambda _text: True),
    (re.compile(r"false|False|FALSE"), lambda _text: False),
    (re.compile(r"[-+]?[0-9]{1,30}"), int),
    (
        re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"),
        lambda text: float(text) if math.isfinite(float(text)) else text,
    ),
)
"""The core schema of YAML 1.2, in which "no" is a text. A day without quotes is one too, and so is a number that no
machine can reckon with."""


class Mapping(dict[str, Any]):
    """`lines` holds the line of each key, counted from 1."""

    lines: dict[Any, int]


class Sequence(list[Any]):
    """`lines` holds the line of each item, counted from 1, by its index."""

    lines: dict[Any, int]


def load(text: str) -> Any:
    """The one document of `text`. Raises yaml.MarkedYAMLError, also for a key that is given twice."""
    _refuse_deep(text)
    node = yaml.compose(text, Loader=yaml.CSafeLoader)
    return None if node is None else _Reading().value(node, 0)


def _refuse_deep(text: str) -> None:
    """libyaml's composer calls itself for every level: text that is nested very deep would end the process."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                raise yaml.MarkedYAMLError(problem=_TOO_DEEP, problem_mark=event.start_mark)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


class _Reading:
    """One document. A name that stands for names that stand for names … would be endless: values are counted."""

    def __init__(self) -> None:
        self._values = 0

    def value(self, node: yaml.Node, depth: int) -> Any:
        self._values += 1
        if self._values > MOST_VALUES:
            problem = f"it stands for more than {MOST_VALUES:,} values"
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=node.start_mark)
        if depth > DEEPEST:
            raise yaml.MarkedYAMLError(problem=_TOO_DEEP, problem_mark=node.start_mark)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, depth)
        if isinstance(node, yaml.SequenceNode):
            items = Sequence(self.value(item, depth + 1) for item in node.value)
            items.lines = {index: item.start_mark.line + 1 for index, item in enumerate(node.value)}
            return items
        return _scalar(node)

    def _mapping(self, node: yaml.MappingNode, depth: int) -> Mapping:
        mapping = Mapping()
        mapping.lines = {}
        merged: list[Mapping] = []
        for key_node, value_node in node.value:
            key = _key(key_node)
            value = self.value(value_node, depth + 1)
            if key == _MERGE and isinstance(value, Mapping):
                merged.append(value)
                continue
            if key in mapping:
                raise yaml.MarkedYAMLError(
                    problem=f"the key '{key}' is given twice", problem_mark=key_node.start_mark
                )
            mapping[key] = value
            mapping.lines[key] = key_node.start_mark.line + 1
        for other in merged:
            for key in other.keys() - mapping.keys():
                mapping[key], mapping.lines[key] = other[key], other.lines[key]
        return mapping


def _key(node: yaml.Node) -> Any:
    if not isinstance(node, yaml.ScalarNode):
        raise yaml.MarkedYAMLError(problem="a key must be a plain word", problem_mark=node.start_mark)
    return _scalar(node)


def _scalar(node: yaml.ScalarNode) -> Any:
    text = str(node.value)
    if node.style in ('"', "'", "|", ">"):
        return text
    return next((made(text) for pattern, made in _PLAIN if pattern.fullmatch(text)), text)
