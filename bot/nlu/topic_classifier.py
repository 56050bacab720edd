"""Decides which topics a message asks about; Rasa's intent is the first of them, or the fallback."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.clause_splitter import CUT
from bot.nlu.findings_extractor import FINDINGS
from bot.nlu.sentence_featurizer import VECTORS, SentenceFeaturizer
from bot.screening.opening import opened_by, told_beside
from bot.understanding.commands import CLINIC_DETAILS, beside_contact, command_of
from bot.understanding.confidence_file import read_confidence
from bot.understanding.intent_model import FILE, IntentModel
from bot.understanding.stored_model import SERVED
from bot.understanding.topics import OUT_OF_SCOPE
from bot.understanding.training import fit
from bot.understanding.understanding import Topic, Understood, decide

UNDERSTOOD = "understood"
TOLD_BESIDE = "told_beside"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(IntentClassifier, GraphComponent):
    """Sets `intent`, `intent_ranking`, and for the actions `understood` (all topics) and `told_beside`."""

    @classmethod
    def required_components(cls) -> list[type]:
        return [SentenceFeaturizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            "confidence": "data/understanding/confidence.yml",  # written by `make thresholds`
        }

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: IntentModel | None = None,
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model = model
        served = os.environ.get(SERVED)
        self._served = {"model": served} if served else {}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TopicClassifier:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> TopicClassifier:
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, IntentModel.load(Path(folder) / FILE))

    def train(self, training_data: TrainingData) -> Resource:
        examples = [item for item in training_data.intent_examples if item.get(TEXT)]
        vectors = np.concatenate([_sentence_vector(item) for item in examples])
        topics = [item.get(INTENT) for item in examples]
        self._model = fit(vectors, topics, read_confidence(Path(self._config["confidence"])))
        with self._model_storage.write_to(self._resource) as folder:
            self._model.save(Path(folder))
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            self._classify(message)
        return messages

    def _classify(self, message: Message) -> None:
        assert self._model is not None, "Rasa loads or trains a component before it uses it"
        command = command_of(message.get(TEXT) or "")
        findings = message.get(FINDINGS, ())
        understood = opened_by(decide(self._model, message.get(CUT), message.get(VECTORS)), findings)
        understood = beside_contact(command, message.get(TEXT) or "", understood)
        if command == CLINIC_DETAILS:
            understood = replace(
                understood, topics=(Topic(command, 1.0, message.get(TEXT)),), sure=True, out_of_scope=False
            )
        intent, confidence = (command, 1.0) if command else _intent(understood)
        message.set(INTENT, {"name": intent, "confidence": confidence}, add_to_output=True)
        ranking = [{"name": item.topic, "confidence": item.confidence} for item in understood.ranking]
        message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        message.set(UNDERSTOOD, {**understood.to_json(), **self._served}, add_to_output=True)
        message.set(TOLD_BESIDE, told_beside(message.get(TEXT) or "", findings), add_to_output=True)


def _intent(understood: Understood) -> tuple[str, float]:
    if understood.out_of_scope:
        return OUT_OF_SCOPE, 1.0 - understood.alternatives[0].confidence
    best = understood.topics[0]
    return (best.topic if understood.sure else DEFAULT_NLU_FALLBACK_INTENT_NAME), best.confidence


def _sentence_vector(message: Message) -> Any:
    _, sentence = message.get_dense_features(TEXT, [])
    return sentence.features
