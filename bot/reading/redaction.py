"""Takes out of a text what leads to a person, before others than the clinic's reviewers work with it.

    redact("I'm Tom, 07700 900123")            "I'm [name], [phone]"
    redact("I'm Tom, 07700 900123", stand_ins=STAND_INS)    "I'm Alex, 07700 900123"

Telephone numbers, e-mail addresses, cards, accounts, days of birth, addresses, postcodes, links with something secret
in them, names on social networks, and names: those of `names`, and those that somebody says are theirs. In doubt it is
taken out. It is a pure function; what it has taken out is nowhere kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from bot.reading.personal_names import said_names, told_names
from bot.reading.personal_numbers import BIRTH, CARD, NUMBER, PHONE, Found, numbers
from bot.reading.personal_places import addresses, postcodes

LINK: Final = "link"
EMAIL: Final = "email"
HANDLE: Final = "handle"
SECRET: Final = "secret"
ADDRESS: Final = "address"
POSTCODE: Final = "postcode"
NAME: Final = "name"

KINDS: Final = (LINK, EMAIL, CARD, PHONE, NUMBER, BIRTH, SECRET, ADDRESS, POSTCODE, HANDLE, NAME)
"""What is taken out."""

STAND_INS: Final[Mapping[str, str]] = MappingProxyType(
    {
        LINK: "https://example.com/link",
        EMAIL: "alex@example.com",
        CARD: "4111 1111 1111 1111",
        PHONE: "07700 900123",
        NUMBER: "12345",
        BIRTH: "1 January 1990",
        SECRET: "example",
        ADDRESS: "1 Example Street",
        POSTCODE: "AB1 2CD",
        HANDLE: "@example",
        NAME: "Alex",
    }
)
"""Values that nobody has, for texts that must be read again as if nothing had been taken out."""

_URL: Final = re.compile(r"\b(?:https?://|www\.)[^\s<>\"'’“”]+", re.IGNORECASE)
_BARE_URL: Final = re.compile(
    r"(?<![\w@.])(?:[a-z\d](?:[a-z\d-]{0,62})\.){1,4}(?:com|net|org|io|me|co|uk|de|fr|tr|info|link|ly|app)/[^\s<>\"'’“”]+",
    re.IGNORECASE,
)
_HOST_ONLY: Final = re.compile(r"(?:https?://|www\.)[\w.-]+(?::\d{1,5})?/?[.,!?;:)]*", re.IGNORECASE)
_EMAIL: Final = re.compile(r"[\w.!#$%&*+=?^`{|}~-]{1,64}(?:@| @ )[\w-]{1,63}(?: ?\. ?[\w-]{2,63}){1,4}")
_LOOSE_EMAIL: Final = re.compile(r"[\w.+-]{2,64}@[\w.-]{2,}")
_DOT: Final = r"(?:\.| ?\(dot\) ?| ?\[dot\] ?| dot )"
_SPELT_EMAIL: Final = re.compile(
    rf"\b[\w+-]{{1,64}}(?:{_DOT}[\w+-]{{1,64}}){{0,4}}(?: at | ?\(at\) ?| ?\[at\] ?)"
    rf"(?:[\w-]{{1,63}}(?: ?\(dot\) ?| ?\[dot\] ?| dot )(?:com|net|org|uk|co|de|fr|tr|io|me)"
    rf"|(?:gmail|googlemail|hotmail|outlook|yahoo|icloud|protonmail|live|aol|gmx){_DOT}[a-z.]{{2,10}})\b",
    re.IGNORECASE,
)
_AT_NAME: Final = re.compile(r"(?<![\w@.])@[A-Za-z_][\w.]{1,40}")
_NETWORK: Final = re.compile(
    r"\b(?:insta(?:gram)?|ig|snap(?:chat)?|tik ?tok|telegram|twitter|skype|discord)"
    r"(?:(?: (?:name|handle|account|user(?:name)?))(?: is|'s|’s|:)?|:) ?(?P<name>[A-Za-z\d_][\w.]{2,40})",
    re.IGNORECASE,
)
_NETWORK_NAME: Final = re.compile(
    r"\b(?:insta(?:gram)?|ig|snap(?:chat)?|tik ?tok|telegram|twitter|skype|discord)(?: is|'s|’s)? "
    r"(?P<name>(?=\w*[\d_.])[A-Za-z\d_][\w.]{2,40}\w)",
    re.IGNORECASE,
)
_SECRET: Final = re.compile(r"(?<![\w.-])(?=[\w.-]*\d)(?=[\w.-]*[A-Za-z])[A-Za-z\d_-]{20,}(?:\.[\w-]+)*")


def redact(text: str, names: Sequence[str] = (), stand_ins: Mapping[str, str] | None = None) -> str:
    """The text without what leads to a person; "[phone]" and the like stand in its place.

    names: names that are known to belong to the writer, as a lead holds them.
    stand_ins: by kind, what stands there instead.
    """
    pieces: list[str] = []
    rest = 0
    for found in personal(text, names):
        pieces += [text[rest : found.start], stand_ins[found.kind] if stand_ins else f"[{found.kind}]"]
        rest = found.end
    return "".join([*pieces, text[rest:]])


def personal(text: str, names: Sequence[str] = ()) -> tuple[Found, ...]:
    """Every part of the text that leads to a person, in order, none overlapping another."""
    merged: list[Found] = []
    for found in sorted(_all(text, names), key=lambda item: (item.start, -item.end)):
        if not merged or found.start >= merged[-1].end:
            merged.append(found)
            continue
        last = merged[-1]
        longer = max(last, found, key=lambda item: item.end - item.start)
        merged[-1] = Found(last.start, max(last.end, found.end), longer.kind)
    return tuple(merged)


def _all(text: str, names: Sequence[str]) -> Iterator[Found]:
    for pattern in (_URL, _BARE_URL):
        for found in pattern.finditer(text):
            if not _HOST_ONLY.fullmatch(found.group()):
                yield Found(found.start(), found.end(), LINK)
    for pattern in (_EMAIL, _LOOSE_EMAIL, _SPELT_EMAIL):
        yield from (Found(*found.span(), EMAIL) for found in pattern.finditer(text))
    yield from (Found(*found.span(), HANDLE) for found in _AT_NAME.finditer(text))
    for pattern in (_NETWORK, _NETWORK_NAME):
        yield from (Found(*found.span("name"), HANDLE) for found in pattern.finditer(text))
    yield from (Found(*found.span(), SECRET) for found in _SECRET.finditer(text))
    yield from numbers(text)
    yield from (Found(*span, ADDRESS) for span in addresses(text))
    yield from (Found(*span, POSTCODE) for span in postcodes(text))
    yield from (Found(*span, NAME) for span in (*told_names(text, names), *said_names(text)))
