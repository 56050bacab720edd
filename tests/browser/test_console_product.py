"""A visitor in one browser, a clinician on a phone in another, and the whole product between them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from bot.console.roles import Role
from bot.database.session import Database, open_engine
from bot.settings import read_settings
from tests.browser.console_visits import findings, picture
from tests.console.desk import Desk, Member
from tests.product import Product

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
SLOWLY = 20_000  # ms; an answer takes as long as the machine takes


@pytest.fixture
def clinician(product: Product) -> Iterator[Member]:
    settings = read_settings(product.environment)
    database = Database(open_engine(settings.database_url))
    yield Desk(settings, database).member(Role.CLINICIAN, "Ada Obi")
    database.close()


@pytest.fixture
def visitor(browser: Browser, product: Product) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 860}, locale="en-GB")
    page = context.new_page()
    page.goto(product.url)
    page.get_by_role("button", name="Ask a question").click()
    expect(said_to(page)).to_have_count(1)
    yield page
    context.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    # Looking for findings puts a script into the page, which its policy would refuse.
    context = browser.new_context(viewport=PHONE, bypass_csp=True, locale="en-GB")
    yield context.new_page()
    context.close()


def said_to(visitor: Page) -> Locator:
    """The bubbles of whatever the clinic said."""
    return visitor.get_by_role("log").locator(".message.out .bubble")


def say(visitor: Page, text: str, answers: int = 1) -> None:
    """Writes, and waits for so many answers."""
    before = said_to(visitor).count()
    visitor.get_by_label("Your message").fill(text)
    visitor.keyboard.press("Enter")
    expect(said_to(visitor)).to_have_count(before + answers, timeout=SLOWLY)


def conversation_of(visitor: Page) -> str:
    """The id of the chat that is open in this browser."""
    asked = "fetch('/api/session', {method: 'POST'}).then(answer => answer.json())"
    return str(visitor.evaluate(asked)["conversation"])


def sign_in(phone: Page, product: Product, member: Member) -> None:
    phone.goto(f"{product.url}/console")
    phone.get_by_label("Sign-in name").fill(member.row.sign_in)
    phone.get_by_label("Password").fill(member.password)
    phone.get_by_label("Code").fill(member.code(datetime.now(timezone.utc)))
    phone.get_by_role("button", name="Sign in").click()
    expect(phone.get_by_role("heading", name="Queue")).to_be_visible()


def fits(phone: Page, name: str) -> None:
    picture(phone, f"console-product-{name}")
    assert findings(phone) == [], name
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], name


def test_a_case_is_decided_and_its_visitor_is_answered_by_a_person(
    product: Product, clinician: Member, visitor: Page, phone: Page
) -> None:
    say(visitor, "I get keloids on my chest, can I have it?")
    visitor.get_by_role("button", name="Yes, store it").click()
    expect(visitor.get_by_role("log")).to_contain_text(
        "Thank you, I will store your answers.", timeout=SLOWLY
    )
    for _ in range(8):
        skip = visitor.get_by_role("log").locator(".message.out").last.get_by_role("button", name="Not sure")
        if skip.count() == 0:
            break
        before = said_to(visitor).count()
        skip.click()
        expect(said_to(visitor)).to_have_count(before + 1, timeout=SLOWLY)
    say(visitor, "can I talk to a person please")

    sign_in(phone, product, clinician)
    fits(phone, "queue")
    # Others of this run may stand before them.
    phone.locator(f'.queue a[href="/console/conversations/{conversation_of(visitor)}"]').first.click()
    expect(phone.locator(".entry.said").first).to_contain_text("on my chest, can I have it?")
    phone.get_by_label("Needs a clinician", exact=True).check()
    phone.get_by_label("Reason").fill("A photo first.")
    phone.get_by_role("button", name="Decide").click()
    expect(phone.locator(".notice")).to_have_text("Decided: Needs a clinician.")
    fits(phone, "decided")
    phone.get_by_role("button", name="Take over").click()
    expect(phone.locator(".notice")).to_contain_text("You answer now")
    fits(phone, "taken-over")
    phone.get_by_label("Message").fill("Hello, Ada here. Please send us a photo of the scars.")
    phone.get_by_role("button", name="Send").click()
    expect(visitor.get_by_role("log")).to_contain_text("Hello, Ada here.", timeout=SLOWLY)

    say(visitor, "how much is it?", answers=0)
    expect(phone.get_by_text("how much is it?")).to_be_visible(timeout=SLOWLY)
    expect(visitor.get_by_role("log").locator(".message.out .bubble").last).to_contain_text("Ada here")

    before = said_to(visitor).count()
    phone.get_by_role("button", name="Hand back to the assistant").click()
    expect(said_to(visitor)).to_have_count(before + 1, timeout=SLOWLY)
    expect(said_to(visitor).last).to_contain_text("I am the automated assistant")
    say(visitor, "does it hurt?")
    fits(phone, "handed-back")
