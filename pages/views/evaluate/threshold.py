"""The threshold of two classes, and which one the contract's costs or another rule speak for."""

from __future__ import annotations

import streamlit as st

from lifecycle.core import wording
from lifecycle.evaluate.threshold_step import Decision
from lifecycle.project.project import Project
from lifecycle.project.status import State
from lifecycle.steps import DECIDE, JUDGED
from lifecycle.train.step import Leaderboard

from ...ui.forms import field, fields
from ...ui.step import runner
from ...ui.text import plain


def decides(board: Leaderboard) -> bool:
    """Whether there are two classes, so that a threshold decides between them."""
    return len(board.classes) == 2


def choose(project: Project) -> None:
    """The threshold, and which one the contract's costs or another rule speak for."""
    field(project, JUDGED, "threshold")
    with st.expander("Choose the threshold by costs or another rule"):
        st.markdown(
            "Chosen on out-of-fold predictions of the training rows, so that it costs no look at "
            "the holdout. The costs are those of the contract."
        )
        if getattr(project.params(JUDGED), "calibration", "none") != "none":
            st.caption("The probabilities are recalibrated first, each fold by the other folds.")
        fields(project, DECIDE, "recall", "precision", "capacity")
        if project.statuses[DECIDE].state is not State.CURRENT:
            runner(project, DECIDE, label="Find thresholds")
            return
        made: Decision | None = project.shown(DECIDE)
        if made is None:
            return
        st.markdown(f"**{plain(made.sentence, most=600)}**")
        for row in made.table.to_dict("records"):
            label = f"{row['title']}: {wording.number(row['threshold'], 0.05)}"
            brings = (
                f"Finds {wording.percent(row['recall'])} of the cases; "
                f"{wording.percent(row['precision'])} of the alarms are right; "
                f"{wording.percent(row['flagged'])} of the rows are flagged; mean cost "
                f"{wording.interval(row['cost'], row['low'], row['high'])} per row. "
                f"On the same rows {made.saving(row['rule'])}."
            )
            if not row["reached"]:
                brings = f"Out of reach; this is the nearest. {brings}"
            if st.button(label, key=f"threshold.{row['rule']}", help=brings, width="stretch"):
                project.choose(JUDGED, threshold=round(min(1.0, row["threshold"]), 4))
                st.rerun()
