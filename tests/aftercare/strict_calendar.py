"""A second reader of calendar files, by the letter of RFC 5545 and with nothing of the library that wrote them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

_LINE = re.compile(
    r"(?P<name>[A-Z0-9-]+)(?P<parameters>(?:;[A-Z0-9-]+=(?:\"[^\"]*\"|[^\";:,]*)(?:,(?:\"[^\"]*\"|[^\";:,]*))*)*)"
    r":(?P<value>.*)"
)
_TEXT = {"SUMMARY", "DESCRIPTION", "X-WR-CALNAME", "X-WR-TIMEZONE", "UID", "PRODID"}
_ESCAPES = {"\\n": "\n", "\\N": "\n", "\\,": ",", "\\;": ";", "\\\\": "\\"}


@dataclass
class Component:
    name: str
    values: dict[str, tuple[dict[str, str], str]] = field(default_factory=dict)
    inside: list[Component] = field(default_factory=list)

    def text(self, name: str) -> str:
        return self.values[name][1]

    def day(self, name: str) -> dt.date:
        parameters, value = self.values[name]
        assert parameters == {"VALUE": "DATE"}, parameters
        assert re.fullmatch(r"\d{8}", value), value
        return dt.datetime.strptime(value, "%Y%m%d").date()


def read_strictly(content: bytes) -> Component:
    """The one VCALENDAR of a file. Raises AssertionError for whatever the standard does not allow."""
    assert content.endswith(b"\r\n")
    physical = content[:-2].split(b"\r\n")
    for line in physical:
        assert b"\r" not in line
        assert b"\n" not in line
        assert len(line) <= 75, line
        line.decode("utf-8")  # no sign is cut in two
    lines: list[str] = []
    for line in physical:
        if line.startswith(b" "):
            lines[-1] += line[1:].decode()
        else:
            lines.append(line.decode())
    outer = Component("")
    stack = [outer]
    for text in lines:
        _take(text, stack)
    assert stack == [outer], "a component is not closed"
    (calendar,) = outer.inside
    return calendar


def _take(line: str, stack: list[Component]) -> None:
    found = _LINE.fullmatch(line)
    assert found, line
    name, value = found["name"], found["value"]
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", value), line
    if name == "BEGIN":
        stack.append(Component(value))
        stack[-2].inside.append(stack[-1])
        return
    if name == "END":
        assert stack.pop().name == value, line
        return
    assert name not in stack[-1].values, f"{name} is there twice"
    parameters = dict(item.split("=", 1) for item in found["parameters"].split(";") if item)
    stack[-1].values[name] = (parameters, _unescaped(value) if name in _TEXT else value)


def _unescaped(value: str) -> str:
    assert not re.search(r"(?<!\\)(?:\\\\)*[,;]", value), f"not escaped: {value}"
    assert not re.search(r"(?<!\\)(?:\\\\)*\\[^nN,;\\]", value), f"no such escape: {value}"
    return re.sub(r"\\[nN,;\\]", lambda match: _ESCAPES[match.group()], value)
