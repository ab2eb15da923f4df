"""Train: the candidates and their leaderboard."""

from __future__ import annotations

import streamlit as st

from lifecycle import figures
from lifecycle.catalog.metrics import METRICS
from lifecycle.catalog.models import MODELS
from lifecycle.project import Project
from lifecycle.steps.train import Leaderboard
from pages.ui import shown
from pages.ui.forms import field, fields
from pages.ui.step import show
from pages.ui.text import plain


def choices(project: Project) -> None:
    titles = {name: model.title for name, model in MODELS.items()}
    field(project, "train", "models", options=list(MODELS), labels=titles)
    with st.expander("More options"):
        fields(project, "train", "budget", "seed")
    with st.expander("What the candidates are"):
        for model in MODELS.values():
            st.markdown(
                f"**{model.title}.** {model.description} Good: {model.strengths} "
                f"Weak: {model.weaknesses}"
            )


def result(project: Project, board: Leaderboard) -> None:
    metric = METRICS[board.metric]
    st.subheader(plain(board.sentence, most=400), anchor=False)
    better = "higher" if metric.greater_is_better else "lower"
    st.caption(f"{metric.title}, cross-validated on training rows; {better} is better.")
    shown.figure(
        project, "train", "leaderboard", lambda: figures.leaderboard(board.table, metric.title)
    )
    table, folds = st.tabs(["Leaderboard", "Folds"])
    with table:
        shown.table(
            board.table,
            title="Candidate",
            score=st.column_config.NumberColumn(metric.title, format="%.4g"),
            low=st.column_config.NumberColumn("95% from", format="%.4g"),
            high=st.column_config.NumberColumn("to", format="%.4g"),
            std=st.column_config.NumberColumn("Fold spread", format="%.3g"),
            train_score=st.column_config.NumberColumn("On its own rows", format="%.4g"),
            tied=st.column_config.CheckboxColumn("Tied with the best"),
            fit_seconds=st.column_config.NumberColumn("Fit seconds", format="%.2f"),
            predict_seconds=st.column_config.NumberColumn("Predict seconds", format="%.3f"),
            problem="Problem",
        )
        st.caption(
            "The interval allows for folds sharing rows (Nadeau and Bengio). A score on its own "
            "rows far above the validation score is overfitting."
        )
    with folds:
        shown.figure(
            project,
            "train",
            "folds",
            lambda: figures.folds(board.folds, board.metric, metric.title, board.table),
        )


show("train", choices, result)
