"""What holds of every text, not only of the ones we thought of."""

from __future__ import annotations

import itertools
import time
from datetime import date

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.reading.attributes import problem
from bot.reading.concepts import CONCEPTS
from bot.reading.findings import Finding
from bot.reading.reader import Reader
from tests.reading.tables import TODAY, tables
from tests.reading.test_findings import ROWS

PLAIN = (
    ("psoriasis", "psoriasis"),
    ("diabetes", "diabetes"),
    ("epilepsy", "epilepsy"),
    ("keloids", "keloid_history"),
    ("eczema", "eczema"),
    ("a pacemaker", "pacemaker_icd"),
    ("high blood pressure", "hypertension"),
    ("alopecia areata", "alopecia_areata"),
    ("hepatitis C", "hepatitis"),
    ("a latex allergy", "latex_allergy"),
)
SENTENCES = (
    "I have psoriasis on my elbows.",
    "I came off Eliquis two years ago.",
    "No diabetes.",
    "My mum had keloids.",
    "I had botox last week.",
    "I am allergic to latex.",
)
fixture = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150
)
words = st.sampled_from(sorted({word for row in ROWS for word in row.text.split()}))


def _told(findings: tuple[Finding, ...]) -> set[tuple[object, ...]]:
    return {(f.concept, f.negated, f.temporality, f.experiencer, f.when, f.ended) for f in findings}


@fixture
@given(text=st.one_of(st.text(max_size=300), st.lists(words, max_size=40).map(" ".join)))
@example(text="i'm 17.5 - - ,,, or or nor if if 31/2 the 45th")
@example(text="n't negative to, n't")
@example(text="’’ “no” … \u200b İstanbul ﬁt ½ ① 𝟞")
def test_any_text_can_be_read_and_the_offsets_are_right(reader: Reader, text: str) -> None:
    for finding in reader.read(text, TODAY, after_session=True):
        assert finding.concept in CONCEPTS
        assert finding.text == text[finding.start : finding.end]
        for name, value in finding.attributes.items():
            assert problem(finding.concept, name, value) is None
        if finding.when_from and finding.when_to:
            assert finding.when_from <= finding.when_to


@pytest.mark.parametrize(("words", "concept"), PLAIN)
@pytest.mark.parametrize(
    "denied",
    ["I haven't got {}", "i dont have {}", "no {}", "I've never had {}", "I do not have {}", "without {}"],
)
def test_a_denial_before_it_turns_it_round(reader: Reader, words: str, concept: str, denied: str) -> None:
    (said,) = reader.read(f"I have {words}", TODAY)
    (unsaid,) = reader.read(denied.format(words), TODAY)

    assert (said.concept, said.negated) == (concept, False)
    assert (unsaid.concept, unsaid.negated) == (concept, True)


@pytest.mark.parametrize("order", list(itertools.permutations(range(len(SENTENCES)), 3)), ids=str)
def test_the_order_of_sentences_does_not_matter(reader: Reader, order: tuple[int, ...]) -> None:
    together = reader.read(" ".join(SENTENCES[number] for number in order), TODAY)
    apart = [finding for number in order for finding in reader.read(SENTENCES[number], TODAY)]

    assert _told(together) == _told(tuple(apart))


@pytest.mark.parametrize("row", [row for row in ROWS if row.table == "scope"], ids=lambda row: row.text)
def test_capitals_curly_quotes_and_missing_apostrophes_change_nothing(reader: Reader, row: object) -> None:
    text = row.text  # type: ignore[attr-defined]
    plain = _told(reader.read(text, TODAY))

    assert _told(reader.read(text.replace("'", "’"), TODAY)) == plain
    assert _told(reader.read(text.upper(), TODAY)) == plain


def test_reading_twice_gives_the_same(reader: Reader) -> None:
    for row in ROWS[:100]:
        assert reader.read(row.text, TODAY) == reader.read(row.text, TODAY)


def test_windows_are_counted_from_the_day_given(reader: Reader) -> None:
    (then,) = reader.read("stopped accutane four months ago", date(2024, 2, 29))

    assert then.when == "-P4M"
    assert then.when_from == then.when_to == date(2023, 10, 29)


def test_a_message_of_thirty_words_is_read_in_three_milliseconds_of_work(reader: Reader) -> None:
    text = (
        "Hello, I was wondering if I'd be suitable. I have type 2 diabetes (metformin, last HbA1c 49) and take "
        "ramipril for my blood pressure. Otherwise fit and well, never had keloids."
    )
    reader.read(text, TODAY)

    begun = time.process_time()
    for _ in range(50):
        reader.read(text, TODAY)

    assert (time.process_time() - begun) / 50 < 0.003 * 2  # twice the aim, for a busy machine


def test_a_long_message_does_not_take_long(reader: Reader) -> None:
    text = "no diabetes, psoriasis on my elbows since March or keloids and " * 60

    begun = time.process_time()
    reader.read(text, TODAY)

    assert time.process_time() - begun < 1.0


def test_the_tables_are_read_as_written() -> None:
    from tests.reading.tables import FOLDER

    (row, *_) = tables(FOLDER / "time.yml")

    assert row.expected[0].key == ("anticoagulant", False, "past", "self")
    assert row.expected[0].attributes == {"when": "-P2Y", "drug": "apixaban"}
