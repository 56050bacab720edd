"""Tokens, addresses, origins, and how often somebody may do something."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_network

import pytest
from freezegun import freeze_time
from hypothesis import given
from hypothesis import strategies as st

from bot.rate_limit import RateLimit
from bot.security import (
    SESSION_LASTS,
    Session,
    SessionTokens,
    client_address,
    is_loopback,
    is_own_origin,
    is_own_page,
    security_headers,
)

SESSION = Session("0" * 32, "1" * 32)
TOKENS = SessionTokens("a secret for tests")


def test_a_token_gives_its_session_back() -> None:
    assert TOKENS.read(TOKENS.issue(SESSION)) == SESSION


def test_a_token_of_another_installation_is_refused() -> None:
    assert SessionTokens("another secret").read(TOKENS.issue(SESSION)) is None


def test_a_token_with_any_character_changed_is_refused() -> None:
    token = TOKENS.issue(SESSION)
    for place, character in enumerate(token):
        forged = token[:place] + ("A" if character != "A" else "B") + token[place + 1 :]
        # The last character of a base64 signature carries spare bits; it may spell the same bytes.
        assert TOKENS.read(forged) is None or (place == len(token) - 1 and TOKENS.read(forged) == SESSION)


@given(st.text(max_size=200))
def test_no_text_is_taken_for_a_token(text: str) -> None:
    assert TOKENS.read(text) is None


def test_a_token_ends_some_day() -> None:
    with freeze_time("2026-01-01") as clock:
        token = TOKENS.issue(SESSION)
        clock.tick(timedelta(seconds=SESSION_LASTS - 10))
        assert TOKENS.read(token) == SESSION
        clock.tick(timedelta(seconds=20))
        assert TOKENS.read(token) is None


PROXIES = (ip_network("10.0.0.0/8"), ip_network("::1/128"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("203.0.113.7", [], "203.0.113.7"),
        ("203.0.113.7", ["198.51.100.1"], "203.0.113.7"),
        ("10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["1.2.3.4, 198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["1.2.3.4", "198.51.100.1, 10.9.9.9"], "198.51.100.1"),
        ("::1", ["198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["<script>"], "unknown"),
        ("10.0.0.1", [], "10.0.0.1"),
        ("2001:db8:1:2:3::4", [], "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", [], "203.0.113.7"),
        ("::1", [], "::1"),
        (None, [], "unknown"),
    ],
)
def test_a_caller_counts_by_the_address_that_trusted_proxies_saw(
    peer: str | None, forwarded: list[str], address: str
) -> None:
    assert client_address(peer, forwarded, PROXIES) == address


@pytest.mark.parametrize(
    ("address", "loopback"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("203.0.113.7", False),
        ("2001:db8::/64", False),
        ("unknown", False),
    ],
)
def test_loopback_is_this_machine_only(address: str, loopback: bool) -> None:
    assert is_loopback(address) is loopback


@pytest.mark.parametrize(
    ("origin", "host", "own"),
    [
        ("http://clinic.example:8080", "clinic.example:8080", True),
        ("https://clinic.example", "clinic.example", True),
        ("https://CLINIC.example", "clinic.example", True),
        ("https://public.example", "internal:8080", True),
        ("https://evil.example", "clinic.example", False),
        ("https://clinic.example.evil.example", "clinic.example", False),
        ("https://clinic.example:444", "clinic.example", False),
        ("null", "clinic.example", False),
        ("null", "", False),
        ("file://", "", False),
        ("ftp://clinic.example", "clinic.example", False),
    ],
)
def test_an_origin_is_ours_when_it_names_our_host(origin: str, host: str, own: bool) -> None:
    assert is_own_origin(origin, host, "https://public.example") is own


@pytest.mark.parametrize(
    ("header", "own"),
    [
        (None, True),
        ("same-origin", True),
        ("none", True),
        ("same-site", False),
        ("cross-site", False),
        ("?", False),
    ],
)
def test_a_cookie_speaks_on_our_own_pages_alone(header: str | None, own: bool) -> None:
    assert is_own_page(header) is own


def test_only_https_asks_browsers_to_stay_with_https() -> None:
    assert "strict-transport-security" in security_headers(https=True)
    assert "strict-transport-security" not in security_headers(https=False)


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_a_burst_is_allowed_then_one_at_a_time() -> None:
    clock = Clock()
    limit = RateLimit(60, clock)
    assert [limit.take("a") for _ in range(60)] == [0] * 60
    assert limit.take("a") == 1
    clock.seconds += 1
    assert [limit.take("a"), limit.take("a")] == [0, 1]


def test_one_visitor_does_not_slow_another() -> None:
    limit = RateLimit(1, Clock())
    assert [limit.take("a"), limit.take("a"), limit.take("b")] == [0, 60, 0]


def test_waiting_as_long_as_told_is_enough() -> None:
    clock = Clock()
    limit = RateLimit(7, clock)
    for _ in range(7):
        limit.take("a")
    clock.seconds += limit.take("a")
    assert limit.take("a") == 0


def test_being_refused_costs_nothing() -> None:
    clock = Clock()
    limit = RateLimit(60, clock)
    for _ in range(1000):
        limit.take("a")
    clock.seconds += 1
    assert limit.take("a") == 0


def test_zero_is_no_limit() -> None:
    limit = RateLimit(0)
    assert not any(limit.take("a") for _ in range(1000))
    assert len(limit) == 0


def test_memory_is_bounded_however_many_callers_come() -> None:
    limit = RateLimit(5, most_keys=100)
    for number in range(10_000):
        limit.take(str(number))
    assert len(limit) == 100
