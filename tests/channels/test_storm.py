"""Two hundred people write at once while the process is killed: nothing is lost, doubled or out of order."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from bot.database.channel_tables import identity
from bot.database.models import INBOUND, OUTBOUND, message
from bot.database.session import open_engine
from tests.fakes import meta
from tests.fakes.meta import FakeMeta
from tests.fakes.people import VARIABLES, OnWhatsApp, settled
from tests.fakes.provider import Recorded
from tests.fakes.rasa import FakeRasa
from tests.fakes.telegram_api import FakeTelegram
from tests.fakes.twilio_api import FakeTwilio
from tests.fakes.web_process import WebProcess

PEOPLE = 200
EACH = 5
PATIENCE = 60.0  # seconds


class Meta:
    """Delivers as Meta does: again and again until it is told that we have it, statuses of our messages too."""

    def __init__(self, fake: FakeMeta, web: WebProcess) -> None:
        self._fake = fake
        self._web = web
        self._told = 0
        self._over = threading.Event()
        self._teller = threading.Thread(target=self._tell)
        self.acknowledged = 0

    def __enter__(self) -> Meta:
        self._teller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._teller.join()

    def deliver(self, body: bytes) -> None:
        deadline = time.monotonic() + PATIENCE
        headers = {"x-hub-signature-256": meta.signature(body)}
        while time.monotonic() < deadline:
            try:
                if self._web.http.post("/channels/whatsapp", content=body, headers=headers).is_success:
                    self.acknowledged += 1
                    return
            except httpx.TransportError:
                time.sleep(0.1)
        raise AssertionError("not taken in time")

    def _tell(self) -> None:
        while not self._over.is_set():
            calls = self._fake.taken
            new, self._told = calls[self._told :], len(calls)
            statuses = [_sent(place, each) for place, each in enumerate(new, self._told - len(new) + 1)]
            if statuses:
                self.deliver(self._fake.payload(*[each for each in statuses if each]))
            time.sleep(0.05)


def _sent(place: int, call: Recorded) -> dict[str, Any] | None:
    reference = call.body.get("biz_opaque_callback_data")
    if reference is None:
        return None
    told = {"id": f"wamid.told{place}", "status": "sent", "timestamp": str(int(time.time()))}
    return {**told, "recipient_id": call.to, "biz_opaque_callback_data": reference}


@pytest.fixture
def webs(
    database_url: str,
    rasa: FakeRasa,
    providers: tuple[FakeMeta, FakeTwilio, FakeTelegram],
    tmp_path: Path,
) -> Iterator[Sequence[WebProcess]]:
    """Two web processes over one database of each kind, not started yet."""
    providers[0].reset()
    names = [name for name in VARIABLES if name.startswith(("WHATSAPP", "PUBLIC"))]
    variables = {
        **{name: VARIABLES[name] for name in names},
        "WHATSAPP_API_URL": providers[0].url,
        "DATABASE_URL": database_url,
        "RASA_PORT": rasa.port,
        "SECRET_KEY": "k" * 32,
        "HOST": "127.0.0.1",
        "LOG_LEVEL": "WARNING",
    }
    made = [WebProcess(tmp_path / f"web{number}.log", variables) for number in range(2)]
    yield made
    for each in made:
        each.close()


def test_a_storm_in_which_the_process_is_killed(
    webs: Sequence[WebProcess],
    providers: tuple[FakeMeta, FakeTwilio, FakeTelegram],
    database_url: str,
) -> None:
    fake, web = providers[0], webs[0]
    web.start()
    people = [OnWhatsApp(lambda *_: None, fake) for _ in range(PEOPLE)]

    def write(person: OnWhatsApp) -> None:
        for number in range(EACH):
            # Long ones, so that each is a question of its own.
            text = f"{number} {'and so on ' * 35}".strip()
            driver.deliver(person.envelope(person.message({"type": "text", "text": {"body": text}})))

    with Meta(fake, web) as driver:
        with ThreadPoolExecutor(16) as threads:
            writers = [threads.submit(write, person) for person in people]
            for share in (0.3, 0.7):
                _until(lambda share=share: driver.acknowledged >= share * PEOPLE * EACH)
                web.kill()
                web.start()
            for each in writers:
                each.result()
        engine = open_engine(database_url)
        settled(engine, PATIENCE)
    with engine.connect() as connection:
        rows = connection.execute(
            select(identity.c.address, message.c.direction, message.c.text)
            .join(message, message.c.conversation_id == identity.c.conversation_id)
            .order_by(message.c.sequence)
        ).all()
    engine.dispose()
    stored: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows:
        stored[row.address, row.direction].append(row.text.split()[0 if row.direction == INBOUND else -1])
    expected = [str(number) for number in range(EACH)]
    assert len(stored) == 2 * PEOPLE
    for person in people:
        assert stored[person.phone, INBOUND] == expected
        answers = [row.text for row in rows if row.address == person.phone and row.direction == OUTBOUND]
        assert [text.split()[1] for text in answers[1:]] == expected
        heard = person.texts
        assert heard[0].startswith("<welcome>")
        assert [text.split()[1] for text in heard[1:]] == expected


def test_one_message_delivered_five_times_at_once_to_two_processes(
    webs: Sequence[WebProcess],
    providers: tuple[FakeMeta, FakeTwilio, FakeTelegram],
    rasa: FakeRasa,
    database_url: str,
) -> None:
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(WebProcess.start, webs))
    person = OnWhatsApp(lambda *_: None, providers[0])
    body = person.envelope(person.message({"type": "text", "text": {"body": "Is it safe?"}}))
    headers = {"x-hub-signature-256": meta.signature(body)}

    def deliver(number: int) -> int:
        return webs[number % 2].http.post("/channels/whatsapp", content=body, headers=headers).status_code

    with ThreadPoolExecutor(5) as threads:
        assert set(threads.map(deliver, range(5))) == {200}
    engine = open_engine(database_url)
    settled(engine)
    engine.dispose()
    assert [text.split("\n")[0] for text in person.texts] == ["<welcome>", "About Is it safe?"]
    assert rasa.messages == ["Is it safe?"]


def _until(condition: Any) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
