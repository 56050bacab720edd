"""After a training: what is understood better, worse or differently than before. Printed, and kept for the console.

Kept are topics, counts and ids of messages, never words: `var/learning/training.json`.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Final

from sqlalchemy.exc import SQLAlchemyError

from bot.database.heard import typed_messages
from bot.database.session import open_engine
from bot.environment import environment
from bot.learning.comparison import Different, different, understood_as_told
from bot.learning.patches import replace_file
from bot.learning.recording import read_recording
from bot.learning.validation import Validated, plain_vectors, validated
from bot.settings import SettingsError, read_settings
from bot.understanding.encoder import Encoder
from bot.understanding.examples import read_examples
from bot.understanding.stored_model import load_intent_model

EXAMPLES: Final = Path("data/nlu")
RECORDED: Final = Path("tests/conversations/recorded")
ENCODER: Final = Path("build/encoder")
PLAIN_ENCODER: Final = Path("build/plain_encoder")
KEPT: Final = Path("var/learning")
REPORT: Final = KEPT / "training.json"
MOST_MESSAGES: Final = 2_000
PRINTED: Final = 10


@dataclass(frozen=True)
class Learnt:
    """What a model was trained on, as kept beside it. encoder: digest of the one it was trained with."""

    examples: tuple[tuple[str, str], ...]
    encoder: str
    validated: Validated | None


def kept_beside(models: Path, name: str) -> Path:
    return models / f"{name}.learnt.json"


def learnt_now() -> Learnt:
    """Of the present examples, not validated yet."""
    examples = tuple((one.topic, one.text) for one in read_examples(EXAMPLES))
    graph = ENCODER / "encoder.onnx"
    digest = hashlib.sha256(graph.read_bytes()).hexdigest()[:12] if graph.exists() else "none"
    return Learnt(examples, digest, None)


def keep(models: Path, name: str, learnt: Learnt) -> None:
    content = {
        "examples": learnt.examples,
        "encoder": learnt.encoder,
        "validated": asdict(learnt.validated) if learnt.validated else None,
    }
    replace_file(kept_beside(models, name), json.dumps(content, ensure_ascii=False))


def read_kept(models: Path, name: str) -> Learnt | None:
    """None for a model that was trained before anything was kept."""
    file = kept_beside(models, name)
    if not file.exists():
        return None
    content = json.loads(file.read_text(encoding="utf-8"))
    checked = content["validated"]
    return Learnt(
        tuple((str(topic), str(text)) for topic, text in content["examples"]),
        str(content["encoder"]),
        Validated(**checked) if checked else None,
    )


def compare(models: Path, before: str | None, after: str) -> list[str]:
    """Lines to print about the model `after`, trained when `before` was the newest; none if nothing was learnt."""
    now = learnt_now()
    earlier = read_kept(models, before) if before is not None else None
    if before is None or earlier is None or set(earlier.examples) == set(now.examples):
        keep(models, after, Learnt(now.examples, now.encoder, earlier.validated if earlier else None))
        return []
    checked_before = earlier.validated or _validated(earlier.examples)
    checked_now = _validated(now.examples)
    keep(models, after, Learnt(now.examples, now.encoder, checked_now))
    report: dict[str, Any] = {
        "at": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "before": {"model": before, **asdict(checked_before)},
        "after": {"model": after, **asdict(checked_now)},
    }
    lines = [_told(checked_before, checked_now)]
    if earlier.encoder == now.encoder:
        lines += _by_models(models, before, after, report)
    KEPT.mkdir(parents=True, exist_ok=True)
    replace_file(REPORT, json.dumps(report))
    return lines


def _validated(examples: Sequence[tuple[str, str]]) -> Validated:
    vectors = plain_vectors([text for _, text in examples], PLAIN_ENCODER, KEPT / "vectors.npz")
    return validated(vectors, [topic for topic, _ in examples])


def _told(before: Validated, after: Validated) -> str:
    return (
        f"cross-validation over {before.examples} and now {after.examples} examples: right first {before.top_1:.1%} → "
        f"{after.top_1:.1%}, among three {before.top_3:.1%} → {after.top_3:.1%}"
    )


def _by_models(models: Path, before: str, after: str, report: dict[str, Any]) -> list[str]:
    encoder = Encoder(ENCODER)
    one, other = (load_intent_model(models / f"{name}.tar.gz") for name in (before, after))
    told = [
        (step.said, step.topics)
        for file in sorted(RECORDED.glob("*.yml"))
        for step in read_recording(file).steps
        if step.topics is not None
    ]
    counts = [understood_as_told(told, model, encoder) for model in (one, other)]
    report["recorded"] = {"messages": len(told), "before": counts[0], "after": counts[1]}
    lines = [
        f"messages of recorded conversations understood as recorded: {counts[0]} → {counts[1]} of {len(told)}"
    ]
    texts = stored_texts()
    if texts is None:
        return [*lines, "stored messages: no database to look at"]
    found = different(texts, one, other, encoder)
    report["messages"] = {"looked_at": len(texts), "different": [asdict(item) for item in found]}
    return [*lines, *_different_lines(texts, found)]


def _different_lines(texts: Mapping[str, str], found: Sequence[Different]) -> list[str]:
    lines = [f"stored messages understood differently: {len(found)} of {len(texts)}, redacted:"]
    if not found:
        return [lines[0].removesuffix(", redacted:")]
    lines += [
        f"  “{texts[item.id][:80]}”: {_topics(item.before, item.asked_before)} → "
        f"{_topics(item.after, item.asked_after)}"
        for item in found[:PRINTED]
    ]
    if len(found) > PRINTED:
        lines.append(f"  and {len(found) - PRINTED} more: /console/learning/report")
    return lines


def _topics(topics: Sequence[str], asked_back: bool) -> str:
    if not topics:
        return "out of scope"
    return ", ".join(topics) + (" (asks back)" if asked_back else "")


def stored_texts() -> dict[str, str] | None:
    """By id, the newest typed messages, redacted, the same words once; None where there is no database yet."""
    try:
        url = read_settings(environment(os.environ)).database_url
    except SettingsError:
        return None
    if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).exists():
        return None
    engine = open_engine(url)
    try:
        with engine.connect() as connection:
            return typed_messages(connection, MOST_MESSAGES)
    except SQLAlchemyError:
        return None
    finally:
        engine.dispose()
