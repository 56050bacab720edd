"""A visitor in a real browser, before the real web process and the trained assistant."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.knowledge import load_knowledge
from tests.product import Product

KNOWLEDGE = load_knowledge(Path("data/clinic"))
PICTURES = os.environ.get("PICTURES")
"""A folder where pictures of the page are left, to look at and for the README."""

ASKED = [
    ("is it painful?", "pain"),
    ("How long will the result last", "permanence"),
    ("grey hair ok?", "gray_hair"),
    ("whats the price", "cost"),
    ("is it covered by my health insurance", "insurance"),
    ("Who is qualified to do this?", "practitioner"),
    ("will ppl notice its not real hair", "looks_real"),
    ("how many appointments do i need", "sessions_count"),
    ("can the dots spread and get blurry", "ink_migration"),
    ("when can I wash my head afterwards", "aftercare_washing"),
]


@pytest.fixture(scope="module")
def page(browser: Browser, product: Product) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 860})
    page = context.new_page()
    page.goto(product.url)
    page.get_by_role("button", name="Ask a question").click()
    expect(page.get_by_role("log").locator(".message.out .bubble")).to_have_count(1)
    yield page
    context.close()


def ask(page: Page, text: str) -> str:
    """Types `text` and gives back what the bot said to it."""
    log = page.get_by_role("log")
    bot = log.locator(".message.out .bubble")
    before = bot.count()
    page.get_by_label("Your message").fill(text)
    page.keyboard.press("Enter")
    expect(bot).to_have_count(before + 1, timeout=20_000)
    return bot.last.inner_text()


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png")


def flat(text: str) -> str:
    return " ".join(text.split())


def test_ten_questions_get_their_answers_and_stay_after_a_reload(page: Page) -> None:
    for question, topic in ASKED:
        assert flat(KNOWLEDGE.answer(topic).text) in flat(ask(page, question)), question
    both = flat(ask(page, "does it hurt and can it be removed?"))
    assert KNOWLEDGE.answer("pain").first in both
    assert KNOWLEDGE.answer("removal").first in both
    picture(page, "two-questions")
    assert flat(KNOWLEDGE.phrase("out_of_scope").text) in flat(ask(page, "how do I bake sourdough bread"))
    ask(page, "what about the thing")
    picture(page, "vague-and-unrelated")
    shown = page.get_by_role("log").locator(".bubble").all_inner_texts()
    page.reload()
    expect(page.get_by_role("log").locator(".bubble")).to_have_count(len(shown))
    assert page.get_by_role("log").locator(".bubble").all_inner_texts() == shown
