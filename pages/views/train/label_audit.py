"""The label audit: doubtful labels to review row by row, and what deciding did to the score."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lifecycle.core.errors import LifecycleError
from lifecycle.core.wording import count
from lifecycle.data.step import Table
from lifecycle.project.project import Project
from lifecycle.project.status import State
from lifecycle.steps import AUDIT, DATA, LABELS, RELABEL, SPLIT
from lifecycle.storage import lazy_frames
from lifecycle.train.label_audit import Audit
from lifecycle.train.label_decisions import LabelDecision, LabelParams, holding, new_label

from ...ui import display
from ...ui.forms import field
from ...ui.step import runner
from ...ui.text import plain

FEATURES = 8  # columns of the table shown beside a label
ACTIONS = {"": "Not looked at", "keep": "It is right", "fix": "Correct it", "drop": "Leave it out"}
WORDS = {text: action for action, text in ACTIONS.items()}


def show(project: Project) -> None:
    """Draw the audit's button, its list, and the comparison of before and after."""
    st.markdown(
        "A model is only as good as the labels it learns from. The audit lists the training rows "
        "whose label disagrees with what the other rows suggest; you decide about each. The "
        "holdout stays locked."
    )
    field(project, AUDIT, "model")
    if project.statuses[AUDIT].state is not State.CURRENT:
        runner(project, AUDIT, label="Audit the labels")
    audit = project.shown(AUDIT)
    table = project.shown(DATA)
    if audit is None or table is None:
        return
    st.markdown(f"**{plain(audit.sentence, most=400)}**")
    if project.statuses[AUDIT].state is not State.CURRENT:
        st.caption("The list below is of an earlier table, so it cannot be decided about.")
        return
    review(project, audit, table)
    effect(project)


def review(project: Project, audit: Audit, table: Table) -> None:
    """Draw the list to decide about, and hand each change to the project."""
    params = project.params(LABELS)
    frame = label_table(audit, table, params)
    locked = [str(name) for name in frame if name not in ("Decision", "New label")]
    frame[locked] = display.seen(frame[locked]).set_axis(locked, axis=1)
    suggestions = list(table.classes)
    edited = st.data_editor(
        frame,
        key=f"labels.{project.recipes[AUDIT].key[:8]}.{project.recipes[LABELS].key[:8]}",
        hide_index=True,
        disabled=locked,
        column_config={
            "Row": st.column_config.NumberColumn(
                help="Its place among the rows with a known target, counted from 1."
            ),
            "Doubt": st.column_config.ProgressColumn(
                min_value=0,
                max_value=1,
                format="%.2f",
                width="small",
                help="1 means that the other rows clearly suggest another label.",
            ),
            "Decision": st.column_config.SelectboxColumn(
                options=list(WORDS), required=True, help="Nothing is changed without you."
            ),
            "New label": st.column_config.SelectboxColumn(options=suggestions)
            if suggestions
            else st.column_config.TextColumn(),
        },
    )
    if edited.equals(frame):
        return
    try:
        decide(project, params, audit, edited, table)
    except LifecycleError as error:
        st.warning(plain(str(error), most=300))
        return
    st.rerun()


def label_table(audit: Audit, table: Table, params: LabelParams) -> pd.DataFrame:
    """Return one row a doubtful label, as it is shown: the label, the decision, some features."""
    decided = {each.row: each for each in params.decisions}
    rows = audit.issues["row"].tolist()
    kept = set(params.kept)
    action = [decided[r].action if r in decided else "keep" if r in kept else "" for r in rows]
    beside = pd.DataFrame(
        {name: lazy_frames.column(table, name).iloc[rows] for name in table.features[:FEATURES]}
    ).reset_index(drop=True)
    return pd.DataFrame(
        {
            "Decision": [ACTIONS[a] for a in action],
            "Given": audit.issues["given"].map(rounded),
            "Suggested": audit.issues["suggested"].map(rounded),
            "New label": [decided[r].label or None if r in decided else None for r in rows],
            "Doubt": 1 - audit.issues["quality"],
            "Row": [r + 1 for r in rows],
        }
    ).join(beside.add_prefix(" "))


def rounded(label: str) -> str:
    """Return a label as it is read; a number without the digits that say nothing."""
    try:
        return f"{float(label):.5g}"
    except ValueError:
        return label


def decide(
    project: Project, params: LabelParams, audit: Audit, edited: pd.DataFrame, table: Table
) -> None:
    """Keep the decisions of the edited list; those about rows that are not listed stay."""
    rows = audit.issues["row"].tolist()
    others = tuple(each for each in params.decisions if each.row not in set(rows))
    kept_rows = tuple(row for row in params.kept if row not in set(rows))
    decisions: list[LabelDecision] = []
    for row, given_label, suggested, action, label in zip(
        rows,
        audit.issues["given"],
        audit.issues["suggested"],
        edited["Decision"].map(WORDS),
        edited["New label"],
        strict=True,
    ):
        if action == "keep":
            kept_rows += (row,)
        elif action:
            new = "" if action == "drop" else str(label) if pd.notna(label) and label else suggested
            each = {"row": row, "action": action, "given": given_label, "label": new}
            decisions.append(LabelDecision.model_validate(each))
    for decision in decisions:
        new_label(decision, table)  # says what is wrong before anything is kept
    project.choose(LABELS, decisions=(*others, *decisions), kept=kept_rows)


def effect(project: Project) -> None:
    """Offer to compare the scores before and after, once something was decided."""
    params = project.params(LABELS)
    if not params.decisions:
        return
    table = project.shown(DATA)
    split = project.shown(SPLIT)
    if table is not None and split is not None:
        idle = len(params.decisions) - len(holding(params.decisions, table, split))
        if idle:
            st.markdown(
                f":material/info: {count('earlier decision', idle)} no longer fit the table and "
                "do nothing."
            )
    if project.statuses[RELABEL].state is not State.CURRENT:
        runner(project, RELABEL, label="Compare the score before and after")
        return
    made = project.shown(RELABEL)
    if made is not None:
        st.markdown(f"**{plain(made.sentence, most=400)}**")
