"""Cuts each message into the clauses that may be questions of their own."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.understanding.understanding import cut

CUT = "cut"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class ClauseSplitter(GraphComponent):
    """Sets the message property `cut` (bot.understanding.understanding.Cut)."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ClauseSplitter:
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """An example asks one thing: there is nothing to cut."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            message.set(CUT, cut(message.get(TEXT) or ""))
        return messages
