"""Going on with a conversation in a browser, and erasing it there, as a visitor sees it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.engine import Connection

from bot.channels.messages import Reply
from bot.database.models import now
from bot.database.moving import MovingCodes, go_on
from bot.database.session import open_engine
from bot.knowledge import load_knowledge
from bot.moving.wording import load_wording
from bot.privacy.wording import load_wording as load_privacy
from bot.settings import SECRET_FILE, read_settings
from tests.product import Product, Visitor

Result = TypeVar("Result")
CLINIC = Path("data/clinic")
WORDING = load_wording(CLINIC)
PRIVACY = load_privacy(CLINIC, load_knowledge(CLINIC).clinic)
CODES = MovingCodes(read_settings(os.environ, SECRET_FILE).secret_key)
PICTURES = os.environ.get("PICTURES")


def run(product: Product, work: Callable[[Connection], Result]) -> Result:
    engine = open_engine(product.environment["DATABASE_URL"])
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        done = work(connection)
    engine.dispose()
    return done


def code_for(product: Product, visitor: Visitor) -> str:
    return run(product, lambda c: CODES.offer(c, visitor.conversation, now()))


@pytest.fixture
def visitor(product: Product) -> Visitor:
    return Visitor(product.url)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 800})
    yield context.new_page()
    context.close()


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png")


def test_a_link_opens_the_conversation_after_one_confirmation(
    product: Product, visitor: Visitor, page: Page
) -> None:
    visitor.say("does it hurt?")
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.goto(f"{product.url}/?continue={code_for(product, visitor)}")
    picture(page, "continue")
    assert "continue=" in page.url
    assert page.url.endswith("continue=")  # the code itself is out of the address bar
    page.get_by_role("button", name="Go on here").click()
    bubbles = page.get_by_role("log").locator(".message .bubble")
    expect(bubbles.filter(has_text="does it hurt?")).to_have_count(1)
    expect(bubbles.filter(has_text=WORDING.said.say("moved_here"))).to_have_count(1)
    picture(page, "continued")
    assert problems == []


def test_a_code_that_does_not_work_is_explained_and_another_can_be_typed(
    product: Product, visitor: Visitor, page: Page
) -> None:
    page.goto(f"{product.url}/?continue=A3CA3C")
    page.get_by_role("button", name="Go on here").click()
    expect(page.get_by_role("status")).to_have_text(WORDING.refusal("unknown").text)
    field = page.get_by_label("Your code")
    expect(field).to_be_focused()
    field.fill(code_for(product, visitor).lower())
    page.keyboard.press("Enter")
    expect(page.get_by_role("log")).to_be_visible()


@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_has_no_axe_finding_and_fits(product: Product, browser: Browser, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 700}, bypass_csp=True)
    page = context.new_page()
    page.goto(f"{product.url}/?continue=A3CA3C")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()


def opened(page: Page, product: Product) -> str:
    """The id of the conversation that the widget has opened."""
    page.goto(product.url)
    with page.expect_response("**/api/session") as answer:
        page.get_by_role("button", name="Ask a question").click()
    expect(page.get_by_role("log").locator(".message.out .bubble")).to_have_count(1)
    return str(answer.value.json()["conversation"])


def typed(page: Page, text: str) -> None:
    page.get_by_label("Your message").fill(text)
    page.keyboard.press("Enter")


def test_an_open_chat_that_goes_on_elsewhere_says_so_and_shows_no_more_of_it(
    product: Product, page: Page
) -> None:
    conversation = opened(page, product)
    typed(page, "my quetzal rash")
    bubbles = page.get_by_role("log").locator(".message .bubble")
    expect(bubbles).to_have_count(3)
    run(product, lambda c: go_on(c, conversation, "telegram", Reply("bye"), Reply("hello there"), now()))
    expect(bubbles.filter(has_text=WORDING.farewell("telegram").text)).to_have_count(1)
    expect(bubbles).to_have_count(1)


def test_the_receipt_of_an_erasure_is_read_in_the_open_chat_and_all_else_is_gone_after_a_reload(
    product: Product, page: Page
) -> None:
    opened(page, product)
    typed(page, "forget me")
    page.get_by_role("button", name=PRIVACY.said.buttons["erase_yes"]).click()
    bubbles = page.get_by_role("log").locator(".message .bubble")
    expect(bubbles.filter(has_text="Receipt:")).to_have_count(1)
    picture(page, "erased")
    page.reload()
    page.get_by_role("button", name="Ask a question").click()
    expect(bubbles.filter(has_text="Receipt:")).to_have_count(1)
    expect(bubbles).to_have_count(1)
