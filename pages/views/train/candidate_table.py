"""The table of candidates: pinned ones first, each with the name and note a person gave it."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import streamlit as st

from lifecycle.core.wording import inside
from lifecycle.metrics.catalog import METRICS
from lifecycle.models import MODELS, settings_in_words
from lifecycle.project.candidate_marks import LONGEST_NOTE, LONGEST_TITLE, Mark, mark
from lifecycle.project.project import Project
from lifecycle.steps import TRAIN
from lifecycle.train.step import Leaderboard
from pages.ui import display, session
from pages.views.train import fit_again

OWN = ("pinned", "title", "note")  # the columns that are a person's to fill in


def candidates(
    project: Project, board: Leaderboard, found: dict[str, Mark], usual: dict[str, str]
) -> None:
    """Draw the table; ``usual`` holds the names that candidates have before anybody's own."""
    table = as_table(board, found)
    if not len(table):
        return
    columns = looks(METRICS[board.metric].title)
    edited = st.data_editor(
        table[list(columns)],
        key=f"train.{project.statuses[TRAIN].shown}.{hash(tuple(found.items()))}",
        hide_index=True,
        disabled=[name for name in columns if name not in OWN],
        column_config=columns,
        width="stretch",
    )
    if keep(project, table, edited, usual):
        st.rerun()
    fit_again.offer(project, TRAIN, board.table["problem"])
    st.caption(
        "The intervals allow for folds sharing rows (Nadeau and Bengio); the difference to the "
        "best is taken fold by fold. A training score much better than the validation score is "
        "overfitting. Tick a candidate to keep it on top; its name and note can be changed."
    )


def as_table(board: Leaderboard, found: dict[str, Mark]) -> pd.DataFrame:
    """Return the leaderboard as it is shown: pinned candidates first, else best first."""
    table = board.table.assign(
        interval=display.intervals(board.table, "score", "low", "high"),
        behind_best=display.intervals(board.table, "behind", "behind_low", "behind_high"),
        same_as=_equals(board),
        pinned=[found.get(name, Mark()).pinned for name in board.table["model"]],
        settings=[in_words(*row) for row in board.table[["model", "settings"]].to_numpy()],
        note=[found.get(name, Mark()).note for name in board.table["model"]],
    )
    table.loc[table["model"] == board.best, "behind_best"] = "the best"
    return table.sort_values("pinned", ascending=False, kind="stable", ignore_index=True)


def in_words(name: str, settings: str) -> str:
    """Return a candidate's settings by their titles; those of an ensemble with each weight."""
    made = json.loads(settings) if settings else {}
    model = name.split("-")[0]  # a candidate of one's own, or a tuned one, is named after its model
    if isinstance(made, dict):
        return settings_in_words(model, made) if model in MODELS else ""
    parts = (
        f"{MODELS[model].title} (weight {weight:g}) {settings_in_words(model, own)}".strip()
        for model, own, weight in made
    )
    return "; ".join(parts)


def _equals(board: Leaderboard) -> list[str]:
    """Return what each candidate equals, by its title; of an earlier version nothing is known."""
    known = board.table["equals"] if "equals" in board.table else [""] * len(board.table)
    return [f"equals {inside(board.titles.get(name, name))}" if name else "" for name in known]


def looks(metric: str) -> dict[str, Any]:
    """Return what each column of the table is called and how it is written."""
    column = st.column_config
    return {
        "pinned": column.CheckboxColumn("Pin", width=65, help="Keep this candidate on top."),
        "title": column.TextColumn("Candidate", max_chars=LONGEST_TITLE),
        "interval": column.Column(f"{metric} and 95% interval"),
        "behind_best": column.Column("Worse than the best by"),
        "tied": column.CheckboxColumn("Tied with the best"),
        "note": column.TextColumn("Note", max_chars=LONGEST_NOTE),
        "train_score": column.NumberColumn("Training score", format="%.4g"),
        "std": column.NumberColumn("SD over folds", format="%.3g"),
        "fit_seconds": column.NumberColumn("Fit seconds", format="%.2f"),
        "predict_seconds": column.NumberColumn("Predict seconds", format="%.3f"),
        "megabytes": column.NumberColumn("Size in MB", format="%.2f"),
        "features": column.NumberColumn("Features", format="%d"),
        "settings": column.Column("Hyperparameters"),
        "same_as": column.Column("Equals", help="Gives the same answers as that candidate."),
        "problem": column.Column("Problem"),
        "warning": column.Column("Warning"),
    }


def keep(
    project: Project,
    before: pd.DataFrame,
    after: pd.DataFrame,
    usual: dict[str, str],
) -> bool:
    """Hand what was changed to the project; return whether there was anything."""
    changed = False
    pairs = zip(before.to_dict("records"), after.to_dict("records"), strict=True)
    for was, now in pairs:
        if all(was[name] == now[name] for name in OWN):
            continue
        changed, model = True, str(was["model"])
        title = " ".join(str(now["title"] or "").split())
        if title in before.loc[before["model"] != model, "title"].tolist():
            session.flash("Another candidate has this name. Choose another one.", bad=True)
            continue
        own = "" if title == usual[model] else title
        mark(project, model, bool(now["pinned"]), own, str(now["note"] or ""))
    return changed
