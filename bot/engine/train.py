"""Trains the assistant when its data changed since the last model. Prints one plain line per step."""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import logging
import os
import sys
import time
import traceback
import warnings
from collections.abc import Iterator
from pathlib import Path

from bot.engine import without_tensorflow

INPUTS = ("config.yml", "domain.yml", "data/nlu", "data/stories", "data/rules", "data/understanding")
CODE = ("bot/nlu", "bot/understanding", "bot/reading")
LOG = Path("var/train.log")
KEPT_MODELS = 3


def fingerprint() -> str:
    """Twelve hex digits that change whenever a file that the model depends on changes."""
    digest = hashlib.sha256()
    for name in (*INPUTS, *CODE):
        for file in _files(Path(name)):
            digest.update(str(file).encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def train(models: Path, force: bool = False) -> int:
    """Returns 0 when a model for the present data stands in `models`, else 1 after saying what is wrong."""
    name = f"stipple-{fingerprint()}"
    if (models / f"{name}.tar.gz").exists() and not force:
        print("stipple: the assistant is trained already.")
        return 0
    print("stipple: training the assistant, about 30 s …", flush=True)
    started = time.monotonic()
    before = _newest(models)
    LOG.parent.mkdir(parents=True, exist_ok=True)
    try:
        with _output_to(LOG):
            _rasa_train(models, name)
    except (Exception, SystemExit):
        with LOG.open("a") as log:
            traceback.print_exc(file=log)
        print(f"stipple: training failed. The reason is at the end of {LOG}.", file=sys.stderr)
        return 1
    print(f"stipple: trained in {time.monotonic() - started:.0f} s ({name}).", flush=True)
    _tell_what_changed(models, before, name)
    _forget_old(models)
    return 0


def _newest(models: Path) -> str | None:
    """The name of the model that was served until now."""
    archives = sorted(models.glob("stipple-*.tar.gz"), key=lambda file: file.stat().st_mtime)
    return archives[-1].name.removesuffix(".tar.gz") if archives else None


def _tell_what_changed(models: Path, before: str | None, after: str) -> None:
    """A comparison that breaks off is no reason to go without the model."""
    from bot.engine.before_after import compare

    try:
        for line in compare(models, before, after):
            print(f"stipple: {line}", flush=True)
    except Exception:
        with LOG.open("a") as log:
            traceback.print_exc(file=log)
        print(f"stipple: what changed could not be worked out; the reason is at the end of {LOG}.")


def _rasa_train(models: Path, name: str) -> None:
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    warnings.filterwarnings("ignore")
    without_tensorflow.install()

    from rasa.model_training import train as rasa_train
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.WARNING)
    logging.getLogger().setLevel(logging.WARNING)
    result = rasa_train(
        domain="domain.yml",
        config="config.yml",
        training_files=["data/nlu", "data/stories", "data/rules"],
        output=str(models),
        fixed_model_name=name,
        force_training=True,
    )
    if result.code != 0 or result.model is None:
        raise RuntimeError(f"Rasa ended its training with code {result.code}.")


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    return sorted(file for file in path.rglob("*") if file.is_file() and "__pycache__" not in file.parts)


def _forget_old(models: Path) -> None:
    by_age = sorted(models.glob("stipple-*.tar.gz"), key=lambda file: file.stat().st_mtime, reverse=True)
    for file in by_age[KEPT_MODELS:]:
        file.unlink()
        file.with_name(f"{file.name.removesuffix('.tar.gz')}.learnt.json").unlink(missing_ok=True)


@contextlib.contextmanager
def _output_to(log: Path) -> Iterator[None]:
    """Sends what this process and its libraries print to `log`, also from compiled code."""
    with log.open("w") as file:
        saved = [os.dup(1), os.dup(2)]
        sys.stdout.flush()
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
        try:
            yield
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            for target, source in zip((1, 2), saved, strict=True):
                os.dup2(source, target)
                os.close(source)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=Path, default=Path("models"))
    parser.add_argument("--force", action="store_true", help="train even when nothing changed")
    given = parser.parse_args()
    return train(given.models, given.force)


if __name__ == "__main__":
    sys.exit(main())
