"""How rows are locked away and folds are cut: what a person chooses."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from ..core.param_fields import seed_field
from ..core.recipe import Params

LABELS = {
    "random": "At random",
    "group": "By group",
    "time": "By time",
    "order": "By the order of the rows",
    "column": "As a column says",
}


class SplitParams(Params):
    """How rows are locked away and folds are cut."""

    method: Literal["random", "group", "time", "order", "column"] = Field(
        "random",
        title="Way of splitting",
        description="Random suits rows that have nothing to do with each other. Split by group "
        "when rows belong together (one patient), by time or order when the future is predicted, "
        "by a column when the data say which rows are for what.",
        json_schema_extra={"labels": {**LABELS}},
    )
    column: str | None = Field(
        None,
        title="Split column",
        description="The column that says which rows belong together, when each row happened, or "
        "which part it is for. A random split needs none.",
    )
    held: tuple[str, ...] = Field(
        (),
        title="Holdout values",
        description="The values of the split column whose rows are the holdout. Left empty, words "
        "such as test, holdout or true are understood; name one hospital to be judged on it alone.",
    )
    stratify: bool = Field(
        True,
        title="Even shares of the target",
        description="Keep the share of each class, or for amounts the spread, alike in all parts. "
        "It makes the judgement steadier; groups stay whole all the same.",
    )
    gap: float = Field(
        0,
        ge=0,
        title="Gap",
        description="Time left unused before the holdout, and before each fold: days for dates, "
        "else the column's own unit, or rows. Use it when the truth is known only some time later.",
    )
    holdout: float = Field(
        0.2,
        ge=0.05,
        le=0.5,
        title="Holdout share",
        description="The share of rows locked away for the last judgement. More rows there make "
        "the judgement surer and leave fewer to learn from; 0.2 is usual.",
    )
    folds: int = Field(
        5,
        ge=2,
        le=20,
        title="Folds",
        description="In how many parts the other rows are cut to compare candidates. "
        "More folds take longer and leave more rows for each fit; 5 is usual.",
    )
    seed: int = seed_field("Fixes what is random, so that the same choices give the same rows.")

    def missing(self) -> str:
        if self.method in ("random", "order") or self.column:
            return ""
        if self.method == "column":
            return "Choose the column that says which rows are the holdout."
        return f"Choose the {self.method} column to split by."
