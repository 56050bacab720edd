"""A changed file is tried out, proposed, and published by whom it needs; the old one is kept."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Connection

from bot.console.audit import entries
from bot.console.roles import Role
from bot.database.quotes import Told, store_quote
from bot.database.rule_changes import Change, changes
from bot.database.screenings import Screened, give_consent, rule_files, store_screening
from bot.database.session import Database, open_engine
from bot.database.transcript import open_conversation
from bot.pricing.book_reading import load_price_books
from bot.pricing.inputs import QuoteInputs, Sessions
from bot.pricing.quote import quote
from bot.settings import Settings
from bot.triage.facts import Fact
from bot.triage.rulebook import load_rulebook
from bot.triage.screening import screen
from tests.console.desk import Desk, text_of
from tests.console.misheard import ANSWERS, SURE, WELCOME, said

SIMULATOR = "/console/simulator"
TODAY = dt.date(2026, 11, 23)
RULE = """version: "1"
branches:
  keloid_history.one_elsewhere:
    id: keloid_history.one_elsewhere
    when: {}
    default: true
    then: %s
    who: a dermatologist, who agrees in writing and sees a small test spot first
    reason: A keloid elsewhere needs a look.
    precautions: [a small test spot before anything larger]
    source: [U]
"""
MILDER = RULE % "suitable_with_precautions"
STRICTER = RULE % "not_suitable"


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    folder = tmp_path / "clinic"
    shutil.copytree("data/clinic", folder)
    return folder


@pytest.fixture
def desk(settings_with: Callable[[Mapping[str, Any]], Settings], clinic: Path) -> Iterator[Desk]:
    settings = settings_with({"CLINIC_DIR": clinic})
    database = Database(open_engine(settings.database_url))
    yield Desk(settings, database)
    database.close()


def screened(connection: Connection, *facts: Fact) -> str:
    """A conversation with a stored screening."""
    folder = Path("data/clinic")
    outcome = screen(facts, today=TODAY, rulebook=load_rulebook(folder))
    _, conversation = open_conversation(connection, "website", WELCOME)
    agreed = give_consent(connection, conversation, "1")
    told = Screened(facts, outcome, (), "self", TODAY, None, "1", rule_files(folder), True)
    store_screening(connection, conversation, agreed, told)
    return conversation


def quoted(connection: Connection) -> str:
    books = load_price_books(Path("data/clinic"))
    made = quote(QuoteInputs("scalp", sessions=Sessions(3, 3)), books.in_force(TODAY), TODAY)
    _, conversation = open_conversation(connection, "website", WELCOME)
    store_quote(connection, conversation, Told(made, books.text))
    return conversation


@pytest.fixture
def keloid(desk: Desk) -> str:
    """The conversation of somebody with a keloid elsewhere."""
    fact = Fact("keloid_history", text="keloid", attributes={"site": "ear"})
    return str(desk.run(lambda connection: screened(connection, fact)))


def tried(desk: Desk, file: str, text: str, **fields: str) -> Any:
    return desk.signed_in(Role.REVIEWER).submit(SIMULATOR, file=file, text=text, **{"deed": "try", **fields})


def proposed(desk: Desk, who: Any, file: str, text: str) -> str:
    """The address of a proposed change."""
    fields = {"file": file, "text": text, "why": "as our dermatologist asked", "deed": "propose"}
    response = desk.signed_in(who).submit(SIMULATOR, **fields)
    assert response.status_code == 303, text_of(response)
    return str(response.headers["location"])


def stored(desk: Desk) -> list[Change]:
    found: list[Change] = desk.run(lambda connection: changes(connection, 10))
    return found


# -- trying out -----------------------------------------------------------------------------------------------


def test_a_milder_rule_shows_whose_outcome_would_change(desk: Desk, keloid: str) -> None:
    desk.run(lambda connection: screened(connection, Fact("diabetes", text="diabetic")))
    response = tried(desk, "conditions.local.yml", MILDER)
    page = text_of(response)
    assert "2 stored screenings were decided again" in page
    assert "milder needs clinician suitable with precautions keloid_history.one_elsewhere 1 person" in page
    assert "It needs a second person" in page
    assert f"/console/conversations/{keloid}" in response.text
    assert stored(desk) == []


def test_a_stricter_rule_needs_no_second_person(desk: Desk, keloid: str) -> None:
    page = text_of(tried(desk, "conditions.local.yml", STRICTER))
    assert "stricter needs clinician not suitable" in page
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


# -- proposing and publishing ---------------------------------------------------------------------------------


def test_to_propose_a_change_its_reason_is_needed(desk: Desk) -> None:
    response = tried(desk, "conditions.local.yml", MILDER, deed="propose", why=" ")
    assert response.status_code == 400
    assert "Why it is changed is missing" in text_of(response)
    assert stored(desk) == []


def test_the_rules_as_shipped_are_only_tried_out(desk: Desk, clinic: Path) -> None:
    text = (clinic / "conditions.yml").read_text(encoding="utf-8")
    response = tried(desk, "conditions.yml", text + "\n# more\n", deed="propose", why="x")
    assert "is only tried out" in text_of(response)
    assert stored(desk) == []


def test_the_file_in_force_is_no_change(desk: Desk, clinic: Path) -> None:
    text = (clinic / "prices.yml").read_text(encoding="utf-8")
    assert "nothing to propose" in text_of(tried(desk, "prices.yml", text, deed="propose", why="x"))


def test_nothing_is_in_force_by_being_proposed(desk: Desk, clinic: Path, keloid: str) -> None:
    address = proposed(desk, Role.CLINICIAN, "conditions.local.yml", MILDER)
    assert not (clinic / "conditions.local.yml").exists()
    page = text_of(desk.signed_in(Role.REVIEWER).get(address))
    assert "Proposed by Clinician Example (clinician)" in page
    assert "as our dermatologist asked" in page
    assert "+ then: suitable_with_precautions" in page.replace("+    ", "+ ")
    assert "1 person" in page


@pytest.mark.parametrize(
    ("first", "second", "published"),
    [
        (Role.CLINICIAN, Role.ADMIN, True),
        (Role.CLINICIAN, Role.CLINICIAN, True),
        (Role.ADMIN, Role.CLINICIAN, True),
        (Role.REVIEWER, Role.CLINICIAN, True),
        (Role.ADMIN, Role.ADMIN, False),
        (Role.REVIEWER, Role.ADMIN, False),
        (Role.CLINICIAN, Role.REVIEWER, False),
    ],
)
def test_a_milder_rule_is_published_by_a_second_person_with_a_clinician_among_the_two(
    desk: Desk, clinic: Path, first: Role, second: Role, published: bool
) -> None:
    address = proposed(desk, first, "conditions.local.yml", MILDER)
    response = desk.signed_in(second).submit(f"{address}/publish")
    assert response.status_code == (303 if published else 403)
    assert (clinic / "conditions.local.yml").exists() is published
    assert stored(desk)[0].state == ("published" if published else "proposed")


def test_nobody_publishes_their_own_milder_rule(desk: Desk, clinic: Path) -> None:
    clinician = desk.member(Role.CLINICIAN)
    address = proposed(desk, clinician, "conditions.local.yml", MILDER)
    assert desk.signed_in(clinician).submit(f"{address}/publish").status_code == 403
    assert not (clinic / "conditions.local.yml").exists()


def test_prices_are_published_by_an_admin_alone_and_the_old_file_is_kept(desk: Desk, clinic: Path) -> None:
    before = (clinic / "prices.yml").read_text(encoding="utf-8")
    admin = desk.member(Role.ADMIN, "Ada Obi")
    address = proposed(desk, admin, "prices.yml", before.replace("low: 500", "low: 900", 1))
    assert desk.signed_in(Role.CLINICIAN).submit(f"{address}/publish").status_code == 403
    browser = desk.signed_in(admin)
    assert browser.submit(f"{address}/publish").status_code == 303
    assert "Restart the assistant" in text_of(browser.get(address))
    assert "low: 900" in (clinic / "prices.yml").read_text(encoding="utf-8")
    assert (clinic / "previous" / "prices.yml.2026-11-23T09-30-00Z").read_text(encoding="utf-8") == before
    load_price_books(clinic)


def test_a_published_rule_decides_from_then_on(desk: Desk, clinic: Path) -> None:
    address = proposed(desk, Role.CLINICIAN, "conditions.local.yml", MILDER)
    desk.signed_in(Role.ADMIN).submit(f"{address}/publish")
    fact = Fact("keloid_history", text="keloid", attributes={"site": "ear"})
    outcome = screen([fact], today=TODAY, rulebook=load_rulebook(clinic))
    assert outcome.disposition == "suitable_with_precautions"


def test_a_file_that_was_changed_meanwhile_is_not_overwritten(desk: Desk, clinic: Path) -> None:
    address = proposed(desk, Role.CLINICIAN, "conditions.local.yml", MILDER)
    (clinic / "conditions.local.yml").write_text(STRICTER, encoding="utf-8")
    response = desk.signed_in(Role.ADMIN).submit(f"{address}/publish")
    assert response.status_code == 409
    assert "was changed since" in text_of(response)
    assert (clinic / "conditions.local.yml").read_text(encoding="utf-8") == STRICTER
    assert stored(desk)[0].state == "proposed"


def test_a_change_is_published_or_withdrawn_once(desk: Desk, clinic: Path) -> None:
    address = proposed(desk, Role.CLINICIAN, "conditions.local.yml", MILDER)
    desk.signed_in(desk.member(Role.REVIEWER, "Bo Lee")).submit(f"{address}/withdraw")
    response = desk.signed_in(Role.ADMIN).submit(f"{address}/publish")
    assert response.status_code == 409
    assert "Bo Lee has withdrawn it" in text_of(response)
    assert not (clinic / "conditions.local.yml").exists()


def test_a_folder_that_cannot_be_written_leaves_everything_as_it_was(desk: Desk, clinic: Path) -> None:
    before = (clinic / "prices.yml").read_text(encoding="utf-8")
    admin = desk.member(Role.ADMIN)
    address = proposed(desk, admin, "prices.yml", before.replace("low: 500", "low: 900", 1))
    (clinic / "previous").write_text("a file where the folder should be", encoding="utf-8")
    response = desk.signed_in(admin).submit(f"{address}/publish")
    assert response.status_code == 500
    assert "Nothing was published" in text_of(response)
    assert stored(desk)[0].state == "proposed"
    assert (clinic / "prices.yml").read_text(encoding="utf-8") == before


def test_who_proposed_and_who_published_is_in_the_audit_log(desk: Desk, clinic: Path) -> None:
    address = proposed(desk, Role.CLINICIAN, "conditions.local.yml", MILDER)
    desk.signed_in(desk.member(Role.ADMIN, "Ada Obi")).submit(f"{address}/publish")
    logged = {entry.action: entry for entry in desk.run(lambda connection: entries(connection, 20))}
    assert logged["change.published"].who == "Ada Obi"
    assert logged["change.proposed"].who == "Clinician Example"


def test_a_viewer_tries_and_proposes_nothing(desk: Desk) -> None:
    browser = desk.signed_in(Role.VIEWER)
    assert browser.get(SIMULATOR).status_code == 403
    assert browser.submit(SIMULATOR, file="prices.yml", text="a", deed="propose").status_code == 403
