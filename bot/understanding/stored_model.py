"""Finds the intent model inside Rasa's newest model archive, without Rasa."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

from bot.understanding.intent_model import FILE, IntentModel


class ModelMissingError(RuntimeError):
    """There is no trained model."""


SERVED = "STIPPLE_MODEL"
"""The environment variable in which Rasa's process is told the name of the archive that it serves."""


def newest_archive(models: Path) -> Path:
    """The archive that Rasa serves. Raises ModelMissingError when `models` holds none."""
    archives = sorted(models.glob("*.tar.gz"), key=lambda file: file.stat().st_mtime)
    if not archives:
        raise ModelMissingError("The assistant is not trained yet. Run `make train`.")
    return archives[-1]


def load_intent_model(archive: Path) -> IntentModel:
    """Raises ModelMissingError when the archive was made without our classifier."""
    with tarfile.open(archive) as opened:
        for member in opened:
            content = opened.extractfile(member) if member.name.endswith(FILE) else None
            if content:
                return IntentModel.load(io.BytesIO(content.read()))
    raise ModelMissingError(f"{archive.name} holds no intent model. Run `make train`.")
