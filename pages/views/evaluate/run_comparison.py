"""Any two looks at the holdout beside each other: what was changed, and whether it helped."""

from __future__ import annotations

import streamlit as st

from lifecycle.core import wording
from lifecycle.evaluate.compare_runs import ComparedRuns
from lifecycle.project import runs
from lifecycle.project.project import Project
from lifecycle.project.status import State
from lifecycle.steps import COMPARE_RUNS

from ...ui import display, session
from ...ui.step import runner, start
from ...ui.text import plain
from . import paired_comparison


def show(project: Project) -> None:
    """Choose two evaluations and compare them on the holdout rows they share."""
    st.subheader("Compare two runs", anchor=False)
    known = runs.runs(project)
    if len(known) < 2:
        st.markdown(
            "Once Evaluate has run with two sets of choices, their results can be compared here."
        )
        return
    titles = {run.key: run.title for run in known}
    keys = list(titles)
    left, right = st.columns(2)
    first = left.selectbox(
        "First run", keys, format_func=lambda k: titles[k], key=session.pick("runs.first", keys)
    )
    others = [key for key in keys if key != first]
    second = right.selectbox(
        "Second run",
        others,
        format_func=lambda k: titles[k],
        key=session.pick("runs.second", others),
    )
    if (first, second) != _chosen(project):
        if st.button("Compare the two runs", type="primary", icon=":material/play_arrow:"):
            project.choose(COMPARE_RUNS, first=str(first), second=str(second))
            start("compare_runs")
        return
    if project.statuses[COMPARE_RUNS].state is not State.CURRENT:
        runner(project, COMPARE_RUNS, label="Compare the two runs")
        return
    compared: ComparedRuns | None = project.shown(COMPARE_RUNS)
    if compared is None:
        return
    st.markdown(f"**{plain(compared.sentence, most=600)}**")
    if compared.labels:
        st.markdown(plain(compared.labels, most=400))
    for change in runs.changed(project, str(first), str(second))[:6]:
        st.markdown(f"- From the second to the first: {plain(change, most=300)}")
    paired_comparison.draw_differences(
        project, COMPARE_RUNS, compared.metrics, "First run", "Second run", f"{first}{second}"
    )
    st.caption(
        f"From {wording.count('row', compared.rows)} that both runs held out, of {compared.of:,}. "
        "Choosing between runs by their holdout makes the winner's score a little too good."
    )
    display.numbers({"differences": compared.metrics}, "runs")


def _chosen(project: Project) -> tuple[str, str]:
    params = project.params(COMPARE_RUNS)
    return params.first, params.second
