"""Search, figures and privacy in a real browser: without findings of axe, on a phone, by keyboard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from bot.console.roles import Role
from bot.database.models import visitor
from tests.browser.console_visits import Visit, findings, picture, visits
from tests.console.desk import Desk
from tests.console.in_browser import ConsoleServer
from tests.console.seeding import asked_to_come, quoted, say, screened, talk

pytestmark = pytest.mark.browser


@pytest.fixture
def visit(browser: Browser, console: ConsoleServer) -> Iterator[Visit]:
    with visits(browser, console) as opened:
        yield opened


def lively(desk: Desk) -> str:
    """Some conversations with everything that figures count; the id of a visitor."""
    topics = ("pain", "cost", "fading", "removal", "minoxidil", "aftercare_sun", None, "out_of_scope")
    for number in range(24):
        made, topic = talk(desk, "hello"), topics[number % len(topics)]
        understood = {"topics": [], "alternatives": [], "out_of_scope": topic == "out_of_scope"}
        columns = {"intent": topic, "confidence": 0.8, "understood": understood}
        text = f"<b>Does</b> my scalp number {number} hurt, and for how long?"
        desk.run(
            lambda connection, made=made, text=text, columns=columns: say(connection, made, text, **columns)
        )
        if number % 4 == 0:
            screened(desk, made, "defer")
            quoted(desk, made)
            asked_to_come(desk, made)
    return desk.run(lambda connection: str(connection.execute(visitor.select()).first().id))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_no_page_has_accessibility_findings_or_scrolls_sideways(
    visit: Visit, console: ConsoleServer, scheme: str, width: int
) -> None:
    options = {"color_scheme": scheme, "viewport": {"width": width, "height": 800}, "bypass_csp": True}
    person = lively(console.desk)
    admin = console.desk.member(Role.ADMIN)
    paths = {
        "search": "/console/search",
        "search-found": "/console/search?words=scalp+hurts",
        "search-limited": "/console/search?outcome=defer&channel=website",
        "search-refused": "/console/search?least=high&since=2026-12-01&until=2026-11-01",
        "search-nothing": "/console/search?words=zeppelin",
        "figures": "/console/figures",
        "figures-empty": "/console/figures?since=2020-01-01&until=2020-02-01",
        "export": "/console/export",
        "privacy": "/console/privacy",
        "privacy-person": f"/console/privacy/{person}",
    }
    for name, path in paths.items():
        page = visit(path, admin, **options)
        picture(page, f"console-{name}-{scheme}-{width}")
        assert findings(page) == [], name
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name


def test_a_search_works_by_keyboard_and_leads_to_the_transcript(visit: Visit, console: ConsoleServer) -> None:
    lively(console.desk)
    page = visit("/console/search", Role.VIEWER)
    page.get_by_label("Words").focus()
    page.keyboard.type('"scalp number 7"')
    page.keyboard.press("Enter")
    found = page.locator(".hits li")
    expect(found).to_have_count(1)
    expect(found.locator("mark").first).to_be_visible()
    found.get_by_role("link").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/console/conversations/*")


def test_charts_have_names_and_colours_under_the_strict_policy(visit: Visit, console: ConsoleServer) -> None:
    lively(console.desk)
    page = visit("/console/figures", Role.VIEWER)
    expect(page.get_by_role("img", name="Questions per topic and week")).to_be_visible()
    line = page.locator("polyline.line.k0").first
    assert line.evaluate("line => getComputedStyle(line).stroke") not in ("none", "")
    with page.expect_download() as loading:
        page.get_by_role("link", name="CSV of Questions per topic and week").click()
    assert loading.value.suggested_filename.endswith(".csv")


def test_an_admin_erases_somebody_and_sees_the_receipt(visit: Visit, console: ConsoleServer) -> None:
    person = lively(console.desk)
    page = visit(f"/console/privacy/{person}", Role.ADMIN)
    page.get_by_label("Type “erase” to confirm").fill("erase")
    page.get_by_role("button", name="Erase for good").click()
    expect(page.get_by_role("heading", name="This person was erased")).to_be_visible()
