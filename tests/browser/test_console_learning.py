"""Learning and the simulator in a real browser: without findings of axe, on a phone, by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bot.console.roles import Role
from bot.database.corrections import of_message
from bot.triage.facts import Fact
from tests.browser.console_visits import Visit, findings, picture, visits
from tests.console.desk import Desk
from tests.console.in_browser import ConsoleServer
from tests.console.misheard import UNSURE, said
from tests.console.simulating import MILDER, quoted, screened

pytestmark = pytest.mark.browser


@pytest.fixture
def visit(browser: Browser, console: ConsoleServer) -> Iterator[Visit]:
    with visits(browser, console) as opened:
        yield opened


def lively(desk: Desk) -> str:
    """An inbox with several groups, corrections in every state, and stored outcomes; the id of a message."""
    said(desk, "can i bring my dog", "is it ok to take my dog with me", "dogs allowed?")
    said(desk, "do you have parking", "is there a car park nearby")
    said(desk, "numbing stuff there maybe? " + "and so on " * 20, understood=UNSURE)
    said(desk, "<b>is there a sting</b>", tap="/pain")
    accepted, waiting, phrase = said(
        desk,
        "can I pay in seashells",
        "my head went all lumpy where they did it",
        "i have the crusty elbow thing",
    )
    browser = desk.signed_in(desk.member(Role.REVIEWER, "Ben Cole"))
    browser.submit("/console/learning", message=accepted, topic="out_of_scope", deed="topic")
    browser.submit("/console/learning", message=waiting, topic="report_symptom", deed="topic")
    browser.submit(
        f"/console/learning/messages/{phrase}/phrase", concept="psoriasis", phrase="crusty elbow thing[s]"
    )
    desk.run(lambda c: screened(c, Fact("keloid_history", text="keloid", attributes={"site": "ear"})))
    desk.run(quoted)
    return said(desk, "will my hat fit after?")[0]


def proposed(desk: Desk) -> str:
    fields = {
        "file": "conditions.local.yml",
        "text": MILDER,
        "why": "as our dermatologist asked",
        "deed": "propose",
    }
    response = desk.signed_in(desk.member(Role.CLINICIAN, "Ada Obi")).submit("/console/simulator", **fields)
    return str(response.headers["location"])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_no_page_has_accessibility_findings_or_scrolls_sideways(
    visit: Visit, console: ConsoleServer, scheme: str, width: int
) -> None:
    options = {"color_scheme": scheme, "viewport": {"width": width, "height": 800}, "bypass_csp": True}
    message, change = lively(console.desk), proposed(console.desk)
    clinician = console.desk.member(Role.CLINICIAN)
    paths = {
        "learning": "/console/learning",
        "learning-message": f"/console/learning/messages/{message}",
        "learning-second": "/console/learning/corrections",
        "learning-patch": "/console/learning/patch",
        "learning-report": "/console/learning/report",
        "simulator": "/console/simulator",
        "simulator-prices": "/console/simulator?file=prices.yml",
        "simulator-change": change,
        "simulator-change-again": f"{change}?again=yes",
    }
    for name, path in paths.items():
        page = visit(path, clinician, **options)
        picture(page, f"console-{name}-{scheme}-{width}")
        assert findings(page) == [], name
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name


@pytest.mark.parametrize("width", [1280, 320])
def test_what_a_run_found_has_no_accessibility_findings(
    visit: Visit, console: ConsoleServer, width: int
) -> None:
    lively(console.desk)
    reviewer = console.desk.member(Role.REVIEWER)
    page = visit("/console/simulator", reviewer, viewport={"width": width, "height": 800}, bypass_csp=True)
    answers = Path("data/clinic/answers.yml").read_text(encoding="utf-8")
    prices = Path("data/clinic/prices.yml").read_text(encoding="utf-8")
    tried = {
        "conditions.local.yml": MILDER,
        "answers.yml": answers.replace("It hurts a little", "It stings a little", 1),
        "prices.yml": prices.replace("low: 500", "low: 900", 1),
        "conditions.yml": "version: [",
    }
    for file, text in tried.items():
        page.get_by_label("Which file it is").select_option(file)
        page.get_by_label("The changed file").fill(text)
        page.get_by_role("button", name="Try it out").click()
        expect(page.get_by_text("What would change").or_(page.get_by_text("not valid YAML"))).to_be_visible()
        picture(page, f"console-simulator-{file}-{width}")
        assert findings(page) == [], file
        assert page.evaluate("document.documentElement.scrollWidth") <= width, file


def test_a_group_is_corrected_by_keyboard_alone(visit: Visit, console: ConsoleServer) -> None:
    (id_,) = said(console.desk, "can i bring my dog")
    page = visit("/console/learning", Role.REVIEWER)
    page.get_by_label("What the messages of group 1 meant").focus()
    page.keyboard.type("What happens at the cons")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="They mean this")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text(
        "1 message noted as “What happens at the consultation?”"
    )
    (one,) = console.desk.run(lambda connection: of_message(connection, id_))
    assert one.topic == "consultation"


def test_a_file_of_the_device_is_put_into_the_field(
    visit: Visit, console: ConsoleServer, tmp_path: Path
) -> None:
    file = tmp_path / "conditions.local.yml"
    file.write_text(MILDER, encoding="utf-8")
    page = visit("/console/simulator", Role.CLINICIAN)
    page.get_by_label("Choose a file from this device").set_input_files(file)
    expect(page.get_by_label("The changed file")).to_have_value(MILDER)
    expect(page.get_by_label("Which file it is")).to_have_value("conditions.local.yml")
    page.get_by_role("button", name="Try it out").click()
    expect(page.get_by_text("This may be milder than what is in force.")).to_be_visible()


def test_the_second_person_accepts_with_one_click(visit: Visit, console: ConsoleServer) -> None:
    (id_,) = said(console.desk, "my head went all lumpy where they did it")
    console.desk.signed_in(Role.REVIEWER).submit(
        "/console/learning", message=id_, topic="report_symptom", deed="topic"
    )
    page = visit("/console/learning/corrections", Role.CLINICIAN)
    page.get_by_role("button", name="Accept as the second person").click()
    expect(page.get_by_role("status")).to_contain_text("part of the patch")
    page.get_by_role("link", name="Ready to be learnt (1)").click()
    expect(page.get_by_role("region", name="The patch")).to_contain_text("my head went all lumpy")
