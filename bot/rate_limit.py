"""Token buckets in memory: how often somebody may do something. Each process counts for itself."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable

MOST_KEYS = 20_000  # then the longest unused bucket is forgotten, which only favours its owner


class RateLimit:
    """`per_minute` actions for each key, all of them at once if need be; 0 means no limit."""

    def __init__(
        self, per_minute: int, clock: Callable[[], float] = time.monotonic, most_keys: int = MOST_KEYS
    ) -> None:
        self._capacity = float(per_minute)
        self._per_second = per_minute / 60
        self._clock = clock
        self._most_keys = most_keys
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> int:
        """0 when allowed, else the whole seconds until it will be."""
        if self._capacity == 0:
            return 0
        now = self._clock()
        tokens, since = self._buckets.pop(key, (self._capacity, now))
        tokens = min(self._capacity, tokens + (now - since) * self._per_second)
        allowed = tokens >= 1
        self._buckets[key] = (tokens - 1 if allowed else tokens, now)
        if len(self._buckets) > self._most_keys:
            self._buckets.popitem(last=False)
        return 0 if allowed else math.ceil((1 - tokens) / self._per_second)

    def __len__(self) -> int:
        return len(self._buckets)
