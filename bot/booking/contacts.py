"""How somebody can be reached, read from a message: a telephone number, an e-mail address, or this chat."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

import phonenumbers
from phonenumbers import (
    Leniency,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberMatcher,
    PhoneNumberType,
    ValidationResult,
)

Kind = Literal["phone", "email", "chat"]
Problem = Literal["phone_wrong", "email_no_domain", "email_wrong"]

LONGEST_EMAIL: Final = 254  # characters, RFC 5321
LONGEST_LOCAL: Final = 64


@dataclass(frozen=True)
class Contact:
    """value: E.164 with an extension after a blank, an address, or "" for the chat.

    sure: False for a number that no network is known to have given out; its country may be another.
    """

    kind: Kind
    value: str
    sure: bool = True

    @property
    def shown(self) -> str:
        """As a person writes it; "" for the chat."""
        if self.kind != "phone":
            return self.value
        number, _, extension = self.value.partition(" ")
        parsed = phonenumbers.parse(number)
        grouped = phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL)
        return f"{grouped} {extension}".strip()


@dataclass(frozen=True)
class Mention:
    """A contact, or what is wrong with something that was meant as one, at text[start:end]."""

    start: int
    end: int
    contact: Contact | None
    problem: Problem | None = None


def read_contacts(text: str, country: str, *, asked: bool = False) -> tuple[Mention, ...]:
    """Every contact in a text, in order, none overlapping another.

    country: ISO 3166 code of numbers without a country code.
    asked: the text answers "how can we reach you?", so that bare digits and "here" are meant as contacts.
    """
    found = [*_emails(text), *_phones(text, country, asked), *_chat(text, asked)]
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda item: (item.contact is None, item.start)):
        if all(mention.end <= other.start or mention.start >= other.end for other in kept):
            kept.append(mention)
    return tuple(sorted(kept, key=lambda item: item.start))


# -- e-mail ---------------------------------------------------------------------------------------------------

_LOCAL: Final = r"[\w.!#$%&'*+/=?^`{|}~-]+"
_ADDRESS: Final = re.compile(rf"(?<![\w.@])({_LOCAL}) ?@ ?([\w.-]*)")
_SPELT: Final = re.compile(
    r"(?<![\w.])([\w+-]+(?:(?:\.| dot | \(dot\) )[\w+-]+)*)(?: at | ?\(at\) ?| ?\[at\] ?)"
    r"([\w-]+(?:(?:\.| ?\(dot\) ?| ?\[dot\] ?| dot )[\w-]+)+)",
    re.IGNORECASE,
)
_DOT: Final = re.compile(r" ?(?:\(dot\)|\[dot\]| dot ) ?", re.IGNORECASE)
_LABEL: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
_MAIL_NAMES: Final = r"gmail|googlemail|hotmail|outlook|yahoo|icloud|protonmail|live|aol|gmx"
_MAIL_HOST: Final = re.compile(rf"\b(?:{_MAIL_NAMES})\.", re.IGNORECASE)
_NO_AT: Final = re.compile(rf"(?<![\w.@])[\w+-]+(?:\.[\w+-]+)*\.(?:{_MAIL_NAMES})\.[a-z.]+\b", re.IGNORECASE)


def _emails(text: str) -> Iterator[Mention]:
    for found in _ADDRESS.finditer(text):
        local, domain = found[1], found[2].rstrip(".-")
        end = found.start(2) + len(domain)
        yield _email(found.start(), max(end, found.start(2)), local, domain)
    for found in _SPELT.finditer(text):
        local, domain = (_DOT.sub(".", part) for part in found.groups())
        mention = _email(found.start(), found.end(), local, domain)
        if mention.contact is not None and _is_spelt(found.group(), found[1]):
            yield mention
    for found in _NO_AT.finditer(text):
        yield Mention(found.start(), found.end(), None, "email_wrong")


def _is_spelt(words: str, local: str) -> bool:
    """Whether "tom at gmail dot com" is an address, and not "look at smp.com"."""
    spelt = _DOT.search(words) or "(at)" in words or "[at]" in words or _MAIL_HOST.search(words)
    return bool(spelt) and local.lower() not in ("me", "us", "it", "look", "be", "am", "is")


def _email(start: int, end: int, local: str, domain: str) -> Mention:
    if "." not in domain.strip("."):
        return Mention(start, end, None, "email_no_domain")
    if not _usable(local, domain):
        return Mention(start, end, None, "email_wrong")
    return Mention(start, end, Contact("email", f"{local}@{domain.lower()}"))


def _usable(local: str, domain: str) -> bool:
    try:
        labels = domain.lower().encode("idna").decode("ascii").split(".")
    except UnicodeError:
        return False
    return (
        len(local) <= LONGEST_LOCAL
        and len(local) + len(domain) < LONGEST_EMAIL
        and not (local.startswith(".") or local.endswith(".") or ".." in local)
        and all(_LABEL.fullmatch(label) for label in labels)
        and len(labels[-1]) >= 2
        and not labels[-1].isdigit()
    )


# -- telephone ------------------------------------------------------------------------------------------------

_DIGITS: Final = re.compile(r"\+?\(?\d(?:[\d\s().-]*\d)?")
_LED: Final = re.compile(
    r"\b(?:number|phone|tel(?:ephone)?|mobile|cell|mob|landline|whats ?app|(?:call|text|ring|phone|reach) me)\b"
    r"(?:\W+(?:is|s|on|at|no|number|back)\b)*\W{0,3}$",
    re.IGNORECASE,
)
_COUNTED: Final = re.compile(
    r"^\s*(?:[%°€$£/]|(?:cm|mm|sessions?|years?|days?|weeks?|months?|am|pm|euros?|eur|usd|gbp|try|pounds?|quid"
    r"|dollars?|bucks|lira)\b)",
    re.IGNORECASE,
)
_DIALLED: Final = re.compile(r"\(?(?:\+|0)(?:[\s().-]*\d){7,}")
"""Digits that begin as a telephone number does."""
_FEWEST_DIGITS: Final = 5
"""From how many digits on an answer to "how can we reach you?" is meant as a telephone number."""


def _phones(text: str, country: str, asked: bool) -> Iterator[Mention]:
    taken: list[tuple[int, int]] = []
    for match in PhoneNumberMatcher(text, country, leniency=Leniency.POSSIBLE):
        contact = _phone(match.number)
        if contact is not None and (contact.sure or asked or _meant(text, match.start, match.raw_string)):
            taken.append((match.start, match.end))
            yield Mention(match.start, match.end, contact)
    for found in _DIGITS.finditer(text):
        if any(found.start() < end and start < found.end() for start, end in taken):
            continue
        led = _LED.search(text[: found.start()]) or _DIALLED.match(found.group())
        if (asked or led) and _meant_as_number(text, found):
            yield Mention(found.start(), found.end(), None, "phone_wrong")


def _meant_as_number(text: str, found: re.Match[str]) -> bool:
    alone = found.group() == text.strip(" .!")
    digits = sum(character.isdigit() for character in found.group())
    counted = _COUNTED.match(text[found.end() :]) or text[: found.start()].endswith(("/", "€", "$", "£"))
    return (digits >= _FEWEST_DIGITS or alone) and not counted and not _is_date(found.group())


def _phone(number: PhoneNumber) -> Contact | None:
    """The number, if its length is right; None for one that is too short or too long."""
    valid = phonenumbers.is_valid_number(number)
    if not valid and not _has_usual_length(number):
        return None
    value = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    extension = f" ext. {number.extension}" if number.extension else ""
    return Contact("phone", f"{value}{extension}", valid)


def _has_usual_length(number: PhoneNumber) -> bool:
    """As long as a mobile number of its country: ranges kept for fiction and new ones are not valid to the library."""
    region = (
        "" if number.country_code is None else phonenumbers.region_code_for_country_code(number.country_code)
    )
    example = phonenumbers.example_number_for_type(region, PhoneNumberType.MOBILE)
    possible = phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE
    return possible and example is not None and _length(example) == _length(number)


def _length(number: PhoneNumber) -> int:
    return len(phonenumbers.national_significant_number(number))


def _meant(text: str, start: int, words: str) -> bool:
    """Whether digits that no network is known to have given out are surely a telephone number."""
    return words.lstrip(" (").startswith(("+", "0")) or _LED.search(text[:start]) is not None


def _is_date(words: str) -> bool:
    dates = r"\d{4}-\d\d?-\d\d?|\d\d?[.\s-]\d\d?[.\s-]\d{2,4}|(?:19|20)\d\d ?- ?(?:19|20)\d\d"
    return re.fullmatch(dates, words.strip()) is not None


# -- this chat ------------------------------------------------------------------------------------------------

_HERE: Final = re.compile(
    r"\b(?:reply|answer|write|message|text|contact|reach|tell|talk)(?: back)?(?: to)?(?: me| us)?(?: back)?"
    r"(?: right)? (?:here|(?:in|on|via|through|by|over|using) (?:this|the) chat)\b"
    r"|\b(?:this chat|the chat|chat) (?:is|works|will do)(?: \w+)?\b",
    re.IGNORECASE,
)
_ASKED_HERE: Final = re.compile(
    r"^\W*(?:(?:just|right|only|prefer(?:ably)?|via|by|through|on|in|use|using|over) )*(?:this |the )?(?:here|chat)"
    r"(?: (?:please|is fine|is ok|is okay|only|thanks?|then))*\W*$"
    r"|\b(?:in|via|through|by|over|use|using) (?:this|the) chat\b(?!.*\?)"
    r"|\b(?:no|don'?t have an?y?|rather not give (?:a|my|you my)) (?:phone|number|e-?mail)\b",
    re.IGNORECASE,
)


def _chat(text: str, asked: bool) -> Iterator[Mention]:
    for pattern in (_HERE, *((_ASKED_HERE,) if asked else ())):
        for found in pattern.finditer(text):
            yield Mention(found.start(), found.end(), Contact("chat", ""))
