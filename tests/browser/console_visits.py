"""Opens pages of the console in browsers of their own, and says what axe finds on them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, BrowserContext, Page

from tests.console.in_browser import ConsoleServer

PICTURES = os.environ.get("PICTURES")
"""A folder where pictures of the pages are left, to look at and for the README."""

Visit = Callable[..., Page]


@contextmanager
def visits(browser: Browser, console: ConsoleServer) -> Iterator[Visit]:
    """A way to open a path as a member or a role. What breaks the policy of a page fails at the end."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def opened(path: str, who: Any = None, **options: Any) -> Page:
        context = browser.new_context(**{"locale": "en-GB", **options})
        contexts.append(context)
        if who is not None:
            console.sign_in(context, who)
        page = context.new_page()
        page.on("console", lambda message: problems.append(message.text))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(console.url + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    left = [problem for problem in problems if not problem.startswith("Failed to load resource")]
    assert not left, left


def findings(page: Page) -> list[str]:
    """Every axe rule that is broken, with an element that breaks it; needs a context with bypass_csp."""
    return [f"{found['id']}: {found['nodes'][0]['html']}" for found in Axe().run(page).response["violations"]]


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)
