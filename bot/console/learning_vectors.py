"""The vectors of messages in the inbox, remembered from one look at it to the next."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np

from bot.console.learning_material import ENCODER
from bot.learning.grouping import Vectors, groups_of
from bot.understanding.encoder import Encoder, EncoderMissingError

_KEPT: Final = 5_000  # vectors of 1.5 kB each, kept for the next look at the inbox
_LONGEST: Final = 300  # characters of a message that are compared


def alike(texts: Sequence[str]) -> Sequence[tuple[int, ...]]:
    """The places of texts that ask alike, together; each by itself where the encoder is not built."""
    vectors = _vectors_of(texts)
    return groups_of(vectors) if vectors is not None else [(place,) for place in range(len(texts))]


def _vectors_of(texts: Sequence[str]) -> Vectors | None:
    """Unit vectors of shape (texts, 384), remembered; None when the encoder is not built."""
    return _remembered().of([text[:_LONGEST] for text in texts])


class _Remembered:
    """Vectors by the digest of their text; the texts themselves are kept nowhere."""

    def __init__(self) -> None:
        self._vectors: OrderedDict[bytes, Vectors] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, texts: Sequence[str]) -> Vectors | None:
        keys = [hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest() for text in texts]
        with self._lock:
            new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._vectors}
            if new:
                encoder = _encoder()
                if encoder is None:
                    return None
                self._vectors.update(zip(new, encoder.encode(list(new.values())), strict=True))
            found = [self._vectors[key] for key in keys]
            while len(self._vectors) > _KEPT:
                self._vectors.popitem(last=False)
        return np.stack(found) if found else np.zeros((0, 1), np.float32)


@lru_cache(maxsize=1)
def _remembered() -> _Remembered:
    return _Remembered()


@lru_cache(maxsize=1)
def _encoder() -> Encoder | None:
    try:
        return Encoder(ENCODER)
    except EncoderMissingError:
        return None
