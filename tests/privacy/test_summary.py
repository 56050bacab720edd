"""What is stored about somebody is told to them whole, whatever it is, in parts that can be read."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clinic_data import ClinicDataError
from bot.knowledge import load_knowledge
from bot.privacy.summary import Agreed, Estimate, Held, Told, summary
from bot.privacy.wording import load_wording

CLINIC = Path("data/clinic")
KNOWLEDGE = load_knowledge(CLINIC)
WORDING = load_wording(CLINIC, KNOWLEDGE.clinic)
DAY = dt.date(2026, 11, 22)
LITTLE = Held(since=DAY, conversations=1, messages=2, own_messages=1)

words = st.text(st.characters(whitelist_categories=("L", "N")), min_size=1, max_size=60)


def test_of_somebody_who_only_asked_nothing_is_told_but_that() -> None:
    (text,) = summary(LITTLE, WORDING)
    assert text == "\n\n".join(
        [
            WORDING.said.say("shown"),
            "Conversations: 1, the first begun on 22 November 2026. Messages in them: 2, of which 1 from you.",
            WORDING.said.say("shown_end"),
        ]
    )


def test_every_kind_of_data_is_told() -> None:
    held = Held(
        since=DAY,
        conversations=2,
        messages=1_204,
        own_messages=600,
        findings=["psoriasis on my scalp"],
        told_now=["I take aspirin"],
        screenings=[Told(DAY, "defer")],
        quotes=[Estimate(DAY, Decimal("500"), Decimal("900.50"), "EUR", DAY + dt.timedelta(30))],
        dates=[Told(DAY, "booked")],
        requests=[Told(DAY, "Tom, +447700900123"), Told(DAY, "")],
        consents=[Agreed("health_data", DAY, None), Agreed("reminders", DAY, DAY)],
        also={"note": 2, "a_table_of_later": 1, "tracker": 0},
    )
    (text,) = summary(held, WORDING)
    for line in (
        "1,204",
        "- “psoriasis on my scalp”",
        "- “I take aspirin”",
        "- Result of the check on 22 November 2026: Not now: there is something to wait for first.",
        "- 22 November 2026: €500 to €901, good until 22 December 2026",
        "- 22 November 2026, booked",
        "- 22 November 2026: Tom, +447700900123",
        f"- 22 November 2026: {WORDING.said.say('request_withdrawn')}",
        "- Health data: given on 22 November 2026",
        "- Reminders: given on 22 November 2026, withdrawn on 22 November 2026",
        "notes by staff (2), a table of later (1).",
    ):
        assert line in text


@given(st.lists(words, max_size=80), st.integers(200, 2_000))
def test_nothing_is_left_out_and_no_part_is_longer_than_asked(findings: list[str], longest: int) -> None:
    parts = summary(Held(DAY, 1, 2, 1, findings=findings), WORDING, longest)
    told = "\n".join(parts)
    assert all(f"- “{finding}”" in told for finding in findings)
    most = max(longest, *(len(line) for line in told.split("\n")))
    assert all(0 < len(part) <= most for part in parts)
    assert parts[0].startswith(WORDING.said.say("shown"))
    assert parts[-1].endswith(WORDING.said.say("shown_end"))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("  keep: No, keep it\n", "", "key 'buttons': 'keep' is missing"),
        ("{receipt}", "{number}", "'{number}' is not known here"),
        (
            "  health_data: Health data",
            "  health_data: Everything about your health",
            "too long for a button",
        ),
        ("  booked: booked", "  booked: 3", "expected text"),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path: Path, old: str, new: str, says: str) -> None:
    text = (CLINIC / "privacy.yml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "privacy.yml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ClinicDataError) as raised:
        load_wording(tmp_path, KNOWLEDGE.clinic)
    assert "privacy.yml, line" in str(raised.value) or "privacy.yml" in str(raised.value)
    assert says in str(raised.value)
