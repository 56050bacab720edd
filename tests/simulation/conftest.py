"""The clinic's rules, and the same with a change."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.simulation.candidates import rules_with
from bot.triage.rulebook import OVERRIDES, Rulebook, load_rulebook

CLINIC = Path("data/clinic")
Changed = Callable[[str], Rulebook]


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return load_rulebook(CLINIC)


@pytest.fixture(scope="session")
def changed() -> Changed:
    """The rules with what conditions.local.yml would hold beside its version."""
    return lambda text: rules_with(CLINIC, OVERRIDES, f'version: "1"\n{text}')
