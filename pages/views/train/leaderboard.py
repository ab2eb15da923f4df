"""What training brought: the way so far, the leaderboard, the search, and curves on demand."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lifecycle import figures
from lifecycle.metrics.catalog import METRICS
from lifecycle.models import MODELS, for_task
from lifecycle.project.candidate_marks import marks, renamed
from lifecycle.project.project import Project
from lifecycle.steps import LEARNING, LOSS, TRAIN, VALIDATION
from lifecycle.train.loss_curve import networks
from lifecycle.train.stages import searched, stages
from lifecycle.train.step import Leaderboard
from lifecycle.train.validation_curve import ValidationCurve
from pages.ui import display, session
from pages.ui.forms import field
from pages.ui.step import on_demand, start
from pages.ui.text import plain
from pages.views.train import (
    candidate_table,
    choices,
    fit_again,
    leaderboard_filters,
    resampling_views,
)

DRAW_SETTING = "Draw the validation curve"
LIKEWISE = {"balance", "raises", "lowers", "rows"}  # what holds for every fit of Train
MOST_AXES = 5  # lines through more settings cannot be followed
VIEWS = (
    "Candidates",
    "Side by side",
    "Folds",
    "Search",
    "Cost",
    "Learning curve",
    "Loss curve",
    "Validation curve",
    "Repeated CV",
    "Nested CV",
)


def draw(project: Project, board: Leaderboard) -> None:
    metric = METRICS[board.metric]
    board = renamed(board, marks(project.history()))
    st.subheader(plain(board.sentence, most=400), anchor=False)
    better = "higher" if metric.greater_is_better else "lower"
    st.caption(f"{metric.title}, cross-validated on training rows; {better} is better.")
    if board.expected is not None:
        st.markdown(f":material/query_stats: {plain(board.expected.sentence(metric.title), 300)}")
    if board.advice:
        st.markdown(f":material/recommend: {plain(board.advice, most=400)}")
    way(board)
    display.figure(
        project,
        TRAIN,
        candidate_label("leaderboard", board),
        lambda: figures.leaderboard(board.table, metric.title),
    )


def below(project: Project, board: Leaderboard | None) -> None:
    """The table of candidates and the other views, at full width."""
    if board is None:
        return
    usual, found = board.titles, marks(project.history())
    board = renamed(board, found)
    there = {"Search": len(board.trials), "Loss curve": len(networks(board.fits))}
    views = [view for view in VIEWS if there.get(view, 1)]
    picked = st.segmented_control(
        "Show",
        views,
        key=session.pick("train.view", views),
        label_visibility="collapsed",
        required=True,
    )
    if picked in (None, "Candidates"):
        candidate_table.candidates(
            project, leaderboard_filters.of_kinds(board, found), found, usual
        )
        return
    {
        "Side by side": leaderboard_filters.side_by_side,
        "Folds": folds,
        "Search": search,
        "Cost": cost,
        "Learning curve": learning_curve,
        "Loss curve": loss_curve,
        "Validation curve": one_setting,
        "Repeated CV": resampling_views.repeated,
        "Nested CV": resampling_views.nested,
    }[picked](project, board)


def candidate_label(figure: str, board: Leaderboard) -> str:
    """Return the name of a figure in which candidates are named: other names, another figure."""
    return f"{figure}.{hash(tuple(board.table['title']))}"


def way(board: Leaderboard) -> None:
    """Say where the project stands on the way to a good model."""
    metric = METRICS[board.metric]
    tried = searched(board.table, board.trials, board.fits)
    found = stages(board.table, metric.title, metric.greater_is_better, tried)
    if not found:
        return
    with st.container(border=True):
        for each in found:
            icon = (
                ":material/check_circle:" if each.reached else ":material/radio_button_unchecked:"
            )
            st.markdown(f"{icon} **{each.title}.** {plain(each.said, most=300)}")


def folds(project: Project, board: Leaderboard) -> None:
    title = METRICS[board.metric].title
    display.figure(
        project,
        TRAIN,
        candidate_label("folds", board),
        lambda: figures.folds(board.folds, board.metric, title, board.table),
    )


def cost(project: Project, board: Leaderboard) -> None:
    title = METRICS[board.metric].title
    display.figure(
        project,
        TRAIN,
        candidate_label("cost", board),
        lambda: figures.score_against_cost(board.table, title),
    )


def search(project: Project, board: Leaderboard) -> None:
    """Show how the search went, what mattered, and let the person keep what it found."""
    title = METRICS[board.metric].title
    titles = {name: model.title for name, model in MODELS.items()}
    display.figure(
        project, TRAIN, "search", lambda: figures.best_so_far(board.trials, title, titles)
    )
    st.caption(
        "The best of many trials looks a little better than it is, because it was picked for its "
        "score; the holdout will tell."
    )
    models = list(dict.fromkeys(board.trials["model"]))
    name = st.segmented_control(
        "Model",
        models,
        format_func=titles.__getitem__,
        key=session.pick("train.trials.of", models),
        required=True,
    )
    name = name or models[0]
    knobs = board.knobs[board.knobs["model"] == name]
    edges(knobs)
    kept = next((n for n in board.fits if n == f"{name}-tuned"), None)
    if kept is not None:
        st.button(
            "Keep these hyperparameters as a candidate",
            key="train.keep",
            icon=":material/push_pin:",
            on_click=choices.keep_tuned,
            args=(project, f"{name}-kept", board.titles[kept], name, board.fits[kept].settings),
        )
    axes = most_important(name, knobs)
    if len(axes) > 1:
        display.figure(
            project,
            TRAIN,
            f"settings.{name}",
            lambda: figures.settings_lines(board.trials, name, title, axes),
        )
    display.figure(
        project, TRAIN, f"knobs.{name}", lambda: figures.knob_importance(knobs, titles[name])
    )
    with st.expander("Every trial"):
        display.table(
            board.trials.assign(model=board.trials["model"].map(titles)),
            trial="Trial",
            model="Model",
            state="State",
            score=st.column_config.NumberColumn(title, format="%.4g"),
            best=st.column_config.NumberColumn("Best so far", format="%.4g"),
            seconds=st.column_config.NumberColumn("Seconds", format="%.1f"),
            settings="Hyperparameters",
        )


def most_important(model: str, knobs: pd.DataFrame) -> dict[str, tuple[str, bool]]:
    """Return the title of each setting that is drawn, and whether its size matters."""
    known = {each.name: (each.title, each.log) for each in MODELS[model].hyperparameters}
    order = knobs.sort_values("importance", ascending=False, kind="stable", na_position="last")
    return {name: known[name] for name in order["knob"].head(MOST_AXES)}


def edges(knobs: pd.DataFrame) -> None:
    """Say the best settings found, and which lie at the end of their range."""
    if knobs.empty:
        st.caption("No trial of this model came to its end.")
        return
    best = ", ".join(f"{row.title} {row.best}" for row in knobs.itertuples())
    st.markdown(f"Best found: {plain(best, most=400)}.")
    for row in knobs[knobs["edge"] != ""].itertuples():
        st.warning(
            f"{row.title}: the best value lies at the {row.edge} end of its range, so a still "
            f"{'smaller' if row.edge == 'low' else 'larger'} one may be better.",
            icon=":material/vertical_align_top:",
        )


def learning_curve(project: Project, board: Leaderboard) -> None:
    titles = {"": f"The leader ({board.titles[board.best]})"} | board.titles
    field(project, LEARNING, "model", options=list(titles), labels=titles)
    found = on_demand(project, LEARNING, "Draw the learning curve")
    if found is not None:
        title = METRICS[found.metric].title
        st.markdown(plain(found.sentence, most=300))
        display.figure(project, LEARNING, "curve", lambda: figures.learning(found.curve, title))
        display.behind({"learning_curve": found.curve}, "learning")
        fit_again.say_why(project, LEARNING, found.problem)


def loss_curve(project: Project, board: Leaderboard) -> None:
    titles = {"": "The best one"} | {name: board.titles[name] for name in networks(board.fits)}
    if len(titles) > 2:
        field(project, LOSS, "model", options=list(titles), labels=titles)
    found = on_demand(project, LOSS, "Draw the loss curve")
    if found is not None:
        st.markdown(f"**{plain(found.title)}.** {plain(found.sentence, most=400)}")
        display.figure(project, LOSS, "curve", lambda: figures.losses(found.curve, found.measure))
        display.behind({"loss_curve": found.curve}, "loss")


def one_setting(project: Project, board: Leaderboard) -> None:
    task = choices.task_of(project)
    models = [m for m in for_task(task) if m.hyperparameters_of(task) and m.installed]
    titles = {m.name: m.title for m in models}
    field(project, VALIDATION, "model", options=list(titles), labels=titles)
    model = MODELS[project.params(VALIDATION).model]
    names = {each.name: each.title for each in model.hyperparameters_of(task)}
    field(project, VALIDATION, "knob", options=["", *names], labels={"": "Its first"} | names)
    curve = turned(project)
    if curve is not None:
        title = METRICS[curve.metric].title
        st.markdown(plain(curve.sentence, most=300))
        display.figure(
            project,
            VALIDATION,
            "curve",
            lambda: figures.validation(curve.curve, title, curve.title, curve.log),
        )
        display.behind({"validation_curve": curve.curve}, "validation")
        fit_again.say_why(project, VALIDATION, curve.problem)


def turned(project: Project) -> ValidationCurve | None:
    """Return the validation curve of fits that are made as those of Train, or offer to draw it."""
    asked = project.params(TRAIN).model_dump(include=LIKEWISE)
    if project.params(VALIDATION).model_dump(include=LIKEWISE) == asked:
        return on_demand(project, VALIDATION, DRAW_SETTING)
    if st.button(DRAW_SETTING, key="validation-first", width="stretch"):
        project.choose(VALIDATION, **asked)
        start(VALIDATION)
    return None
