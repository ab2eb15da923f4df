"""Ways of cutting rows into a holdout and folds, which of them suits a table, and what they do."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from . import at_random, by_group, given, in_order
from .consequences import consequences
from .cut import Cut
from .recommend import Recommendation, recommend
from .sizes import assumed, in_rows, in_words, sizes

if TYPE_CHECKING:
    from ..data.step import Table
    from ..steps.split import SplitParams

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
    "group": by_group.cut,
    "time": in_order.by_time,
    "order": in_order.by_order,
    "column": given.cut,
}
