"""A mistake in quoting.yml or forms.yml is named with file, line, key and what is allowed; no text holds a price."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.clinic_data import ClinicDataError
from bot.forms.wording import load_wording as load_forms
from bot.quoting.wording import load_wording as load_quoting

CLINIC = Path("data/clinic")


@pytest.mark.parametrize(
    ("file", "load", "right", "wrong", "said"),
    [
        (
            "quoting.yml",
            load_quoting,
            "  intro:",
            "  intor:",
            r"key 'phrases.intor': unknown key; allowed are ",
        ),
        ("quoting.yml", load_quoting, "  three: 3 sessions\n", "", r"'three' is missing"),
        (
            "quoting.yml",
            load_quoting,
            "3 sessions",
            "three whole sessions at the clinic",
            r"20 characters are allowed",
        ),
        (
            "quoting.yml",
            load_quoting,
            "{reason}",
            "{why}",
            r"'\{why\}' is not known here; allowed are reason",
        ),
        ("quoting.yml", load_quoting, "  defer:", "  deferred:", r"key 'provisional.deferred': unknown key"),
        (
            "forms.yml",
            load_forms,
            "{title}",
            "{name}",
            r"key 'phrases.put_aside': '\{name\}' is not known here",
        ),
        ("forms.yml", load_forms, "go_on: Continue", "go_on:", r"'go_on' is missing"),
    ],
)
def test_a_mistake_is_named(
    tmp_path: Path, file: str, load: Callable[[Path], Any], right: str, wrong: str, said: str
) -> None:
    shutil.copy(CLINIC / file, tmp_path / file)
    text = (tmp_path / file).read_text(encoding="utf-8")
    assert right in text
    (tmp_path / file).write_text(text.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(ClinicDataError, match=rf"{re.escape(file)}, line \d+, .*{said}"):
        load(tmp_path)


def test_no_text_around_a_price_holds_a_price_itself() -> None:
    wording = load_quoting(CLINIC)
    texts = [*wording.texts.phrases.values(), *wording.provisional.values()]
    assert not [text for text in texts if re.search(r"[$€£₺]|\d{3}", text)]
