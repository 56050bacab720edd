"""Gives each message, and each of its clauses, a sentence vector."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.clause_splitter import CUT, ClauseSplitter
from bot.understanding.encoder import Encoder, Vectors

VECTORS = "part_vectors"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceFeaturizer(DenseFeaturizer, GraphComponent):
    """Sets the message property `part_vectors`, one row per sentence of `cut`, and a dense sentence feature."""

    @classmethod
    def required_components(cls) -> list[type]:
        return [ClauseSplitter]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            **DenseFeaturizer.get_default_config(),
            "encoder": "build/encoder",  # folder with encoder.onnx and tokenizer.json
        }

    def __init__(self, config: dict[str, Any], name: str, encoder: Encoder) -> None:
        super().__init__(name, config)
        self._encoder = encoder

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceFeaturizer:
        return cls(config, execution_context.node_name, Encoder(Path(config["encoder"])))

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Nothing to check before `create`, which names a missing encoder."""

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        for message in training_data.training_examples:
            if message.get(TEXT) and message.get(INTENT):
                self._set_sentence_feature(message, self._encoder.encode([message.get(TEXT)]))
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            vectors = self._encoder.encode(message.get(CUT).sentences)
            message.set(VECTORS, vectors)
            self._set_sentence_feature(message, vectors[:1])
        return messages

    def _set_sentence_feature(self, message: Message, vector: Vectors) -> None:
        message.add_features(Features(np.asarray(vector), FEATURE_TYPE_SENTENCE, TEXT, self._identifier))
