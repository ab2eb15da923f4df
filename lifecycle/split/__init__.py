"""Ways of cutting rows into a holdout and folds, which of them suits a table, and what they do."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from . import grouped, ordered, predefined
from . import random as at_random
from .audit import consequences
from .cut import Cut
from .holdout_precision import assumed, in_rows, in_words, sizes
from .recommend import Recommendation, recommend

if TYPE_CHECKING:
    from ..data.step import Table
    from .params import SplitParams

__all__ = [
    "METHODS",
    "Cut",
    "Recommendation",
    "assumed",
    "consequences",
    "in_rows",
    "in_words",
    "recommend",
    "sizes",
]

METHODS: dict[str, Callable[[SplitParams, Table], Cut]] = {
    "random": at_random.cut,
    "group": grouped.cut,
    "time": ordered.by_time,
    "order": ordered.by_order,
    "column": predefined.cut,
}
