"""A rule file with one plain rule for every concept, quick to read and to spoil."""

from __future__ import annotations

from pathlib import Path

from bot.triage import concepts

HEAD = """\
version: "1"
review: draft
healing_days: 28
attributes:
  state: [active, clear]
  severity: [mild, severe]
  still: ["yes", "no"]
  fever_value: number
  state_since: date
kinds:
  diabetes: [type_1, type_2]
sources:
  U: {grade: U, cite: general knowledge}
concepts:
"""

PSORIASIS = """\
  psoriasis:
    title: psoriasis
    lane: before
    branches:
      - id: psoriasis.active
        when: {state: active}
        then: defer
        wait: {until: until it is clear}
        reason: It has to be quiet.
        source: U
      - id: psoriasis.recent
        when: {since: {under: {months: 3}, of: [state_since, when]}}
        default: true
        then: defer
        wait: {months: 3, from: [state_since, when], until: until three quiet months have passed}
        reason: It has to be quiet for a while.
        source: [U]
      - id: psoriasis.clear
        when: {}
        then: suitable_with_precautions
        reason: It is quiet.
        precautions: [take care]
        source: U
    questions:
      - id: psoriasis.state
        ask: Is it active?
        why: It matters.
        answers:
          - {title: "Yes", sets: {state: active}}
          - {title: "No", sets: {state: clear}}
"""


def plain(concept: str) -> str:
    lane, then = "before", "suitable"
    if concept in concepts.AFTER:
        lane, then = "after", "normal_healing"
    elif concept in concepts.CONTEXT:
        lane = "context"
    return (
        f"  {concept}:\n    title: {concept}\n    lane: {lane}\n    branches:\n      - id: {concept}.any\n"
        f"        then: {then}\n        reason: Because.\n        source: U\n"
    )


def rules() -> str:
    others = "".join(plain(concept) for concept in sorted(concepts.ALL - {"psoriasis"}))
    return HEAD + PSORIASIS + others


def write(folder: Path, text: str, name: str = "conditions.yml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def spoilt(old: str, new: str) -> str:
    """The rules with one place changed, and the number of the line where it stands."""
    text = rules()
    assert text.count(old) >= 1, old
    return text.replace(old, new, 1)
