"""Sets and intervals: what can be promised for a single row, and whether amounts are right."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lifecycle import figures
from lifecycle.core import wording
from lifecycle.evaluate.conformal_step import Conformal
from lifecycle.evaluate.holdout_conformal import HoldoutConformal
from lifecycle.evaluate.holdout_mean_calibration import HoldoutMeanCalibration
from lifecycle.evaluate.step import Evaluation
from lifecycle.project import candidate_marks
from lifecycle.project.project import Project
from lifecycle.steps import CONFORMAL, HOLDOUT_CONFORMAL, HOLDOUT_MEAN_CALIBRATION

from ...ui import display
from ...ui.text import plain
from . import holdout_view


def show(project: Project) -> None:
    """Ask for limits, and show what they promise and keep."""
    board = candidate_marks.board_with_names(project)
    if board is None:
        st.markdown("Train candidates first; then sets and intervals can be learned here.")
        return
    cut = {0: ("margins",), 2: ()}.get(len(board.classes), ("sets",))
    holdout_view.ask(project, CONFORMAL, "Find sets and intervals", "level", *cut)
    conformal: Conformal | None = project.shown(CONFORMAL)
    if conformal is None:
        st.caption(
            "A set of classes, or an interval, that contains the true value for as large a share "
            "of rows as you ask: learned on out-of-fold predictions, so that it costs no look at "
            "the holdout."
        )
        return
    st.markdown(f"**{plain(conformal.sentence, most=500)}**")
    display.grid(
        numbers(conformal.table, bool(conformal.classes)), hide_index=True, width="stretch"
    )
    st.caption(
        f"From {wording.count('out-of-fold prediction', conformal.rows)} of training rows, judged "
        "fold by fold by limits learned on the others. It holds for new rows as long as they come "
        "from the same distribution."
    )
    display.figure(
        project, CONFORMAL, "parts", lambda: figures.kept_promises(conformal.parts, conformal.level)
    )
    st.caption(
        "The dotted line is the target coverage of all rows together; parts may lie below it."
    )
    if not conformal.classes:
        errors(
            project,
            "out-of-fold prediction",
            conformal.rows,
            conformal.pit,
            conformal.quantiles,
            "pit",
        )
    on_holdout(project)
    both = {"levels": conformal.table, "parts": conformal.parts}
    display.numbers(both | {"pit": conformal.pit, "quantiles": conformal.quantiles}, "conformal")


def on_holdout(project: Project) -> None:
    read: HoldoutConformal | None = holdout_view.on_holdout(project, HOLDOUT_CONFORMAL, CONFORMAL)
    if read is None:
        return
    st.markdown("**On the holdout**")
    display.grid(numbers(read.table, read.classes), hide_index=True, width="stretch")
    st.caption(
        f"From {wording.count('holdout row', read.rows)}, of the look that was taken already; the "
        "limits were learned on training rows alone."
    )
    if not read.classes:
        errors(project, "holdout row", read.rows, read.pit, read.quantiles, "holdout")


def errors(
    project: Project, noun: str, rows: int, pit: pd.DataFrame, quantiles: pd.DataFrame, name: str
) -> None:
    """Draw whether errors come as earlier errors did."""
    display.figure(project, CONFORMAL, name, lambda: figures.pit(pit))
    st.caption(
        f"From {wording.count(noun, rows)}: a flat histogram means errors are distributed as in "
        "training; peaks at both ends mean the intervals are too narrow."
    )
    table = pd.DataFrame(
        {
            "Nominal quantile": [wording.percent(q) for q in quantiles["nominal"]],
            "Observed share below it": [
                wording.interval(r["observed"], r["low"], r["high"])
                for r in quantiles.to_dict("records")
            ],
        }
    )
    with st.expander("Quantile coverage", key=f"quantiles.{noun}"):
        display.grid(table, hide_index=True, width="stretch")


def amounts(project: Project, evaluation: Evaluation, frames: dict[str, pd.DataFrame]) -> None:
    """Observed means by tenths of the prediction, on the holdout."""
    made: HoldoutMeanCalibration | None = holdout_view.on_holdout(project, HOLDOUT_MEAN_CALIBRATION)
    if made is None:
        return
    display.figure(
        project,
        HOLDOUT_MEAN_CALIBRATION,
        "means",
        lambda: figures.mean_calibration(made.table),
    )
    st.caption(
        f"From {wording.count('holdout row', evaluation.holdout_rows)}, in tenths by prediction. "
        "On the dotted line predictions are right on average. Whether their errors are "
        "distributed as expected is shown under Conformal prediction."
    )


def numbers(table: pd.DataFrame, classes: bool) -> pd.DataFrame:
    """Return what each level keeps and costs, in words."""
    rows = []
    for row in table.to_dict("records"):
        row_in_words = {
            "Target coverage": wording.percent(row["level"]),
            "Observed coverage": wording.interval(row["coverage"], row["low"], row["high"]),
        }
        if classes:
            right = wording.interval(row["right"], row["right_low"], row["right_high"])
            row_in_words |= {
                "Mean set size": wording.number(row["size"], 0.05),
                "Single-class sets": wording.percent(row["single"]),
                "Accuracy of single-class sets": right if row["single"] > 0 else "",
                "Empty sets": wording.percent(row["empty"]),
            }
        else:
            row_in_words["Mean interval width"] = wording.number(row["size"])
        rows.append(row_in_words)
    return pd.DataFrame(rows)
