"""Recipes: the key names the result, and a difference can say why."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from lifecycle.core.errors import ChoiceError
from lifecycle.core.recipe import Need, Params, Recipe, Step, changes, plan


class Goal(Params):
    metric: str = Field("auc", title="Success metric", json_schema_extra={"labels": {"f1": "F1"}})
    prose: str = Field("", title="Question")


class File(Params):
    source: str = Field("", title="File", json_schema_extra={"opaque": True})


class Clean(Params):
    fill: str = Field(
        "median",
        title="Imputation of numbers",
        json_schema_extra={"labels": {"mean": "Mean of the column"}},
    )
    marks: bool = Field(True, title="Marks")


@dataclass(frozen=True)
class Made:
    text: str = ""


def step(name: str, params: type[Params], *needs: Need, version: int = 1) -> Step:
    title = name.capitalize()
    return Step(name, title, "", params, Made, lambda params: Made(), needs, version=version)


GOAL, FILE = step("goal", Goal), step("file", File)
CLEAN = step("clean", Clean, Need.of("file"))
FIT = step("fit", Params, Need.of("goal", "metric"), Need.of("clean"))
STEPS = {s.name: s for s in (GOAL, FILE, CLEAN, FIT)}


def why(old: Recipe, new: Recipe) -> list[str]:
    return [str(change) for change in changes(old, new, STEPS)]


def test_same_choices_give_the_same_key() -> None:
    assert plan(STEPS, {})["fit"].key == plan(STEPS, {"clean": Clean(fill="median")})["fit"].key


def test_a_choice_changes_its_step_and_what_needs_it_and_nothing_else() -> None:
    old, new = plan(STEPS, {}), plan(STEPS, {"clean": Clean(fill="mean")})
    changed = {name for name in STEPS if old[name].key != new[name].key}
    assert changed == {"clean", "fit"}


def test_prose_that_a_step_does_not_need_leaves_it_current() -> None:
    old, new = plan(STEPS, {}), plan(STEPS, {"goal": Goal(prose="Who will leave?")})
    assert old["goal"].key != new["goal"].key
    assert old["fit"].key == new["fit"].key


def test_a_needed_field_of_a_narrowed_need_counts() -> None:
    old, new = plan(STEPS, {}), plan(STEPS, {"goal": Goal(metric="f1", prose="Who?")})
    assert why(old["fit"], new["fit"]) == ["Goal: success metric changed from auc to F1"]


def test_version_is_part_of_the_key_and_is_said() -> None:
    old = plan(STEPS, {})["clean"]
    raised = {**STEPS, "clean": step("clean", Clean, Need.of("file"), version=2)}
    new = plan(raised, {})["clean"]
    assert old.key != new.key
    assert why(old, new) == ["Clean was made by an earlier version of Lifecycle Lab"]


def test_a_reason_names_step_field_before_and_after() -> None:
    old, new = plan(STEPS, {}), plan(STEPS, {"clean": Clean(fill="mean")})
    assert why(old["fit"], new["fit"]) == [
        "Clean: imputation of numbers changed from median to mean of the column"
    ]


def test_a_switch_is_on_or_off_in_a_reason() -> None:
    old, new = plan(STEPS, {}), plan(STEPS, {"clean": Clean(marks=False)})
    assert why(old["fit"], new["fit"]) == ["Clean: marks changed from on to off"]


def test_an_opaque_value_is_not_printed() -> None:
    old, new = plan(STEPS, {}), plan(STEPS, {"file": File(source="ab12")})
    assert why(old["clean"], new["clean"]) == ["File: file changed"]


@given(st.text(max_size=20), st.text(max_size=20))
def test_json_round_trip_keeps_every_key(fill: str, prose: str) -> None:
    recipe = plan(STEPS, {"clean": Clean(fill=fill), "goal": Goal(prose=prose)})["fit"]
    again = Recipe.from_json(recipe.to_json(), STEPS)
    assert again.key == recipe.key
    assert [r.key for r in again.walk()] == [r.key for r in recipe.walk()]


@given(st.text(max_size=9), st.text(max_size=9))
def test_changes_are_empty_exactly_when_keys_agree(a: str, b: str) -> None:
    old = plan(STEPS, {"clean": Clean(fill=a)})["fit"]
    new = plan(STEPS, {"clean": Clean(fill=b)})["fit"]
    assert (not changes(old, new, STEPS)) == (old.key == new.key)


@pytest.mark.parametrize("broken", [{}, {"root": "x", "nodes": {}}, {"root": "x", "nodes": []}])
def test_a_recipe_that_cannot_be_read_is_refused_in_words(broken: dict[str, object]) -> None:
    with pytest.raises(ChoiceError) as caught:
        Recipe.from_json(broken, STEPS)
    assert caught.value.remedy


def test_params_refuse_what_they_do_not_know() -> None:
    with pytest.raises(ValueError, match="extra"):
        Clean.model_validate({"fil": "mean"})
