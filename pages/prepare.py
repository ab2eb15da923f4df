"""Prepare: how columns become features."""

from __future__ import annotations

import streamlit as st

from lifecycle.prepare.step import Preparation
from lifecycle.project.project import Project
from lifecycle.steps import PREPARE
from pages.ui import display
from pages.ui.forms import fields
from pages.ui.step import show
from pages.ui.text import plain


def choices(project: Project) -> None:
    fields(project, PREPARE, "numbers", "categories", "encoding", "scaling")
    with st.expander("More options"):
        fields(project, PREPARE, "indicators", "rare", "dates", "text")


def result(project: Project, prepared: Preparation) -> None:
    st.subheader(f"{prepared.features} features", anchor=False)
    st.markdown(plain(prepared.sentence, most=600))
    kept, sample = st.tabs(["What happens to each column", "The features of some rows"])
    with kept:
        display.table(
            prepared.columns,
            column="Column",
            kind="Kind",
            treatment="What happens",
            features="Features",
            reason="Why",
        )
    with sample:
        st.caption("Training rows only, filled and scaled as the model would see them.")
        display.grid(prepared.preview.round(3), hide_index=True)


show(PREPARE, choices, result)
