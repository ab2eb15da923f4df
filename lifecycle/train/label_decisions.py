"""Labels: what a person decided about doubtful labels, applied to training rows alone.

The table and the split stay as they are, so that a decision never moves a row into the holdout or
out of it, and the holdout's own labels are never touched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import Field

from ..core.errors import ChoiceError
from ..core.recipe import Need, Params, Step
from ..core.wording import count, listing
from ..data.step import STEP as DATA
from ..data.step import Table
from ..engine.runner import Report
from ..metrics.predictions import ROW_COLUMN
from ..split.split import Split
from ..split.step import STEP as SPLIT
from ..storage.frame_columns import Column, frame_of, names_of


class LabelDecision(Params):
    """What becomes of one row's label; ``given`` is the label that was judged."""

    row: int = Field(ge=0)
    action: Literal["fix", "drop"]
    given: str
    label: str = ""


class LabelParams(Params):
    """The decisions of a person about doubtful labels."""

    decisions: tuple[LabelDecision, ...] = Field(
        (),
        title="Label decisions",
        description="Rows whose label was corrected or that were left out, after a look at each.",
        json_schema_extra={"opaque": True},
    )
    kept: tuple[int, ...] = Field(
        (),
        title="Confirmed labels",
        description="Rows whose label was looked at, found right, and stays.",
        json_schema_extra={"opaque": True},
    )


CHANGES = (
    ROW_COLUMN,
    Column("action", '"fix" or "drop"'),
    Column("given", "the label that stands in the table, as text"),
    Column("label", 'the new one, "" where dropped'),
)


@dataclass(frozen=True)
class Labels:
    """The decisions that hold for this table and split.

    ``skipped``: how many decisions no longer fit, because the row is locked away or holds another
    label than the one that was judged.
    """

    changes: pd.DataFrame = field(metadata=frame_of("one row a decision", *CHANGES))
    skipped: int
    sentence: str

    @property
    def fixed(self) -> dict[int, str]:
        """The new label by row."""
        fixes = self.changes[self.changes["action"] == "fix"]
        return {
            int(row): str(label) for row, label in zip(fixes["row"], fixes["label"], strict=True)
        }

    @property
    def dropped(self) -> NDArray[np.intp]:
        """The rows that are left out of learning."""
        return self.changes.loc[self.changes["action"] == "drop", "row"].to_numpy(dtype=np.intp)

    def y(self, data: Table) -> pd.Series:
        """Return the table's target with the corrected labels; rows keep their places."""
        if not self.fixed:
            return data.y
        y = data.y.copy()
        new = [float(v) if data.task == "regression" else v for v in self.fixed.values()]
        y.iloc[list(self.fixed)] = new
        return y

    def kept(self, rows: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return these rows without those that are left out."""
        return rows[~np.isin(rows, self.dropped)] if len(self.dropped) else rows


def run(params: LabelParams, *, data: Table, split: Split, report: Report) -> Labels:
    report(0.1, "Applying the decisions about labels")
    rows = [
        (each.row, each.action, each.given, new_label(each, data))
        for each in holding(params.decisions, data, split)
    ]
    changes = pd.DataFrame(rows, columns=names_of(CHANGES)).astype({"row": np.int64})
    skipped = len(params.decisions) - len(rows)
    return Labels(changes, skipped, decisions_sentence(changes, skipped))


def holding(
    decisions: Sequence[LabelDecision], data: Table, split: Split
) -> tuple[LabelDecision, ...]:
    """Return the decisions about training rows that still hold the label that was judged."""
    inside = set(split.train.tolist())
    return tuple(
        each
        for each in decisions
        if each.row in inside and as_text(data.y.iloc[each.row]) == each.given
    )


def as_text(label: object) -> str:
    """Return a label as decisions name it; numbers in their shortest exact form.

    >>> as_text(3.0), as_text("yes")
    ('3.0', 'yes')
    """
    return repr(float(label)) if isinstance(label, float | np.floating) else str(label)


def new_label(decision: LabelDecision, data: Table) -> str:
    """Return the label that a fix brings; raises ChoiceError when the target has no such value."""
    if decision.action == "drop":
        return ""
    if data.task != "regression":
        if decision.label not in data.classes:
            raise ChoiceError(
                f"There is no class {decision.label} to correct a label to.",
                f"Choose one of {listing(data.classes)}.",
            )
        return decision.label
    try:
        value = float(decision.label)
    except ValueError:
        value = np.nan
    if not np.isfinite(value):
        raise ChoiceError(
            f"{decision.label or 'An empty cell'} is no number to correct a value to.",
            "Enter a number, or leave the row out.",
        )
    return repr(value)


def decisions_sentence(changes: pd.DataFrame, skipped: int) -> str:
    """Return what was done, in words."""
    fixed, dropped = ((changes["action"] == action).sum() for action in ("fix", "drop"))
    if not len(changes) and not skipped:
        return "No label was changed."
    done = f"{count('label', int(fixed))} corrected and {count('row', int(dropped))} left out, "
    done += "among the training rows only."
    if skipped:
        done += f" {count('decision', skipped)} no longer fit the table and do nothing."
    return done


STEP = Step(
    "labels",
    "Reviewed labels",
    "Apply what a person decided about doubtful labels. Only training rows can change.",
    LabelParams,
    Labels,
    run,
    needs=(Need.of(DATA), Need.of(SPLIT)),
)
