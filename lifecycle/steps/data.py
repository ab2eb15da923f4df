"""Data: kinds, roles and target turn a raw table into one that can be learned from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd
from pydantic import Field

from ..engine.work import Report
from ..graph import Need, Params, Step
from .read import Reading

Kind = Literal["number", "category", "text", "date", "boolean", "identifier", "constant"]
Role = Literal["feature", "ignore"]
Task = Literal["binary", "multiclass", "regression"]


class ColumnChoice(Params):
    """What the user decided for one column; None keeps the guess."""

    name: str
    kind: Kind | None = None
    role: Role | None = None


class DataParams(Params):
    """Target, task and the columns' kinds and roles."""

    target: str | None = Field(None, title="Target", description="The column to predict.")
    task: Literal["auto", "binary", "multiclass", "regression"] = Field("auto", title="Task")
    positive: str | None = Field(None, title="Positive class")
    columns: tuple[ColumnChoice, ...] = Field((), title="Column kinds and roles")
    drop_duplicates: bool = Field(False, title="Drop duplicate rows")


@dataclass(frozen=True)
class Table:
    """A typed table with a target.

    ``frame``: rows with a known target, RangeIndex. Kinds decide the dtype: number float64;
    date datetime64[ns]; category, boolean, text and identifier str objects with None for missing.
    The target is float64 for regression and str otherwise.
    ``columns``: one row a column: name, kind, role ("target", "feature", "ignore"), missing
    (count), distinct, example, reason (why this kind or role).
    ``classes``: labels in sorted order, for a binary task the positive one last.
    ``findings``: one row a finding: code, title, severity ("risk", "note"), column, detail, remedy.
    """

    frame: pd.DataFrame
    columns: pd.DataFrame
    target: str
    task: Task
    task_reason: str
    classes: tuple[str, ...]
    positive: str | None
    findings: pd.DataFrame
    rows_read: int
    rows_without_target: int
    duplicate_rows: int

    @property
    def features(self) -> list[str]:
        """Names of the columns a model may use, in table order."""
        return self.columns.loc[self.columns["role"] == "feature", "name"].tolist()

    @property
    def y(self) -> pd.Series:
        return self.frame[self.target]

    @property
    def x(self) -> pd.DataFrame:
        return self.frame[self.features]


def run(params: DataParams, *, read: Reading, report: Report) -> Table:
    raise NotImplementedError


STEP = Step(
    "data",
    "Data",
    "Bring a table, say which column to predict, and check how each column was understood. "
    "What is wrong or must not be used is pointed out here, before any model sees it.",
    DataParams,
    Table,
    run,
    needs=(Need.of("read"),),
    page="data",
)
