"""A visitor asks for a price in the chat, tries what would change it, and reads both on a phone and a desktop."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.product import Product

PICTURES = os.environ.get("PICTURES")
"""A folder where pictures of the page are left, to look at."""
SIZES = {"phone": (320, 640), "desktop": (1280, 860)}


@pytest.fixture(params=SIZES)
def page(browser: Browser, product: Product, request: pytest.FixtureRequest) -> Iterator[Page]:
    width, height = SIZES[request.param]
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    page.goto(product.url)
    page.get_by_role("button", name="Ask a question").click()
    expect(page.get_by_role("log").locator(".message.out .bubble")).to_have_count(1)
    yield page
    context.close()


def said(page: Page, text: str, replies: int) -> str:
    """What stands in the last of so many replies after `text` was typed and sent."""
    page.get_by_label("Your message").fill(text)
    page.keyboard.press("Enter")
    return last(page, replies)


def last(page: Page, replies: int) -> str:
    bubbles = page.get_by_role("log").locator(".message.out .bubble")
    expect(bubbles).to_have_count(replies, timeout=20_000)
    return bubbles.last.inner_text()


def test_a_quote_and_what_would_change_it_are_read_in_the_chat(page: Page) -> None:
    first = said(page, "how much for a norwood 5 in istanbul, 3 sessions", replies=2)
    # Turkey: 500 to 1,400 USD a session in the article, three sessions.
    assert "$1,500 to $4,200" in first
    assert "An estimate, not an offer" in first
    changed = said(page, "what if I take 4 sessions?", replies=3)
    assert "$2,000 to $5,600" in changed
    assert "$500 more at the low end and $1,400 more at the high end" in changed
    # Three sessions of the worldwide table: 500 to 4,000 USD.
    page.get_by_role("button", name="Change something").last.click()
    last(page, 4)
    elsewhere = said(page, "in the uk instead", replies=5)
    assert "$500 to $4,000" in elsewhere
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert Axe().run(page).violations_count == 0
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/quote-{page.evaluate('() => innerWidth')}.png")
