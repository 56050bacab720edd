"""Reads what all dialogues say alike, from forms.yml; and the readers that their own wording files share."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from bot.clinic_data import Node, read

LONGEST_TITLE: Final = 20
PHRASES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "stopped": frozenset(),
        "person": frozenset(),
        "put_aside": frozenset({"title"}),
        "not_caught": frozenset(),
        "not_stored": frozenset(),
    }
)
"""Every sentence, with what it fills in."""
BUTTONS: Final = frozenset({"go_on", "person"})
_PLACEHOLDER: Final = re.compile(r"\{(\w*)\}")


@dataclass(frozen=True)
class Wording:
    """Sentences and titles of buttons by their name."""

    phrases: Mapping[str, str]
    buttons: Mapping[str, str]

    def say(self, name: str, **values: str) -> str:
        """A sentence with what it fills in. What a visitor wrote is put in as it is."""
        return _PLACEHOLDER.sub(lambda found: values[found[1]], self.phrases[name])


def load_wording(folder: Path) -> Wording:
    """Raises ClinicDataError naming file, line and key."""
    root = read(folder / "forms.yml")
    root.only({"phrases", "buttons"})
    return read_wording(root, PHRASES, BUTTONS)


def read_wording(
    root: Node,
    phrases: Mapping[str, frozenset[str]],
    buttons: frozenset[str],
    values: Mapping[str, str] = MappingProxyType({}),
) -> Wording:
    """The sections `phrases` and `buttons` of a wording file: exactly these names, all of them.

    phrases: what each fills in when it is said. values: what is filled in at once, such as the clinic's phone.
    """
    texts, titles = root.need("phrases"), root.need("buttons")
    texts.only(phrases)
    titles.only(buttons)
    return Wording(
        phrases=MappingProxyType(
            {name: phrase(texts.need(name), allowed, values) for name, allowed in phrases.items()}
        ),
        buttons=MappingProxyType({name: title(titles.need(name)) for name in sorted(buttons)}),
    )


def phrase(node: Node, allowed: frozenset[str], values: Mapping[str, str] = MappingProxyType({})) -> str:
    """The text with `values` filled in; braces of `allowed` names stay, to be filled when it is said."""
    text = node.text()
    known = allowed | set(values)
    for name in _PLACEHOLDER.findall(text):
        if name not in known:
            raise node.fail(
                f"'{{{name}}}' is not known here; allowed are {', '.join(sorted(known)) or 'none'}."
            )
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


def title(node: Node) -> str:
    """The title of a button, short enough for every channel."""
    text = node.text()
    if len(text) > LONGEST_TITLE:
        raise node.fail(f"'{text}' is too long for a button; {LONGEST_TITLE} characters are allowed.")
    return text
