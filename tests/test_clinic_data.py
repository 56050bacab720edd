"""A clinic's file is read as it was written, and a mistake is named with its line and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.clinic_data import ClinicDataError, Node, read
from bot.clinic_files import mistake


def written(folder: Path, text: str) -> Node:
    file = folder / "some.yml"
    file.write_text(text, encoding="utf-8")
    return read(file)


@pytest.mark.parametrize(
    ("plain", "value"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("off", "off"),
        ("true", True),
        ("3", 3),
        ("-2", -2),
        ("0.5", 0.5),
        ('"3"', "3"),
        ("2026-11-22", "2026-11-22"),
        ("12:30", "12:30"),
        ("null", None),
        ("'null'", "null"),
        ("1e999", "1e999"),
        ("9" * 5_000, "9" * 5_000),
    ],
    ids=lambda given: str(given)[:20],
)
def test_a_plain_value_means_what_a_reader_of_yaml_1_2_expects(
    tmp_path: Path, plain: str, value: object
) -> None:
    assert written(tmp_path, f"key: {plain}").value == {"key": value}


def test_a_value_knows_its_line_and_its_key(tmp_path: Path) -> None:
    root = written(tmp_path, "first: 1\nprices:\n  - low: 1\n  - low: cheap\n")
    low = root.need("prices").list()[1].need("low")
    with pytest.raises(ClinicDataError, match=r"some\.yml, line 4, key 'prices\.1\.low': expected a number"):
        low.number()


LAUGHS = "a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9)
)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: 1\na: 2\n", r"line 2: not valid YAML: the key 'a' is given twice"),
        ("a: [1\nb: 2\n", r"line 2: not valid YAML"),
        ("{a: 1}: 2\n", r"line 1: not valid YAML"),
        ("a: \x07\n", r"some\.yml: not valid YAML"),
        ("[" * 100_000 + "]" * 100_000, r"line 1: not valid YAML: it is nested more than 50 levels deep"),
        ("a: &a [*a]\n", r"line 1: not valid YAML: it is nested more than 50 levels deep"),
        (LAUGHS, r"not valid YAML: it stands for more than 500,000 values"),
    ],
    ids=["twice", "not closed", "key of keys", "no text", "very deep", "holds itself", "a billion laughs"],
)
def test_what_is_not_yaml_is_refused_with_its_line(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(ClinicDataError, match=problem):
        written(tmp_path, text)


def test_a_shared_block_fills_in_what_is_not_given(tmp_path: Path) -> None:
    root = written(tmp_path, "base: &base {low: 1, high: 2}\nother:\n  <<: *base\n  high: 3\n")
    assert root.need("other").value == {"low": 1, "high": 3}


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "some.yml"
    file.write_bytes(b"a: \xff\xfe")
    with pytest.raises(ClinicDataError, match=r"some\.yml: not UTF-8 text"):
        read(file)


def test_the_files_of_the_demo_clinic_are_right() -> None:
    assert mistake(Path("data/clinic")) is None
