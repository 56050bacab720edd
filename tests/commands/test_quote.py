"""`stipple quote`: one JSON object, or a sentence about what is possible."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest

DAY = ("--today", "2026-11-22")


def stipple_quote(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["./stipple", "quote", *arguments], capture_output=True, text=True, timeout=120, check=False
    )


def answer(*arguments: str) -> Any:
    done = stipple_quote(*arguments, *DAY)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("arguments", "low", "high", "currency"),
    [
        (("--treatment", "scalp", "--sessions", "3"), "500.00", "4000.00", "USD"),
        (("--treatment", "hairline", "--sessions", "3", "--country", "GB"), "400.00", "3200.00", "USD"),
        (("--treatment", "scalp", "--sessions", "3", "--country", "tr"), "1500.00", "4200.00", "USD"),
        (("--treatment", "scalp", "--sessions", "2-4", "--country", "TR"), "1000.00", "5600.00", "USD"),
        (
            ("--norwood", "V", "--sessions", "3", "--country", "TR", "--currency", "eur"),
            "1305.00",
            "3654.00",
            "EUR",
        ),
        (("--ludwig", "2", "--treatment", "microblading"), "500.00", "2500.00", "USD"),
        (("--extent", "hairline_only", "--sessions", "3"), "400.00", "3200.00", "USD"),
    ],
)
def test_a_quote_is_one_json_object(arguments: tuple[str, ...], low: str, high: str, currency: str) -> None:
    found = answer(*arguments)
    assert found["priced"] is True
    assert (found["low"], found["high"], found["currency"]) == (low, high, currency)
    assert found["text"].startswith("An estimate, not an offer")
    assert found["valid_until"] == "2026-12-22"
    assert found["book_version"].startswith("2026-11-22+")


def test_the_years_ahead_count_the_touch_ups() -> None:
    ahead = answer("--treatment", "scalp", "--sessions", "3", "--years", "10")["long_term"]
    assert ahead["touch_ups"] == {"low": 1, "high": 1}
    assert ahead["low"] is None


@pytest.mark.parametrize(
    ("arguments", "treatment"),
    [
        (("--treatment", "removal"), "removal"),
        (("--extent", "scar", "--scar-cm", "10"), "scar_camouflage"),
    ],
)
def test_what_has_no_price_is_answered_without_one(arguments: tuple[str, ...], treatment: str) -> None:
    found = answer(*arguments)
    assert (found["priced"], found["treatment"]) == (False, treatment)
    assert (found["low"], found["high"]) == (None, None)
    assert "no price" in found["text"]
    assert found["sources"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--sessions", "0"), "1 to 6 sessions, not 0"),
        (("--sessions", "40"), "1 to 6 sessions, not 40"),
        (("--sessions", "-3"), "1 to 6 sessions, not -3"),
        (("--sessions", "a few"), "'a few' is no number of sessions; write 3, or 2-4"),
        (("--sessions", "3.5"), "'3.5' is no number of sessions"),
        (("--norwood", "9"), "from 1 to 7, so there is no 9"),
        (("--norwood", "VIII"), "'VIII' is no number for --norwood"),
        (("--extent", "beard"), "not an area I know"),
        (("--extent", "scar", "--scar-cm", "long"), "'long' is no length"),
        (("--extent", "scar", "--scar-cm", "nan"), "up to 40 cm"),
        (("--scar-cm", "4"), "stands beside --extent scar"),
        (("--treatment", "free"), "“free” is not a treatment in our price list"),
        (("--country", "XX"), "do not know the country “XX”"),
        (("--currency", "XYZ"), "no exchange rate for “XYZ”"),
        (("--years", "-1"), "1 to 30 years ahead, not -1"),
        (("--years", "ten"), "'ten' is no number for --years"),
        (("--touch-ups", "99"), "0 to 10 touch-ups, not 99"),
        (("--today", "2026-02-31"), "'2026-02-31' is no day"),
        (("--today", "1999-01-01"), "No price list is in force on 1999-01-01"),
    ],
)
def test_unusable_input_ends_with_2_and_a_sentence(arguments: tuple[str, ...], said: str) -> None:
    done = stipple_quote(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("stipple: ")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
