"""What a message names for a price, in people's own words; and what it does not name."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.quote_areas import bare_grade
from bot.reading.quote_values import Area
from bot.reading.quote_words import Cue, QuoteWords, read_quote_words
from bot.understanding.examples import read_examples


def areas(words: QuoteWords) -> list[tuple[str, int | None]]:
    return [(found.value.kind, found.value.grade) for found in words.areas]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *(
            (f"norwood {word}", [("norwood", 5)])
            for word in ("5", "V", "five", "type v", "stage 5", "scale 5", "no. 5")
        ),
        *(
            (text, [("norwood", 5)])
            for text in ("nw5", "NW 5", "nw-5", "im a nw5", "norwod 5", "norword five")
        ),
        *((text, [("norwood", 5)]) for text in ("5 on the norwood scale", "stage 5", "Norwood-Hamilton 5")),
        ("norwood 3 vertex", [("norwood", 3)]),
        ("norwood 3a", [("norwood", 3)]),
        ("norwood I", [("norwood", 1)]),
        ("norwood i think", []),
        ("norwood 4-5", [("norwood", 4), ("norwood", 5)]),
        ("nw 2.5", [("norwood", 2), ("norwood", 3)]),
        ("norwood 9", [("norwood", 9)]),
        ("norwood -1", [("norwood", -1)]),
        ("norwood, 3 sessions", []),
        ("ludwig 2", [("ludwig", 2)]),
        ("Ludwig type III", [("ludwig", 3)]),
        ("female pattern, stage 2 ludwig", [("ludwig", 2)]),
        ("just the hairline", [("hairline_only", None)]),
        ("my temples", [("hairline_only", None)]),
        ("receding corners", [("hairline_only", None)]),
        ("the crown", [("crown", None)]),
        ("full head", [("full_head", None)]),
        ("the whole scalp", [("full_head", None)]),
        ("completely bald", [("full_head", None)]),
        ("not just the hairline, the full head", [("full_head", None)]),
        ("hairline instead of the full scalp", [("hairline_only", None)]),
        ("diffuse thinning", [("density", None)]),
        ("norwood 4, hairline and crown", [("norwood", 4)]),
        ("stage 4 cancer", []),
        ("type 2 diabetes", []),
        ("I wear it at a grade 1", []),
    ],
)
def test_areas(text: str, expected: list[tuple[str, int | None]]) -> None:
    assert areas(read_quote_words(text)) == expected


@pytest.mark.parametrize(
    ("text", "cm"),
    [
        ("a scar of 10 cm", "10"),
        ("a 10cm scar", "10"),
        ("FUT scar, it's roughly 20cm long", "20"),
        ("scar, 4 inches", "10.2"),
        ('a 4" scar', "10.2"),
        ("scar 35 mm long", "3.5"),
        ("ten centimetre scar", "10"),
        ("a scar", None),
    ],
)
def test_the_length_of_a_scar(text: str, cm: str | None) -> None:
    (found,) = read_quote_words(text).areas
    assert found.value == Area("scar", cm=Decimal(cm) if cm else None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3 sessions", [(3, 3)]),
        ("three sesions", [(3, 3)]),
        ("two visits", [(2, 2)]),
        ("2-3 sessions", [(2, 3)]),
        ("2 to 3 sessions", [(2, 3)]),
        ("two or three sessions", [(2, 3)]),
        ("a couple of sessions", [(2, 2)]),
        ("compare 3 and 4 sessions", [(3, 3), (4, 4)]),
        ("3 vs 4 sessions", [(3, 3), (4, 4)]),
        ("four sessions rather than three", [(4, 4)]),
        ("4 sessions instead of 3 sessions", [(4, 4)]),
        ("0 sessions", [(0, 0)]),
        ("40 sessions", [(40, 40)]),
        ("-3 sessions", [(-3, -3)]),
        ("my second session", []),
        ("session 2", []),
        ("the 3rd session", []),
        ("2.5 sessions", []),
        ("I already have two sessions done elsewhere", []),
        ("I had three sessions with you", []),
        ("3 weeks", []),
    ],
)
def test_sessions(text: str, expected: list[tuple[int, int]]) -> None:
    assert [found.value for found in read_quote_words(text).sessions] == expected


def test_a_fraction_of_a_session_is_kept_as_it_was_written() -> None:
    assert read_quote_words("maybe 2.5 sessions").fraction == "2.5 sessions"


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("one more session", 1),
        ("another session", 1),
        ("2 extra sessions", 2),
        ("one session less", -1),
        ("a session", None),
    ],
)
def test_more_or_fewer_sessions(text: str, more: int | None) -> None:
    assert read_quote_words(text).more_sessions == more


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        *((text, ["GB"]) for text in ("in the UK", "in London", "england", "Great Britain", "in scotland")),
        *((text, ["US"]) for text in ("in the States", "USA", "in America", "New York", "in the US")),
        *(
            (text, ["TR"])
            for text in ("in turkey", "Istanbul", "in turky", "instanbul", "Türkiye", "a turkish clinic")
        ),
        ("in Germany", ["DE"]),
        ("in germny", ["DE"]),
        ("turkey vs uk", ["TR", "GB"]),
        ("in spain instead of turkey", ["ES"]),
        ("i live in france", ["FR"]),
        ("how much in Georgia", ["GE"]),
        ("Georgia is my name", []),
        ("us two", []),
        ("it's a pain", []),
        ("on my chin", []),
        ("I want more", []),
        ("turkish lira", []),
    ],
)
def test_countries(text: str, codes: list[str]) -> None:
    assert [found.value for found in read_quote_words(text).countries] == codes


def test_where_somebody_lives_counts_less_than_where_it_is_to_be_done() -> None:
    found = read_quote_words("I live in the UK, what would it cost in Turkey").countries
    assert [(one.value, one.weak) for one in found] == [("GB", True), ("TR", False)]


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("I live in narnia", "narnia"),
        ("price in Gondor", "Gondor"),
        ("in summer", None),
        ("in total", None),
    ],
)
def test_a_place_that_is_none(text: str, country: str | None) -> None:
    assert read_quote_words(text).unknown_country == country


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        *((text, ["EUR"]) for text in ("in euros", "in EUR", "€", "euro price")),
        *((text, ["GBP"]) for text in ("in pounds", "quid", "£", "sterling", "GBP")),
        *((text, ["USD"]) for text in ("in dollars", "US dollars", "$", "bucks", "in usd")),
        ("turkish lira", ["TRY"]),
        ("canadian dollars", ["CAD"]),
        ("aussie dollars", ["AUD"]),
        ("in rupees", ["INR"]),
        ("in SEK", ["SEK"]),
        ("in euros, not dollars", ["EUR"]),
        ("I lost 20 pounds", []),
        ("I want to try it", []),
    ],
)
def test_currencies(text: str, codes: list[str]) -> None:
    assert [found.value for found in read_quote_words(text).currencies] == codes


@pytest.mark.parametrize(
    ("text", "words"),
    [("in bitcoin please", "bitcoin"), ("in XYZ", "XYZ"), ("pay with doubloons", "doubloons"), ("SMP", None)],
)
def test_what_is_no_currency(text: str, words: str | None) -> None:
    assert read_quote_words(text).unknown_currency == words


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("microblading", ["microblading"]),
        ("micro blading please", ["microblading"]),
        ("microblading instead of smp", ["microblading"]),
        ("microblading eyebrows", []),
        ("a touch-up", ["touch_up"]),
        ("a total over ten years with touch-ups", []),
        ("removal", ["removal"]),
        ("laser it off", ["removal"]),
        ("the hairline", ["hairline"]),
        ("cover my scar", ["scar_camouflage"]),
        ("full head", ["scalp"]),
    ],
)
def test_treatments(text: str, names: list[str]) -> None:
    found = read_quote_words(text).treatments
    assert [one.value for one in found if not one.weak] == names


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("total over ten years", 10),
        ("what would it be over ten years", 10),
        ("what does it cost over 15 years", 15),
        ("a 5 year total", 5),
        ("cost over the next decade", 10),
        ("long term cost", 10),
        ("-5 year cost", -5),
        ("I have been bald for 10 years, how much", None),
        ("10 years ago it cost less", None),
        ("I am 20 years old", None),
    ],
)
def test_years(text: str, years: int | None) -> None:
    found = read_quote_words(text).years
    assert (found.value if found else None) == years


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("what if I take 4 sessions", "compare"),
        ("microblading instead", "compare"),
        ("and in turkey?", "compare"),
        ("no, 4 sessions", "correct"),
        ("sorry, I meant 4", "correct"),
        ("why did my price change?", "why_changed"),
        ("why is the quote higher now", "why_changed"),
        ("what changed in my quote", "why_changed"),
        ("break it down", "lines"),
        ("how do you get to that", "lines"),
        ("what would lower the price", "moves"),
        ("can you make it cheaper", "moves"),
        ("what is included?", "included"),
        ("are flights included", "included"),
        ("can I have it for free", "free"),
        ("is it free", "free"),
    ],
)
def test_cues(text: str, cue: Cue) -> None:
    assert cue in read_quote_words(text).cues


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("can I get a free quote", "free"),
        ("is there a free consultation", "free"),
        ("feel free to call", "free"),
        ("why is it so expensive", "why_changed"),
        ("no idea", "correct"),
        ("how do you get rid of it", "lines"),
    ],
)
def test_no_cues(text: str, cue: Cue) -> None:
    assert cue not in read_quote_words(text).cues


def test_one_message_with_everything() -> None:
    words = read_quote_words("how much for a norwood 5 in istanbul, 3 sessions, in euros")
    assert areas(words) == [("norwood", 5)]
    assert [found.value for found in words.sessions] == [(3, 3)]
    assert [found.value for found in words.countries] == ["TR"]
    assert [found.value for found in words.currencies] == ["EUR"]


@pytest.mark.parametrize(
    ("text", "grade"), [("5", 5), ("V", 5), ("a 4", 4), ("stage iv", 4), ("ok", None), ("2 sessions", None)]
)
def test_a_bare_grade(text: str, grade: int | None) -> None:
    assert bare_grade(text.lower()) == grade


def test_ordinary_questions_name_no_impossible_thing() -> None:
    for example in read_examples(Path("data/nlu")):
        if example.topic not in ("cost", "cost_turkey", "request_quote", "out_of_scope"):
            words = read_quote_words(example.text)
            found = (words.currencies, words.unknown_country, words.unknown_currency, words.fraction)
            allowed = example.topic == "session_duration" and bool(words.currencies)
            assert allowed or not any(found), example.text


@given(st.text(max_size=300))
def test_any_text_can_be_read_and_every_value_stands_where_it_says(text: str) -> None:
    words = read_quote_words(text)
    places = [
        *((found.start, found.end) for found in words.treatments),
        *((found.start, found.end) for found in words.areas),
        *((found.start, found.end) for found in words.sessions),
        *((found.start, found.end) for found in words.countries),
        *((found.start, found.end) for found in words.currencies),
    ]
    assert all(0 <= start < end <= len(text) for start, end in places)


_PART = st.sampled_from(
    ["norwood 5", "3 sessions", "istanbul", "in euros", "hairline", "what if", "no", "-", ",", "0", "?"]
)


@given(st.lists(_PART, max_size=12))
def test_words_of_prices_in_any_order_can_be_read(parts: list[str]) -> None:
    assert read_quote_words(" ".join(parts)) == read_quote_words(" ".join(parts))
