"""Starts Rasa for this machine only: without TensorFlow, with our repairs, on the loopback interface."""

from __future__ import annotations

import os
import sys
import warnings

from bot.engine import without_tensorflow
from bot.settings import Settings, read_settings
from bot.understanding.stored_model import SERVED, newest_archive


def environment(settings: Settings) -> dict[str, str]:
    """What endpoints.yml needs to know; and one thread for arithmetic, because with short vectors more only wait."""
    return {
        "STIPPLE_ACTIONS_URL": f"http://127.0.0.1:{settings.port}/webhook",
        "STIPPLE_ACTIONS_SECRET": settings.actions_secret,
        "STIPPLE_DATABASE_URL": settings.database_url,
        "RASA_TELEMETRY_ENABLED": "false",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }


def main() -> None:
    """Serves until it is told to stop. Raises ModelMissingError."""
    settings = read_settings(os.environ)
    archive = newest_archive(settings.models_dir)
    os.environ.update(environment(settings) | {SERVED: archive.name.removesuffix(".tar.gz")})
    # Rasa's dependencies warn about one another at every start; nobody who runs a clinic can act on that.
    # A filter would not do: Rasa sets its own.
    warnings.showwarning = lambda *_args, **_kwargs: None
    without_tensorflow.install()

    from rasa.__main__ import main as rasa

    from bot.engine import repairs

    repairs.apply()
    sys.argv = [
        "rasa",
        "run",
        "-i",
        "127.0.0.1",
        "-p",
        str(settings.rasa_port),
        "--model",
        str(archive),
        "--quiet",
    ]
    rasa()


if __name__ == "__main__":
    main()
