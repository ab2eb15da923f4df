"""Surer scores on demand: the leaders on more cuts, and the whole procedure on nested folds."""

from __future__ import annotations

import streamlit as st

from lifecycle import figures
from lifecycle.core.wording import listing
from lifecycle.metrics.catalog import METRICS
from lifecycle.project.project import Project
from lifecycle.split.refold import one_way_only
from lifecycle.steps import DATA, NESTED, REPEATED, SPLIT
from lifecycle.train.nested_cost import cost
from lifecycle.train.repeated_cv import leaders
from lifecycle.train.step import Leaderboard
from pages.ui import display
from pages.ui.forms import field, fields
from pages.ui.step import on_demand
from pages.ui.text import plain
from pages.views.train import fit_again


def repeated(project: Project, board: Leaderboard) -> None:
    """Offer to compare the leaders on more cuts, and show what that brought."""
    split, data = project.shown(SPLIT), project.shown(DATA)
    reason = one_way_only(split, data) if split is not None and data is not None else ""
    if reason:
        st.info(f"The folds cannot be repeated. {plain(reason)}", icon=":material/info:")
        return
    field(project, REPEATED, "models", options=list(board.titles), labels=board.titles)
    fields(project, REPEATED, "repeats")
    if not project.params(REPEATED).models:
        names = [board.titles[name] for name in leaders(board.table)]
        st.caption(f"Compared again: {plain(listing(names), most=300)}.")
    repeated_folds = on_demand(project, REPEATED, "Repeat the folds")
    if repeated_folds is None:
        return
    title = METRICS[repeated_folds.metric].title
    st.markdown(plain(repeated_folds.sentence, most=500))
    display.figure(
        project, REPEATED, "table", lambda: figures.leaderboard(repeated_folds.table, title)
    )
    table = repeated_folds.table.assign(
        interval=display.intervals(repeated_folds.table, "score", "low", "high"),
        before=display.intervals(repeated_folds.table, "was", "was_low", "was_high"),
        behind_best=display.intervals(repeated_folds.table, "behind", "behind_low", "behind_high"),
    )
    table.loc[0, "behind_best"] = "the best"
    display.table(
        table,
        title="Candidate",
        interval=f"{title} on all cuts",
        before="On the first cut alone",
        behind_best="Worse than the best by",
        tied=st.column_config.CheckboxColumn("Tied with the best"),
        folds=st.column_config.NumberColumn("Folds", format="%d"),
        std=st.column_config.NumberColumn("SD over folds", format="%.3g"),
        problem="Problem",
    )
    st.caption(
        "Folds of all cuts share rows, which the intervals allow for (Nadeau and Bengio). They "
        "narrow with more cuts only as far as these rows can tell."
    )
    display.behind({"repeated_folds": repeated_folds.folds}, "repeated")
    fit_again.offer(project, REPEATED, repeated_folds.table["problem"])


def nested(project: Project, board: Leaderboard) -> None:
    """Offer to judge the whole procedure, say what that costs, and show how optimistic it was."""
    fields(project, NESTED, "trials")
    params, split = project.params(NESTED), project.shown(SPLIT)
    if split is not None:
        st.caption(plain(cost(board, split, params.trials), most=400))
    nested_folds = on_demand(project, NESTED, "Run nested cross-validation")
    if nested_folds is None:
        return
    title = METRICS[nested_folds.metric].title
    st.markdown(plain(nested_folds.sentence, most=600))
    display.figure(
        project, NESTED, "compared", lambda: figures.leaderboard(nested_folds.compared, title)
    )
    display.table(
        nested_folds.folds,
        fold=st.column_config.NumberColumn("Outer fold", format="%d"),
        title="Chosen within it",
        settings="Hyperparameters",
        inner=st.column_config.NumberColumn("Score on the inner folds", format="%.4g"),
        score=st.column_config.NumberColumn("Score on the outer fold", format="%.4g"),
        leaderboard=st.column_config.NumberColumn("Leaderboard's best there", format="%.4g"),
    )
    st.caption(
        "It judges the way of choosing, not one model. The model that is exported is still the "
        "leaderboard's, and the holdout judges that one."
    )
    display.behind({"nested_folds": nested_folds.folds}, "nested")
    fit_again.say_why(project, NESTED, nested_folds.problem)
