"""Would recalibration help? Before and after, out of fold and on the holdout, and its use."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lifecycle import figures
from lifecycle.core import wording
from lifecycle.evaluate.holdout_recalibration import HoldoutRecalibration
from lifecycle.evaluate.recalibrate_step import TITLES, Recalibration
from lifecycle.evaluate.step import Evaluation
from lifecycle.project import candidate_marks
from lifecycle.project.project import Project
from lifecycle.project.status import State
from lifecycle.steps import EVALUATE, HOLDOUT_RECALIBRATION, JUDGED, RECALIBRATE
from lifecycle.train.step import Leaderboard

from ...ui import display, session
from ...ui.forms import field
from ...ui.text import plain
from . import holdout_view

NONE = "none"
AFTER = "Before and after, on training rows not learned from"
HOLDOUT = "Before and after, on the holdout"


def has_chances(board: Leaderboard) -> bool:
    """Whether the candidates state probabilities, so that there is something to correct."""
    return bool(board.classes)


def choose(project: Project, board: Leaderboard) -> None:
    """How the model's probabilities are corrected, where it states any."""
    if has_chances(board):
        field(project, JUDGED, "calibration")


def show(project: Project) -> None:
    """Ask for the comparison, show it once it is there, and offer to use what it recommends."""
    board = candidate_marks.board_with_names(project)
    if board is None or not has_chances(board):
        return
    used(project)
    holdout_view.ask(project, RECALIBRATE, "See whether recalibration would help", "method")
    recalibration_made: Recalibration | None = project.shown(RECALIBRATE)
    if recalibration_made is None:
        st.caption(
            "Three ways to correct the probabilities are learned on some folds of the training "
            "rows and judged on the others, so that it costs no look at the holdout."
        )
        return
    st.markdown(f"**{plain(recalibration_made.sentence, most=400)}**")
    offer(project, board, recalibration_made)
    display.grid(numbers(recalibration_made.table), hide_index=True, width="stretch")
    several = len(board.classes) > 2
    of = "slope and error are those of the predicted class; " if several else ""
    st.caption(
        f"From {wording.count('out-of-fold prediction', recalibration_made.rows)}, each corrected "
        f"by what was learned on other folds; {of}a slope of 1 and an error of 0 are right."
    )
    display.figure(
        project, RECALIBRATE, "curve", lambda: figures.reliability(recalibration_made.curve, AFTER)
    )
    display.numbers(
        {"recalibration": recalibration_made.table, "curve": recalibration_made.curve},
        "recalibrate",
    )
    on_holdout(project)


def offer(project: Project, board: Leaderboard, made: Recalibration) -> None:
    """One button that makes what was found part of the model, when it is not yet."""
    now = project.params(JUDGED)
    asked = getattr(project.params(RECALIBRATE), "method", "best")
    way = made.recommended if asked == "best" else made.method
    current = project.statuses[RECALIBRATE].state is State.CURRENT
    if not current or made.model != (getattr(now, "model", "") or board.taken):
        return  # it was found for other predictions than those of the judged candidate
    if getattr(now, "calibration", NONE) == way:
        if way != NONE:
            st.caption(f":material/check: {TITLES[way]} is chosen in Evaluate.")
        return
    label = "Leave them as they are" if way == NONE else f"Use it: {TITLES[way].lower()}"
    if st.button(label, key="recalibrate.use", type="primary", icon=":material/check:"):
        project.choose(JUDGED, calibration=way)
        session.flash("Evaluate judges the model with this choice when it is run again.")
        st.rerun()
    if project.looks:
        st.caption(
            "The holdout was looked at already, so judging the changed model is a further look."
        )


def used(project: Project) -> None:
    """The judged model's own correction: what the holdout says without and with it."""
    seen: Evaluation | None = project.shown(EVALUATE)
    if seen is None or "recalibrated" not in seen.curves:
        return
    table = seen.curves["recalibrated"]
    st.markdown(f"**{TITLES[seen.calibration]} is part of the judged model**")
    rows = numbers(table.assign(title=table["method"].map(TITLES)))
    display.grid(rows, hide_index=True, width="stretch")
    st.caption(
        f"From {wording.count('holdout row', seen.holdout_rows)}: the model as it was fitted, and "
        "with its correction, which was learned on training rows alone."
    )


def on_holdout(project: Project) -> None:
    seen: Evaluation | None = project.shown(EVALUATE)
    if seen is not None and seen.calibration != NONE:
        return  # its probabilities are corrected already
    read: HoldoutRecalibration | None = holdout_view.on_holdout(
        project, HOLDOUT_RECALIBRATION, RECALIBRATE
    )
    if read is None:
        return
    st.markdown(f"**{TITLES[read.method]} on the holdout**")
    display.grid(numbers(read.table), hide_index=True, width="stretch")
    display.figure(
        project,
        HOLDOUT_RECALIBRATION,
        "curve",
        lambda: figures.reliability(read.curve, HOLDOUT),
    )
    st.caption(
        f"From {wording.count('holdout row', read.rows)}, of the look that was taken already; "
        "the correction was learned on training rows alone. The model itself is unchanged."
    )


def numbers(table: pd.DataFrame) -> pd.DataFrame:
    """Return the comparison in words."""
    rows = []
    for row in table.to_dict("records"):
        first = row["method"] == NONE
        gain = wording.interval(row["better"], row["low"], row["high"])
        rows.append(
            {
                "Probabilities": row["title"],
                "Log loss": wording.number(row["log_loss"]),
                "Lower by": "" if first else gain,
                "Brier score": wording.number(row["brier"]),
                "Calibration slope": wording.number(row["slope"], 0.05),
                "Calibration error": wording.number(row["ece"], 0.005),
            }
        )
    return pd.DataFrame(rows)
