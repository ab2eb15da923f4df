"""A choice is never lost between server and browser, whatever run of the page was cut short."""

from __future__ import annotations

from typing import Any

import pytest

from lifecycle.project.project import Project

from .conftest import Open

CHOSEN: dict[str, dict[str, Any]] = {
    "define": {
        "question": "Who leaves?",
        "metric": "roc_auc",
        "floor": 0.7,
        "cost_false_positive": 3.0,
        "cost_false_negative": 9.0,
        "pattern": "no",
        "tolerant": "no",
    },
    "split": {"holdout": 0.3, "folds": 7, "seed": 11},
    "train": {"models": ("dummy", "tree"), "budget": 77},
}
# A field that starts empty can only be cleared when its own start is empty.
CLEARED = {"floor", "budget"}


def start_of(widget: Any) -> Any:
    """Return what the browser shows when all it knows is the widget's own start."""
    start = widget.proto.default
    options = list(getattr(widget.proto, "options", ()))
    if widget.type == "selectbox":
        return options[start]
    if widget.type == "multiselect":
        return [options[place] for place in start]
    return start[0] if widget.type == "slider" else start


def widgets(opened: Any, step: str) -> dict[str, Any]:
    kinds = ("text_input", "text_area", "number_input", "slider", "selectbox", "multiselect")
    drawn = [widget for kind in kinds for widget in opened.get(kind)]
    return {w.key.split(".")[1]: w for w in drawn if (w.key or "").startswith(f"{step}.")}


def words(widget: Any, value: Any) -> Any:
    """Return a value as the browser is told it."""
    if widget.type == "selectbox":
        return widget.format_func(value)
    if widget.type == "multiselect":
        return [widget.format_func(each) for each in value]
    return value


@pytest.mark.parametrize("step", CHOSEN)
def test_each_widget_starts_from_the_choice(empty: Project, open_page: Open, step: str) -> None:
    empty.choose(step, **CHOSEN[step])
    drawn = widgets(open_page(step, empty), step)
    for name in set(CHOSEN[step]) - CLEARED:
        assert start_of(drawn[name]) == words(drawn[name], CHOSEN[step][name]), name


def test_after_a_run_cut_short_every_value_is_sent_again(empty: Project, open_page: Open) -> None:
    empty.choose("define", **CHOSEN["define"])
    opened = open_page("define", empty)
    opened.run()
    assert not widgets(opened, "define")["floor"].proto.set_value  # it was sent before
    opened.session_state["drawing"] = True  # as a run leaves it that never came to its end
    opened.run()
    drawn = widgets(opened, "define")
    assert drawn["floor"].proto.set_value
    assert drawn["floor"].proto.value == 0.7
    assert drawn["question"].proto.value == "Who leaves?"
    opened.run()
    assert not widgets(opened, "define")["floor"].proto.set_value
