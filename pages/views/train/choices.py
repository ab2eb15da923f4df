"""The choices of Train: what to do in one word, which candidates, and settings of one's own."""

from __future__ import annotations

from typing import Any

import streamlit as st

from lifecycle.core.errors import LifecycleError
from lifecycle.core.wording import inside, listing
from lifecycle.models import MODELS, Hyperparameter, Model, for_task, settings_in_words
from lifecycle.project.project import Project
from lifecycle.project.status import State
from lifecycle.steps import DATA, ESTIMATE, PREPARE, TRAIN
from lifecycle.train.model_params import Custom
from lifecycle.train.monotone import TASKS, numbers
from lifecycle.train.params import DEFAULT_MODELS, MOST_TRIALS, PORTFOLIO, TrainParams
from pages.ui import display, session, step
from pages.ui.forms import field, fields
from pages.ui.text import plain

SECONDS = 60
ESTIMATE_LABEL = "Estimate time and memory"
WAYS: dict[str, dict[str, Any]] = {
    "Compare": {"tuning": False, "ensemble": False, "models": DEFAULT_MODELS, "budget": None},
    "Tune": {"tuning": True, "ensemble": False, "models": DEFAULT_MODELS, "trials": 30}
    | {"budget": None},
    "Best in a minute": {"tuning": True, "ensemble": True, "models": PORTFOLIO}
    | {"trials": MOST_TRIALS, "budget": SECONDS},
}
SAID = {
    "Compare": "Each candidate with its default hyperparameters.",
    "Tune": "Also tries thirty other combinations of hyperparameters, most of them for the four "
    "most promising candidates.",
    "Best in a minute": "A portfolio of strong candidates, a search of their hyperparameters, and "
    "an ensemble of those that complement each other, within the time budget.",
}


def task_of(project: Project) -> str:
    table = project.shown(DATA)
    return "binary" if table is None else table.task


def ways(project: Project) -> None:
    """Offer what most people want as one choice; each sets several params at once."""
    params = project.params(TRAIN)
    taken = [way for way, chosen in WAYS.items() if _is(params, chosen)]
    key = session.seed("train.way", taken[0] if taken else None)
    st.segmented_control(
        "What to do",
        list(WAYS),
        key=key,
        on_change=_take,
        args=(project, key),
        width="stretch",
        required=True,
    )
    if taken:
        st.caption(SAID[taken[0]])


def _is(params: TrainParams, chosen: dict[str, Any]) -> bool:
    return all(getattr(params, name) == value for name, value in chosen.items())


def _take(project: Project, key: str) -> None:
    way = session.value_of(key)
    if way is not None:
        with session.saving():
            project.choose(TRAIN, **WAYS[way])


def candidates(project: Project) -> None:
    """Draw the list of candidates, those of the task alone."""
    models = for_task(task_of(project))
    titles = {model.name: model.title for model in MODELS.values()}
    absent = [model for model in models if not model.installed]
    options = [model.name for model in models if model.installed]
    field(project, TRAIN, "models", options=options, labels=titles)
    for model in absent:
        st.caption(f"{model.title}: install {model.library} to use it.")


def how(project: Project) -> None:
    """Draw how settings are searched and answers blended."""
    fields(project, TRAIN, "tuning")
    if project.params(TRAIN).tuning:
        fields(project, TRAIN, "trials")
    fields(project, TRAIN, "ensemble", "budget")
    with st.expander("More options"):
        if task_of(project) != "regression":
            fields(project, TRAIN, "balance")
        monotone_columns(project)
        fields(project, TRAIN, "recommend", "rows", "seed")
    cost(project)


def monotone_columns(project: Project) -> None:
    """Draw which number columns may only raise or lower the answer, and who keeps to it."""
    prepared = project.shown(PREPARE)
    params, task = project.params(TRAIN), task_of(project)
    if (task not in TASKS or prepared is None) and not (params.raises or params.lowers):
        return
    options = [] if prepared is None or task not in TASKS else numbers(prepared)
    field(project, TRAIN, "raises", options=options)
    field(project, TRAIN, "lowers", options=options)
    if params.raises or params.lowers:
        able = [m.title for m in for_task(task) if m.monotone and m.installed]
        st.caption(f"These models support it: {listing([inside(t) for t in able], 12)}.")


def cost(project: Project) -> None:
    """Say beforehand what training will take, when somebody asks."""
    with st.expander("How long will it take?"):
        params = project.params(TRAIN)
        asked = {"models": params.models, "rows": params.rows}
        estimate = project.shown(ESTIMATE)
        same = project.params(ESTIMATE).model_dump() == asked
        if estimate is None or not same or project.statuses[ESTIMATE].state is not State.CURRENT:
            st.caption(
                "A rough estimate: each candidate is fitted on a few rows and the cost is "
                "extrapolated."
            )
            if same:
                step.runner(project, ESTIMATE, label=ESTIMATE_LABEL)
            elif st.button(ESTIMATE_LABEL, key="estimate-first", width="stretch"):
                project.choose(ESTIMATE, **asked)
                step.start(ESTIMATE)
            return
        st.markdown(plain(estimate.sentence, most=400))
        display.table(
            estimate.table,
            title="Candidate",
            seconds=st.column_config.NumberColumn("Seconds of all folds", format="%.1f"),
            megabytes=st.column_config.NumberColumn("MB of one fit", format="%d"),
            problem="Problem",
        )
        st.caption(
            "It is rough. To spend less: fewer candidates, or fewer training rows under more "
            "options."
        )


def own_settings(project: Project) -> None:
    """A form per model: every setting explained, added as a candidate of its own."""
    params = project.params(TRAIN)
    for own in params.custom:
        left, right = st.columns([4, 1], vertical_alignment="center")
        said = settings_in_words(own.model, own.settings)
        left.markdown(
            f"**{plain(own.title)}**  \n{plain(said or 'default hyperparameters', most=200)}"
        )
        right.button(
            "Remove",
            key=f"train.remove.{own.name}",
            icon=":material/close:",
            on_click=_remove,
            args=(project, own.name),
        )
    task = task_of(project)
    models = [m for m in for_task(task) if m.hyperparameters_of(task) and m.installed]
    titles = {m.name: m.title for m in models}
    name = st.selectbox(
        "Model",
        list(titles),
        format_func=titles.__getitem__,
        key=session.keep("train.own.model", models[0].name),
    )
    _form(project, MODELS[name], task, 1 + len(params.custom))


def _form(project: Project, model: Model, task: str, number: int) -> None:
    usual = model.defaults(task)
    with st.form(f"train.own.{model.name}", border=False):
        chosen = {
            hyperparameter.name: _turned(model, hyperparameter, usual[hyperparameter.name])
            for hyperparameter in model.hyperparameters_of(task)
        }
        title = st.text_input("Name", f"{model.title}, own {number}", max_chars=60)
        if st.form_submit_button("Add this candidate", icon=":material/add:"):
            changed = {name: value for name, value in chosen.items() if value != usual[name]}
            _add(project, model, title.strip() or model.title, changed)


def _turned(model: Model, hyperparameter: Hyperparameter, usual: Any) -> Any:
    """Draw one setting; its help says what more and less of it do, and its range."""
    key = f"train.own.{model.name}.{hyperparameter.name}"
    if hyperparameter.choices:
        options = list(hyperparameter.choices)
        return st.selectbox(
            hyperparameter.title,
            options,
            index=options.index(usual),
            help=hyperparameter.description,
            key=key,
        )
    kind = int if hyperparameter.whole else float
    text = f"{hyperparameter.description} From {hyperparameter.low:g} to {hyperparameter.high:g}."
    low, high, start = kind(hyperparameter.low), kind(hyperparameter.high), kind(usual)
    if hyperparameter.log or hyperparameter.whole:
        step = 1 if hyperparameter.whole else None
        shape = None if hyperparameter.whole else "%g"
        return st.number_input(
            hyperparameter.title, low, high, start, step, format=shape, help=text, key=key
        )
    return st.slider(hyperparameter.title, low, high, start, help=text, key=key)


def _add(project: Project, model: Model, title: str, settings: dict[str, Any]) -> None:
    params = project.params(TRAIN)
    taken = {*MODELS, *(own.name for own in params.custom)}
    name = next(n for i in range(1, 1000) if (n := f"{model.name}-{i}") not in taken)
    own = Custom.model_validate(
        {"name": name, "title": title, "model": model.name, "settings": settings}
    )
    try:
        project.choose(TRAIN, custom=(*params.custom, own))
    except LifecycleError as error:
        session.flash(str(error), bad=True)
    st.rerun()


def _remove(project: Project, name: str) -> None:
    with session.saving():
        kept = tuple(own for own in project.params(TRAIN).custom if own.name != name)
        project.choose(TRAIN, custom=kept)


def keep_tuned(project: Project, name: str, title: str, model: str, settings: Any) -> None:
    """Make what a search found a candidate of its own, so that it stays without the search."""
    own = Custom.model_validate(
        {"name": name, "title": title, "model": model, "settings": settings}
    )
    others = tuple(each for each in project.params(TRAIN).custom if each.name != name)
    with session.saving():
        project.choose(TRAIN, custom=(*others, own))
