"""What if: sliders for one row's values, and the answer at once."""

from __future__ import annotations

from typing import Any

import streamlit as st

from lifecycle.core import wording
from lifecycle.evaluate.step import Evaluation
from lifecycle.evaluate.whatif import Slot, WhatIf, what_if
from lifecycle.project.project import Project
from lifecycle.steps import DATA, PREPARE, SPLIT

from ...ui import session
from ...ui.text import plain

MISSING = "(missing)"


def show(project: Project, evaluation: Evaluation) -> None:
    """Choose a training row, turn its values, and see the answer of the model that was judged."""
    table = project.shown(DATA)
    split = project.shown(SPLIT)
    prepare = project.shown(PREPARE)
    if table is None or split is None or prepare is None:
        st.markdown("Run the steps before this one again; then values can be tried here.")
        return
    place = st.number_input(
        "Training row",
        1,
        len(split.train),
        key=session.keep("whatif.row", 1),
        help="The row whose values are the start. Holdout rows are not offered.",
    )
    turn(project.id, what_if(evaluation, table, prepare, split, int(place) - 1))


@st.fragment
def turn(project: str, start: WhatIf) -> None:
    """Draw one widget a column, and the answer; only this part is drawn again on a change."""
    st.caption(
        f"It is row {start.row + 1:,} of the table. The prediction is that of the judged model."
    )
    left, right = st.columns(2)
    changed_values: dict[str, Any] = {}
    for i, slot in enumerate(start.slots):
        with left if i % 2 == 0 else right:
            value = widget(slot, f"whatif.{project}.{start.row}.{slot.column}")
        if value != slot.own:
            changed_values[slot.column] = value
    found = start.answer(changed_values)
    spread = abs(found.before) * 0.02
    if start.data.classes:
        value, before = wording.percent(found.value), wording.percent(found.before)
    else:
        value, before = wording.number(found.value, spread), wording.number(found.before, spread)
    st.markdown(f"**{plain(found.about[:1].upper() + found.about[1:])}: {value}**")
    called = f" The predicted class would be {plain(found.called)}." if start.data.classes else ""
    changed = (
        f"With its own values it is {before}." if changed_values else "These are its own values."
    )
    st.markdown(changed + called)
    st.caption(
        "It says what the model would predict, not what would happen if the values were changed "
        "in the world. Combinations that never occur get a prediction, too, which means little."
    )


def widget(slot: Slot, key: str) -> Any:
    label = plain(slot.column, 60)
    if slot.levels:
        options = [*slot.levels, MISSING]
        start = MISSING if slot.own is None else slot.own
        picked = st.selectbox(label, options, index=options.index(start), key=key)
        return None if picked == MISSING else picked
    if slot.own is None:
        return st.number_input(label, value=None, placeholder="missing", key=key)
    if slot.whole:
        low, high = int(slot.low), int(slot.high)
        return float(st.slider(label, low, high, int(slot.own), key=key))
    return float(st.slider(label, slot.low, slot.high, slot.own, key=key))
