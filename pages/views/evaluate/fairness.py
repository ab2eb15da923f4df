"""Groups of people side by side: what can be concluded, and what evening them out would cost."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lifecycle import figures
from lifecycle.core import wording
from lifecycle.core.recipe import AnyStep
from lifecycle.data.step import Table
from lifecycle.evaluate.fairness_step import Fairness
from lifecycle.figures.weak import RATES
from lifecycle.project import candidate_marks
from lifecycle.project.project import Project
from lifecycle.project.status import State
from lifecycle.steps import DATA, FAIRNESS, HOLDOUT_FAIRNESS

from ...ui import display, session
from ...ui.forms import fields
from ...ui.step import runner
from ...ui.text import plain
from . import holdout_view

SOURCES: dict[AnyStep, str] = {
    FAIRNESS: "Training rows, out of fold",
    HOLDOUT_FAIRNESS: "Holdout rows",
}
SCORES = {
    "error": "Mean error, difference from the rest",
    "auc": "ROC AUC within the group",
    "chances": "Calibration in the large (probabilities too low by)",
}


def show(project: Project) -> None:
    """Choose the rows, compare their groups, and explore thresholds."""
    board = candidate_marks.board_with_names(project)
    table: Table | None = project.shown(DATA)
    if board is None or table is None:
        st.markdown("Train candidates first; then groups can be compared here.")
        return
    if not table.protected:
        st.markdown(
            "No column is protected. Give a column such as sex or age the role protected on the "
            "Data page; it is then kept from the model, and groups can be compared here."
        )
        return
    step = holdout_view.rows_of(project, "Groups among", "fairness.source", SOURCES)
    if step is FAIRNESS:
        holdout_view.about(project, threshold=True)
    with st.expander("More options of comparing groups"):
        fields(project, step, "level")
    if project.statuses[step].state is not State.CURRENT:
        runner(project, step, label="Compare groups")
    fairness: Fairness | None = project.shown(step)
    if fairness is None:
        return
    if project.statuses[step].state is State.STALE:
        st.badge("Old result", icon=":material/history:", color="orange")
    for said in fairness.conclusions:
        st.markdown(f"- {plain(said, most=500)}")
    columns = fairness.scores["column"].unique().tolist()
    column = st.selectbox("Groups by", columns, key=session.pick(f"{step.name}.column", columns))
    compare_groups(project, step, fairness, str(column))
    mitigated(fairness, str(column))
    tied = f" They form {wording.count('cluster', fairness.clusters)}." if fairness.clusters else ""
    st.caption(
        f"From {wording.count('row', fairness.rows)}: {SOURCES[step].lower()}.{tied} Grey rows "
        "rest on fewer than 30: nothing can be concluded from them."
    )
    rates = {"groups": fairness.groups, "differences": fairness.gaps, "scores": fairness.scores}
    by_group = {"mitigation": fairness.mitigation, "thresholds": fairness.thresholds}
    display.numbers(rates | by_group, step.name)


def compare_groups(project: Project, step: AnyStep, made: Fairness, column: str) -> None:
    """One rate or score of every group, with its interval."""
    offered = {**(RATES if len(made.groups) else {}), **SCORES}
    kinds = [kind for kind in offered if kind in RATES or (made.scores["score"] == kind).any()]
    kind = str(
        st.selectbox(
            "Compare",
            kinds,
            format_func=lambda k: offered[k][:1].upper() + offered[k][1:],
            key=session.pick(f"{step.name}.rate", kinds),
        )
    )
    if kind in RATES:
        gaps = made.gaps[made.gaps["column"] == column]
        name = f"gaps/{column}/{kind}"
        display.figure(project, step, name, lambda: figures.groups(gaps, kind))
        own = made.groups[(made.groups["column"] == column) & (made.groups["metric"] == kind)]
        greyed(own, gaps[gaps["metric"] == kind])
    else:
        greyed(made.scores[(made.scores["column"] == column) & (made.scores["score"] == kind)])


def greyed(own: pd.DataFrame, gaps: pd.DataFrame | None = None) -> None:
    """Draw the groups as a table in which small ones are grey.

    ``gaps``: the differences and ratios to the reference group, where the number is a rate.
    """
    small = own["small"].tolist()
    rows = pd.DataFrame(
        {
            "Group": own["group"].tolist(),
            "Value": [
                wording.interval(row["value"], row["low"], row["high"])
                for row in own.to_dict("records")
            ],
            **({} if gaps is None else beside(own, gaps)),
            "Rows": own["n"].tolist(),
            "Note": ["too few rows to conclude anything" if few else "" for few in small],
        }
    )
    look = display.seen(rows).style.apply(
        lambda row: ["color: #8a8a90" if small[int(str(row.name))] else ""] * len(row), axis=1
    )
    st.dataframe(look, hide_index=True, width="stretch")


def beside(own: pd.DataFrame, gaps: pd.DataFrame) -> dict[str, list[str]]:
    """Return each group's rate less, and divided by, that of the reference group."""
    known = {row["group"]: row for row in gaps.to_dict("records")}
    less, times = [], []
    for group in own["group"]:
        row = known.get(group)
        if row is None:
            less.append("reference" if group in set(gaps["reference"]) else "")
            times.append("")
            continue
        less.append(wording.interval(row["difference"], row["low"], row["high"]))
        ratio = (row["ratio"], row["ratio_low"], row["ratio_high"])
        times.append("not defined" if pd.isna(row["ratio"]) else wording.interval(*ratio))
    return {"Difference from the reference": less, "Ratio to the reference": times}


def mitigated(made: Fairness, column: str) -> None:
    """What a threshold a group would even out, and its cost."""
    if made.mitigation.empty:
        return
    own = made.mitigation[made.mitigation["column"] == column]
    if own.empty:
        return
    st.markdown("##### Group-specific thresholds")
    display.grid(
        pd.DataFrame(
            {
                "Rule": own["title"],
                "Extra cost per row": [
                    ""
                    if row["rule"] == "one"
                    else wording.interval(row["extra"], row["low"], row["high"])
                    for row in own.to_dict("records")
                ],
                "Largest difference of selection rates": own["selection_gap"].map(wording.percent),
                "Largest difference of recall": own["recall_gap"].map(wording.percent),
                "Accuracy": own["accuracy"].map(wording.percent),
                "Cost per row": own["cost"].map(wording.number),
            }
        ),
        hide_index=True,
        width="stretch",
    )
    chosen = made.thresholds[made.thresholds["column"] == column]
    with st.expander("The thresholds"):
        wide = chosen.pivot_table(index="group", columns="rule", values="threshold", sort=False)
        named = dict(zip(own["rule"], own["title"], strict=True))
        display.grid(wide.rename(columns=named).map(lambda v: wording.number(v, 0.05)))
    st.caption(
        "Costs are those of the contract. Each rule is judged on rows that did not help to choose "
        "its thresholds. It is explored here, not put to use: treating groups by different "
        "thresholds may itself be unlawful where you are."
    )
