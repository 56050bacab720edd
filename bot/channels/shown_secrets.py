"""Compares what a caller shows with what only the provider can know, in constant time."""

from __future__ import annotations

from hmac import compare_digest


def same(shown: str | None, expected: str) -> bool:
    """False when nothing is shown, and when nothing is expected: an empty secret opens no door."""
    if not shown or not expected:
        return False
    return compare_digest(shown.encode("utf-8", "surrogatepass"), expected.encode("utf-8", "surrogatepass"))
