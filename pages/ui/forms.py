"""Params to widgets: one declaration gives the label, help, bounds and options.

Every widget shows the project's choice and hands a change straight back to it. The choice is its
default too: what the session holds is sent once, and a run cut short may never have sent it.
"""

from __future__ import annotations

import types
from collections.abc import Sequence
from typing import Any, Literal, Union, get_args, get_origin

import streamlit as st
from annotated_types import Ge, Gt, Le, Lt
from pydantic.fields import FieldInfo

from lifecycle.core.errors import LifecycleError
from lifecycle.core.recipe import AnyStep, name_of
from lifecycle.project.project import Project

from . import session


def field(
    project: Project,
    step: AnyStep | str,
    name: str,
    *,
    options: Sequence[str] | None = None,
    labels: dict[str, str] | None = None,
) -> None:
    """Draw the widget of one param; ``options`` and ``labels`` serve params that name columns."""
    params = project.params(step)
    info = type(params).model_fields[name]
    kind, optional = _kind(info)
    current = getattr(params, name)
    shown = list(current) if isinstance(current, tuple) else current
    key = session.seed(f"{name_of(step)}.{name}", shown)
    hints = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    words: dict[str, str] = {**hints.get("labels", {}), **(labels or {})}  # type: ignore[dict-item]
    common: dict[str, Any] = {
        "label": info.title or name.replace("_", " ").capitalize(),
        "help": _help(info.description or "", words, hints.get("helps", {})),
        "key": key,
        "on_change": _changed,
        "args": (project, step, name, key),
    }
    if get_origin(kind) is Literal:
        options = get_args(kind)
    if get_origin(kind) is tuple:
        free = bool(hints.get("open"))  # words of one's own may be added to the options
        st.multiselect(
            options=list(dict.fromkeys([*(options or ()), *current])),
            default=list(current),
            format_func=_word(words),
            accept_new_options=free,
            **common,
        )
    elif options is not None:
        _select(list(options), current, optional, _word(words), common)
    elif kind is bool:
        st.toggle(value=current, **common)
    elif kind in (int, float):
        _number(kind, info, current, optional, common)
    elif kind is str and _longest(info) > 250:
        st.text_area(value=current, max_chars=_longest(info), height=80, **common)
    else:
        st.text_input(value=current or "", max_chars=_longest(info) or None, **common)


def fields(project: Project, step: AnyStep | str, *names: str) -> None:
    """Draw several params that need no options of their own."""
    for name in names:
        field(project, step, name)


def _changed(project: Project, step: AnyStep | str, name: str, key: str) -> None:
    """Hand a widget's value to the project; a bad one is said and the old one stays."""
    value = session.value_of(key)
    kind, optional = _kind(type(project.params(step)).model_fields[name])
    if value is None and not optional:
        return
    try:
        project.choose(step, **{name: tuple(value) if get_origin(kind) is tuple else value})
    except LifecycleError as error:
        session.flash(str(error), bad=True)


def _select(
    options: list[str], current: Any, optional: bool, word: Any, common: dict[str, Any]
) -> None:
    """Draw a choice of one; a value that is no longer on offer is shown all the same."""
    if current not in options and current is not None:
        options = [current, *options]
    st.selectbox(
        options=options,
        format_func=word,
        index=None if current is None else options.index(current),
        placeholder="Let the app choose" if optional else "",
        **common,
    )


def _number(
    kind: type, info: FieldInfo, current: Any, optional: bool, common: dict[str, Any]
) -> None:
    low, high = _bounds(info)
    as_kind = {"min_value": low, "max_value": high}
    bounds = {k: kind(v) for k, v in as_kind.items() if v is not None}
    if low is not None and high is not None and kind is float and high - low <= 1:
        st.slider(value=current, step=0.01, **bounds, **common)
    else:
        # Only a field that starts empty can be cleared; any other would fall to its start.
        start = None if optional else current
        st.number_input(value=start, step=1 if kind is int else None, **bounds, **common)


def _kind(info: FieldInfo) -> tuple[Any, bool]:
    """Return the type of a field without ``None``, and whether None is allowed."""
    annotation = info.annotation
    if get_origin(annotation) in (Union, types.UnionType):
        inner = [a for a in get_args(annotation) if a is not type(None)]
        return inner[0], len(inner) < len(get_args(annotation))
    return annotation, False


def _bounds(info: FieldInfo) -> tuple[Any, Any]:
    low = high = None
    for rule in info.metadata:
        low = getattr(rule, "ge", getattr(rule, "gt", low)) if isinstance(rule, Ge | Gt) else low
        high = getattr(rule, "le", getattr(rule, "lt", high)) if isinstance(rule, Le | Lt) else high
    return low, high


def _longest(info: FieldInfo) -> int:
    return max((getattr(rule, "max_length", 0) or 0 for rule in info.metadata), default=0)


def _help(description: str, labels: dict[str, str], helps: Any) -> str | None:
    """Return the words of the tooltip; options that have help of their own are listed."""
    lines = [f"- **{labels.get(option, option)}:** {text}" for option, text in helps.items()]
    return "\n".join([description, "", *lines] if lines else [description]) or None


def _word(labels: dict[str, str]) -> Any:
    return lambda option: labels.get(option, str(option))
