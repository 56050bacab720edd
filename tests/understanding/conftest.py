"""The encoder that `make install` built, and the model that `make train` trained: once for all tests here."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.understanding.encoder import Encoder
from bot.understanding.understanding import Understanding


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    return Encoder(Path("build/encoder"))


@pytest.fixture(scope="session")
def understanding() -> Understanding:
    return Understanding.load(Path("build/encoder"), Path("models"))
