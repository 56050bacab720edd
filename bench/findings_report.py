"""Measures the text reader on the tables of tests/reading: precision, recall and F1 by concept and overall.

    python bench/findings_report.py [TABLE.yml ...]

A finding is right if concept, denial, temporality and experiencer are all right; a missing or wrong attribute or
time that the table names is listed but not counted against it. Exit status 1 if F1 overall is below 95 %.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot.reading.reader import load_reader  # noqa: E402
from tests.reading.tables import TABLES, TODAY, Row, said_of, tables  # noqa: E402

LEAST_F1 = 0.95


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("tables", nargs="*", type=Path, default=TABLES)
    parser.add_argument("--quiet", action="store_true", help="figures only, no list of mistakes")
    chosen = parser.parse_args()
    reader = load_reader(ROOT / "data" / "clinic")
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    details = mistakes = 0
    rows: list[Row] = [row for table in chosen.tables for row in tables(table)]
    for row in rows:
        found = reader.read(row.text, TODAY)
        keys = Counter(said_of(finding) for finding in found)
        expected = Counter(item.key for item in row.expected)
        for key in (keys & expected).elements():
            right[key.concept] += 1
        for key in (keys - expected).elements():
            wrong[key.concept] += 1
        for key in (expected - keys).elements():
            missed[key.concept] += 1
        lacking = row.lacking(found)
        details += len(lacking)
        if keys != expected or lacking:
            mistakes += 1
            if not chosen.quiet:
                print(f"{row.text!r}")
                for key in (keys - expected).elements():
                    print(f"    not expected: {key}")
                for key in (expected - keys).elements():
                    print(f"    missing:      {key}")
                for problem in lacking:
                    print(f"    detail:       {problem}")
    print(f"{'concept':28} right wrong missed precision recall   F1")
    for concept in sorted({*right, *wrong, *missed}):
        if wrong[concept] or missed[concept]:
            print(f"{concept:28} {_figures(right[concept], wrong[concept], missed[concept])}")
    total = (sum(right.values()), sum(wrong.values()), sum(missed.values()))
    print(f"{'all (others are at 100 %)':28} {_figures(*total)}")
    print(f"{len(rows)} messages, {mistakes} with a mistake, {details} details missing or wrong")
    return 0 if _f1(*total) >= LEAST_F1 else 1


def _f1(right: int, wrong: int, missed: int) -> float:
    return 2 * right / (2 * right + wrong + missed) if right else 0.0


def _figures(right: int, wrong: int, missed: int) -> str:
    precision = right / (right + wrong) if right + wrong else 0.0
    recall = right / (right + missed) if right + missed else 0.0
    return f"{right:5} {wrong:5} {missed:6} {precision:9.1%} {recall:6.1%} {_f1(right, wrong, missed):5.1%}"


if __name__ == "__main__":
    sys.exit(main())
