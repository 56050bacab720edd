"""The visitor's own copy: behind a signed link, as things stand now, and nobody else's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from xml.etree import ElementTree

import pytest
from freezegun import freeze_time
from sqlalchemy.engine import Engine
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.aftercare.rule_reading import load_rules
from bot.consultation.links import LINK_LASTS, PackLinks
from bot.consultation.pack import LATER_ONE
from bot.consultation.page import PackPages
from bot.database.leads import give_contact_consent, store_request, withdraw_requests
from bot.database.models import consent, conversation
from bot.database.session import Database
from bot.download_links import DownloadLinks
from bot.http_answers import RefusedError, Shell, refused
from bot.security import security_headers
from tests.consultation.making import CLINIC, KNOWLEDGE, NOW, RULEBOOK, Known, request, store_everything

SECRET = "a secret that is long enough for tests"
LINKS = PackLinks(SECRET)
RULES = load_rules(CLINIC)


@pytest.fixture
def client(engine: Engine) -> Iterator[TestClient]:
    pages = PackPages(Database(engine), LINKS, KNOWLEDGE, RULES, lambda: RULEBOOK, clock=lambda: NOW)
    app = Starlette(routes=pages.routes(), exception_handlers={RefusedError: refused})
    with TestClient(Shell(app, security_headers(https=False))) as opened:
        yield opened


Store = Callable[..., Known]


@pytest.fixture
def store(engine: Engine) -> Store:
    def run(**options: object) -> Known:
        with engine.begin() as connection:
            return store_everything(connection, **options)  # type: ignore[arg-type]

    return run


def test_the_copy_shows_what_was_passed_on(client: TestClient, store: Store) -> None:
    answer = client.get(LINKS.pack(store().lead))
    assert answer.status_code == 200
    for part in (
        "Siobhán O’Neill",
        "+44 7700 900123",
        "Saturday, in the morning",
        "not reviewed by a person yet",
    ):
        assert part in answer.text
    assert "soriasis" in answer.text


def test_the_copy_is_private_and_under_the_strict_policy(client: TestClient, store: Store) -> None:
    headers = client.get(LINKS.pack(store().lead)).headers
    assert headers["cache-control"] == "private, no-store"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-robots-tag"] == "noindex"
    assert "style-src 'self'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]


def test_the_timeline_is_drawn_from_the_same_sessions(client: TestClient, store: Store) -> None:
    address = LINKS.pack(store().lead)
    assert f'src="{address}/timeline.svg"' in client.get(address).text
    drawn = client.get(f"{address}/timeline.svg")
    assert drawn.headers["content-type"] == "image/svg+xml"
    assert ElementTree.fromstring(drawn.text).tag.endswith("svg")


def test_the_style_sheet_is_served(client: TestClient) -> None:
    answer = client.get("/my/pack.css")
    assert answer.headers["content-type"].startswith("text/css")
    assert "@media print" in answer.text


def test_without_consent_for_health_data_there_is_none(client: TestClient, store: Store) -> None:
    text = client.get(LINKS.pack(store(health=False).lead)).text
    assert "no agreement to store health data" in text
    assert "soriasis" not in text


def test_health_data_is_gone_from_the_copy_once_its_consent_is_withdrawn(
    client: TestClient, store: Store, engine: Engine
) -> None:
    known = store()
    with engine.begin() as connection:
        connection.execute(
            consent.update().where(consent.c.id == known.health_consent).values(withdrawn_at=NOW)
        )
    text = client.get(LINKS.pack(known.lead)).text
    assert "soriasis" not in text
    assert "accutane" not in text
    assert "Siobhán" in text


@pytest.mark.parametrize("what", ["withdrawn", "erased"])
def test_a_withdrawn_or_erased_request_has_no_copy(
    client: TestClient, store: Store, engine: Engine, what: str
) -> None:
    known = store()
    with engine.begin() as connection:
        if what == "withdrawn":
            withdraw_requests(connection, known.conversation)
        else:
            connection.execute(conversation.delete())
    for address in (LINKS.pack(known.lead), f"{LINKS.pack(known.lead)}/timeline.svg"):
        answer = client.get(address)
        assert (answer.status_code, answer.json()["error"]) == (404, "unknown_link")
        assert "Siobhán" not in answer.text


def test_forged_spoilt_foreign_and_old_links_open_nothing(client: TestClient, store: Store) -> None:
    known = store()
    with freeze_time(dt.datetime.now(dt.timezone.utc) - dt.timedelta(seconds=LINK_LASTS + 60)):
        old = LINKS.pack(known.lead)
    tokens = [
        PackLinks("another secret that is long enough").pack(known.lead),
        LINKS.pack(known.lead)[:-2],
        DownloadLinks(SECRET).calendar(known.lead).replace("/my/calendar/", "/my/pack/").removesuffix(".ics"),
        LINKS.pack("0" * 32),
        f"/my/pack/{known.lead}",
        old,
    ]
    for address in tokens:
        assert client.get(address).status_code == 404


def test_a_copy_of_an_earlier_request_says_that_there_is_a_later_one(
    client: TestClient, store: Store, engine: Engine
) -> None:
    known = store()
    assert LATER_ONE not in client.get(LINKS.pack(known.lead)).text
    with engine.begin() as connection:
        agreed = give_contact_consent(connection, known.conversation, "2026-11-22")
        later = store_request(connection, known.conversation, agreed, request(wishes="darker"))
    assert LATER_ONE in client.get(LINKS.pack(known.lead)).text
    text = client.get(LINKS.pack(later)).text
    assert LATER_ONE not in text
    assert "darker" in text
