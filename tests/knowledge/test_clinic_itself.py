from __future__ import annotations

import re
from datetime import date, time
from pathlib import Path

import pytest

from bot.clinic_data import ClinicDataError
from bot.knowledge import Clinic, Holiday, Opening, load_clinic


@pytest.fixture
def clinic(clinic_folder: Path) -> Clinic:
    return load_clinic(clinic_folder)


@pytest.mark.parametrize(
    ("country", "number"),
    [
        (None, "999"),
        ("GB", "999"),
        ("IE", "112 or 999"),
        ("US", "911"),
        ("CA", "911"),
        ("AU", "000"),
        ("NZ", "111"),
        ("IN", "112"),
        ("TR", "112"),
        ("DE", "112"),
        ("HR", "112"),
        ("BR", "112"),
    ],
)
def test_emergency_number_by_country(clinic: Clinic, country: str | None, number: str) -> None:
    assert clinic.emergency_number(country) == number


@pytest.mark.parametrize(
    ("country", "line"),
    [
        (None, "Samaritans 116 123"),
        ("IE", "Samaritans 116 123"),
        ("US", "988"),
        ("CA", "988"),
        ("AU", "Lifeline 13 11 14"),
        ("FR", "your local emergency number"),
    ],
)
def test_crisis_line_by_country(clinic: Clinic, country: str | None, line: str) -> None:
    assert clinic.crisis_line(country) == line


def test_every_member_of_the_european_union_has_its_number(clinic: Clinic) -> None:
    members = re.findall("..", "ATBEBGHRCYCZDKEEFIFRDEGRHUIEITLVLTLUMTNLPLPTROSKSIESSE")
    assert len(set(members)) == 27
    assert [code for code in members if "112" not in clinic.emergency_numbers[code]] == []


def test_numbers_for_help_wait_for_the_clinics_confirmation(clinic: Clinic) -> None:
    assert set(clinic.reviews) == {"emergency_numbers", "crisis_lines"}


def test_opening_hours_and_holidays_are_read(clinic: Clinic) -> None:
    assert clinic.hours["thursday"] == (Opening(time(9), time(20)),)
    assert clinic.hours["sunday"] == ()
    assert Holiday(date(2026, 12, 25), "Christmas Day") in clinic.holidays
    assert str(clinic.timezone) == "Europe/London"


def test_the_week_is_told_in_words(clinic: Clinic) -> None:
    assert clinic.opening_hours() == (
        "Monday to Wednesday 09:00 to 18:00, Thursday 09:00 to 20:00, "
        "Friday 09:00 to 18:00 and Saturday 10:00 to 16:00"
    )


@pytest.mark.parametrize(
    ("hours", "told"),
    [
        ({}, "by appointment only"),
        ({"monday": '["09:00-12:00", "13:00-17:00"]'}, "Monday 09:00 to 12:00 and 13:00 to 17:00"),
        ({"saturday": '["10:00-14:00"]', "sunday": '["10:00-14:00"]'}, "Saturday to Sunday 10:00 to 14:00"),
    ],
)
def test_an_unusual_week_is_told_in_words(clinic_copy: Path, hours: dict[str, str], told: str) -> None:
    path = clinic_copy / "clinic.yml"
    before, rest = path.read_text().split("hours:\n", 1)
    after = rest.split("\nholidays:", 1)[1]
    days = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    week = "".join(f"  {day}: {hours.get(day, '[]')}\n" for day in days)
    path.write_text(f"{before}hours:\n{week}\nholidays:{after}")
    assert load_clinic(clinic_copy).opening_hours() == told


@pytest.mark.parametrize(
    ("old", "new", "key", "problem"),
    [
        ("country: GB", "country: England", "country", "two capital letters"),
        ("timezone: Europe/London", "timezone: Europe/Londn", "timezone", "not a time zone"),
        ("timezone: Europe/London", "timezone: /etc", "timezone", "not a time zone"),
        ('phone: "+44 20 7946 0182"', 'phone: "020 7946 0182"', "phone", "international number"),
        ("@harbour-scalp-studio", " at harbour", "email", "not an e-mail address"),
        ('monday: ["09:00-18:00"]', 'monday: ["18:00-09:00"]', "hours.monday.0", "start before end"),
        ('monday: ["09:00-18:00"]', 'monday: ["29:00-30:00"]', "hours.monday.0", "not a stretch"),
        ('monday: ["09:00-18:00"]', 'monday: ["9-18"]', "hours.monday.0", "not a stretch"),
        ("  sunday: []\n", "", "hours", "'sunday' is missing"),
        ("2026-12-25", "2026-25-12", "holidays.0.date", "not a date"),
        ('    default: "112"\n', "", "emergency_numbers.numbers", "'default' is missing"),
        ('    GB: "999"', "    GB: 999", "emergency_numbers.numbers.GB", "expected text"),
        ('    TR: "112"', '    Turkey: "112"', "emergency_numbers.numbers.Turkey", "two capital letters"),
        ("name: Harbour Scalp Studio", "nmae: Harbour Scalp Studio", "nmae", "unknown key"),
    ],
)
def test_a_fault_is_named_with_file_and_key(
    clinic_copy: Path, old: str, new: str, key: str, problem: str
) -> None:
    path = clinic_copy / "clinic.yml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(ClinicDataError) as error:
        load_clinic(clinic_copy)
    assert str(error.value).startswith("clinic.yml, line ")
    assert f"key '{key}'" in str(error.value)
    assert problem in str(error.value)


def test_an_unquoted_date_is_read_too(clinic_copy: Path) -> None:
    path = clinic_copy / "clinic.yml"
    path.write_text(path.read_text().replace('"2026-12-25"', "2026-12-25"))
    assert load_clinic(clinic_copy).holidays[0].date == date(2026, 12, 25)
