"""General answers with the visitor's own day beside them."""

from __future__ import annotations

import pytest

from bot.aftercare.personal import personal
from bot.aftercare.rules import Rules
from tests.aftercare.conftest import TODAY, sessions_ago

SAID = [
    # sessions so many days ago, topic, what is said and what is not
    ((3,), "aftercare_washing", "today is day 3", "14 days"),
    ((3,), "aftercare_washing", "Up to and including Sunday 22 November: keep your scalp dry", "stop"),
    ((3,), "aftercare_washing", "Gentle washing from Monday 23 November (to be careful, from Wednesday 25", ""),
    ((5,), "aftercare_washing", "Wash gently", "keep your scalp dry"),
    ((5,), "aftercare_washing", "To be careful, wait until Monday 23 November", ""),
    ((20,), "aftercare_washing", "You can use shampoo again.", "Wash gently"),
    ((3,), "aftercare_shaving", "Shaving again from Friday 4 December", ""),
    ((15,), "aftercare_shaving", "You can shave your head again.", "Up to"),
    ((3,), "aftercare_exercise", "start exercise again only when your artist says so", "You can"),
    ((20,), "aftercare_water_heat", "waiting is the careful choice", "You can"),
    ((31,), "aftercare_water_heat", "You can live as before.", "careful"),
    ((3,), "aftercare_sun", "Up to and including Wednesday 25 November: keep your scalp out of the sun", ""),
    ((3,), "recovery", "From Sunday 20 December: you can live as before.", ""),
    ((3,), "aftercare", "no water on the scalp, no sweating", ""),
    ((3,), "aftercare", "Next: gentle washing from Monday 23 November", ""),
    ((0,), "aftercare", "your session is today, so today is day 0", "session was"),
    ((-12,), "aftercare_washing", "your session is on Friday 4 December.", "today is day"),
    ((-12,), "aftercare_washing", "After it, up to and including Monday 7 December", ""),
    ((3,), "minoxidil", "only when your artist and whoever prescribed it say so", "from"),
    ((3,), "minoxidil", "With tablets, change nothing", "stop"),
    ((3,), "session_spacing", "The next one could be about Thursday 3 December.", ""),
    ((3, -11), "session_spacing", "Your next one is on Thursday 3 December.", "could be"),
    ((40,), "session_spacing", "The usual time for the next one has gone by", "about"),
    # A second session on 3 December: shaving waits for its own day 15.
    ((3, -11), "aftercare_shaving", "Up to and including Thursday 17 December", "4 December:"),
    ((3, -11), "aftercare_shaving", "Your second session on Thursday 3 December starts the count again.", ""),
    ((3, -11), "results_timeline", "From Sunday 3 January: the full look", "December:"),
    # After the first session has settled, the one that is booked counts.
    ((60, -12), "aftercare_washing", "your second session is on Friday 4 December", "today is day"),
]  # fmt: skip


@pytest.mark.parametrize(("ago", "topic", "said", "unsaid"), SAID)
def test_the_visitors_own_day_is_told(
    rules: Rules, ago: tuple[int, ...], topic: str, said: str, unsaid: str
) -> None:
    text = personal(topic, sessions_ago(*ago), rules, TODAY)
    assert text is not None
    assert text.startswith("For you: ")
    assert said in text
    assert not unsaid or unsaid not in text


NOTHING = [
    ((), "aftercare"),
    ((3,), "pain"),
    ((3,), "results_timeline"),
    ((50, 36, 22, 8), "session_spacing"),
]


@pytest.mark.parametrize(("ago", "topic"), NOTHING)
def test_nothing_is_said_where_the_plan_has_nothing_to_say(
    rules: Rules, ago: tuple[int, ...], topic: str
) -> None:
    assert personal(topic, sessions_ago(*ago), rules, TODAY) is None


def test_it_stays_short_whatever_the_day(rules: Rules) -> None:
    for topic in rules.topics():
        for ago in range(-20, 60):
            for more in ((), (ago - 14,)):
                text = personal(topic, sessions_ago(ago, *more), rules, TODAY)
                assert text is None or len(text.split()) < 75, text
