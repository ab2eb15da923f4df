"""What was learned out of fold, beside what it does on the holdout that was looked at already."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from lifecycle.evaluate.clusters import clusters
from lifecycle.evaluate.holdout_readout import Groups, ReadOff
from lifecycle.evaluate.step import Evaluation
from lifecycle.project import candidate_marks
from lifecycle.project.project import Project
from lifecycle.project.status import State

from ...ui.forms import field, fields
from ...ui.step import runner

Read = Callable[[Evaluation, Groups], ReadOff]


def ask(project: Project, step: str, label: str, *choices: str) -> None:
    """Draw whose predictions are used and the other choices, and the button that starts it."""
    board = candidate_marks.named(project)
    if board is not None:
        scored = board.table.loc[board.table["score"].notna(), "model"].tolist()
        title = dict(zip(board.table["model"], board.table["title"], strict=True))
        best = {"": f"The leader ({title[board.best]})"}
        field(project, step, "model", options=["", *scored], labels=title | best)
    fields(project, step, *choices)
    if project.statuses[step].state is not State.CURRENT:
        runner(project, step, label=label)


def on_holdout(project: Project, step: str, model: str, read: Read) -> tuple[str, ReadOff] | None:
    """Return what a step's result does on the holdout, and a name for it in the cache.

    None while the holdout is locked, and when another candidate, another correction of its
    probabilities or an older state was judged.
    """
    seen: Evaluation | None = project.shown("evaluate")
    current = all(project.statuses[s].state is State.CURRENT for s in (step, "evaluate"))
    if seen is None or not current or seen.model_name != model:
        return None
    if getattr(project.params(step), "calibration", seen.calibration) != seen.calibration:
        return None
    key = f"{project.statuses['evaluate'].shown}/{project.statuses[step].shown}"
    return key, _once(key, lambda: read(seen, groups(project, seen)))


def groups(project: Project, seen: Evaluation) -> Groups:
    """Return which holdout rows belong together, None when none do or the table is another."""
    data, split = project.shown("data"), project.shown("split")
    if data is None or split is None or project.statuses["evaluate"].state is not State.CURRENT:
        return None
    return clusters(data, split, seen.predictions["row"].to_numpy())


@st.cache_resource(max_entries=200, show_spinner=False)
def _once(key: str, _read: Callable[[], ReadOff]) -> ReadOff:
    return _read()
