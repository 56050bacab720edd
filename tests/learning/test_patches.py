"""Accepted corrections become a patch that a person can read, and files that the assistant can read."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clinic_data import ClinicDataError
from bot.learning.example_files import (
    LONGEST,
    UnusableExampleError,
    as_example,
    normal,
    places,
    with_examples,
)
from bot.learning.lexicon_file import UnusablePhraseError, as_phrase, line_of, next_version, with_phrases
from bot.learning.patches import Accepted, check, patch_of, replace_file, write
from bot.understanding.examples import read_examples

DAY = dt.date(2026, 11, 23)
LEXICON = Path("data/clinic/lexicon.yml").read_text(encoding="utf-8")


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A copy of the examples and of the lexicon."""
    shutil.copytree("data/nlu", tmp_path / "data/nlu")
    (tmp_path / "data/nlu/learned.yml").unlink(missing_ok=True)
    (tmp_path / "data/clinic").mkdir()
    shutil.copy("data/clinic/lexicon.yml", tmp_path / "data/clinic")
    return tmp_path


def example(text: str, topic: str = "pain") -> Accepted:
    return Accepted(f"id of {text}", text, topic, None)


def phrase(text: str, concept: str = "psoriasis") -> Accepted:
    return Accepted(f"id of {text}", text, None, concept)


def patched(files: Path, *accepted: Accepted) -> str:
    patch = patch_of(accepted, files / "data/nlu", files / "data/clinic", DAY)
    write(patch)
    return patch.diff


def test_the_diff_says_what_git_can_apply(files: Path) -> None:
    accepted = [example("is it stingy"), example("how sting is it"), phrase("crusty elbow thing[s]")]
    patch = patch_of(accepted, files / "data/nlu", files / "data/clinic", DAY)
    check(patch)
    (files / "change.diff").write_text(patch.diff, encoding="utf-8")
    subprocess.run(["git", "init", "-q"], cwd=files, check=True)
    subprocess.run(["git", "apply", "change.diff"], cwd=files, check=True)
    assert [change.path.read_text(encoding="utf-8") for change in patch.changes] == [
        change.after for change in patch.changes
    ]
    assert "+      crusty elbow thing[s]\n" in patch.diff
    assert "+    - is it stingy\n" in patch.diff


def test_examples_are_added_to_their_topic_and_the_others_stay(files: Path) -> None:
    before = set(read_examples(files / "data/nlu"))
    patched(files, example("is it stingy"), example("parrot ok", "out_of_scope"))
    patched(files, example("how sting is it"))
    after = read_examples(files / "data/nlu")
    assert {(one.topic, one.text) for one in set(after) - before} == {
        ("pain", "is it stingy"),
        ("out_of_scope", "parrot ok"),
        ("pain", "how sting is it"),
    }
    assert (files / "data/nlu/learned.yml").read_text(encoding="utf-8").count("- intent: pain") == 1


def test_what_stands_already_is_not_added_again(files: Path) -> None:
    accepted = [example("Will people be able to tell"), example("is it stingy"), example("Is it stingy?!")]
    patch = patch_of(accepted, files / "data/nlu", files / "data/clinic", DAY)
    assert patch.ids == ("id of is it stingy",)
    assert set(patch.already) == {"id of Will people be able to tell", "id of Is it stingy?!"}
    write(patch)
    assert patch_of(accepted, files / "data/nlu", files / "data/clinic", DAY).changes == ()


def test_a_phrase_stands_at_the_end_of_its_concept_and_the_version_is_new(files: Path) -> None:
    patched(files, phrase("crusty elbow thing[s]"), phrase("scaly (shin|knee)s of mine -> site=elsewhere"))
    text = (files / "data/clinic/lexicon.yml").read_text(encoding="utf-8")
    place = line_of(text, "crusty elbow thing[s]")
    assert place is not None
    assert place[1] == "psoriasis"
    assert text.splitlines()[place[0] + 1] == "  eczema:"
    assert text.count("\n") == LEXICON.count("\n") + 2
    assert 'version: "2026-11-23"' in text


def test_a_phrase_that_the_lexicon_cannot_take_is_refused_with_its_line(files: Path) -> None:
    patch = patch_of([phrase("(crusty")], files / "data/nlu", files / "data/clinic", DAY)
    with pytest.raises(ClinicDataError, match=r"lexicon.yml, line \d+, key 'concepts.psoriasis.say'"):
        check(patch)
    with pytest.raises(UnusablePhraseError):
        with_phrases(LEXICON, [("no_such_concept", "x")], DAY)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("2026-11-22", "2026-11-23"),
        ("2026-11-23", "2026-11-23.1"),
        ("2026-11-23.1", "2026-11-23.2"),
        ("2026-11-23.9", "2026-11-23.10"),
        ("2027-01-01", "2027-01-01.1"),
        ("own", "own.1"),
    ],
)
def test_every_change_of_the_lexicon_has_a_version_of_its_own(before: str, after: str) -> None:
    assert next_version(before, DAY) == after


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  does it\n hurt ?", "does it hurt ?"),
        ("- does it hurt", "does it hurt"),
        ("/pain", "pain"),
        ("[dog](animal) ok", "[dog] (animal) ok"),
        ("a\x00b\u2028c", "a b c"),
        ("[name] here: does it hurt", "[name] here: does it hurt"),
    ],
)
def test_a_text_becomes_one_line_that_means_only_itself(text: str, line: str) -> None:
    assert as_example(text) == line


@pytest.mark.parametrize("text", ["", " ?! ", "-", "x" * (LONGEST + 1)])
def test_what_cannot_be_an_example_is_refused(text: str) -> None:
    with pytest.raises(UnusableExampleError):
        as_example(text)


@pytest.mark.parametrize("text", ["", "  ", "-> site=x", "# x", "x" * 201])
def test_what_cannot_be_a_phrase_is_refused(text: str) -> None:
    with pytest.raises(UnusablePhraseError):
        as_phrase(text)


@given(st.lists(st.tuples(st.sampled_from(["pain", "cost", "fading"]), st.text(max_size=60)), max_size=12))
def test_whatever_is_learnt_is_read_again_as_it_was_written(said: list[tuple[str, str]]) -> None:
    added = []
    for topic, text in said:
        try:
            added.append((topic, as_example(text)))
        except UnusableExampleError:
            continue
    with_some = with_examples("", added[:3])
    text = with_examples(with_some if added[:3] else "", added[3:])
    if not added:
        return
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "learned.yml").write_text(text, encoding="utf-8")
        again = [(one.topic, one.text) for one in read_examples(Path(folder))]
        assert sorted(again) == sorted(added)
        assert set(places(Path(folder))) == {normal(one) for _, one in added}


def test_a_file_is_replaced_whole_and_keeps_its_rights(tmp_path: Path) -> None:
    file = tmp_path / "a.yml"
    file.write_text("old", encoding="utf-8")
    file.chmod(0o640)
    replace_file(file, "new")
    assert file.read_text(encoding="utf-8") == "new"
    assert file.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in tmp_path.iterdir()] == ["a.yml"]
