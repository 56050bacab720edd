"""The picture: well-formed, without anything a strict page refuses, and the same in words."""

from __future__ import annotations

import datetime as dt
import re
from xml.etree import ElementTree as Xml

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.aftercare.picture import picture
from bot.aftercare.rule_reading import load_rules
from bot.aftercare.sessions import SessionPlan
from bot.aftercare.timeline import timeline
from tests.aftercare.conftest import CLINIC, TODAY, Shown, sessions_ago

RULES = load_rules(CLINIC)
SVG = "{http://www.w3.org/2000/svg}"

plans = st.tuples(st.lists(st.integers(-60, 60), max_size=4, unique=True), st.sampled_from([None, 2, 4])).map(
    lambda made: sessions_ago(*made[0], wanted=made[1])
)


def read(text: str) -> Xml.Element:
    return Xml.fromstring(text)


def texts(root: Xml.Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{SVG}text")]


@settings(max_examples=100, deadline=None)
@given(plans, st.text(max_size=40))
def test_any_plan_gives_a_picture_that_can_be_read(plan: SessionPlan, clinic: str) -> None:
    root = read(picture(timeline(plan, RULES, TODAY), clinic))
    assert root.tag == f"{SVG}svg"
    width, height = int(root.attrib["width"]), int(root.attrib["height"])
    assert root.attrib["viewBox"] == f"0 0 {width} {height}"
    for element in root.iter():
        assert not {"style", "href", "class", "onload"} & element.attrib.keys()
        assert element.tag.removeprefix(SVG) in {
            "svg", "title", "desc", "defs", "pattern", "rect", "line", "path", "text",
        }  # fmt: skip
    for element in root.iter(f"{SVG}text"):
        assert 0 <= float(element.attrib["x"]) <= width
        assert 0 <= float(element.attrib["y"]) <= height
    for element in root.iter(f"{SVG}rect"):
        assert float(element.attrib.get("x", 0)) + float(element.attrib["width"]) <= width + 0.2


def test_it_fits_a_phone_and_its_writing_is_large_enough(shown: Shown) -> None:
    root = read(picture(shown(3), "Clinic"))
    assert int(root.attrib["width"]) <= 320
    assert min(int(element.attrib["font-size"]) for element in root.iter(f"{SVG}text")) >= 13


def test_titles_and_days_do_not_run_into_each_other(shown: Shown) -> None:
    """A sign of a wide sans-serif font is on average 0.55 of its size wide."""
    root = read(picture(shown(9), "Clinic"))
    rows: dict[str, list[float]] = {}
    for element in root.iter(f"{SVG}text"):
        size = int(element.attrib["font-size"])
        rows.setdefault(element.attrib["y"], []).append(len(element.text or "") * size * 0.55)
    assert all(sum(widths) <= 296 for widths in rows.values())


def test_everything_that_holds_is_in_the_picture_and_in_its_words(shown: Shown) -> None:
    root = read(picture(shown(3), "Clinic"))
    description = (root.findtext(f"{SVG}desc") or "").lower()
    for entry in shown(3).entries:
        if not entry.step.private:
            assert entry.step.title in texts(root)
            assert entry.step.title.lower() in description
    assert "today is day 3" in description


def test_a_medicine_is_not_shown(shown: Shown) -> None:
    assert "minoxidil" not in picture(shown(3), "Clinic").lower()


def test_today_is_marked_in_words_and_at_its_place(shown: Shown) -> None:
    root = read(picture(shown(3), "Clinic"))
    assert "today, day 3" in texts(root)
    assert "Today: Sun 22 Nov 2026" in texts(root)
    ticks = {
        element.attrib["x1"] for element in root.iter(f"{SVG}line") if element.attrib["stroke-width"] == "2.5"
    }
    assert ticks == {f"{12 + 3.5 * 296 / 32:.1f}"}


@pytest.mark.parametrize("ago", [(-12,), (60,)])
def test_today_is_not_marked_outside_of_the_plan(shown: Shown, ago: tuple[int, ...]) -> None:
    assert "today, day" not in picture(shown(*ago), "Clinic")


def test_a_session_that_is_over_takes_one_line(shown: Shown) -> None:
    found = texts(read(picture(shown(17, 3), "Clinic")))
    assert found.count("No shaving") == 1
    assert "Session 1: Thu 5 Nov 2026" in found


def test_sessions_that_could_follow_are_named_with_about(shown: Shown) -> None:
    assert "Session 2: about Thu 3 Dec 2026" in texts(read(picture(shown(3), "Clinic")))


def test_a_name_with_markup_is_only_text(shown: Shown) -> None:
    name = "<script>alert(1)</script> & \x00 Söhne"
    text = picture(shown(3), name)
    assert read(text).findtext(f"{SVG}title") == "<script>alert(1)</script> &  Söhne: your dates"
    assert "<script" not in text


def test_it_needs_no_colour(shown: Shown) -> None:
    colours = set(re.findall(r"#[0-9a-f]{6}", picture(shown(3), "Clinic")))
    assert all(colour[1:3] == colour[3:5] == colour[5:7] for colour in colours)


def test_it_has_a_name_and_words_for_those_who_do_not_see_it(shown: Shown) -> None:
    root = read(picture(shown(3), "Clinic"))
    named = {
        element.attrib.get("id")
        for element in (root.find(f"{SVG}title"), root.find(f"{SVG}desc"))
        if element is not None
    }
    assert root.attrib["role"] == "img"
    assert set(root.attrib["aria-labelledby"].split()) == named


def test_days_are_told_as_in_the_plan(shown: Shown) -> None:
    washing = shown(3).entry(1, "wash_gently")
    assert washing is not None
    assert washing.first == dt.date(2026, 11, 23)
    assert "23 Nov – 3 Dec" in texts(read(picture(shown(3), "Clinic")))
