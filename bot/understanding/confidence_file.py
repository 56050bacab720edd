"""Reads and writes data/understanding/confidence.yml: the calibrated confidence and its thresholds."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from ruamel.yaml import YAML

from bot.clinic_data import read
from bot.understanding.intent_model import Confidence, Thresholds
from bot.understanding.several import SIGNS

FEATURES = ("log_best", "margin", "likeness", "outside_likeness", "log_outside", "constant")
THRESHOLDS = ("answer", "in_scope", "extra")
HEADER = """Written by `make thresholds`; do not edit by hand. What the numbers mean: bot/understanding/intent_model.py.
`measured` is what cross-validation gave with them."""


def read_confidence(path: Path) -> Confidence:
    """Raises ClinicDataError naming file, line and key when a value is missing or out of order."""
    root = read(path)
    root.only({"thresholds", "calibration", "several", "measured"})
    thresholds = {}
    for key in THRESHOLDS:
        node = root.need("thresholds").need(key)
        thresholds[key] = float(node.number())
        if not 0 <= thresholds[key] <= 1:
            raise node.fail("expected a number between 0 and 1.")
    if thresholds["in_scope"] > thresholds["answer"]:
        raise root.need("thresholds").need("in_scope").fail("must not be above 'answer'.")
    weights = [float(root.need("calibration").need(name).number()) for name in FEATURES]
    several = [float(root.need("several").need(name).number()) for name in SIGNS]
    return Confidence(np.array(weights, np.float32), np.array(several), Thresholds(**thresholds))


def write_confidence(path: Path, confidence: Confidence, measured: Mapping[str, float]) -> None:
    """Replaces the file."""
    yaml = YAML()
    chosen = confidence.thresholds
    content = {
        "thresholds": {name: round(getattr(chosen, name), 3) for name in THRESHOLDS},
        "calibration": {
            name: round(float(value), 4) for name, value in zip(FEATURES, confidence.calibration, strict=True)
        },
        "several": {
            name: round(float(value), 4) for name, value in zip(SIGNS, confidence.several, strict=True)
        },
        "measured": {name: round(value, 4) for name, value in measured.items()},
    }
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"# {line}\n" for line in HEADER.splitlines())
        yaml.dump(content, file)
