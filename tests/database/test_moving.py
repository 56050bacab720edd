"""A code moves one conversation, once, while it is good; on both databases."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from typing import TypeVar

import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import Connection, Engine

from bot.channels.messages import Button, Reply
from bot.database.erasure import BY_VISITOR, erase
from bot.database.models import conversation, promise
from bot.database.moving import (
    WINDOW,
    WRONG_ALL,
    WRONG_EACH,
    MovingCodes,
    Refused,
    channel_of,
    go_on,
    last_said,
)
from bot.database.moving_tables import move_attempt, move_code
from bot.database.promises import Owed, owe
from bot.database.transcript import (
    UnknownConversationError,
    history,
    open_conversation,
    store_inbound,
    visitor_here,
)
from bot.moving.codes import LASTS, new_code

Result = TypeVar("Result")
AT = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)
WELCOME = Reply("Which area?", (Button("Scalp", "/quote"),))
CODES = MovingCodes("a secret that is long enough for tests")
BYE, HELLO = Reply("We go on elsewhere."), Reply("Here we go on.")


class Desk:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.person, self.id = self.run(lambda c: open_conversation(c, "website", WELCOME.to_json()))

    def run(self, work: Callable[[Connection], Result]) -> Result:
        with self.engine.connect().execution_options(writing=True) as connection, connection.begin():
            return work(connection)

    def offer(self, at: datetime = AT) -> str:
        return self.run(lambda c: CODES.offer(c, self.id, at))

    def redeem(self, code: str, who: str = "telegram 7", at: datetime = AT) -> str | Refused:
        return self.run(lambda c: CODES.redeem(c, code, who, at))

    def texts(self) -> list[str]:
        return [each.text for each in self.run(lambda c: history(c, self.id))]

    def go_on(self, channel: str) -> None:
        self.run(lambda c: go_on(c, self.id, channel, BYE, HELLO, AT))


@pytest.fixture
def desk(engine: Engine) -> Desk:
    return Desk(engine)


def wrong(not_: str) -> str:
    return next(code for code in iter(new_code, "") if code != not_)


def test_a_code_moves_its_conversation_once(desk: Desk) -> None:
    code = desk.offer()
    assert desk.redeem(code) == desk.id
    assert desk.redeem(code) == Refused("used")


def test_a_code_is_good_for_half_an_hour(desk: Desk) -> None:
    code = desk.offer()
    assert desk.redeem(code, at=AT + LASTS) == Refused("expired")
    assert desk.redeem(code, at=AT + LASTS - timedelta(seconds=1)) == desk.id


def test_a_code_that_was_never_given_out_moves_nothing(desk: Desk) -> None:
    assert desk.redeem(wrong(desk.offer())) == Refused("unknown")


def test_a_new_code_takes_the_place_of_the_last(desk: Desk) -> None:
    first, second = desk.offer(), desk.offer()
    assert desk.redeem(first) == Refused("unknown")
    assert desk.redeem(second) == desk.id


def test_the_code_is_stored_nowhere(desk: Desk) -> None:
    code = desk.offer()
    row = desk.run(lambda c: c.execute(select(move_code)).one())
    assert code.lower() not in str(tuple(row)).lower()


def test_another_installation_can_make_nothing_of_the_stored_codes(desk: Desk) -> None:
    code, other = desk.offer(), MovingCodes("another secret, as long as the first")
    assert desk.run(lambda c: other.redeem(c, code, "telegram 7", AT)) == Refused("unknown")


def test_whoever_guesses_has_to_wait_and_nobody_else_has(desk: Desk) -> None:
    code = desk.offer()
    for _ in range(WRONG_EACH):
        assert desk.redeem(wrong(code), "telegram 666") == Refused("unknown")
    assert desk.redeem(code, "telegram 666") == Refused("throttled")
    assert desk.redeem(code, "whatsapp 666") == desk.id


def test_after_a_while_it_may_be_tried_again(desk: Desk) -> None:
    code = desk.offer()
    for _ in range(WRONG_EACH):
        desk.redeem(wrong(code))
    later = AT + WINDOW + timedelta(seconds=1)
    assert desk.redeem(code, at=later) == desk.id
    assert desk.run(lambda c: c.execute(select(func.count()).select_from(move_attempt)).scalar()) == 0


def test_many_who_guess_together_are_stopped_together(desk: Desk) -> None:
    code = desk.offer()
    guesses = [{"at": AT, "who_key": f"{number:064}"} for number in range(WRONG_ALL)]
    desk.run(lambda c: c.execute(move_attempt.insert(), guesses))
    assert desk.redeem(code) == Refused("throttled")


def test_who_guessed_is_not_told_by_what_is_stored(desk: Desk) -> None:
    desk.redeem(wrong(desk.offer()), "whatsapp 447700900123")
    (row,) = desk.run(lambda c: c.execute(select(move_attempt)).all())
    assert "447700900123" not in str(tuple(row))


def test_two_who_type_the_same_code_at_once_get_one_conversation_between_them(desk: Desk) -> None:
    code = desk.offer()
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda number: desk.redeem(code, f"telegram {number}"), range(4)))
    assert found.count(desk.id) == 1
    assert found.count(Refused("used")) == 3


def test_a_code_goes_with_its_conversation(desk: Desk) -> None:
    code = desk.offer()
    desk.run(lambda c: erase(c, desk.person, BY_VISITOR, AT))
    assert desk.redeem(code) == Refused("unknown")


def test_old_codes_are_cleared_away(desk: Desk) -> None:
    desk.redeem(desk.offer())
    desk.offer(AT + timedelta(days=2))
    assert desk.run(lambda c: c.execute(select(func.count()).select_from(move_code)).scalar()) == 1


def test_from_the_website_only_the_new_side_is_spoken_to(desk: Desk) -> None:
    desk.go_on("telegram")
    assert desk.texts() == ["Which area?", "Here we go on."]
    assert desk.run(lambda c: channel_of(c, desk.id)) == "telegram"


def test_from_a_messenger_the_old_side_hears_goodbye_before_the_new_one_hello(desk: Desk) -> None:
    desk.go_on("telegram")
    desk.go_on("website")
    assert desk.texts()[-2:] == ["We go on elsewhere.", "Here we go on."]


def test_messages_are_taken_from_the_new_side_alone(desk: Desk) -> None:
    desk.go_on("telegram")
    with pytest.raises(UnknownConversationError):
        desk.run(lambda c: store_inbound(c, desk.id, "1", "hello?", None, "website"))
    accepted = desk.run(lambda c: store_inbound(c, desk.id, "1", "hello!", None, "telegram"))
    assert not accepted.repeated
    assert desk.run(lambda c: visitor_here(c, desk.id, "website")) is None
    assert desk.run(lambda c: visitor_here(c, desk.id, "telegram")) == desk.person


def test_what_staff_owe_moves_along(desk: Desk) -> None:
    desk.run(lambda c: owe(c, desk.id, Owed("person", 1, "Asked for.", AT, AT)))
    desk.go_on("whatsapp")
    assert desk.run(lambda c: c.execute(select(promise.c.channel)).scalar()) == "whatsapp"


def test_history_and_visitor_stay_the_same(desk: Desk) -> None:
    desk.go_on("telegram")
    row = desk.run(lambda c: c.execute(select(conversation)).one())
    assert (row.id, row.visitor_id) == (desk.id, desk.person)


def test_an_unknown_conversation_goes_nowhere(desk: Desk) -> None:
    with pytest.raises(UnknownConversationError):
        desk.run(lambda c: go_on(c, "f" * 32, "telegram", BYE, HELLO, AT))
    assert desk.run(lambda c: channel_of(c, "f" * 32)) is None
    assert desk.run(lambda c: last_said(c, "f" * 32)) is None


def test_what_was_said_last_can_be_said_again(desk: Desk) -> None:
    assert desk.run(lambda c: last_said(c, desk.id)) == WELCOME
