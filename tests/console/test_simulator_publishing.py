"""A changed file is proposed, and published by whom it needs; the old one is kept."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from bot.console.audit import entries
from bot.console.roles import Role
from bot.pricing.book_reading import load_price_books
from bot.triage.rulebook import load_rulebook
from bot.triage.screening import screen
from tests.console.desk import Desk, text_of
from tests.console.simulating import (
    KELOID,
    MILDER,
    SIMULATOR,
    STRICTER,
    TODAY,
    proposed,
    screened,
    stored,
    tried,
)


@pytest.fixture
def desk(desk_of_own_clinic: Desk) -> Desk:
    return desk_of_own_clinic


@pytest.fixture
def keloid(desk: Desk) -> str:
    """The conversation of somebody with a keloid elsewhere."""
    return str(desk.run(lambda connection: screened(connection, KELOID)))


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
    outcome = screen([KELOID], today=TODAY, rulebook=load_rulebook(clinic))
    assert outcome.disposition == "suitable_with_precautions"


def test_a_file_that_was_changed_meanwhile_is_not_overwritten(desk: Desk, clinic: Path) -> None:
    address = proposed(desk, Role.CLINICIAN, "conditions.local.yml", MILDER)
    (clinic / "conditions.local.yml").write_text(STRICTER, encoding="utf-8")
    response = desk.signed_in(Role.ADMIN).submit(f"{address}/publish")
    assert response.status_code == 409
    assert "was changed since" in text_of(response)
    assert (clinic / "conditions.local.yml").read_text(encoding="utf-8") == STRICTER
    assert stored(desk)[0].state == "proposed"


def test_the_second_person_can_look_at_whose_outcome_would_change_now(desk: Desk, keloid: str) -> None:
    address = proposed(desk, Role.CLINICIAN, "conditions.local.yml", MILDER)
    later = desk.run(lambda connection: screened(connection, KELOID))
    browser = desk.signed_in(Role.ADMIN)
    kept, again = browser.get(address), browser.get(f"{address}?again=yes")
    assert "1 stored screening was decided again" in text_of(kept)
    assert "2 stored screenings were decided again" in text_of(again)
    assert later in again.text
    assert keloid in again.text
    assert keloid not in kept.text


def test_of_two_proposals_for_one_file_the_second_is_tried_out_again(desk: Desk, clinic: Path) -> None:
    before = (clinic / "prices.yml").read_text(encoding="utf-8")
    admin = desk.member(Role.ADMIN)
    first, second = (
        proposed(desk, admin, "prices.yml", before.replace("low: 500", f"low: {low}", 1))
        for low in (800, 900)
    )
    browser = desk.signed_in(admin)
    assert browser.submit(f"{first}/publish").status_code == 303
    assert "was changed since this was tried out" in text_of(browser.get(second))
    assert browser.submit(f"{second}/publish").status_code == 409
    assert "low: 800" in (clinic / "prices.yml").read_text(encoding="utf-8")
    assert "It stands in the clinic's folder." in text_of(browser.get(first))


def test_a_change_that_became_milder_by_what_changed_beside_it_waits_for_a_second_person(
    desk: Desk, clinic: Path
) -> None:
    rules = clinic / "conditions.yml"
    admin = desk.member(Role.ADMIN)
    address = proposed(
        desk, admin, "conditions.local.yml", STRICTER.replace("not_suitable", "needs_clinician")
    )
    shipped = rules.read_text(encoding="utf-8")
    start = shipped.index("      - id: keloid_history.one_elsewhere")
    end = shipped.index("      - id:", start + 10)
    stricter = shipped[start:end].replace("then: needs_clinician", "then: not_suitable")
    rules.write_text(shipped[:start] + stricter + shipped[end:], encoding="utf-8")
    response = desk.signed_in(admin).submit(f"{address}/publish")
    assert response.status_code == 409
    assert "may be milder" in text_of(response)
    assert not (clinic / "conditions.local.yml").exists()


def test_a_clinic_whose_files_stand_elsewhere_takes_the_change_as_a_patch(
    desk: Desk, clinic: Path, tmp_path: Path
) -> None:
    address = proposed(desk, Role.CLINICIAN, "conditions.local.yml", MILDER)
    browser = desk.signed_in(Role.ADMIN)
    response = browser.get(f"{address}/patch.diff")
    (tmp_path / "change.diff").write_text(response.text, encoding="utf-8")
    command = ["git", "apply", str(tmp_path / "change.diff")]
    subprocess.run(command, cwd=clinic, check=True, capture_output=True)
    assert (clinic / "conditions.local.yml").read_text(encoding="utf-8") == MILDER
    assert browser.submit(f"{address}/publish").status_code == 303
    assert stored(desk)[0].state == "published"


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
    address = proposed(desk, Role.CLINICIAN, "conditions.local.yml", MILDER)
    browser = desk.signed_in(Role.VIEWER)
    for path in (SIMULATOR, address, f"{address}/patch.diff"):
        assert browser.get(path).status_code == 403
    for deed in ("publish", "withdraw"):
        assert browser.submit(f"{address}/{deed}").status_code == 403
    assert browser.submit(SIMULATOR, file="prices.yml", text="a", deed="propose").status_code == 403
