"""Export: the bundle and what is in it."""

from __future__ import annotations

import streamlit as st

from lifecycle.export.model_card import log_section
from lifecycle.export.step import Export
from lifecycle.project import bundle_folder
from lifecycle.project.project import Project
from lifecycle.project.status import State
from lifecycle.steps import EXPORT
from pages.ui.forms import fields
from pages.ui.step import show
from pages.ui.text import unlinked

FILES = {
    "model.skops": "the fitted pipeline, without pickle",
    "recipe.json": "every choice that made it; replays to the same numbers",
    "schema.json": "what one input record looks like (JSON Schema)",
    "metrics.json": "the numbers of the Evaluate page, with their intervals",
    "leaderboard.csv": "how the other candidates did",
    "model_card.md": "what the model is for, how good it is, and where it may fail",
    "train.py": "the same training as a plain pandas and scikit-learn script",
    "requirements.txt": "the exact versions it was made with",
    "report.html": "the results as one page to print or send",
    "reference.parquet": "the holdout with its predictions, to check and to detect drift",
    "SHA256SUMS": "checksums of all of these",
}


def choices(project: Project) -> None:
    fields(project, EXPORT, "name", "note")


def result(project: Project, export: Export) -> None:
    if project.statuses[EXPORT].state is State.CURRENT:
        st.subheader("The bundle is ready", anchor=False)
        st.markdown(
            "Everything another machine needs to use, check and rebuild this model. Unpack it and "
            "check it anywhere with `python -m lifecycle verify FOLDER`."
        )
        st.download_button(
            "Download the bundle",
            data=lambda: bundle_folder.bundle_zip(project),
            file_name=f"{export.name}.zip",
            mime="application/zip",
            on_click="ignore",
            type="primary",
            icon=":material/download:",
        )
    files, card, schema = st.tabs(["Files", "Model card", "Input"])
    with files:
        for name, what in FILES.items():
            st.markdown(f"`{name}` {what}")
    with card:
        st.markdown(unlinked(export.texts["model_card.md"] + "\n" + log_section(project.looks, ())))
    with schema:
        st.json(export.schema, expanded=2)


show(EXPORT, choices, result, run="Make the bundle")
