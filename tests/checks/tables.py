"""Small tables for the checks: a good one, and changes of it, read and split as the steps do."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from lifecycle.checks import CHECKS, Context, Found, check_all
from lifecycle.data import step
from lifecycle.data.readers import read_table
from lifecycle.data.roles import ColumnChoice
from lifecycle.engine.runner import silent
from lifecycle.split import step as split

N = 200
RNG = np.random.default_rng(0)
GOOD: dict[str, Any] = {
    "a": RNG.normal(size=N).round(6),
    "b": RNG.normal(size=N).round(6),
    "c": RNG.choice(["red", "green", "blue"], N),
    "target": RNG.choice(["yes", "no"], N),
}
YES = np.asarray(GOOD["target"]) == "yes"
AMOUNT = np.asarray(GOOD["a"]) + RNG.normal(size=N).round(6)
TAIL = np.exp(2 * RNG.normal(size=N)).round(6)
DAYS = pd.date_range("2024-01-01", periods=N, freq="D")
ON = RNG.permutation(DAYS.strftime("%Y-%m-%d").to_numpy())


@dataclass(frozen=True)
class Case:
    """A table with what was chosen about it; ``split`` None leaves it unsplit."""

    columns: dict[str, Any]
    chosen: dict[str, Any] = field(default_factory=dict)
    split: dict[str, Any] | None = field(default_factory=dict)

    def context(self) -> Context:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "blob"
            pd.DataFrame(self.columns).to_csv(path, index=False)
            read = read_table(path)
        chosen = {"target": "target", **self.chosen}
        if "target" not in self.columns:
            chosen["target"] = list(self.columns)[-1]
        table = step.run(step.DataParams(**chosen), read=read, report=silent)
        if self.split is None:
            return Context(table, read)
        cut = split.run(
            split.SplitParams(**{"method": "random"} | self.split), data=table, report=silent
        )
        return Context(table, read, cut)

    def found(self) -> Found:
        return check_all(self.context())


def good(
    *without: str,
    roles: dict[str, dict[str, Any]] | None = None,
    split: dict[str, Any] | None = None,
    unsplit: bool = False,
    **changes: Any,
) -> Case:
    """Return the good table with columns changed, added or left out."""
    columns = {name: v for name, v in (GOOD | changes).items() if name not in without}
    columns["target"] = columns.pop("target", GOOD["target"])
    choices = tuple(ColumnChoice(name=name, **said) for name, said in (roles or {}).items())
    return Case(columns, {"columns": choices}, None if unsplit else split or {})


def only(**columns: Any) -> Case:
    """Return a table of these columns alone."""
    return Case(columns)


def with_some(values: Any, cell: Any, every: int) -> list[Any]:
    return [cell if i % every == 0 else value for i, value in enumerate(values)]


def alone(code: str, context: Context) -> Found:
    """Return what one check says of a table."""
    return check_all(context, [check for check in CHECKS if check.code == code])
