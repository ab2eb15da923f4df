"""The error analysis: what to work on, where the model errs, and its mistakes with tags."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lifecycle import figures
from lifecycle.core import wording
from lifecycle.core.recipe import AnyStep
from lifecycle.data.step import Table
from lifecycle.evaluate.errors_step import Mistakes
from lifecycle.project import candidate_marks, row_tags
from lifecycle.project.project import Project
from lifecycle.project.status import State
from lifecycle.steps import DATA, HOLDOUT_MISTAKES, MISTAKES
from lifecycle.storage import lazy_frames

from ...ui import display
from ...ui.forms import fields
from ...ui.step import runner
from ...ui.text import plain
from . import holdout_view

SOURCES: dict[AnyStep, str] = {
    MISTAKES: "Training rows, out of fold",
    HOLDOUT_MISTAKES: "Holdout rows",
}
FEATURES = 8  # columns of the table shown beside a mistake


def show(project: Project) -> None:
    """Choose whose errors, find them, and see what they have in common."""
    board = candidate_marks.board_with_names(project)
    if board is None:
        st.markdown("Train candidates first; then their errors can be looked at here.")
        return
    step = holdout_view.rows_of(project, "Errors of", "mistakes.source", SOURCES)
    if step is MISTAKES:
        holdout_view.about(project, threshold=True)
    with st.expander("More options of the error analysis"):
        fields(project, step, "level", "seed")
    if project.statuses[step].state is not State.CURRENT:
        runner(project, step, label="Look for what the errors have in common")
    errors_found: Mistakes | None = project.shown(step)
    table: Table | None = project.shown(DATA)
    if errors_found is None or table is None:
        return
    if project.statuses[step].state is State.STALE:
        st.badge("Old result", icon=":material/history:", color="orange")
    st.markdown(f"**{plain(errors_found.sentence, most=600)}**")
    if errors_found.advice:
        st.markdown(f":material/lightbulb: {plain(errors_found.advice, most=600)}")
    work_list(project, step, errors_found)
    tree(errors_found)
    confusions(errors_found)
    if project.statuses[step].state is State.CURRENT:
        rows(project, step, errors_found, table)
    st.caption(about(errors_found, step))
    made_of = {
        "slices": errors_found.slices,
        "error_tree": errors_found.tree,
        "mistakes": errors_found.mistakes,
    }
    display.numbers(made_of | {"confusions": errors_found.confusions}, step.name)


def about(made: Mistakes, step: AnyStep) -> str:
    """Say which rows all of this is from."""
    said = f"From {wording.count('row', made.rows)}: {SOURCES[step].lower()}."
    if made.groups:
        said += f" They form {wording.count('group', made.groups)}, which stay together throughout."
    return said


def work_list(project: Project, step: AnyStep, made: Mistakes) -> None:
    """What to work on: weak spots by how many errors would go."""
    found = made.slices.sort_values("gain", ascending=False)
    if found.empty:
        return
    st.markdown("##### Work list")
    display.grid(work_list_table(found, made.share), hide_index=True, width="stretch")
    display.figure(project, step, "slices", lambda: figures.slices(made.slices))
    st.caption(
        "Searched on one half of the rows and tested on the other, with p-values adjusted for the "
        "number tested: what is not significant may be chance."
    )


def work_list_table(found: pd.DataFrame, mean: float) -> pd.DataFrame:
    """Return the work list in words, the largest gain first."""
    rows = []
    for row in found.to_dict("records"):
        rows.append(
            {
                "Slice": row["slice"],
                "Share of rows": wording.percent(row["share_rows"]),
                "Share of errors": wording.percent(row["share_loss"]),
                "Errors avoided if fixed": wording.percent(
                    max(0.0, row["gain"]) / mean if mean else 0
                ),
                "Significant": "yes" if row["flagged"] else "may be chance",
                "p (adjusted)": wording.p_value(row["p_adjusted"]),
                "Rows": f"{row['n']:,}",
            }
        )
    return pd.DataFrame(rows)


def tree(made: Mistakes) -> None:
    """The error tree as an indented list, the worse branch first."""
    st.markdown("##### Error tree")
    if len(made.tree) < 2:
        st.markdown("No split on a column separates rows with more errors, beyond chance.")
        return
    wrong = not made.confusions.empty
    lines = []
    for row in made.tree.to_dict("records"):
        value = wording.interval(row["loss"], row["low"], row["high"])
        what = f"error rate {value}" if wrong else f"mean error {value}"
        share = f"{wording.percent(row['share_loss'])} of the errors"
        end = "  " * row["depth"]
        text = plain(row["text"], most=90)
        lines.append(f"{end}- **{text}**: {what}, {share}, {wording.count('row', row['n'])}")
    st.markdown("\n".join(lines))
    st.caption(
        "Where the model errs, question by question: grown on one half of the rows; the "
        "numbers are those of the other half."
    )


def confusions(made: Mistakes) -> None:
    """Which class is taken for which, where there are more than two."""
    if len(made.confusions) < 3:
        return
    st.markdown("##### Most frequent confusions")
    counted = made.confusions.head(10)
    display.grid(
        pd.DataFrame(
            {
                "Actual": counted["given"],
                "Predicted": counted["said"],
                "Rows": counted["n"],
                "Share of errors": counted["share"].map(wording.percent),
            }
        ),
        hide_index=True,
        width="stretch",
    )


def rows(project: Project, step: AnyStep, made: Mistakes, table: Table) -> None:
    """The surest mistakes with their values; tags and notes are kept as they are typed."""
    if made.mistakes.empty:
        return
    st.markdown("##### Most confident mistakes")
    tags = project.tags
    frame = display.seen(with_tags(made, table, tags))
    known = [tag for tag, _ in row_tags.counted(tags.values())]
    edited = st.data_editor(
        frame,
        key=f"{step.name}.{project.statuses[step].shown}.{hash(tuple(tags.values()))}",
        hide_index=True,
        disabled=[str(name) for name in frame if name not in ("Tag", "Note")],
        column_config={
            "Tag": st.column_config.TextColumn(
                max_chars=row_tags.LONGEST_TAG,
                help="A word for what these mistakes have in common; tags are counted below."
                + (f" So far: {wording.listing(known)}." if known else ""),
            ),
            "Note": st.column_config.TextColumn(max_chars=row_tags.LONGEST_NOTE),
            "Row": st.column_config.NumberColumn(
                help="Its place among the rows with a known target, counted from 1."
            ),
        },
    )
    if keep(project, made, frame, edited):
        st.rerun()
    counts(made, tags)


def with_tags(made: Mistakes, table: Table, tags: dict[int, row_tags.Tag]) -> pd.DataFrame:
    """Return the mistakes as they are shown; a tag holds while the row has the same answer."""
    places = made.mistakes["row"].tolist()
    own = [
        tags[row] if row in tags and tags[row].given == given else None
        for row, given in zip(places, made.mistakes["given"], strict=True)
    ]
    classes = bool(table.classes)
    sure, names = made.mistakes["sure"], table.features[:FEATURES]
    beside = pd.DataFrame(
        {name: by_day(lazy_frames.column(table, name).iloc[places]) for name in names}
    ).reset_index(drop=True)
    return pd.DataFrame(
        {
            "Tag": ["" if tag is None else tag.tag for tag in own],
            "Note": ["" if tag is None else tag.note for tag in own],
            "Actual": [short(text, classes) for text in made.mistakes["given"]],
            "Predicted": [short(text, classes) for text in made.mistakes["said"]],
            "P(other classes)" if classes else "Error": [
                wording.percent(s) if classes else wording.number(s) for s in sure
            ],
            "Row": [row + 1 for row in places],
        }
    ).join(beside.add_prefix(" "))


def by_day(column: pd.Series) -> pd.Series:
    """Return dates as days in text, and anything else as it is."""
    dates = pd.api.types.is_datetime64_any_dtype(column)
    return column.dt.strftime("%Y-%m-%d") if dates else column


def short(text: str, label: bool) -> str:
    """Return a label as it is, and an amount without the digits that say nothing."""
    return text if label else wording.number(float(text))


def keep(project: Project, made: Mistakes, before: pd.DataFrame, after: pd.DataFrame) -> bool:
    """Hand changed tags and notes to the project; return whether there were any."""
    changed = False
    pairs = zip(before.to_dict("records"), after.to_dict("records"), strict=True)
    for (was, now), row in zip(pairs, made.mistakes.to_dict("records"), strict=True):
        tag, note = (str(now[name] or "") for name in ("Tag", "Note"))
        if (tag, note) != (was["Tag"], was["Note"]):
            project.tag(int(row["row"]), str(row["given"]), tag, note)
            changed = True
    return changed


def counts(made: Mistakes, tags: dict[int, row_tags.Tag]) -> None:
    """How often each tag was given among the mistakes listed."""
    own = [tags[row] for row in made.mistakes["row"] if row in tags]
    counted = row_tags.counted(own)
    if not counted:
        st.caption("Put a tag on each mistake you look at: the most frequent one is what to fix.")
        return
    total = len(own)
    rows = [(tag, n, wording.percent(n / total)) for tag, n in counted]
    display.grid(
        pd.DataFrame(rows, columns=["Tag", "Mistakes", "Share of those tagged"]),
        hide_index=True,
        width="stretch",
    )
