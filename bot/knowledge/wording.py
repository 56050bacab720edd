"""Texts with placeholders: `{fact_id}` is a figure with its unit, `{fact_id:number}` the bare figure.

Numbers reach a text through placeholders only, so that no figure can differ from its fact.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from bot.clinic_data import Node

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)(?::(number))?\}")
_WRITTEN_NUMBER = re.compile(
    r"\d+|%|\b(?:zero|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|"
    r"fifty|dozen|hundred|thousand|half|twice|double|triple|fortnight)\b"
    r"|\b(?:an?|one)\s+(?:minute|hour|day|week|month|year)\b",
    re.IGNORECASE,
)
_SENTENCE_END = (".", "!", "?")


def placeholders(text: str) -> tuple[str, ...]:
    """The names in braces, in order, each once."""
    return tuple(dict.fromkeys(match[1] for match in _PLACEHOLDER.finditer(text)))


def fill(text: str, value_of: Callable[[str, bool], str]) -> str:
    """`value_of(name, bare)` gives what stands for a placeholder. What it gives is not filled again."""
    return _PLACEHOLDER.sub(lambda match: value_of(match[1], match[2] is not None), text)


def checked(node: Node, allowed: Collection[str]) -> str:
    """The text of a node whose numbers are all placeholders out of `allowed`. Raises ClinicDataError."""
    text = node.text()
    for name in placeholders(text):
        if name not in allowed:
            raise node.fail(f"'{{{name}}}' is not known here; {_known(name, allowed)}")
    rest = _PLACEHOLDER.sub("", text)
    if "{" in rest or "}" in rest:
        raise node.fail("a brace stands alone; a placeholder is written {fact_id} or {fact_id:number}.")
    written = _WRITTEN_NUMBER.search(rest)
    if written is not None:
        raise node.fail(
            f"'{written[0]}' is a number in the text; use a placeholder such as {{fact_id}} instead."
        )
    return text


def whole_sentence(node: Node) -> Node:
    """The node itself, once its text is seen to end as a sentence does. Raises ClinicDataError."""
    if not node.text().endswith(_SENTENCE_END):
        raise node.fail("expected a whole sentence, ending in '.', '!' or '?'.")
    return node


def short_title(node: Node, longest: int) -> str:
    """The text of a node, at most `longest` characters, as a button or a list row can show."""
    text = node.text()
    if len(text) > longest:
        raise node.fail(f"'{text}' has {len(text)} characters; at most {longest} are allowed.")
    return text


def _known(name: str, allowed: Collection[str]) -> str:
    start = name.split("_")[0]
    near = sorted(item for item in allowed if start in item) or sorted(allowed)
    return f"allowed are {', '.join(near)}."
