"""Two candidates, or two evaluations, on the same rows: what differs, and which to take."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lifecycle import figures
from lifecycle.core import wording
from lifecycle.core.recipe import AnyStep
from lifecycle.evaluate.compare_step import Compared, titles
from lifecycle.metrics.paired import VERDICTS
from lifecycle.project import candidate_marks
from lifecycle.project.project import Project
from lifecycle.project.status import State
from lifecycle.steps import COMPARE

from ...ui import display
from ...ui.forms import field, fields
from ...ui.step import runner
from ...ui.text import plain
from . import holdout_view

REGION = (
    "Grey: differences that do not matter, the contract's region of practical equivalence. Two "
    "models cannot be told apart when the interval crosses zero, and are as good as the same when "
    "all of it lies in the grey."
)


def show(project: Project) -> None:
    """Choose two candidates, compare them out of fold, and see which is recommended."""
    board = candidate_marks.board_with_names(project)
    if board is None:
        st.markdown("Train candidates first; then any two can be compared here.")
        return
    title = titles(board)
    scored = board.table.loc[board.table["score"].notna(), "model"].tolist()
    left, right = st.columns(2)
    with left:
        first = {"": "The judged model"}
        field(project, COMPARE, "first", options=["", *scored], labels=title | first)
    with right:
        second = {"": "The next one of the leaderboard"}
        field(project, COMPARE, "second", options=["", *scored], labels=title | second)
    with st.expander("More options of comparing"):
        holdout_view.about(project, threshold=True)
        fields(project, COMPARE, "level", "resamples", "seed")
    if project.statuses[COMPARE].state is not State.CURRENT:
        runner(project, COMPARE, label="Compare on the same rows")
    compared: Compared | None = project.shown(COMPARE)
    if compared is None:
        st.caption(
            "Both are judged on out-of-fold predictions of the training rows, so that comparing "
            "costs no look at the holdout."
        )
        return
    if compared.first not in title or compared.second not in title:
        return  # of an earlier leaderboard
    if project.statuses[COMPARE].state is State.STALE:
        st.badge("Old result", icon=":material/history:", color="orange")
    st.markdown(f"**{plain(compared.sentence, most=700)}**")
    st.markdown(f":material/lightbulb: {plain(compared.advice, most=500)}")
    if compared.labels:
        st.markdown(plain(compared.labels, most=400))
    draw_differences(
        project, COMPARE, compared.metrics, title[compared.first], title[compared.second]
    )
    st.caption(
        f"From {wording.count('out-of-fold prediction', compared.rows)} of training rows: each row "
        "was predicted by models that had not seen it."
    )
    with st.expander("Every candidate beside the best"):
        display.grid(candidates(compared.candidates), hide_index=True, width="stretch")
    display.numbers({"differences": compared.metrics, "candidates": compared.candidates}, "compare")


def draw_differences(
    project: Project, step: AnyStep, metrics: pd.DataFrame, first: str, second: str, name: str = ""
) -> None:
    """Draw the figure of the differences and their table; ``name`` tells pairs apart."""
    display.figure(
        project,
        step,
        f"differences/{first}/{second}/{name}",
        lambda: figures.differences(metrics, first, second),
    )
    st.caption(REGION)
    display.grid(table(metrics, first, second), hide_index=True, width="stretch")


def table(metrics: pd.DataFrame, first: str, second: str) -> pd.DataFrame:
    """Return one row a metric in words."""
    rows = []
    for row in metrics.to_dict("records"):
        spread = row["high"] - row["low"]
        one, two = (wording.number(row[name], spread) for name in ("first", "second"))
        rows.append(
            {
                "Metric": row["title"],
                "First is better by": wording.interval(row["difference"], row["low"], row["high"]),
                f"{first} (first)": one,
                f"{second} (second)": two,
                "Equivalence region": wording.number(row["margin"]),
                "What it means": VERDICTS[row["verdict"]],
                "Method": row["method"],
            }
        )
    return pd.DataFrame(rows)


def candidates(every: pd.DataFrame) -> pd.DataFrame:
    """Return the candidates in words, best first."""
    rows = []
    for k, row in enumerate(every.to_dict("records")):
        behind = wording.interval(-row["gain"], -row["high"], -row["low"]) if k else ""
        rows.append(
            {
                "Candidate": row["title"],
                "Score": wording.number(row["value"], max(row["high"] - row["low"], 0.005)),
                "Worse than the best by": behind,
                "Practically equivalent": "yes" if row["within"] else "no",
            }
        )
    return pd.DataFrame(rows)
