"""What the endpoint remembers of its last requests: how many, how fast, which answers."""

from __future__ import annotations

import threading
import time
from collections import Counter, deque
from typing import Any

import numpy as np

KEPT = 1000


class Counters:
    """Counts since the start, and the last thousand latencies and predictions."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._started = time.time()
        self.requests = self.refused = self.records = 0
        self._milliseconds: deque[float] = deque(maxlen=KEPT)
        self._predictions: deque[Any] = deque(maxlen=KEPT)

    def answered(self, milliseconds: float, predictions: list[Any]) -> None:
        with self._lock:
            self.requests += 1
            self.records += len(predictions)
            self._milliseconds.append(milliseconds)
            self._predictions.extend(predictions)

    def refuse(self) -> None:
        with self._lock:
            self.requests += 1
            self.refused += 1

    def summary(self) -> dict[str, Any]:
        """Return everything as plain JSON values; latencies in milliseconds."""
        with self._lock:
            times, answers = list(self._milliseconds), list(self._predictions)
            counts = {"count": self.requests, "refused": self.refused, "records": self.records}
        p50, p95 = np.quantile(times, [0.5, 0.95]).tolist() if times else (None, None)
        return {
            **counts,
            "uptime_seconds": time.time() - self._started,
            "p50_ms": p50,
            "p95_ms": p95,
            "predictions": spread(answers),
        }


def spread(answers: list[Any]) -> dict[str, Any]:
    """Return the count of each label, or the spread of numbers, of the last predictions."""
    numbers = [answer for answer in answers if isinstance(answer, float)]
    if numbers:
        low, mid, high = np.quantile(numbers, [0.05, 0.5, 0.95]).tolist()
        return {"last": len(answers), "p5": low, "p50": mid, "p95": high}
    return {"last": len(answers), **{str(k): n for k, n in Counter(answers).most_common()}}
