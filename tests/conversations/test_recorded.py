"""Every conversation that was made a test is answered as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.database.recordings import recording_of
from bot.database.session import open_engine
from bot.learning.recording import Recording, differences, masked, read_recording
from tests.product import Product, Said, Visitor

FILES = sorted((Path(__file__).parent / "recorded").glob("*.yml"))


def say_again(visitor: Visitor, told: Recording) -> None:
    said = Said([])
    for step in told.steps:
        buttons = {masked(title): payload for title, payload in said.buttons.items()}
        said = visitor.tap(buttons[masked(step.said)]) if step.tapped else visitor.say(step.said)


def test_there_are_recorded_conversations() -> None:
    assert len(FILES) >= 2


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_recorded_conversation_is_answered_as_it_was(
    product: Product, visitor: Visitor, file: Path
) -> None:
    told = read_recording(file)
    say_again(visitor, told)
    engine = open_engine(product.environment["DATABASE_URL"])
    with engine.connect() as connection:
        again = recording_of(connection, visitor.conversation)
    engine.dispose()
    assert again is not None
    assert differences(told.steps, again.steps) == ()
    assert (again.urgent, again.needs_person) == (told.urgent, told.needs_person)
