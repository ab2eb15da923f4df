"""What Evaluate can show while the holdout is locked: all of it rests on training rows alone."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from lifecycle.project.project import Project
from lifecycle.steps import TRAIN

from ...ui import session
from . import conformal_view, errors, fairness, one_row, paired_comparison, recalibration

VIEWS: dict[str, Callable[[Project], None]] = {
    "Compare": paired_comparison.show,
    "Error analysis": errors.show,
    "One row": one_row.show,
    "Fairness": fairness.show,
    "Recalibration": recalibration.show,
    "Conformal prediction": conformal_view.show,
}


def show(project: Project) -> bool:
    """Draw one of the views, once there are candidates; return whether there was one to draw."""
    if project.shown(TRAIN) is None:
        return False
    st.markdown(
        ":material/lock: The holdout is locked. What is below needs no look at it: it rests on "
        "predictions of training rows by models that had not seen them."
    )
    views = list(VIEWS)
    picked = st.segmented_control(
        "Show before the look",
        views,
        key=session.pick("evaluate.unseen", views),
        label_visibility="collapsed",
        required=True,
    )
    VIEWS[str(picked or views[0])](project)
    return True
