"""YAML 1.2 values that remember their lines, read by libyaml: a rule book loads in tenths of a second."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

import yaml

_MERGE: Final = "<<"
_PLAIN: Final[tuple[tuple[re.Pattern[str], Callable[[str], Any]], ...]] = (
    (re.compile(r"|~|null|Null|NULL"), lambda _text: None),
    (re.compile(r"true|True|TRUE"), lambda _text: True),
    (re.compile(r"false|False|FALSE"), lambda _text: False),
    (re.compile(r"[-+]?[0-9]+"), int),
    (re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"), float),
)
"""The core schema of YAML 1.2, in which "no" is a text. A day without quotes is one too."""


class Mapping(dict[str, Any]):
    """`lines` holds the line of each key, counted from 1."""

    lines: dict[Any, int]


class Sequence(list[Any]):
    """`lines` holds the line of each item, counted from 1, by its index."""

    lines: dict[Any, int]


def load(text: str) -> Any:
    """The one document of `text`. Raises yaml.MarkedYAMLError, also for a key that is given twice."""
    node = yaml.compose(text, Loader=yaml.CSafeLoader)
    return None if node is None else _value(node)


def _value(node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return _mapping(node)
    if isinstance(node, yaml.SequenceNode):
        items = Sequence(_value(item) for item in node.value)
        items.lines = {index: item.start_mark.line + 1 for index, item in enumerate(node.value)}
        return items
    return _scalar(node)


def _mapping(node: yaml.MappingNode) -> Mapping:
    mapping = Mapping()
    mapping.lines = {}
    merged: list[Mapping] = []
    for key_node, value_node in node.value:
        key = _key(key_node)
        if key == _MERGE and isinstance(value_node, yaml.MappingNode):
            merged.append(_mapping(value_node))
            continue
        if key in mapping:
            raise yaml.MarkedYAMLError(
                problem=f"the key '{key}' is given twice", problem_mark=key_node.start_mark
            )
        mapping[key] = _value(value_node)
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
