"""booking.yml is checked at the start; what it says is short, plain and promises nothing that is not so."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from bot.booking.wording import Wording, load_wording
from bot.clinic_data import ClinicDataError
from bot.knowledge import Knowledge
from tests.booking.conftest import CLINIC

MOST_WORDS = 90
SELLING = re.compile(
    r"\b(?:best results?|amazing|perfect|guarantee\w*|flawless|premium|exclusive|luxur\w+|finest|free|special offer)\b",
    re.IGNORECASE,
)
PROMISES = re.compile(
    r"\b(?:your appointment is|is booked for|see you on|is confirmed|we have booked)\b", re.IGNORECASE
)


def texts(wording: Wording) -> list[str]:
    return [wording.consent, *wording.phrases.values(), *(item.text for item in wording.expectations)]


def test_every_text_is_short_plain_and_promises_no_appointment(wording: Wording) -> None:
    for text in texts(wording):
        assert len(text.split()) < MOST_WORDS, text
        assert not SELLING.search(text), text
        assert not PROMISES.search(text), text


def test_the_three_statements_stand_on_facts(wording: Wording, knowledge: Knowledge) -> None:
    assert [item.id for item in wording.expectations] == ["shaving", "fading", "removal"]
    assert "6 to 8 years" in wording.expectations[1].text
    for item in wording.expectations:
        assert set(item.facts) <= set(knowledge.facts.by_id)
        assert item.more in knowledge.faq


def test_consent_says_who_what_for_and_that_it_can_be_withdrawn(
    wording: Wording, knowledge: Knowledge
) -> None:
    for words in (knowledge.clinic.name, "for that only", "say no", "withdraw"):
        assert words in wording.consent
    assert wording.consent_version


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("working_days: 1", "working_days: 0", "'0' is not a whole number from 1"),
        ("working_days: 1", "working_days: soon", "expected a number"),
        ('morning: "00:00-12:00"', 'morning: "12:00-00:00"', "start before end"),
        ('morning: "00:00-12:00"', 'dawn: "05:00-08:00"', "unknown key"),
        ("more: removal", "more: lasers", "'lasers' is not known"),
        ("removal_cost]", "removal_price]", "'removal_price' is not known"),
        ("{fading_years}", "6 to 8 years", "figures stand in facts.yml"),
        ("agree: Yes, pass them on", "agree: Yes, please pass all of them on", "too long for a button"),
        ("closed on {days}", "closed on {weekday}", "'{weekday}' is not known here"),
        ("  resume_offer:", "  resume_offers:", "unknown key"),
        ("  any_time: any time in", "  whenever: any time in", "unknown key"),
    ],
)
def test_a_mistake_is_named_with_its_file_and_line(
    tmp_path: Path, knowledge: Knowledge, old: str, new: str, told: str
) -> None:
    text = (CLINIC / "booking.yml").read_text(encoding="utf-8")
    assert old in text
    shutil.copytree(CLINIC, tmp_path / "clinic")
    (tmp_path / "clinic" / "booking.yml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ClinicDataError, match=r"booking\.yml, line \d+") as raised:
        load_wording(tmp_path / "clinic", knowledge)
    assert told in str(raised.value)
