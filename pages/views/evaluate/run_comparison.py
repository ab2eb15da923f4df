"""Any two looks at the holdout beside each other: what was changed, and whether it helped."""

from __future__ import annotations

import streamlit as st

from lifecycle.core import wording
from lifecycle.core.errors import LifecycleError
from lifecycle.define.step import DefineParams
from lifecycle.evaluate.compare_runs import Compared
from lifecycle.project import runs
from lifecycle.project.project import Project

from ...ui import display, session
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
    params = project.params("define")
    assert isinstance(params, DefineParams)
    try:
        found = _compared(str(first), str(second), params.margin, project)
    except LifecycleError as error:
        st.info(plain(str(error), most=400))
        return
    st.markdown(f"**{plain(found.sentence, most=600)}**")
    if found.labels:
        st.markdown(plain(found.labels, most=400))
    for change in found.changed[:6]:
        st.markdown(f"- From the second to the first: {plain(change, most=300)}")
    paired_comparison.drawn(
        project, "evaluate", found.metrics, "First run", "Second run", f"{first}{second}"
    )
    st.caption(
        f"From {wording.count('row', found.rows)} that both runs held out, of {found.of:,}. "
        "Choosing between runs by their holdout makes the winner's score a little too good."
    )
    display.numbers({"differences": found.metrics}, "runs")


@st.cache_resource(max_entries=50, show_spinner="Comparing")
def _compared(first: str, second: str, margin: float | None, _project: Project) -> Compared:
    return runs.compare(_project, first, second, margin)
