"""A changed file is tried out on what was told: whose outcome, price or answer would be another one."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from bot.console.roles import Role
from bot.database.models import quote as quote_table
from bot.database.models import screening
from bot.triage.facts import Fact
from tests.console.desk import Desk, text_of
from tests.console.misheard import ANSWERS, SURE, said
from tests.console.simulating import KELOID, MILDER, SIMULATOR, STRICTER, quoted, screened, stored, tried


@pytest.fixture
def desk(desk_of_own_clinic: Desk) -> Desk:
    return desk_of_own_clinic


@pytest.fixture
def keloid(desk: Desk) -> str:
    """The conversation of somebody with a keloid elsewhere."""
    return str(desk.run(lambda connection: screened(connection, KELOID)))


def test_a_milder_rule_shows_whose_outcome_would_change(desk: Desk, keloid: str) -> None:
    desk.run(lambda connection: screened(connection, Fact("diabetes", text="diabetic")))
    response = tried(desk, "conditions.local.yml", MILDER)
    page = text_of(response)
    assert "2 stored screenings were decided again" in page
    assert "milder Needs a clinician Suitable, with care keloid_history.one_elsewhere 1 person" in page
    assert "It needs a second person" in page
    assert f"/console/conversations/{keloid}" in response.text
    assert stored(desk) == []


def test_a_stricter_rule_needs_no_second_person(desk: Desk, keloid: str) -> None:
    page = text_of(tried(desk, "conditions.local.yml", STRICTER))
    assert "stricter Needs a clinician Not suitable" in page
    assert "second person" not in page


def test_a_milder_rule_that_nobody_has_met_needs_a_second_person_too(desk: Desk) -> None:
    page = text_of(tried(desk, "conditions.local.yml", MILDER))
    assert "0 stored screenings" in page
    assert "It needs a second person" in page


def test_changed_prices_show_how_many_would_be_told_something_else(desk: Desk, clinic: Path) -> None:
    desk.run(quoted)
    text = (clinic / "prices.yml").read_text(encoding="utf-8")
    page = text_of(tried(desk, "prices.yml", text.replace("low: 500", "low: 900", 1)))
    assert "dearer 500.00 to 4,000.00 USD 900.00 to 4,000.00 USD" in page
    assert "1 person 1 person" in page


def test_changed_answers_show_both_texts_and_who_asked(desk: Desk, clinic: Path) -> None:
    said(desk, "does it hurt", understood=SURE, reply=ANSWERS)
    text = (clinic / "answers.yml").read_text(encoding="utf-8")
    page = text_of(tried(desk, "answers.yml", text.replace("It hurts a little", "It stings a little", 1)))
    assert "It hurts a little" in page
    assert "It stings a little" in page
    assert "Asked by 1 person" in page


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        ("conditions.local.yml", MILDER.replace("then:", "than:"), "conditions.local.yml, line 7"),
        ("conditions.local.yml", MILDER.replace("_precautions", ""), "not known; allowed are"),
        ("conditions.local.yml", MILDER.replace("one_elsewhere", "no_such_rule"), "no branch of this id"),
        ("conditions.local.yml", "a: [", "conditions.local.yml, line 2: not valid YAML"),
        ("conditions.yml", "version: '1'", "conditions.yml, line 1"),
        ("prices.yml", "version: '1'", "prices.yml, line 1"),
        ("prices.yml", "a: \x07", "prices.yml"),
        ("answers.yml", "answers: {}", "answers.yml, line 1"),
        ("prices.yml", "", "The file is missing"),
        ("conditions.local.yml", "[" * 150_000 + "]" * 150_000, "line 1: not valid YAML: it is nested more"),
        ("prices.yml", "x" * 400_001, "at most 400,000"),
        ("../settings.yml", "a: 1", "Please choose one of"),
        ("", "a: 1", "Please choose one of"),
    ],
)
def test_a_file_with_a_mistake_is_refused_with_its_place_and_kept_on_the_page(
    desk: Desk, file: str, text: str, says: str
) -> None:
    response = tried(desk, file, text)
    assert response.status_code == 400
    assert says in text_of(response)
    if text.startswith("version"):
        assert text.splitlines()[0] in text_of(response)


def test_the_file_in_force_can_be_begun_with(desk: Desk) -> None:
    page = desk.signed_in(Role.REVIEWER).get(f"{SIMULATOR}?file=prices.yml").text
    assert "id: article" in page
    assert desk.signed_in(Role.REVIEWER).get(f"{SIMULATOR}?file=../../etc/passwd").status_code == 200


def test_what_is_pasted_is_escaped(desk: Desk) -> None:
    assert "<script>alert" not in tried(desk, "prices.yml", "</textarea><script>alert(1)</script>").text


def test_whoever_was_told_something_else_at_the_time_is_named(desk: Desk, keloid: str) -> None:
    older = screening.update().values(disposition="suitable")
    desk.run(lambda connection: connection.execute(older))
    page = text_of(tried(desk, "conditions.local.yml", MILDER))
    assert "milder Needs a clinician Suitable, with care" in page
    assert "1 person had been told something else, by the rules of their day" in page


def test_a_quote_that_cannot_be_worked_out_again_is_left_out_and_told(desk: Desk, clinic: Path) -> None:
    desk.run(quoted)
    desk.run(quoted)
    newest = select(quote_table.c.id).limit(1).scalar_subquery()
    older = quote_table.update().where(quote_table.c.id == newest).values(inputs={})
    desk.run(lambda connection: connection.execute(older))
    text = (clinic / "prices.yml").read_text(encoding="utf-8")
    page = text_of(tried(desk, "prices.yml", text.replace("low: 500", "low: 900", 1)))
    assert "1 stored quote was worked out again. 1 person would be told something else" in page
    assert "1 older quote cannot be worked out again" in page
