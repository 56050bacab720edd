"""Turns sentences into unit vectors with the int8 ONNX encoder that set-up built."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

DIMENSIONS = 384
LONGEST = 96
"""Word pieces that are read of one clause; a visitor's clause has about 12."""

Vectors = NDArray[np.float32]


class EncoderMissingError(RuntimeError):
    """The encoder was not built yet."""


class Encoder:
    """Sentence encoder; one thread, because two were slower on every machine measured (research: nlu, 3)."""

    def __init__(self, folder: Path) -> None:
        """Raises EncoderMissingError when `folder` does not hold encoder.onnx and tokenizer.json."""
        graph, tokenizer = folder / "encoder.onnx", folder / "tokenizer.json"
        if not (graph.exists() and tokenizer.exists()):
            raise EncoderMissingError("The sentence encoder is not built yet. Run `make install`.")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.enable_truncation(LONGEST)
        self._tokenizer.no_padding()

    def encode(self, sentences: Sequence[str]) -> Vectors:
        """Vectors of shape (sentences, 384), each of length 1, in the order given.

        One sentence a run: int8 scales depend on all that shares a batch, and the same words must
        give the same vector in training, in serving and on the command line.
        """
        return np.concatenate([self._run(sentence) for sentence in sentences])

    def _run(self, sentence: str) -> Vectors:
        ids = np.array([self._tokenizer.encode(sentence).ids], np.int64)
        result: Vectors = self._session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0]
        return result
