"""A real Chromium for the widget's tests.

The browser is the one that the variable CHROMIUM names, or `chromium` on the PATH. Without one these tests are
left out, with a line that says so; where CI is set they fail instead.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from bot.database.session import Database, open_engine
from bot.settings import Settings
from tests.console.desk import Desk
from tests.console.in_browser import ConsoleServer
from tests.fakes.web import FakeClinic

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
PATIENCE = 15_000  # ms; a busy machine is no fault of the widget
NO_BROWSER = "no Chromium: set CHROMIUM to a browser's path, or put `chromium` on the PATH"
LEFT_OUT = not CHROMIUM and os.environ.get("CI", "").lower() not in ("true", "1")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "browser: runs in a real Chromium")
    if LEFT_OUT:
        capture = config.pluginmanager.getplugin("capturemanager")
        with capture.global_and_fixture_disabled():
            print(f"\ntests/browser is left out, {NO_BROWSER}", file=sys.stderr)


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    return True if LEFT_OUT and collection_path.name.startswith("test_") else None


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser per module: playwright's event loop must be gone before other tests start one."""
    if not CHROMIUM:
        pytest.fail(f"{NO_BROWSER}.")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def clinic() -> Iterator[FakeClinic]:
    clinic = FakeClinic()
    clinic.start()
    yield clinic
    clinic.stop()


@pytest.fixture
def console(settings_with: Callable[[Mapping[str, Any]], Settings]) -> Iterator[ConsoleServer]:
    """The staff console over an empty database; see tests/console/desk.py and in_browser.py."""
    settings = settings_with({})
    database = Database(open_engine(settings.database_url))
    server = ConsoleServer(Desk(settings, database))
    server.start()
    yield server
    server.stop()
    database.close()
