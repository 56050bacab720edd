"""What is typed about reminders is known by rule; whatever is more than that goes the usual way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reminders.asking import WISHES, Heard, Wish, complained, heard, payload, zone_named
from bot.reminders.planning import Known
from bot.reminders.telling import told_after, wrong_after
from tests.reminders.known import DAY, TELLER

Shown = list[dict[str, str]]
NOTHING: Shown = []
OFFER: Shown = TELLER.offer(Known(), DAY).to_json()["buttons"]
CHECK_IN: Shown = TELLER.check_in(DAY, DAY).to_json()["buttons"]
SAME: Shown = TELLER.same(DAY, DAY).to_json()["buttons"]
CONTACT: Shown = TELLER.ask_contact().to_json()["buttons"]


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("STOP", "stop"),
        ("stop!", "stop"),
        ("unsubscribe", "stop"),
        ("no more reminders", "off"),
        ("No more reminders please.", "off"),
        ("please stop the reminders", "off"),
        ("stop sending me reminders", "off"),
        ("don't remind me anymore", "off"),
        ("I don’t want any reminders", "off"),
        ("turn off my reminders", "off"),
        ("turn reminders off", "off"),
        ("stop reminding me", "off"),
        ("remind me", "yes"),
        ("can you remind me please?", "yes"),
        ("remind me of my next session", "yes"),
        ("I want to be reminded", "yes"),
        ("send me reminders", "yes"),
        ("turn reminders on", "yes"),
        ("my time zone is Istanbul", "zone"),
        ("I'm on New York time", "zone"),
    ],
)
def test_a_few_words_are_known(words: str, wish: str) -> None:
    found = heard(words, None, NOTHING)
    assert found is not None
    assert found.wish == wish


@pytest.mark.parametrize(
    "words",
    [
        "can you remind me what it costs",
        "remind me of my price",
        "how do reminders work?",
        "stop, my scalp is bleeding",
        "it does not stop bleeding",
        "should I stop minoxidil",
        "when does it stop hurting",
        "yes",
        "no",
        "better",
        "worse",
        "07700 900123",
        "what time zone are you in?",
        "stop " * 100,
        "",
    ],
)
def test_everything_else_goes_the_usual_way(words: str) -> None:
    assert heard(words, None, NOTHING) is None


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("better", "better"),
        ("much better thanks", "better"),
        ("all good", "better"),
        ("I think it is better today", "better"),
        ("about the same", "same"),
        ("same as yesterday", "same"),
        ("no change", "same"),
        ("a bit worse", "worse"),
        ("it looks worse than yesterday", "worse"),
        ("not better", "worse"),
        ("not good", "worse"),
        ("3", "worse"),
        ("the first one", "better"),
    ],
)
def test_a_check_in_is_answered_in_own_words(words: str, wish: Wish) -> None:
    assert heard(words, None, CHECK_IN) == Heard(wish, DAY)


@pytest.mark.parametrize(
    "words",
    ["fine but itchy", "worse, there is pus", "better but my eye is red", "it hurts", "a bit swollen"],
)
def test_whoever_says_more_is_looked_at_with_the_day(words: str) -> None:
    assert heard(words, None, CHECK_IN) is None
    assert complained(words, CHECK_IN) == DAY
    assert complained(words, OFFER) is None


@pytest.mark.parametrize(
    "words", ["not bad", "thanks", "is it normal that it is red?", "when does the pain stop"]
)
def test_what_is_no_complaint_goes_the_usual_way(words: str) -> None:
    assert heard(words, None, CHECK_IN) is None
    assert complained(words, CHECK_IN) is None


def test_worse_can_be_said_after_the_same() -> None:
    assert heard("now it is worse", None, SAME) == Heard("worse", DAY)


@pytest.mark.parametrize(
    ("words", "wish"),
    [("yes please", "yes"), ("no thanks", "no"), ("2", "no"), ("nope", "no")],
)
def test_the_offer_is_answered_by_yes_or_no(words: str, wish: Wish) -> None:
    assert heard(words, None, OFFER) == Heard(wish)


@pytest.mark.parametrize("words", ["ok", "okay thanks", "is it painful?", "yesterday", "not sure"])
def test_nothing_less_is_an_agreement(words: str) -> None:
    assert heard(words, None, OFFER) is None


def test_a_contact_is_heard_where_one_was_asked_for() -> None:
    assert heard("07700 900123", None, CONTACT) == Heard("contact_given", words="07700 900123")
    assert heard("no", None, CONTACT) == Heard("contact_no")
    assert heard("STOP", None, CONTACT) == Heard("stop")


@pytest.mark.parametrize("wish", WISHES)
def test_a_button_says_what_it_was_made_for(wish: Wish) -> None:
    assert heard("whatever the title is", payload(wish, DAY), NOTHING) == Heard(wish, DAY)


def test_other_buttons_are_not_ours() -> None:
    assert heard("Prices", "/cost", NOTHING) is None
    assert heard("Prices", '/quote{"choice":"yes"}', NOTHING) is None
    with pytest.raises(ValueError, match="no button"):
        payload("stop")


@given(st.text(max_size=300), st.sampled_from([NOTHING, OFFER, CHECK_IN, CONTACT]))
def test_no_text_breaks_the_reading(words: str, shown: Shown) -> None:
    heard(words, None, shown)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("istanbul", "Europe/Istanbul"),
        ("New York", "America/New_York"),
        ("europe/berlin", "Europe/Berlin"),
        ("UTC", "UTC"),
        ("Atlantis", None),
        ("../etc/passwd", None),
    ],
)
def test_a_zone_is_named_by_its_city(words: str, name: str | None) -> None:
    assert zone_named(words) == name


@pytest.mark.parametrize(("days", "said"), [(0, "0 days after"), (1, "1 day after"), (10, "10 days after")])
def test_worse_is_said_with_the_day(days: int, said: str) -> None:
    assert said in wrong_after(days)
    assert told_after("It itches.", days).startswith("It itches. It is ")
    assert said in told_after("It itches.", days)
