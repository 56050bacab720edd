"""What messages say, row by row: the tables beside this file."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.reading import attributes
from bot.reading.concepts import CONCEPTS
from bot.reading.reader import Reader
from tests.reading.tables import TABLES, TODAY, Row, said_of, tables

ROWS = [row for table in TABLES for row in tables(table)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.table}: {row.text}")
def test_a_message_says_this_and_nothing_else(reader: Reader, row: Row) -> None:
    found = reader.read(row.text, TODAY)

    assert Counter(map(said_of, found)) == Counter(item.key for item in row.expected)
    assert row.lacking(found) == []


def test_the_tables_hold_hundreds_of_messages_and_every_concept() -> None:
    found = {item.key.concept for row in ROWS for item in row.expected}

    assert len(ROWS) >= 800
    assert CONCEPTS - found <= {"emergency_symptom", "self_harm_risk", "ps_anaphylaxis"}


def test_findings_use_the_closed_vocabulary_only(reader: Reader) -> None:
    wrong = [
        (row.text, finding.concept, name, problem)
        for row in ROWS
        for finding in reader.read(row.text, TODAY)
        for name, value in finding.attributes.items()
        if (problem := attributes.problem(finding.concept, name, value))
    ]

    assert wrong == []


def test_the_words_of_a_finding_are_those_of_the_message(reader: Reader) -> None:
    for row in ROWS:
        for finding in reader.read(row.text, TODAY):
            assert finding.text == row.text[finding.start : finding.end] != ""


def test_symptoms_are_read_when_the_caller_knows_of_a_session(reader: Reader) -> None:
    text = "it's a bit red and itchy"

    assert reader.read(text, TODAY) == ()
    assert {finding.concept for finding in reader.read(text, TODAY, after_session=True)} == {
        "ps_normal_redness",
        "ps_normal_itch",
    }


def test_an_emergency_is_a_finding_too(reader: Reader) -> None:
    found = {finding.concept for finding in reader.read("I can't breathe", TODAY)}
    after = {f.concept for f in reader.read("had my session today and I can't breathe", TODAY)}

    assert found == {"emergency_symptom"}
    assert "ps_anaphylaxis" in after


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("came off accutane on 31/2/2026", "no_such_day"),
        ("stopped accutane in 2031", "in_the_future"),
    ],
)
def test_times_that_cannot_be_are_marked(reader: Reader, text: str, problem: str) -> None:
    (finding,) = reader.read(text, TODAY)

    assert finding.attributes["date_problem"] == problem
