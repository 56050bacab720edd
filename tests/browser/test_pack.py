"""The consultation pack in a real browser: on a phone, on a desktop, and printed on one sheet of A4."""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page
from sqlalchemy.engine import Engine
from starlette.applications import Starlette
from starlette.middleware import Middleware

from bot.aftercare.rule_reading import load_rules
from bot.consultation.links import PackLinks
from bot.consultation.page import PackPages
from bot.database.migrate import upgrade
from bot.database.session import Database, open_engine
from bot.http_answers import Shell
from bot.security import security_headers
from tests.consultation.making import (
    CLINIC,
    KNOWLEDGE,
    MANY_FACTS,
    MANY_SESSIONS,
    NOW,
    RULEBOOK,
    request,
    store_everything,
)
from tests.fakes.serving import served

pytestmark = pytest.mark.browser

LINKS = PackLinks("a secret that is long enough for tests")
PICTURES = os.environ.get("PICTURES")
"""A folder where pictures of the page are left, to look at."""
LONG = request(
    name="Maximiliana Konstantinopoulou-Featherstonehaugh",
    wishes="I would like a soft and low hairline that suits my age and looks like short hair from close by. "
    * 6,
    preferred={
        "times": [],
        "shown": "Monday to Friday, after 16:00; Saturday, in the morning; Thursday 24 December 2026, at 10:00",
        "said": [
            "any weekday after four, or else Saturday mornings, but not in the week of my sister's wedding"
        ]
        * 2,
    },
    expectation=[
        {
            "id": str(number),
            "answer": "to_talk",
            "explained": True,
            "statement": "With a large bald area, the head needs regular shaving to keep the look. With thinning only, "
            "some people can keep their hair longer.",
            "facts": [],
        }
        for number in range(3)
    ],
)
A4_WITHOUT_MARGINS = {"width": 710, "height": 1039}  # CSS pixels
SIZES = {"phone": (320, 640), "desktop": (1280, 860)}
REQUESTS: dict[str, dict[str, Any]] = {
    "usual": {},
    "bare": {"health": False, "sessions": (), "quotes": 0, "topics": ()},
    "fullest": {
        "asked": LONG,
        "facts": MANY_FACTS,
        "sessions": MANY_SESSIONS,
        "quotes": 5,
        "topics": KNOWLEDGE.faq,
    },
}


@pytest.fixture(scope="module", params=REQUESTS)
def address(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[str]:
    engine: Engine = open_engine(f"sqlite:///{tmp_path_factory.mktemp('pack')}/pack.db")
    upgrade(engine)
    with engine.begin() as connection:
        known = store_everything(connection, **REQUESTS[request.param])
    pages = PackPages(
        Database(engine), LINKS, KNOWLEDGE, load_rules(CLINIC), lambda: RULEBOOK, clock=lambda: NOW
    )
    app = Starlette(
        routes=pages.routes(), middleware=[Middleware(Shell, headers=security_headers(https=False))]
    )
    app.state.service = SimpleNamespace(stop=lambda: None)
    with served(app) as server:
        yield f"{server.url}{LINKS.pack(known.lead)}"
    engine.dispose()


def opened(
    browser: Browser, address: str, size: str, scheme: str = "light", *, checked: bool = False
) -> Page:
    """checked: for axe, whose script the page's policy would refuse."""
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, bypass_csp=checked
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
    return page


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pack_has_no_accessibility_findings(
    browser: Browser, address: str, size: str, scheme: str
) -> None:
    page = opened(browser, address, size, scheme, checked=True)
    page.goto(address)
    found = Axe().run(page).response["violations"]
    assert [(item["id"], [node["html"] for node in item["nodes"]]) for item in found] == []
    page.context.close()


@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_cut_off_and_the_policy_holds(browser: Browser, address: str, size: str) -> None:
    page = opened(browser, address, size)
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(address)
    assert problems == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    for picture in page.locator("img").all():
        assert picture.evaluate("image => image.complete && image.naturalWidth > 0")
    assert page.locator("h1").evaluate("heading => getComputedStyle(heading).fontSize") == "24px"
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/pack-{size}-{len(page.content())}.png", full_page=True)
    page.context.close()


def test_it_prints_on_one_sheet_of_a4(browser: Browser, address: str) -> None:
    page = opened(browser, address, "desktop")
    page.goto(address)
    printed = page.pdf(prefer_css_page_size=True)
    if PICTURES:
        page.emulate_media(media="print")
        page.set_viewport_size(A4_WITHOUT_MARGINS)
        page.screenshot(path=f"{PICTURES}/pack-print-{len(page.content())}.png", full_page=True)
    assert pages_in(printed) == 1
    page.context.close()


def pages_in(pdf: bytes) -> int:
    """The page objects of a PDF, those inside compressed object streams included."""
    inflated = [pdf]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            inflated.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return sum(len(re.findall(rb"/Type\s*/Page(?!s)\b", part)) for part in inflated)
