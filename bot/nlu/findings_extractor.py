"""Hands over what a message says of somebody's health, as entities with their states."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.knowledge.clinic import load_clinic
from bot.reading.findings import Finding
from bot.reading.reader import Reader, load_reader

FINDINGS = "findings"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class FindingsExtractor(GraphComponent, EntityExtractorMixin):
    """Sets the message property `findings`, and an entity per finding, named by its concept.

    The concepts are not in the domain on purpose: an entity there would become a feature of the policies, and
    no rule of the dialogue may depend on which illness was named.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"clinic": "data/clinic"}

    def __init__(self, reader: Reader, timezone: dt.tzinfo) -> None:
        self._reader = reader
        self._timezone = timezone

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> FindingsExtractor:
        folder = Path(config["clinic"])
        return cls(load_reader(folder), load_clinic(folder).timezone)

    def process(self, messages: list[Message]) -> list[Message]:
        today = dt.datetime.now(self._timezone).date()
        for message in messages:
            findings = self._reader.read(message.get(TEXT) or "", today)
            message.set(FINDINGS, findings)
            entities = [*message.get(ENTITIES, []), *map(_entity, findings)]
            message.set(ENTITIES, entities, add_to_output=True)
        return messages


def _entity(finding: Finding) -> dict[str, Any]:
    return {
        "entity": finding.concept,
        "value": finding.text,
        "start": finding.start,
        "end": finding.end,
        "extractor": FindingsExtractor.__name__,
        "negated": finding.negated,
        "uncertain": finding.uncertain,
        "temporality": finding.temporality,
        "when": finding.when,
        "ended": finding.ended,
        "experiencer": finding.experiencer,
        "attributes": dict(finding.attributes),
    }
