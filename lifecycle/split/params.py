"""How rows are locked away and folds are cut: what a person chooses."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import Field

from ..core.param_fields import seed_field
from ..core.recipe import Params

AUTO: Final = "auto"
LABELS = {
    AUTO: "As recommended",
    "random": "Random",
    "group": "By group",
    "time": "By time",
    "order": "By row order",
    "column": "Predefined, by a column",
}


class SplitParams(Params):
    """How rows are locked away and folds are cut."""

    method: Literal["auto", "random", "group", "time", "order", "column"] = Field(
        AUTO,
        title="Split method",
        description="Left as recommended, the data decide: a column with the role of group or time "
        "first. Random suits rows that are independent of each other. Split by group when "
        "rows belong together (one patient), by time or order when the future is "
        "predicted, predefined when a column says which rows are for what.",
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
        title="Stratification",
        description="Keep the share of each class, or for regression the target's distribution, "
        "alike in all parts. It makes the scores less variable; groups stay whole all "
        "the same.",
    )
    gap: float = Field(
        0.0,
        ge=0,
        title="Gap",
        description="An embargo, left unused before the holdout and before each fold: days for "
        "dates, else the column's own unit, or rows. Use it when the outcome becomes "
        "known only some time later.",
    )
    holdout: float = Field(
        0.2,
        ge=0.05,
        le=0.5,
        title="Holdout share",
        description="The share of rows locked away for the final evaluation. More rows there make "
        "its intervals narrower and leave fewer to learn from; 0.2 is usual.",
    )
    folds: int = Field(
        5,
        ge=2,
        le=20,
        title="Folds",
        description="Into how many parts the other rows are cut for cross-validation. More folds "
        "take longer and leave more rows for each fit; 5 is usual.",
    )
    seed: int = seed_field("Fixes what is random, so that the same choices give the same rows.")

    def missing(self) -> str:
        if self.method in (AUTO, "random", "order") or self.column:
            return ""
        if self.method == "column":
            return "Choose the column that says which rows are the holdout."
        return f"Choose the {self.method} column to split by."
