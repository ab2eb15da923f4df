"""Would recalibration help? Before and after, out of fold and on the holdout."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lifecycle import figures, words
from lifecycle.project import Project
from lifecycle.read_off import corrected
from lifecycle.steps.recalibrate import TITLES, Recalibration

from . import judged, shown
from .text import plain


def show(project: Project) -> None:
    """Ask for the comparison, and show it once it is there."""
    board = project.shown("train")
    if board is None or not any(str(name).startswith("p:") for name in board.oof.columns):
        return
    judged.ask(project, "recalibrate", "See whether recalibration would help", "method")
    made: Recalibration | None = project.shown("recalibrate")
    if made is None:
        st.caption(
            "Three ways to correct the probabilities are learned on some folds of the training "
            "rows and judged on the others, so that it costs no look at the holdout."
        )
        return
    st.markdown(f"**{plain(made.sentence, most=400)}**")
    st.dataframe(numbers(made.table), hide_index=True, width="stretch")
    several = board.oof.columns.str.startswith("p:").sum() > 2
    of = "slope and error are those of the class that is called; " if several else ""
    st.caption(
        f"From {words.count('out-of-fold prediction', made.rows)}, each corrected by what was "
        f"learned on other folds; {of}a slope of 1 and an error of 0 are right."
    )
    shown.figure(project, "recalibrate", "curve", lambda: figures.reliability(made.curve))
    on_holdout(project, made)


def on_holdout(project: Project, made: Recalibration) -> None:
    found = judged.on_holdout(
        project,
        "recalibrate",
        made.model,
        lambda seen, groups: corrected(made, seen, groups),
    )
    if found is None:
        return
    key, read = found
    st.markdown(f"**{TITLES[made.method]} on the holdout**")
    st.dataframe(numbers(read.frames["table"]), hide_index=True, width="stretch")
    curve = read.frames["curve"]
    shown.figure(project, "recalibrate", f"holdout/{key}", lambda: figures.reliability(curve))
    st.caption(
        f"From {words.count('holdout row', read.rows)}, of the look that was taken already; "
        "the correction was learned on training rows alone. The model itself is unchanged."
    )


def numbers(table: pd.DataFrame) -> pd.DataFrame:
    """Return the comparison in words."""
    rows = []
    for row in table.to_dict("records"):
        first = row["method"] == "none"
        gain = words.interval(row["better"], row["low"], row["high"])
        rows.append(
            {
                "Probabilities": row["title"],
                "Log loss": words.number(row["log_loss"]),
                "Lower by": "" if first else gain,
                "Brier score": words.number(row["brier"]),
                "Slope": words.number(row["slope"], 0.05),
                "Calibration error": words.number(row["ece"], 0.005),
            }
        )
    return pd.DataFrame(rows)
