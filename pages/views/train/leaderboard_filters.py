"""Look at a part of the leaderboard: candidates of a kind, and a few side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from lifecycle.project.candidate_marks import Mark
from lifecycle.project.project import Project
from lifecycle.steps import TRAIN
from lifecycle.train.side_by_side import KINDS, compare_table, filter_by
from lifecycle.train.step import Leaderboard
from pages.ui import display, session

MOST_BESIDE = 6  # columns that can be read beside each other


def of_kinds(board: Leaderboard, found: Mapping[str, Mark]) -> Leaderboard:
    """Offer kinds of candidates and return the leaderboard with those that are of all of them."""
    kinds = st.pills("Only", KINDS, selection_mode="multi", key=session.keep("train.only", []))
    if not kinds:
        return board
    pinned = [model for model, mark in found.items() if mark.pinned]
    kept = board.table[filter_by(board.table, kinds, pinned)]
    if kept.empty:
        st.caption("No candidate is of all these kinds.")
    return replace(board, table=kept.reset_index(drop=True))


def side_by_side(project: Project, board: Leaderboard) -> None:
    """Show a few candidates beside each other in every measure of the task."""
    models = board.table["model"].tolist()
    key = f"train.beside.{project.statuses[TRAIN].shown}"
    chosen = st.multiselect(
        "Candidates side by side",
        models,
        key=session.keep(key, models[:2]),
        format_func=board.titles.__getitem__,
        max_selections=MOST_BESIDE,
    )
    if chosen:
        display.table(
            compare_table(board, chosen).rename(columns={"measure": "Mean over the folds"})
        )
        st.caption(
            "Whether a difference is more than chance is said on Evaluate, where two candidates "
            "are compared row by row."
        )
