"""Define: the problem contract."""

from __future__ import annotations

import streamlit as st

from lifecycle.define.step import Contract
from lifecycle.project.project import Project
from lifecycle.steps import DEFINE
from pages.ui.forms import fields
from pages.ui.step import show
from pages.ui.text import plain

ICONS = {"good": ":material/check_circle:", "open": ":material/help:", "risk": ":material/warning:"}


def choices(project: Project) -> None:
    fields(project, DEFINE, "question", "unit", "moment", "decision")
    fields(project, DEFINE, "metric", "floor", "margin")
    with st.expander("Costs, incumbent and harm"):
        fields(project, DEFINE, "cost_false_positive", "cost_false_negative")
        fields(project, DEFINE, "incumbent", "rule", "incumbent_score", "harmed")
    with st.expander("Is this a task for machine learning?"):
        fields(project, DEFINE, "pattern", "feedback", "tolerant")


def result(project: Project, contract: Contract) -> None:
    st.subheader("What the contract says", anchor=False)
    st.markdown(plain(contract.summary, most=600))
    for row in contract.advice.to_dict("records"):
        remark = plain(row["remark"], most=400)
        st.markdown(f"{ICONS[row['verdict']]} **{plain(row['topic'])}.** {remark}")


show(DEFINE, choices, result)
