"""`stipple aftercare`: one JSON object and the files asked for, or a sentence about what is possible."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from icalendar import Calendar

from bot.cli import main

TODAY = ("--today", "2026-11-22")


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert main(["aftercare", *arguments, *TODAY]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    return json.loads(printed.out)


def test_the_plan_of_one_session(capsys: pytest.CaptureFixture[str]) -> None:
    told = answer(capsys, "--session-date", "2026-11-19")
    assert (told["today"], told["session"], told["day"]) == ("2026-11-22", 1, 3)
    assert told["sessions"] == [{"number": 1, "date": "2026-11-19"}]
    assert told["suggested"] == [{"number": 2, "about": "2026-12-03"}]
    assert told["text"].startswith("Your session was on Thursday 19 November, so today is day 3.")
    by_step = {entry["step"]: entry for entry in told["entries"]}
    assert by_step["keep_dry"] | {"uid": None} == {
        "session": 1,
        "step": "keep_dry",
        "kind": "avoid",
        "title": "No water on the scalp",
        "text": "Keep your scalp dry, in the shower too.",
        "from": "2026-11-19",
        "to": "2026-11-22",
        "careful_from": None,
        "holds_today": True,
        "basis": "source",
        "why": None,
        "source": {"section": "Scalp Care for Post-SMP", "lines": [193, 195, 203]},
        "facts": ["keep_dry"],
        "uid": None,
    }
    assert by_step["wash_gently"]["careful_from"] == "2026-11-25"
    assert by_step["shave"] | {"from": "2026-12-04", "to": None, "holds_today": False} == by_step["shave"]
    assert by_step["no_sun"]["why"]
    assert by_step["minoxidil"]["uid"] is None


def test_a_second_session_starts_the_count_again(capsys: pytest.CaptureFixture[str]) -> None:
    told = answer(capsys, "--session-date", "2026-12-03", "--session-date", "2026-11-19", "--sessions", "3")
    assert [session["number"] for session in told["sessions"]] == [1, 2]
    assert told["suggested"] == [{"number": 3, "about": "2026-12-17"}]
    assert [entry["from"] for entry in told["entries"] if entry["step"] == "shave"] == ["2026-12-18"]


def test_a_session_to_come_has_no_day_yet(capsys: pytest.CaptureFixture[str]) -> None:
    told = answer(capsys, "--session-date", "2026-12-04")
    assert (told["session"], told["day"]) == (None, None)


def test_calendar_file_and_picture_are_written(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    calendar, drawing = tmp_path / "plan.ics", tmp_path / "plan.svg"
    told = answer(capsys, "--session-date", "2026-11-19", "--ics", str(calendar), "--svg", str(drawing))
    events = Calendar.from_ical(calendar.read_bytes()).walk("VEVENT")
    uids = {str(event["UID"]) for event in events}
    assert {entry["uid"] for entry in told["entries"] if entry["uid"]} <= uids
    assert Xml.parse(drawing).getroot().tag == "{http://www.w3.org/2000/svg}svg"


def test_a_named_plan_keeps_its_entries_when_the_session_moves(
    capsys: pytest.CaptureFixture[str],
) -> None:
    named = ("--plan", "mine", "--sequence", "1")
    before = answer(capsys, "--session-date", "2026-12-04", *named)
    after = answer(capsys, "--session-date", "2026-12-09", *named)
    assert [entry["uid"] for entry in before["entries"]] == [entry["uid"] for entry in after["entries"]]
    assert before["entries"] != after["entries"]


UNUSABLE = [
    (("--session-date", "2026-02-31"), "'2026-02-31' is no day; write it as 2026-11-22."),
    (("--session-date", "friday"), "'friday' is no day"),
    (("--session-date", "1999-01-01"), "too long ago"),
    (("--session-date", "2099-01-01"), "too far ahead"),
    (("--session-date", "2026-11-19", "--today", "soon"), "'soon' is no day"),
    (("--session-date", "2026-11-19", "--sessions", "0"), "2 to 4 sessions"),
    (("--session-date", "2026-11-19", "--sessions", "40"), "2 to 4 sessions"),
    (("--session-date", "2026-11-19", "--sessions", "many"), "'many' is no number of sessions"),
    (("--session-date", "2026-11-19", "--sequence", "-1"), "'-1' is no number for --sequence"),
    (("--session-date", "2026-11-19", "--ics", "no/such/folder/x.ics"), "no/such/folder/x.ics cannot be written"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "said"), UNUSABLE)
def test_unusable_input_ends_with_2_and_a_sentence(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    today = () if "--today" in arguments else TODAY
    assert main(["aftercare", *arguments, *today]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert said in printed.err


def test_a_session_has_to_be_named() -> None:
    done = subprocess.run(
        ["./stipple", "aftercare"], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 2
    assert "--session-date" in done.stderr
    assert "Traceback" not in done.stderr
