"""What every row of every table must keep: a new step, metric or model is held to it unasked.

What needs a fit or a file for each row (models, samples, checks) is beside it in tests/catalog.
"""

from __future__ import annotations

import dataclasses
import inspect
import json
import re
from typing import Any, Literal, get_args, get_origin, get_type_hints

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import to_jsonable_python
from sklearn.base import BaseEstimator, clone

from lifecycle.core.field_description import describe
from lifecycle.core.recipe import Change, Params, Step
from lifecycle.metrics.catalog import DEFAULT, METRICS, Metric
from lifecycle.metrics.outcome import Outcome
from lifecycle.models import MODELS, TASKS
from lifecycle.samples.samples import SAMPLES
from lifecycle.steps import GRAPH, LIFECYCLE
from pages.ui.hints import LESSONS

UNSEEN = {"fold", "fit"}  # tasks of Train and Evaluate; no page draws their params
CLASSES = {"binary": ("no", "yes"), "multiclass": ("a", "b", "c")}

each_step = pytest.mark.parametrize("step", GRAPH.values(), ids=list(GRAPH))
FIELDS = [
    pytest.param(step, name, id=f"{step.name}.{name}")
    for step in GRAPH.values()
    if step.name not in UNSEEN
    for name in step.params.model_fields
]
each_field = pytest.mark.parametrize(("step", "name"), FIELDS)


def sentences(text: str) -> int:
    return len(re.findall(r"[.?](?:\s|$)", text))


def plain(text: str) -> bool:
    """Whether a text starts with a capital, says one thing a line, and does not shout."""
    return text == text.strip() and text[:1].isupper() and "!" not in text and "\n" not in text


# -- steps --------------------------------------------------------------------------------------


def test_keys_are_names_and_pages_are_distinct() -> None:
    assert all(name == step.name for name, step in GRAPH.items())
    assert list(LIFECYCLE) == [step for step in GRAPH.values() if step.page]
    assert len({step.page for step in LIFECYCLE}) == len(LIFECYCLE)


@each_step
def test_a_step_has_words(step: Step) -> None:
    assert plain(step.title)
    assert not step.title.endswith(".")
    assert plain(step.why)
    assert step.why.endswith(".")
    assert sentences(step.why) == 2
    assert (step.params.__doc__ or "").strip()
    assert (step.artifact.__doc__ or "").strip()


@each_step
def test_a_step_has_defaults_that_survive_json(step: Step) -> None:
    params = step.params()
    assert isinstance(params, Params)
    assert step.params.model_validate_json(params.model_dump_json()) == params
    assert isinstance(params.missing(), str)
    assert hash(params) == hash(step.params())


@each_step
def test_a_step_needs_what_stands_before_it(step: Step) -> None:
    before = list(GRAPH)[: list(GRAPH).index(step.name)]
    names = [need.step for need in step.needs]
    assert len(set(names)) == len(names)
    for need in step.needs:
        assert need.step in before
        assert (need.only or frozenset()) <= set(GRAPH[need.step].params.model_fields)


@each_step
def test_run_takes_its_params_and_exactly_what_it_needs(step: Step) -> None:
    taken = inspect.signature(step.run).parameters
    assert next(iter(taken)) == "params"
    assert {p.kind for name, p in taken.items() if name != "params"} == {
        inspect.Parameter.KEYWORD_ONLY
    }
    needed = {need.step for need in step.needs}
    assert set(taken) - {"params", "work"} == needed | {"report"}
    hints = get_type_hints(step.run)
    assert issubclass(step.params, hints["params"])
    assert hints["return"] is step.artifact
    assert {name: hints[name] for name in needed} == {n: GRAPH[n].artifact for n in needed}


@each_step
def test_an_artifact_is_frozen_and_of_what_the_store_keeps(step: Step) -> None:
    assert dataclasses.is_dataclass(step.artifact)
    assert step.artifact.__dataclass_params__.frozen  # type: ignore[attr-defined]
    hints = get_type_hints(step.artifact)
    for each in dataclasses.fields(step.artifact):
        assert storable(hints[each.name]), each.name


def storable(hint: Any) -> bool:
    """Whether the codec has a form for it: a frame, frames, bytes, an estimator or plain JSON."""
    if hint in (pd.DataFrame, bytes, dict[str, pd.DataFrame]):
        return True
    if inspect.isclass(hint) and issubclass(hint, BaseEstimator):
        return True
    TypeAdapter(hint).json_schema()  # raises for what JSON cannot hold
    return True


@pytest.mark.parametrize("step", LIFECYCLE, ids=lambda step: step.name)
def test_a_lesson_is_short_and_calm(step: Step) -> None:
    assert 1 < sentences(LESSONS[step.name].replace("\n", " ")) <= 8
    assert "!" not in LESSONS[step.name]


def test_no_lesson_is_without_a_page() -> None:
    assert set(LESSONS) == {step.name for step in LIFECYCLE}


# -- params -------------------------------------------------------------------------------------


def options(info: FieldInfo) -> tuple[str, ...]:
    """Return what a choice of one can be; empty when it is no such choice."""
    kinds = [info.annotation, *get_args(info.annotation)]
    return next((get_args(kind) for kind in kinds if get_origin(kind) is Literal), ())


@each_field
def test_a_choice_has_a_title_and_help(step: Step, name: str) -> None:
    info = step.params.model_fields[name]
    assert info.title
    assert plain(info.title)
    assert len(info.title) <= 40
    assert info.title[-1] not in ".:?"
    assert info.title[1:] == info.title[1:].lower(), "sentence case"
    assert info.description
    assert plain(info.description)
    assert info.description.endswith((".", "?"))
    assert 1 <= sentences(info.description) <= 4
    assert len(info.description) <= 320


@each_field
def test_a_choice_of_one_has_words_for_each_option(step: Step, name: str) -> None:
    info = step.params.model_fields[name]
    hints = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    labels = hints.get("labels", {})
    assert isinstance(labels, dict)
    if options(info):
        assert set(labels) == set(options(info))
    assert len(set(labels.values())) == len(labels)
    for label in map(str, labels.values()):
        assert plain(label)
        assert len(label) <= 40
        assert not label.endswith(".")


@each_field
def test_a_change_of_a_choice_reads_as_a_sentence(step: Step, name: str) -> None:
    info = step.params.model_fields[name]
    kept = info.get_default(call_default_factory=True)
    before, after = (options(info)[0], options(info)[-1]) if options(info) else (kept, kept)
    said = str(Change(step, name, before, after))
    assert said.startswith(f"{step.title}: {(info.title or '').lower()} changed")
    assert "_" not in said
    assert not {"True", "False", "None", "()"} & set(said.split())
    assert said.count(" A ") == said.count(" An ") == 0


@each_field
def test_a_choice_is_described_by_one_source(step: Step, name: str) -> None:
    """The forms and `steps --json` say of a field what its params take, and nothing else."""
    info = step.params.model_fields[name]
    about = describe(step.params)[name]
    default = to_jsonable_python(getattr(step.params(), name))
    assert (about.name, about.title, about.help) == (name, info.title, info.description)
    assert about.type in {"string", "integer", "number", "boolean", "array"}
    assert (default is None) <= about.nullable
    assert json.loads(json.dumps(about.default)) == default
    assert set(about.helps) <= set(about.values)
    assert set(about.exclusive_bounds) <= {about.minimum, about.maximum}
    if options(info):
        assert about.closed
        assert tuple(about.values) == options(info)
    if about.closed and default is not None:
        assert set(default if about.list_of_texts else [default]) <= set(about.values)
    step.params.model_validate({name: about.default})
    for value in about.values if about.closed else ():
        step.params.model_validate({name: [value] if about.list_of_texts else value})
    for edge, way in ((about.minimum, -1), (about.maximum, 1)):
        if edge is not None:
            if edge not in about.exclusive_bounds:
                step.params.model_validate({name: edge})
            with pytest.raises(ValidationError):
                step.params.model_validate({name: edge + way})


def test_titles_of_one_form_are_not_mixed_up() -> None:
    for step in GRAPH.values():
        titles = [info.title for info in step.params.model_fields.values() if info.title]
        assert len(set(titles)) == len(titles)


def test_each_way_of_reading_says_what_it_lacks() -> None:
    lacks = [GRAPH[name].params().missing() for name in ("read", "batch", "incoming")]
    assert len(set(lacks)) == 3
    assert all("upload" in text for text in lacks)
    assert GRAPH["batch"].params.model_validate({"source": "ab"}).missing() == ""


# -- metrics ------------------------------------------------------------------------------------

ROWS = [
    pytest.param(metric, task, id=f"{metric.name}-{task}")
    for metric in METRICS.values()
    for task in sorted(metric.tasks)
]


def outcomes(task: str, seed: int) -> tuple[Outcome, Outcome]:
    """Return random predictions, and perfect ones of the same rows."""
    rng, classes = np.random.default_rng(seed), CLASSES.get(task)
    n = int(rng.integers(12, 60))
    if classes is None:
        y = rng.normal(scale=10.0 ** rng.integers(-3, 6), size=n)
        return Outcome(y, rng.permutation(y) + rng.normal(size=n)), Outcome(y, y.copy())
    k = len(classes)
    codes = np.concatenate([np.arange(k), rng.integers(0, k, n - k)])
    labels, proba = np.array(classes, dtype=object), rng.dirichlet(np.ones(k), n)
    guess = Outcome(labels[codes], labels[proba.argmax(axis=1)], classes, proba)
    return guess, Outcome(labels[codes], labels[codes], classes, np.eye(k)[codes])


@pytest.mark.parametrize(("metric", "task"), ROWS)
@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_a_metric_keeps_its_bounds_and_perfect_is_best(
    metric: Metric, task: str, seed: int
) -> None:
    guess, perfect = (metric.score(outcome) for outcome in outcomes(task, seed))
    assert metric.low <= guess <= metric.high
    assert perfect == pytest.approx(metric.high if metric.greater_is_better else metric.low)
    assert metric.better(perfect, guess)


@pytest.mark.parametrize("metric", METRICS.values(), ids=list(METRICS))
def test_a_metric_has_a_name_a_task_and_words(metric: Metric) -> None:
    assert METRICS[metric.name] is metric
    assert re.fullmatch(r"[a-z][a-z0-9_]*", metric.name)
    assert not metric.name.startswith("neg_")
    assert metric.tasks
    assert metric.tasks <= TASKS
    assert plain(metric.meaning)


def test_every_task_has_a_success_measure() -> None:
    assert set(DEFAULT) == TASKS
    assert all(task in METRICS[name].tasks for task, name in DEFAULT.items())


# -- models and samples -------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name, model in MODELS.items() if model.installed])
def test_a_model_is_made_anew_with_its_seed_and_one_thread(name: str) -> None:
    model = MODELS[name]
    assert model.tasks
    assert model.tasks <= TASKS
    for task in model.tasks:
        made = model.make(task, 7)
        assert made is not model.make(task, 7)
        assert not any(attribute.endswith("_") for attribute in vars(clone(made)))
        options = made.get_params(deep=True)
        seeds = {key: value for key, value in options.items() if key.endswith("random_state")}
        assert set(seeds.values()) <= {7, None}
        threads = {value for key, value in options.items() if key.endswith("n_jobs")}
        assert threads <= {1, None}


def test_samples_are_kept_under_their_names_and_every_task_has_one() -> None:
    assert all(name == sample.name for name, sample in SAMPLES.items())
    assert {sample.task for sample in SAMPLES.values()} == TASKS
