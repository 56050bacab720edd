"""Reads a clinic's YAML files and names file, line and key of whatever is wrong with them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot import yaml_with_lines


class ClinicDataError(ValueError):
    """A clinic file cannot be used; the message says where and what is allowed."""


@dataclass(frozen=True)
class Node:
    """A value of a YAML file that knows where it stands.

    The readers (`text`, `number`, ...) raise ClinicDataError naming file, line and key.
    """

    value: Any
    file: str
    line: int
    key: str

    def fail(self, problem: str) -> ClinicDataError:
        """The error to raise about this value; `problem` says what is wrong and what is allowed."""
        return ClinicDataError(f"{self.file}, line {self.line}, key '{self.key}': {problem}")

    def _mapping(self) -> Mapping[str, Any]:
        if not isinstance(self.value, Mapping):
            raise self.fail(f"expected keys and values, found {_kind(self.value)}.")
        return self.value

    def _child(self, key: Any, value: Any) -> Node:
        name = f"{self.key}.{key}" if self.key else str(key)
        return Node(value, self.file, _line(self.value, key, self.line), name)

    def only(self, allowed: Collection[str]) -> None:
        """Refuses keys that nobody reads: a misspelt key must not be lost silently."""
        for key in self._mapping():
            if key not in allowed:
                raise self._child(key, None).fail(f"unknown key; allowed are {', '.join(sorted(allowed))}.")

    def get(self, key: str) -> Node | None:
        mapping = self._mapping()
        return self._child(key, mapping[key]) if mapping.get(key) is not None else None

    def need(self, key: str) -> Node:
        found = self.get(key)
        if found is None:
            raise self.fail(f"'{key}' is missing.")
        return found

    def items(self) -> Iterator[tuple[str, Node]]:
        for key, value in self._mapping().items():
            yield str(key), self._child(key, value)

    def list(self) -> Sequence[Node]:
        if not isinstance(self.value, Sequence) or isinstance(self.value, str):
            raise self.fail(f"expected a list, found {_kind(self.value)}.")
        return [self._child(index, item) for index, item in enumerate(self.value)]

    def text(self) -> str:
        if not isinstance(self.value, str) or not self.value.strip():
            raise self.fail(f"expected text, found {_kind(self.value)}.")
        return str(self.value).strip()

    def number(self) -> float | int:
        if isinstance(self.value, bool) or not isinstance(self.value, (int, float)):
            raise self.fail(f"expected a number, found {_kind(self.value)}.")
        return self.value

    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            raise self.fail(f"expected true or false, found {_kind(self.value)}.")
        return self.value

    def one_of(self, allowed: Collection[str]) -> str:
        value = self.text()
        if value not in allowed:
            raise self.fail(f"'{value}' is not known; allowed are {', '.join(sorted(allowed))}.")
        return value

    def texts(self) -> tuple[str, ...]:
        return tuple(item.text() for item in self.list())


def read(path: Path) -> Node:
    """The root of a YAML file. Raises ClinicDataError when it is missing or not YAML."""
    try:
        content = yaml_with_lines.load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ClinicDataError(f"{path.name}: the file is missing from {path.parent.name}/.") from None
    except UnicodeDecodeError as error:
        raise ClinicDataError(f"{path.name}: not UTF-8 text: {error.reason} at byte {error.start}.") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ClinicDataError(f"{path.name}, line {line}: not valid YAML: {error.problem}.") from None
    except yaml.YAMLError as error:
        raise ClinicDataError(f"{path.name}: not valid YAML: {str(error).splitlines()[0]}.") from None
    return Node(content, path.name, 1, "")


def _line(container: Any, key: Any, default: int) -> int:
    if isinstance(container, (yaml_with_lines.Mapping, yaml_with_lines.Sequence)):
        return container.lines.get(key, default)
    return default


def _kind(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, Mapping):
        return "keys and values"
    if isinstance(value, str):
        return f"the text '{value}'"
    if isinstance(value, Sequence):
        return "a list"
    return f"'{value}'"
