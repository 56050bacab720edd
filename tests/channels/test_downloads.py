"""The visitor's own calendar and picture: behind a signed link, always as the plan stands, and nobody else's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

import icalendar
import pytest
from sqlalchemy.engine import Engine
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.aftercare.rule_reading import load_rules
from bot.database.models import conversation
from bot.database.session import Database
from bot.database.session_dates import keep_session_days
from bot.database.transcript import open_conversation
from bot.download_links import LINK_LASTS, DownloadLinks, absolute
from bot.downloads import FILE_NAME, Downloads
from bot.http_answers import RefusedError, Shell, refused
from bot.knowledge import load_knowledge
from bot.planning.days import SessionDay
from bot.security import Session, SessionTokens, security_headers

CLINIC_DIR = Path("data/clinic")
CLINIC = load_knowledge(CLINIC_DIR).clinic
RULES = load_rules(CLINIC_DIR)
LINKS = DownloadLinks("a secret that is long enough for tests")
NOW = dt.datetime(2026, 11, 22, 9, 30, tzinfo=CLINIC.timezone)
FIRST = SessionDay(dt.date(2026, 11, 19), "past", 1)
SECOND = SessionDay(dt.date(2026, 12, 4), "booked", 2)
MOVED = SessionDay(dt.date(2026, 12, 9), "booked", 2)
WELCOME = {"text": "Hello", "buttons": [], "attachments": [], "sources": []}


@pytest.fixture
def client(engine: Engine) -> Iterator[TestClient]:
    downloads = Downloads(Database(engine), LINKS, RULES, CLINIC, clock=lambda: NOW)
    app = Starlette(routes=downloads.routes(), exception_handlers={RefusedError: refused})
    with TestClient(Shell(app, security_headers(https=False))) as opened:
        yield opened


Keep = Callable[..., str]


@pytest.fixture
def keep(engine: Engine) -> Keep:
    """Stores days, in a new conversation unless one is given; returns its id."""

    def run(*days: SessionDay, talk: str | None = None) -> str:
        with engine.begin() as connection:
            chosen = talk or open_conversation(connection, "website", WELCOME)[1]
            keep_session_days(connection, chosen, days)
            return chosen

    return run


def events(content: bytes) -> dict[str, icalendar.Event]:
    return {str(item["UID"]): item for item in icalendar.Calendar.from_ical(content).walk("VEVENT")}


def test_the_calendar_is_a_file_to_save_in_utf_8(client: TestClient, keep: Keep) -> None:
    answer = client.get(LINKS.calendar(keep(FIRST)))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["content-disposition"] == f'attachment; filename="{FILE_NAME}"'
    assert events(answer.content)


def test_the_picture_can_do_nothing_but_be_looked_at(client: TestClient, keep: Keep) -> None:
    answer = client.get(LINKS.timeline(keep(FIRST)))
    assert answer.status_code == 200
    assert answer.headers["content-type"].split(";")[0] == "image/svg+xml"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; style-src 'none'")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert ElementTree.fromstring(answer.text).tag == "{http://www.w3.org/2000/svg}svg"


@pytest.mark.parametrize("make", [LINKS.calendar, LINKS.timeline])
def test_neither_is_kept_by_others_or_found_by_search(
    client: TestClient, keep: Keep, make: Callable[[str], str]
) -> None:
    answer = client.get(make(keep(FIRST)))
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["x-robots-tag"] == "noindex"
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_the_same_link_shows_the_plan_as_it_is_now_and_moves_its_entries(
    client: TestClient, keep: Keep
) -> None:
    talk = keep(FIRST, SECOND)
    link = LINKS.calendar(talk)
    before = events(client.get(link).content)
    keep(FIRST, MOVED, talk=talk)
    after = events(client.get(link).content)
    moved = {uid for uid in before if before[uid]["DTSTART"].dt != after.get(uid, before[uid])["DTSTART"].dt}
    assert moved
    for uid in moved:
        assert after[uid]["DTSTART"].dt - before[uid]["DTSTART"].dt == MOVED.day - SECOND.day
        assert int(after[uid]["SEQUENCE"]) > int(before[uid]["SEQUENCE"])


def test_the_link_names_no_day(keep: Keep) -> None:
    talk = keep(SECOND)
    assert LINKS.calendar(talk).count("2026") == 0
    assert LINKS.conversation(LINKS.calendar(talk).split("/")[-1].removesuffix(".ics")) == talk


@pytest.mark.parametrize(
    "path",
    [
        "/my/calendar/nothing.ics",
        "/my/timeline/nothing.svg",
        DownloadLinks("another secret, long enough for a test").calendar("0" * 32),
        DownloadLinks("another secret, long enough for a test").timeline("0" * 32),
        LINKS.calendar("0" * 32).replace(".ics", "x.ics"),
        LINKS.timeline("0" * 32),
    ],
    ids=["no-token", "no-token-svg", "other-secret", "other-secret-svg", "spoilt", "unknown-conversation"],
)
def test_a_wrong_link_is_not_found_and_says_what_to_do(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.json()["error"] in ("unknown_link", "no_dates")
    assert "chat" in answer.json()["message"]


def test_an_old_link_is_not_found(client: TestClient, keep: Keep, monkeypatch: pytest.MonkeyPatch) -> None:
    link = LINKS.calendar(keep(FIRST))
    assert client.get(link).status_code == 200
    monkeypatch.setattr("bot.download_links.LINK_LASTS", -LINK_LASTS)
    assert client.get(link).json()["error"] == "unknown_link"


def test_with_its_conversation_a_plan_is_gone(client: TestClient, keep: Keep, engine: Engine) -> None:
    talk = keep(FIRST)
    with engine.begin() as connection:
        connection.execute(conversation.delete().where(conversation.c.id == talk))
    assert client.get(LINKS.timeline(talk)).json()["error"] == "no_dates"


def test_a_session_token_is_no_download_link(client: TestClient, keep: Keep) -> None:
    token = SessionTokens("a secret that is long enough for tests").issue(Session("visitor", keep(FIRST)))
    assert client.get(f"/my/calendar/{token}.ics").json()["error"] == "unknown_link"


@pytest.mark.parametrize(
    ("public_url", "address"),
    [(None, "/my/x.ics"), ("https://chat.example", "https://chat.example/my/x.ics")],
)
def test_channels_that_are_no_page_of_ours_get_the_whole_address(
    public_url: str | None, address: str
) -> None:
    assert absolute("/my/x.ics", public_url) == address
