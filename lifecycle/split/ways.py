"""The ways of splitting: one row a way."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from . import grouped, ordered, predefined
from . import random as at_random
from .cut import Cut

if TYPE_CHECKING:
    from ..data.step import Table
    from .params import SplitParams

METHODS: dict[str, Callable[[SplitParams, Table], Cut]] = {
    "random": at_random.cut,
    "group": grouped.cut,
    "time": ordered.by_time,
    "order": ordered.by_order,
    "column": predefined.cut,
}
