"""Evaluate: unlock the holdout, see the verdict, and how sure it is."""

from __future__ import annotations

import streamlit as st

from lifecycle.core import wording
from lifecycle.evaluate.step import Evaluation
from lifecycle.project import candidate_marks
from lifecycle.project.project import Project
from lifecycle.project.status import State, Status
from lifecycle.steps import EVALUATE, JUDGED
from lifecycle.train.step import Leaderboard
from pages.ui import display, session
from pages.ui.forms import field, fields
from pages.ui.step import show
from pages.ui.text import plain
from pages.views.evaluate import before_holdout, recalibration, threshold
from pages.views.evaluate.evaluation import pick

VERDICT = {
    "ship": (st.success, ":material/check_circle:"),
    "likely": (st.info, ":material/thumb_up:"),
    "unclear": (st.warning, ":material/help:"),
    "dont": (st.error, ":material/block:"),
}


def choices(project: Project) -> None:
    board = candidate_marks.board_with_names(project)
    fitted = (
        [] if board is None else board.table.loc[board.table["problem"] == "", "model"].tolist()
    )
    titles = {} if board is None else board.titles
    taken = "" if board is None else f" ({titles[board.taken]})"
    field(
        project,
        JUDGED,
        "model",
        options=["", *fitted],
        labels=titles | {"": f"The recommended one{taken}"},
    )
    if board is not None:
        other_than_recommended(project, board)
    if board is not None:
        recalibration.choose(project, board)
    if board is not None and threshold.decides(board):
        threshold.choose(project)
    with st.expander("More options"):
        fields(project, EVALUATE, "level", "resamples", "seed")


def other_than_recommended(project: Project, board: Leaderboard) -> None:
    """Say it where another candidate is judged than Train recommends."""
    chosen = project.params(JUDGED).model or board.taken
    if chosen in board.titles and chosen != board.taken:
        leads = ", the leader" if chosen == board.best else ""
        st.caption(
            f":material/info: {plain(board.titles[chosen])}{leads} will be judged; Train "
            f"recommends {plain(wording.inside(board.titles[board.taken]))}."
        )


def unlock(project: Project, status: Status) -> bool:
    """The holdout is a padlock: a second look asks first."""
    looks = project.looks
    if status.state is State.CURRENT:
        return True
    if looks and not project.looks_further:
        st.caption(
            ":material/lock_open: This model was judged on these rows already; other intervals are "
            "no further look."
        )
        return True
    if looks == 0:
        st.markdown(
            ":material/lock: The holdout is still locked. Running this step opens it; the first "
            "look is the fair one."
        )
        return True
    st.warning(
        f"The holdout was looked at {wording.count('time', looks)} already. Each further look, "
        "followed by a change, makes its numbers a little too optimistic.",
        icon=":material/lock_open:",
    )
    return st.checkbox(
        "Look again all the same", key=session.keep(f"evaluate.again.{project.id}.{looks}", False)
    )


def result(project: Project, evaluation: Evaluation) -> None:
    """The verdict, the rows it rests on, and how far it can be trusted."""
    box, icon = VERDICT[evaluation.state]
    box(plain(evaluation.verdict, most=1800), icon=icon)
    title = candidate_marks.candidate_title(project, evaluation.model_name, evaluation.title)
    st.caption(
        f"{plain(title)}, fitted on all training rows, judged on "
        f"{evaluation.holdout_rows:,} holdout rows that it has never seen."
    )
    st.caption(f":material/lock_open: {trust(project.looks)}")
    if evaluation.groups == 1:
        st.caption("All holdout rows are of one group, so that no number has an interval.")
    elif evaluation.groups:
        st.caption(
            "Rows of one group are not independent, so the intervals come from leaving out whole "
            f"groups in turn (jackknife by group): {wording.count('group', evaluation.groups)}."
        )
    if evaluation.metrics["method"].str.endswith("-by-time").any():
        st.caption(
            "Rows that follow each other in time are not independent, so the intervals come from "
            "leaving out runs of neighbours in time in turn (jackknife by time)."
        )


def trust(looks: int) -> str:
    """Say what the number of looks does to the numbers."""
    if looks <= 1:
        return "This was the first look at the holdout: its numbers can be taken as they are."
    return (
        f"The holdout was looked at {wording.count('time', looks)}. Whoever keeps what did best "
        "here keeps luck as well, so take the best of them as a little too optimistic; only rows "
        "that nobody has looked at would show by how much."
    )


def below(project: Project, evaluation: Evaluation | None) -> None:
    """The numbers and the views, at full width; before the look, what needs no look."""
    if evaluation is None:
        before_holdout.show(project)
        return
    table(evaluation)
    frames = evaluation.curves | {
        "metrics": evaluation.metrics,
        "baseline": evaluation.baseline,
        "rule": evaluation.rule,
    }
    view = pick(evaluation, frames)
    view.draw(project, evaluation, frames)
    if view.frame:
        st.caption(
            f"From {wording.count('holdout row', evaluation.holdout_rows)}, none of which the "
            "model has learned from."
        )
        display.numbers({name: frames[name] for name in view.behind(frames)}, "evaluate")


def table(evaluation: Evaluation) -> None:
    """Every metric beside a dummy, a simple rule and today's way, on the same rows."""
    beside, today = {"Simple rule": evaluation.rule}, ""
    if len(evaluation.today):
        measured = len(evaluation.today) > 1
        way = "the rule that Define gives" if measured else "the score that Define gives"
        beside["Incumbent"], today = evaluation.today, f" Incumbent: {way}."
    beside |= {
        "Gain over baseline": evaluation.differences.assign(gain=True),
        "Gain over rule": evaluation.rule_differences.assign(gain=True),
    }
    if len(evaluation.today_differences):
        beside["Gain over incumbent"] = evaluation.today_differences.assign(gain=True)
    rows = display.metric_rows(evaluation.metrics, evaluation.baseline, "Baseline", **beside)
    display.grid(rows, hide_index=True, width="stretch")
    st.caption(
        "All on the same holdout rows. A gain is the value less what it stands beside, turned so "
        "that above zero is better. Baseline: for each metric the best answer that looks at no "
        "column; where a constant is perfect without skill, random flagging of as many rows. "
        f"Simple rule: {plain(evaluation.rule_name, 120)}, "
        f"fitted on the training rows.{today}"
    )
    apart = {"over_baseline": evaluation.differences, "over_rule": evaluation.rule_differences}
    apart["over_today"] = evaluation.today_differences
    each = {"model": evaluation.metrics, "baseline": evaluation.baseline}
    display.numbers(
        each | {"simple_rule": evaluation.rule, "todays_way": evaluation.today} | apart,
        "evaluate.metrics",
        "Download these numbers",
    )


show(
    EVALUATE,
    choices,
    result,
    run="Unlock the holdout and evaluate",
    ask_first=unlock,
    below=below,
)
