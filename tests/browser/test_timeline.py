"""The picture and the calendar of a visitor's own dates in the chat, in a real browser, on a phone and a desktop."""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Iterator
from pathlib import Path

import icalendar
import pytest
from playwright.sync_api import Browser, Download, Locator, Page, expect

from bot.downloads import FILE_NAME
from bot.forms.wording import Wording
from bot.planning.wording import load_wording
from tests.product import Product

WORDING: Wording = load_wording(Path("data/clinic"), {"phone": "-"})
PICTURES = os.environ.get("PICTURES")
"""A folder where pictures of the page are left, to look at."""
SIZES = {"phone": (320, 640), "desktop": (1280, 860)}
DAY = dt.date.today() + dt.timedelta(days=20)
SESSION = f"my session is on {DAY.day} {DAY:%B}, can you work out my dates"


@pytest.fixture(params=SIZES)
def page(browser: Browser, product: Product, request: pytest.FixtureRequest) -> Iterator[Page]:
    width, height = SIZES[request.param]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if request.param == "phone" else "light",
        accept_downloads=True,
    )
    page = context.new_page()
    page.goto(product.url)
    page.get_by_role("button", name="Ask a question").click()
    expect(page.get_by_role("log").locator(".message.out .bubble")).to_have_count(1)
    page.get_by_label("Your message").fill(SESSION)
    page.keyboard.press("Enter")
    expect(page.get_by_role("log").locator(".message.out .bubble")).to_have_count(2, timeout=20_000)
    yield page
    context.close()


def timeline(page: Page) -> Locator:
    return page.get_by_role("log").get_by_role("img")


def test_the_timeline_shows_whole_and_says_in_words_what_it_shows(page: Page) -> None:
    picture = timeline(page)
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("complete", True)
    width = page.evaluate("() => innerWidth")
    assert picture.evaluate("image => image.naturalWidth") > 0
    box = picture.bounding_box()
    assert box is not None
    assert 200 <= box["width"] <= width
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert f"{DAY.day} {DAY:%b}" in (picture.get_attribute("alt") or "")
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    if PICTURES:
        picture.scroll_into_view_if_needed()
        page.screenshot(path=f"{PICTURES}/timeline-{width}.png")


def test_the_calendar_is_saved_as_a_file_with_the_session_in_it(page: Page, tmp_path: Path) -> None:
    saved: list[Download] = []
    # A link opens beside the page, so that it is the new tab that downloads.
    page.context.on("page", lambda tab: tab.on("download", lambda download: saved.append(download)))
    page.on("download", lambda download: saved.append(download))
    page.get_by_role("log").get_by_role("link", name=WORDING.say("calendar")).click()
    deadline = time.monotonic() + 15
    while not saved and time.monotonic() < deadline:
        page.wait_for_timeout(100)
    path = tmp_path / "saved.ics"
    saved[0].save_as(path)
    assert saved[0].suggested_filename == FILE_NAME
    events = icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    assert DAY in {event["DTSTART"].dt for event in events}
