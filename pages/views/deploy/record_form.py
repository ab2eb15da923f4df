"""A form for one input record, drawn from the bundle's JSON Schema."""

from __future__ import annotations

from typing import Any

import streamlit as st

from ...ui import session
from ...ui.text import plain


def record_form(schema: dict[str, Any], example: dict[str, Any], of: str) -> dict[str, Any] | None:
    """Return the record when it is sent, None before; an empty field is a missing value.

    ``of`` names the model, so that another's form starts with its own example.
    """
    with st.form("record", border=True):
        st.caption("Filled with a row of the holdout. An empty field counts as missing.")
        places = st.columns(2)
        record = {
            name: _widget(places[i % 2], f"{of}.{name}", name, prop, example.get(name))
            for i, (name, prop) in enumerate(schema["properties"].items())
        }
        sent = st.form_submit_button("Predict", type="primary", icon=":material/bolt:")
    return record if sent else None


def _widget(place: Any, key: str, name: str, about: dict[str, Any], value: Any) -> Any:
    """Draw one field; its start is seeded, not a default, so that it can be emptied."""
    label = plain(name, most=60)
    if about["kind"] == "number":
        label += f" ({plain(about['unit'], most=12)})" if about.get("unit") else ""
        start = None if value is None else float(value)
        return place.number_input(label, value=None, format="%.10g", key=session.keep(key, start))
    if about["kind"] in ("category", "boolean") and about.get("levels"):
        options = [str(level) for level in about["levels"]]
        if value is not None and str(value) not in options:
            options.insert(0, str(value))
        level = None if value is None else str(value)
        key = session.pick(key, [*options, None], level)
        return place.selectbox(label, options, index=None, key=key, placeholder="missing")
    text = place.text_input(label, key=session.keep(key, "" if value is None else str(value)))
    return text or None
