"""Reads how the screening talks, from screening.yml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from bot.clinic_data import Node, read
from bot.triage import concepts

LONGEST_TITLE: Final = 20
CLINIC_VALUES: Final = frozenset({"clinic_name", "phone", "emergency_number", "crisis_line"})
PHRASES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        **dict.fromkeys(
            (
                "consent_why",
                "agreed",
                "declined",
                "forgotten",
                "before_intro",
                "after_intro",
                "whose",
                "whose_why",
                "problem_why",
                "noted",
                "corrected",
                "changed",
                "left_open",
                "not_caught",
                "question_kept",
                "no_diagnosis",
                "never_stop",
                "which",
                "nothing_to_change",
                "change_which",
                "start_afresh",
                "paused",
                "paused_forgotten",
                "person",
                "resume_offer",
                "resume_why",
                "emergency",
                "self_harm",
            ),
            frozenset[str](),
        ),
        "tell_again": frozenset({"title"}),
    }
)
"""Every sentence, with what it fills in beside the clinic's own values."""
BUTTONS: Final = frozenset(
    [
        *("unsure", "none", "me", "other", "applies", "does_not_apply", "still", "over"),
        *("go_on", "afresh", "change", "book", "person"),
    ]
)
_PLACEHOLDER: Final = re.compile(r"\{(\w*)\}")


@dataclass(frozen=True)
class CheckAnswer:
    """A button of our own questions: what it states and what it denies, as concepts."""

    title: str
    states: str | None
    denies: tuple[str, ...]


@dataclass(frozen=True)
class Check:
    """A question that belongs to no rule. `about` holds every concept that an answer speaks of.

    unless: concepts whose own rules ask the same.
    """

    id: str
    ask: str
    why: str
    answers: tuple[CheckAnswer, ...]
    unless: frozenset[str] = frozenset()

    @property
    def about(self) -> frozenset[str]:
        stated = {answer.states for answer in self.answers if answer.states is not None}
        return frozenset(stated.union(*(answer.denies for answer in self.answers)))


@dataclass(frozen=True)
class Wording:
    """consent_version is stored with each consent. Texts hold the clinic's values already."""

    consent_version: str
    emergency_number: str
    most_questions: int
    consent: str
    agree: str
    decline: str
    phrases: Mapping[str, str]
    buttons: Mapping[str, str]
    survey: tuple[Check, ...]
    symptom: Check
    red_flags: tuple[Check, ...]

    def say(self, name: str, **values: str) -> str:
        """A sentence with what it fills in. What a visitor wrote is put in as it is."""
        return _PLACEHOLDER.sub(lambda found: values[found[1]], self.phrases[name])


def load_wording(folder: Path, clinic: Mapping[str, str]) -> Wording:
    """`clinic` holds the values of CLINIC_VALUES. Raises ClinicDataError naming file, line and key."""
    root = read(folder / "screening.yml")
    root.only(
        {"version", "most_questions", "consent", "phrases", "buttons", "survey", "symptom", "red_flags"}
    )
    consent, phrases, buttons = root.need("consent"), root.need("phrases"), root.need("buttons")
    consent.only({"text", "agree", "decline"})
    phrases.only(PHRASES)
    buttons.only(BUTTONS)
    return Wording(
        consent_version=root.need("version").text(),
        emergency_number=clinic["emergency_number"],
        most_questions=int(root.need("most_questions").number()),
        consent=_text(consent.need("text"), clinic),
        agree=_title(consent.need("agree")),
        decline=_title(consent.need("decline")),
        phrases=MappingProxyType(
            {name: _text(phrases.need(name), clinic, allowed) for name, allowed in PHRASES.items()}
        ),
        buttons=MappingProxyType({name: _title(buttons.need(name)) for name in BUTTONS}),
        survey=tuple(_check(item, "survey") for item in root.need("survey").list()),
        symptom=_check(root.need("symptom"), "symptom", answers=True),
        red_flags=tuple(_check(item, "flags", answers=True) for item in root.need("red_flags").list()),
    )


def _text(node: Node, clinic: Mapping[str, str], allowed: frozenset[str] = frozenset()) -> str:
    """The text with the clinic's values; braces of `allowed` names stay, to be filled when it is said."""
    text = node.text()
    for name in _PLACEHOLDER.findall(text):
        if name not in CLINIC_VALUES | allowed:
            raise node.fail(
                f"'{{{name}}}' is not known here; allowed are {', '.join(sorted(CLINIC_VALUES | allowed))}."
            )
    return _PLACEHOLDER.sub(lambda found: clinic.get(found[1], found[0]), text)


def _title(node: Node) -> str:
    title = node.text()
    if len(title) > LONGEST_TITLE:
        raise node.fail(f"'{title}' is too long for a button; {LONGEST_TITLE} characters are allowed.")
    return title


def _check(node: Node, prefix: str, *, answers: bool = False) -> Check:
    node.only({"id", "ask", "why", "answers", "unless"} if answers else {"id", "ask", "why"})
    id_ = node.need("id")
    if not re.fullmatch(rf"{prefix}\.[a-z_]+", id_.text()):
        raise id_.fail(f"an id here looks like '{prefix}.name', in small letters.")
    unless = node.get("unless")
    return Check(
        id=id_.text(),
        ask=node.need("ask").text(),
        why=node.need("why").text(),
        answers=tuple(_answer(item) for item in node.need("answers").list()) if answers else (),
        unless=frozenset(item.one_of(concepts.AFTER) for item in unless.list()) if unless else frozenset(),
    )


def _answer(node: Node) -> CheckAnswer:
    node.only({"title", "states", "denies"})
    states, denies = node.get("states"), node.get("denies")
    if states is None and denies is None:
        raise node.fail("the answer says nothing; allowed are 'states: <concept>' and 'denies: [<concept>]'.")
    return CheckAnswer(
        title=_title(node.need("title")),
        states=states.one_of(concepts.AFTER) if states is not None else None,
        denies=tuple(item.one_of(concepts.AFTER) for item in denies.list()) if denies is not None else (),
    )
