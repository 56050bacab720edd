"""What leads to a person is taken out; what the clinic's subject is made of stays."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.redaction import KINDS, STAND_INS, personal, redact

TAKEN_OUT = [
    ("ring me on 07700 900123", "ring me on [phone]"),
    ("07700900123", "[phone]"),
    ("+90 532 123 45 67 please", "[phone] please"),
    ("(555) 867-5309", "[phone]"),
    ("0 7 7 0 0 9 0 0 1 2 3", "[phone]"),
    ("07700\u200b900123", "[phone]"),
    ("٠٧٧٠٠٩٠٠١٢٣", "[phone]"),
    ("oh seven seven double oh nine oh oh one two three", "[phone]"),
    ("my number is 123456", "my number is [phone]"),
    ("mail tom.baker+smp@mail.example.co.uk!", "mail [email]!"),
    ("tom at gmail dot com", "[email]"),
    ("tom [at] scalp [dot] com", "[email]"),
    ("tom @ gmail.com", "[email]"),
    ("card 4111-1111-1111-1111 exp 12/26", "card [card] exp 12/26"),
    ("378282246310005", "[card]"),
    ("iban GB82 WEST 1234 5698 7654 32", "iban [number]"),
    ("NHS number 943 476 5919", "NHS number [number]"),
    ("NI AB 12 34 56 C", "NI [number]"),
    ("born 12.3.1985", "born [birth date]"),
    ("dob: 3 march 1985", "dob: [birth date]"),
    ("I live at 12 elm road", "I live at [address]"),
    ("it is 221b Baker Street", "it is [address]"),
    ("Flat 3, 7 Mill Lane", "[address]"),
    ("Lindenstraße 12 in Köln", "[address] in Köln"),
    ("Atatürk Caddesi No: 5", "[address]"),
    ("12 rue de la Paix", "[address]"),
    ("near SW1A 1AA or m1 1ae", "near [postcode] or [postcode]"),
    ("postcode is 34710", "[postcode]"),
    ("https://clinic.example/my/calendar/eyJhbGciOi.abc123", "[link]"),
    ("www.scalp.example/?token=abc", "[link]"),
    ("instagram.com/tommy.b99", "[link]"),
    ("my insta is tommy_b99", "my insta is [handle]"),
    ("instagram name: tommyb", "instagram name: [handle]"),
    ("dm @tommy.b99", "dm [handle]"),
    ("code Zx81kfp20sLm34nQ77rT", "code [secret]"),
    ("my name is sarah o'neill and it hurts", "my name is [name] and it hurts"),
    ("hi im tom, does it hurt", "hi im [name], does it hurt"),
    ("I’m Zeynep.", "I’m [name]."),
    ("This is Tom Baker", "This is [name]"),
    ("Oluwaseun here", "[name] here"),
    ("Dr Smith said no", "Dr [name] said no"),
    ("my gp Dr. Jane Watson agreed", "my gp Dr. [name] agreed"),
    ("my wife Siobhan wants it", "my wife [name] wants it"),
    ("does it hurt?\nKind regards\nMaria Lopez", "does it hurt?\nKind regards\n[name]"),
    ("thanks, Alex x", "thanks, [name] x"),
    ("Tom Baker, 07700 900123", "[name], [phone]"),
    ("hello Emma, does it hurt", "hello [name], does it hurt"),
]

STAYS = [
    "does it cost 400-1400 USD or 500 - 4000 for 3 sessions over 2 to 4 weeks?",
    "my session is on 12/03/2024 at 14:30, on day 5 6 7 I swim",
    "it's 2024-03-12 12:00 and 2 500 euros",
    "I take 5mg finasteride and 1,000 mg of biotin since 2019 2020 and 2021",
    "2500 grafts and 10000 dots, 120 000 lira, 1500 TL, 1500000 lira",
    "vitamin b12 5mg on the 3rd at 4pm",
    "I'm Norwood 5 and I'm Turkish. I'm Bald. I'm worried. I'm Worried about Roaccutane.",
    "Will it hurt? May I swim in May 2023? It's sore. This is ridiculous.",
    "call me back tomorrow at 10.30",
    "10 minutes down the road, 3 sessions close together, 2 weeks on the way",
    "www.scalp.example is nice",
    "I had a keloid on my ear and Botox last week, thanks",
    "I'M SO WORRIED",
    "put my name down, every picture on instagram is filtered",
    "As a mother I'd like to know. Hi, I've a question; friend don't panic",
    "Why Cheap Scalp Tattoos Can Cost More in the End",
]


@pytest.mark.parametrize(("text", "left"), TAKEN_OUT)
def test_what_leads_to_a_person_is_taken_out(text: str, left: str) -> None:
    assert redact(text) == left


@pytest.mark.parametrize("text", STAYS)
def test_days_prices_doses_and_conditions_stay(text: str) -> None:
    assert redact(text) == text


@pytest.mark.parametrize(
    ("text", "names", "left"),
    [
        ("demir asked, and Ayla Demir's son", ["Ayla Demir"], "[name] asked, and [name]'s son"),
        ("will it hurt? I think Will said so", ["Will Turner"], "will it hurt? I think [name] said so"),
        ("Will it hurt?", ["Will"], "Will it hurt?"),
        ("will", ["Will"], "[name]"),
        ("it is BAKER, TOM", ["Tom Baker"], "it is [name], [name]"),
        ("a+b (c", ["a+b (c"], "a+b (c"),
    ],
)
def test_a_name_that_a_lead_gave_is_taken_out_wherever_it_stands(
    text: str, names: list[str], left: str
) -> None:
    assert redact(text, names) == left


def test_stand_ins_leave_a_text_that_reads_like_the_first_one() -> None:
    said = redact("I'm Tom Baker, 07012 345678, t@baker.example.com", stand_ins=STAND_INS)
    assert said == "I'm Alex, 07700 900123, alex@example.com"


def test_there_is_a_stand_in_for_every_kind() -> None:
    assert set(STAND_INS) == set(KINDS)


@given(st.text())
def test_any_text_is_redacted_and_nothing_is_found_twice(text: str) -> None:
    parts = personal(text)
    assert all(one.end <= two.start for one, two in pairwise(parts))
    assert all(0 <= part.start < part.end <= len(text) for part in parts)


@given(
    st.sampled_from([text for text, _ in TAKEN_OUT]), st.sampled_from(["", "hi. ", "does it hurt? ", "ok, "])
)
def test_what_was_redacted_is_not_redacted_again(text: str, before: str) -> None:
    once = redact(before + text)
    assert redact(once) == once


@given(st.text(alphabet="0123456789", min_size=10, max_size=18), st.sampled_from([" ", "-", ".", " - ", ""]))
def test_no_long_number_that_begins_with_a_zero_is_left(digits: str, between: str) -> None:
    number = between.join(f"0{digits}"[place : place + 4] for place in range(0, len(digits) + 1, 4))
    left = redact(f"so it is {number}, ok")
    assert not any(char.isdigit() for char in left)


@pytest.mark.parametrize(
    "piece", ["a", "1", "1 ", "a@", "Tom ", "one ", "http://", "\n", "\nabc", "a at b ", ", a", "GB82 ", " "]
)
def test_a_very_long_text_is_redacted_in_a_moment(piece: str) -> None:
    began = time.process_time()
    redact(piece * (100_000 // len(piece)), ["Tom Baker"])
    assert time.process_time() - began < 3
