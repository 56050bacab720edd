"""Queue, transcript, decision and take-over in a real browser: by keyboard, on a phone, without findings of axe."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.console.roles import Role
from bot.database.promises import open_promises
from bot.handover import CLINICIAN, LEAD, NEW, PERSON, UNSURE, URGENT
from tests.browser.console_visits import Visit, findings, picture, visits
from tests.console.desk import Desk
from tests.console.in_browser import ConsoleServer
from tests.console.seeding import MONDAY, asked_to_come, owed, quoted, say, screened, talk

pytestmark = pytest.mark.browser


@pytest.fixture
def visit(browser: Browser, console: ConsoleServer) -> Iterator[Visit]:
    with visits(browser, console) as opened:
        yield opened


def full(desk: Desk) -> str:
    """A conversation in which everything happened."""
    made = talk(desk)
    understood = {
        "topics": [{"topic": "check_eligibility", "confidence": 0.91, "clause": ""}],
        "alternatives": [],
        "out_of_scope": False,
    }
    unsure = {"topics": [], "alternatives": [{"topic": "cost", "confidence": 0.3}], "out_of_scope": False}
    text = "I stopped roaccutane four months ago and I get keloids, no diabetes. Can I still have it?"
    desk.run(lambda connection: say(connection, made, text, understood=understood))
    desk.run(lambda connection: say(connection, made, "and the thing?", understood=unsure))
    screened(desk, made, "needs_clinician")
    quoted(desk, made)
    asked_to_come(desk, made)
    for kind, why in ((CLINICIAN, "Screening: needs clinician."), (LEAD, "A consultation was asked for.")):
        owed(desk, made, kind, why)
    reviewer = desk.signed_in(desk.member(Role.REVIEWER, "Ben Cole"))
    reviewer.submit(f"/console/conversations/{made}/note", note="Rang, nobody there. Try on Tuesday.")
    return made


def busy(desk: Desk) -> list[str]:
    """A queue with something of every kind, some of it late."""
    made = []
    whys = {
        URGENT: "An emergency was said.",
        CLINICIAN: "Screening: needs clinician.",
        PERSON: "A person was asked for.",
        UNSURE: "2 of the last 3 messages were not understood or not of our subject.",
        LEAD: "An estimate was told.",
        NEW: "A new conversation.",
    }
    for place in range(24):
        kind = list(whys)[place % 6]
        made.append(talk(desk, "hello", channel=("website", "whatsapp", "telegram")[place % 3]))
        owed(desk, made[-1], kind, whys[kind], at=MONDAY - timedelta(hours=7 * place))
    return made


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_no_page_has_accessibility_findings_or_scrolls_sideways(
    visit: Visit, console: ConsoleServer, scheme: str, width: int
) -> None:
    options = {"color_scheme": scheme, "viewport": {"width": width, "height": 800}, "bypass_csp": True}
    desk = console.desk
    ada = desk.member(Role.CLINICIAN, "Ada Obi")
    made = full(desk)
    busy(desk)
    browser = desk.signed_in(ada)
    browser.submit("/console/queue/filters", name="Late ones", query="overdue=yes")
    pages = {
        "queue": visit("/console/queue", ada, **options),
        "queue-filtered": visit("/console/queue?kind=urgent&overdue=yes", ada, **options),
        "queue-empty": visit("/console/queue?kind=deferred", Role.VIEWER, **options),
        "transcript": visit(f"/console/conversations/{made}", ada, **options),
        "transcript-viewer": visit(f"/console/conversations/{made}", Role.VIEWER, **options),
    }
    refused = visit(f"/console/conversations/{made}", ada, **options)
    refused.get_by_label("Suitable", exact=True).check()
    refused.get_by_role("button", name="Decide").click()
    expect(refused.locator(".error")).to_contain_text("Please give the reason")
    pages["decision-refused"] = refused
    owned = visit(f"/console/conversations/{made}", ada, **options)
    owned.get_by_role("button", name="Take over").click()
    expect(owned.locator(".notice")).to_contain_text("You answer now")
    pages["taken-over"] = owned
    for name, page in pages.items():
        picture(page, f"console-{name}-{scheme}-{width}")
        assert findings(page) == [], name
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name


def test_the_queue_refreshes_by_itself_and_keeps_the_place_and_the_focus(
    visit: Visit, console: ConsoleServer
) -> None:
    desk = console.desk
    made = busy(desk)
    page = visit("/console/queue", Role.REVIEWER, viewport={"width": 1000, "height": 500})
    link = page.locator(f'.queue a[href$="{made[5]}"]')
    link.scroll_into_view_if_needed()
    link.focus()
    before = link.bounding_box()
    assert before is not None
    for _ in range(5):
        owed(desk, talk(desk, "help"), URGENT, "An emergency was said.")
    refresh(page)
    expect(page.locator("#kind-urgent strong")).to_have_text("9")
    expect(page.locator(f'.queue a[href$="{made[5]}"]')).to_be_focused()
    after = page.locator(f'.queue a[href$="{made[5]}"]').bounding_box()
    assert after is not None
    assert abs(after["y"] - before["y"]) < 2


def refresh(page: Page) -> None:
    """Does at once what the page does every fifteen seconds."""
    page.evaluate("htmx.ajax('GET', document.getElementById('queue').getAttribute('hx-get'), '#queue')")


def test_the_queue_asks_again_by_itself(visit: Visit, console: ConsoleServer) -> None:
    page = visit("/console/queue", Role.VIEWER)
    expect(page.locator(".empty")).to_be_visible()
    owed(console.desk, talk(console.desk, "help"), URGENT, "An emergency was said.")
    expect(page.locator(".queue li")).to_have_count(1, timeout=25_000)


def test_a_case_is_decided_by_keyboard_alone(visit: Visit, console: ConsoleServer) -> None:
    made = full(console.desk)
    page = visit("/console/queue", console.desk.member(Role.CLINICIAN, "Ada Obi"))
    press_until(page, "Jo Blogg")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Jo Blogg")).to_be_visible()
    page.get_by_label("Needs a clinician", exact=False).first.focus()
    page.keyboard.press("ArrowDown")
    press_until(page, "reason")
    page.keyboard.type("Scars are flat; one session is fine.")
    press_until(page, "Decide")
    page.keyboard.press("Enter")
    expect(page.locator(".notice")).to_have_text("Decided: Suitable, with care.")
    expect(page.get_by_text("Scars are flat; one session is fine.")).to_be_visible()
    kinds = [row.kind for row in console.desk.run(lambda connection: open_promises(connection, made))]
    assert kinds == [LEAD]


def press_until(page: Page, wanted: str) -> None:
    """Tab by tab to what has this name or text."""
    for _ in range(80):
        page.keyboard.press("Tab")
        found = page.evaluate("document.activeElement.name || document.activeElement.innerText")
        if found and wanted in found:
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
            return
    raise AssertionError(f"{wanted} was not reached")


def test_of_two_who_decide_at_once_the_second_sees_the_first(visit: Visit, console: ConsoleServer) -> None:
    desk, made = console.desk, full(console.desk)
    pages = [
        visit(f"/console/conversations/{made}", desk.member(Role.CLINICIAN, name))
        for name in ("Ada Obi", "Cleo Marsh")
    ]
    for page, outcome, reason in zip(
        pages, ("Suitable", "Not suitable"), ("Scars are flat.", "Family history."), strict=True
    ):
        page.get_by_label(outcome, exact=True).check()
        page.get_by_label("Reason").fill(reason)
        page.get_by_role("button", name="Decide").click()
    expect(pages[0].locator(".notice")).to_have_text("Decided: Suitable.")
    second = pages[1]
    expect(second.locator("main > .box")).to_contain_text("Ada Obi decided meanwhile")
    expect(second.get_by_label("Reason")).to_have_value("Family history.")
    expect(second.get_by_label("Not suitable", exact=True)).to_be_checked()
    picture(second, "console-decision-overtaken")
    second.get_by_role("button", name="Decide").click()
    expect(second.locator(".notice")).to_have_text("Decided: Not suitable.")


def test_somebody_takes_over_writes_and_hands_back(visit: Visit, console: ConsoleServer) -> None:
    desk = console.desk
    made = talk(desk, "can I talk to somebody")
    owed(desk, made, PERSON, "A person was asked for.")
    page = visit(f"/console/conversations/{made}", desk.member(Role.REVIEWER, "Ada Obi"))
    page.get_by_role("button", name="Take over").click()
    expect(page.get_by_text("the assistant is silent").first).to_be_visible()
    page.get_by_label("Message").fill("Hello, this is Ada.\nHow can I help?")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".notice")).to_have_text("Sent.")
    expect(page.locator(".entry.staff")).to_contain_text("Hello, this is Ada.")
    expect(page.get_by_text("Nothing is owed to this visitor.")).to_be_visible()
    page.get_by_role("button", name="Hand back to the assistant").click()
    expect(page.locator(".notice")).to_have_text("The assistant answers again.")
    expect(page.locator(".entry.answered").last).to_contain_text("I am the automated assistant")


def test_what_the_visitor_says_appears_while_somebody_types(visit: Visit, console: ConsoleServer) -> None:
    made = talk(console.desk, "hello")
    page = visit(f"/console/conversations/{made}", Role.REVIEWER)
    page.get_by_label("Message").fill("Half a sentence")
    console.desk.run(lambda connection: say(connection, made, "are you still there?"))
    expect(page.get_by_text("are you still there?")).to_be_visible()
    expect(page.locator("#news")).to_have_text("Something new was said.")
    expect(page.get_by_label("Message")).to_have_value("Half a sentence")
    expect(page.get_by_label("Message")).to_be_focused()
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".notice")).to_have_text("Sent.")


def test_what_a_visitor_wrote_runs_nothing(visit: Visit, console: ConsoleServer) -> None:
    text = "<img src=x onerror=\"document.title='broken in'\"><script>document.title='broken in'</script>"
    made = talk(console.desk, text)
    page = visit(f"/console/conversations/{made}", Role.VIEWER)
    expect(page.locator(".entry.said .text")).to_have_text(text)
    assert page.title() != "broken in"


def test_it_works_without_scripts(visit: Visit, console: ConsoleServer) -> None:
    made = full(console.desk)
    page: Any = visit("/console/queue", Role.CLINICIAN, java_script_enabled=False)
    page.get_by_role("link", name="Jo Blogg").click()
    page.get_by_label("Note", exact=True).fill("Written without scripts")
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_text("Written without scripts")).to_be_visible()
    assert made in page.url
