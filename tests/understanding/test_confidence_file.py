"""The confidence file: what is written is read again, and faults are named."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.clinic_data import ClinicDataError
from bot.understanding.confidence_file import read_confidence, write_confidence
from bot.understanding.intent_model import Confidence, Thresholds

CHOSEN = Confidence(
    np.array([1.5, 0.25, 4.0, -1.0, -0.5, 0.125], np.float32), np.arange(8) / 8, Thresholds(0.6, 0.4, 0.45)
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "confidence.yml"
    write_confidence(path, CHOSEN, {"top_1": 0.9})
    return path


def test_what_is_written_is_read_again(file: Path) -> None:
    found = read_confidence(file)
    assert found.thresholds == CHOSEN.thresholds
    assert found.calibration.tolist() == CHOSEN.calibration.tolist()
    assert found.several.tolist() == CHOSEN.several.tolist()


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        (
            "answer: 0.6",
            "answer: 1.6",
            r"confidence\.yml, line \d+, key 'thresholds\.answer': .*between 0 and 1",
        ),
        ("answer: 0.6", "answer: 0.3", r"key 'thresholds\.in_scope': must not be above 'answer'"),
        ("margin: 0.25", "margin: high", r"key 'calibration\.margin': expected a number"),
        ("measured:", "measurd:", r"key 'measurd': unknown key"),
    ],
)
def test_a_fault_is_named_with_file_line_and_key(file: Path, old: str, new: str, named: str) -> None:
    content = file.read_text()
    assert old in content
    file.write_text(content.replace(old, new, 1))
    with pytest.raises(ClinicDataError, match=named):
        read_confidence(file)
