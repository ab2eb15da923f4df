"""Params to widgets: one declaration gives the label, help, bounds and options.

Every widget shows the project's choice and hands a change straight back to it. The choice is its
default too: what the session holds is sent once, and a run cut short may never have sent it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from lifecycle.core.errors import LifecycleError, StorageError
from lifecycle.core.field_description import FieldDescription, describe
from lifecycle.core.recipe import AnyStep, name_of
from lifecycle.project.project import Project

from . import session
from .text import plain

NUMBERS: dict[str, type] = {"integer": int, "number": float}


def field(
    project: Project,
    step: AnyStep | str,
    name: str,
    *,
    options: Sequence[str] | None = None,
    labels: dict[str, str] | None = None,
    placeholder: str = "Let the app choose",
) -> None:
    """Draw the widget of one param; ``options`` and ``labels`` serve params that name columns.

    ``placeholder``: what an empty choice of one says. What was typed and cannot be taken stays in
    its field, with the reason beneath it.
    """
    params = project.params(step)
    choice = describe(type(params))[name]
    current = getattr(params, name)
    shown = list(current) if isinstance(current, tuple) else current
    key = session.seed(f"{name_of(step)}.{name}", shown)
    words = {**choice.values, **(labels or {})}
    common: dict[str, Any] = {
        "label": choice.title,
        "help": _help(choice, words),
        "key": key,
        "on_change": _changed,
        "args": (project, step, name, key),
    }
    if options is None and choice.closed:
        options = list(choice.values)
    word = _word(words)
    with st.container(gap="small"):  # one place in the page, whatever is said beneath the field
        _widget(choice, current, options, word, placeholder, common)
        why = session.refusal(key)
        if why:
            st.error(plain(why, most=400), icon=":material/error:")
        if session.is_unsaved(key):
            args = (project, step, name, key)
            st.button("Save it now", key=f"{key}.again", on_click=_changed, args=args)


def _widget(
    choice: FieldDescription,
    current: Any,
    options: Sequence[str] | None,
    word: Any,
    placeholder: str,
    common: dict[str, Any],
) -> None:
    if choice.type == "array":
        st.multiselect(
            options=list(dict.fromkeys([*(options or ()), *current])),
            default=list(current),
            format_func=word,
            accept_new_options=choice.open,  # words of one's own may be added to the options
            **common,
        )
    elif options is not None:
        _select(list(options), current, placeholder if choice.nullable else "", word, common)
    elif choice.type == "boolean":
        st.toggle(value=current, **common)
    elif choice.type in NUMBERS:
        _number(choice, current, common)
    elif choice.longest > 250:
        st.text_area(value=current, max_chars=choice.longest, height=80, **common)
    else:
        st.text_input(value=current or "", max_chars=choice.longest or None, **common)


def fields(project: Project, step: AnyStep | str, *names: str) -> None:
    """Draw several params that need no options of their own."""
    for name in names:
        field(project, step, name)


def _changed(project: Project, step: AnyStep | str, name: str, key: str) -> None:
    """Hand a widget's value to the project; a bad one stays in its field, and the old one holds."""
    value = session.value_of(key)
    current = getattr(project.params(step), name)
    choice = describe(type(project.params(step)))[name]
    if value is None and not choice.nullable:
        return
    session.settle(key)
    try:
        project.choose(step, **{name: tuple(value) if choice.type == "array" else value})
    except LifecycleError as error:
        shown = list(current) if isinstance(current, tuple) else current
        session.refuse(key, shown, str(error), unsaved=isinstance(error, StorageError))


def _select(
    options: list[str], current: Any, placeholder: str, word: Any, common: dict[str, Any]
) -> None:
    """Draw a choice of one; a value that is no longer on offer is shown all the same."""
    if current not in options and current is not None:
        options = [current, *options]
    st.selectbox(
        options=options,
        format_func=word,
        index=None if current is None else options.index(current),
        placeholder=placeholder,
        **common,
    )


def _number(choice: FieldDescription, current: Any, common: dict[str, Any]) -> None:
    kind, low, high = NUMBERS[choice.type], choice.minimum, choice.maximum
    as_kind = {"min_value": low, "max_value": high}
    bounds = {k: kind(v) for k, v in as_kind.items() if v is not None}
    if low is not None and high is not None and kind is float and high - low <= 1:
        st.slider(value=current, step=0.01, **bounds, **common)
    else:
        # Only a field that starts empty can be cleared; any other would fall to its start.
        start = None if choice.nullable else current
        st.number_input(value=start, step=1 if kind is int else None, **bounds, **common)


def _help(choice: FieldDescription, words: Mapping[str, str]) -> str | None:
    """Return the words of the tooltip; options that have help of their own are listed."""
    lines = [f"- **{words.get(option, option)}:** {text}" for option, text in choice.helps.items()]
    return "\n".join([choice.help, "", *lines] if lines else [choice.help]) or None


def _word(labels: dict[str, str]) -> Any:
    return lambda option: labels.get(option, str(option))
