from __future__ import annotations

from pathlib import Path

import pytest

from bot.clinic_data import ClinicDataError
from bot.reading.attributes import ALLOWED
from bot.reading.concepts import CONCEPTS
from bot.reading.lexicon import load_lexicon
from bot.reading.reader import Reader
from bot.reading.text import words_of

CLINIC = Path(__file__).parents[2] / "data" / "clinic"
READ_OTHERWISE = {"smp_session", "hair_transplant_planned"}


def test_every_concept_has_phrases(reader: Reader) -> None:
    assert set(reader.lexicon.types) == CONCEPTS - READ_OTHERWISE


def test_every_detail_that_a_concept_takes_is_in_the_vocabulary(reader: Reader) -> None:
    taken = {name for names in reader.lexicon.takes.values() for name in names}

    assert taken <= set(ALLOWED)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("roacutane", "isotretinoin"),
        ("keliod", "keloid_history"),
        ("diabettic", "diabetes"),
        ("warfarrin", "anticoagulant"),
        ("epilespy", "epilepsy"),
        ("chemotheraphy", "chemotherapy"),
        ("pacemeker", "pacemaker_icd"),
        ("psorisasis", "psoriasis"),
    ],
)
def test_slips_of_the_pen_are_repaired(reader: Reader, written: str, meant: str) -> None:
    words = reader.spelling.repair(words_of(written))

    assert meant in {seen.entry.concept for seen in reader.lexicon.look_up(words)}


@pytest.mark.parametrize(
    "word",
    [
        "mold",
        "ache",
        "excess",
        "session",
        "heeling",
        "test",
        "minute",
        "handover",
        "helpers",
        "incision",
        "keyword",
        "migraine",
        "underarm",
        "cryotherapy",
        "sceptic",
        "planner",
        "lexicon",
        "rinsing",
        "hairdresser",
        "grandad",
        "teenager",
        "nephew",
        "wednesday",
        "february",
        "fortnight",
        "brilliant",
        "embarrassed",
        "receptionist",
        "moisturiser",
        "conditioner",
        "parking",
        "voucher",
        "refund",
        "instagram",
        "barber",
        "clippers",
        "helmet",
    ],
)
def test_an_ordinary_word_becomes_no_disease(reader: Reader, word: str) -> None:
    words = reader.spelling.repair([word])
    before = {seen.entry.concept for seen in reader.lexicon.look_up([word]) if seen.entry.concept}
    after = {seen.entry.concept for seen in reader.lexicon.look_up(words) if seen.entry.concept}

    assert after == before


def test_ordinary_english_words_are_left_as_they_are(reader: Reader) -> None:
    from bot.reading.ordinary import ordinary_words

    ordinary = sorted(ordinary_words())

    assert len(ordinary) > 10_000
    assert reader.spelling.repair(ordinary) == ordinary


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "  psoriasis:\n    type: condition",
            "  psoriasis:\n    type: disease",
            "'disease' is not known; allowed are",
        ),
        ("  psoriasis:\n", "  soriasis:\n", "no phrases for psoriasis"),
        (
            "takes: site scalp site_only",
            "takes: place scalp site_only",
            "'place' is no attribute; allowed are",
        ),
        ("-> drug=warfarin", "-> medicine=warfarin", "unknown attribute 'medicine'"),
        ("-> kind=akn", "-> kind=acne", "'acne' is no kind of scarring_folliculitis; allowed are akn"),
        ("male|female) pattern", "male|female pattern", "is not closed"),
        ('  site_only:\n    "yes"', "  site_only:\n    perhaps", "'perhaps' is not allowed; allowed are yes"),
        ("nothing: |", "noting: |", "unknown key; allowed are"),
    ],
)
def test_a_mistake_in_the_lexicon_names_file_line_and_key(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    lexicon = (CLINIC / "lexicon.yml").read_text(encoding="utf-8")
    assert old in lexicon
    (tmp_path / "lexicon.yml").write_text(lexicon.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(ClinicDataError, match=r"lexicon\.yml, line \d+, key '.*': ") as caught:
        load_lexicon(tmp_path)

    assert says in str(caught.value)


def test_a_mistake_in_a_phrase_names_its_own_line(tmp_path: Path) -> None:
    lexicon = (CLINIC / "lexicon.yml").read_text(encoding="utf-8")
    line = next(number for number, row in enumerate(lexicon.splitlines(), 1) if "sorayasis" in row)
    (tmp_path / "lexicon.yml").write_text(lexicon.replace("sorayasis", "(sorayasis", 1), encoding="utf-8")

    with pytest.raises(ClinicDataError, match=rf"lexicon\.yml, line {line}, "):
        load_lexicon(tmp_path)


def test_a_clinic_can_add_its_own_words(tmp_path: Path) -> None:
    lexicon = (CLINIC / "lexicon.yml").read_text(encoding="utf-8")
    (tmp_path / "lexicon.yml").write_text(
        lexicon.replace("      psoriasis, sorayasis", "      scaly lizard skin, psoriasis, sorayasis", 1),
        encoding="utf-8",
    )

    seen = load_lexicon(tmp_path).look_up(words_of("I've got scaly lizard skin"))

    assert "psoriasis" in {sighting.entry.concept for sighting in seen}
