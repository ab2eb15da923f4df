"""What the checks found: ranked, each with what to do; remedies at one click; what was accepted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Literal

import streamlit as st

from lifecycle.checks.fixes import FIXES, Finding
from lifecycle.checks.step import Checked
from lifecycle.core.errors import LifecycleError
from lifecycle.core.wording import count
from lifecycle.project.acceptances import Acceptance
from lifecycle.project.project import Project
from lifecycle.project.status import State
from lifecycle.steps import CHECK, DATA, SPLIT

from ...ui import session
from ...ui.step import ask_once, runner
from ...ui.text import plain

Row = Mapping[Any, Any]
Color = Literal["red", "orange", "blue"]
SEVERITY: dict[str, tuple[str, str, Color]] = {
    "risk": ("Risk", ":material/error:", "red"),
    "warning": ("Warning", ":material/warning:", "orange"),
    "note": ("Note", ":material/info:", "blue"),
}
FIRST = 10  # findings drawn before somebody asks for all


def show(project: Project) -> None:
    """Draw the findings, or how to get them."""
    keep_up(project)
    status = project.statuses[CHECK]
    checked = project.shown(CHECK)
    if status.state is not State.CURRENT:
        waiting(project, checked)
    if checked is None:
        return
    accepted = project.accepted
    rows: Sequence[Row] = checked.findings.to_dict("records")
    due = [row for row in rows if place(row) not in accepted]
    known = [row for row in rows if place(row) in accepted]
    st.markdown(f"**{plain(checked.sentence, most=300)}**")
    if rows and not due:
        st.markdown(":material/check_circle: Every finding was looked at and accepted.")
    key = str(status.shown)[:8]
    for row in due[: len(due) if every(due, key) else FIRST]:
        with st.container(border=True, gap="small", key=f"finding.{key}.{row['rank']}"):
            finding(project, row, key)
    if known:
        with st.expander(f"Accepted ({len(known)})", icon=":material/done_all:"):
            for row in known:
                settled(project, row, accepted[place(row)], key)
    with st.expander(f"Checked and fine, or not applicable ({others(checked)})"):
        rest(checked)


def keep_up(project: Project) -> None:
    """Make the checks as soon as the table and its split are there, once each."""
    status = project.statuses[CHECK]
    ready = all(project.statuses[step].state is State.CURRENT for step in (DATA, SPLIT))
    if status.state is State.CURRENT or status.waiting or not ready:
        return
    ask_once(project, CHECK)


def waiting(project: Project, checked: Checked | None) -> None:
    """Say why there is nothing new to see, and offer to make it."""
    if checked is not None:
        st.badge("Old result", icon=":material/history:", color="orange")
    if project.statuses[DATA].state is not State.CURRENT:
        st.caption("Run Data again, and then the checks.")
        return  # a page has one thing to do next
    if project.statuses[SPLIT].state is not State.CURRENT:
        st.markdown(
            "The checks look at training rows only. So the holdout is locked away first: as Split "
            "says, or as it recommends if nothing was chosen there."
        )
    runner(project, CHECK, label="Run the checks")


def place(row: Row) -> tuple[str, str]:
    return str(row["code"]), str(row["column"])


def every(due: Sequence[Row], key: str) -> bool:
    """Whether all findings are drawn; a switch offers it where there are many."""
    if len(due) <= FIRST:
        return True
    return st.toggle(f"Show all {len(due)} findings", key=session.keep(f"check.{key}.all", False))


def heading(row: Row) -> str:
    about = f": {plain(row['column'], 60)}" if row["column"] else ""
    return f"**{plain(row['title'])}{about}**"


def finding(project: Project, row: Row, key: str) -> None:
    """Draw one finding: what it means, what was seen, what to do."""
    word, icon, color = SEVERITY[str(row["severity"])]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.badge(word, icon=icon, color=color)
        st.markdown(heading(row))
    st.markdown(f"{plain(row['explanation'], 400)} {plain(row['detail'], 500)}")
    st.caption(f":material/build: {plain(row['remedy'], 400)}")
    with st.container(horizontal=True):
        if row["fix"] in FIXES:
            remedy(project, row, key)
        with st.popover("I know why", icon=":material/done:", type="tertiary"):
            reason = session.keep(f"check.{key}.{row['rank']}.why", "")
            st.text_input("Reason, for the log and the model card", key=reason, max_chars=300)
            st.button(
                "Accept it",
                key=f"check.{key}.{row['rank']}.accept",
                on_click=accept,
                args=(project, row, reason),
            )


def remedy(project: Project, row: Row, key: str) -> None:
    """Draw the button of a finding's remedy; one that was chosen already says so."""
    fix, about = FIXES[str(row["fix"])], Finding.of(row)
    done = fix.applied(project.params, about)
    st.button(
        "Chosen: run again" if done else fix.label,
        key=f"check.{key}.{row['rank']}.fix",
        icon=":material/check:" if done else ":material/build:",
        help=plain(f"{fix.sentence(about)} Undo takes it back.", 300),
        disabled=done,
        on_click=mend,
        args=(project, row),
    )


def mend(project: Project, row: Row) -> None:
    """Choose what a finding's remedy says."""
    fix, about = FIXES[str(row["fix"])], Finding.of(row)
    try:
        project.choose_all(fix.change(project.params, about))
    except LifecycleError as error:
        session.flash(str(error), bad=True)
        return
    session.flash(f"{fix.sentence(about)} Run again to see what it does; Undo takes it back.")


def accept(project: Project, row: Row, reason: str) -> None:
    """Log that a finding is known and why."""
    said = str(session.value_of(reason) or "")
    with session.saving():
        project.accept(*place(row), said.strip(), detail=str(row["detail"]))


def retract(project: Project, row: Row) -> None:
    with session.saving():
        project.retract(*place(row))


def settled(project: Project, row: Row, made: Acceptance, key: str) -> None:
    """Draw one accepted finding with its reason, and a way to take that back."""
    on = datetime.fromtimestamp(made.at, UTC).strftime("%Y-%m-%d")
    by = "" if made.who == "anonymous" else f" by {made.who}"
    reason = made.reason or "No reason was given."
    st.markdown(f"{heading(row)}  \n{plain(row['detail'], 500)}")
    then = f" It said then: {made.detail}" if made.detail != row["detail"] else ""
    st.caption(plain(f"Accepted on {on}{by}. {reason}{then}", 900))
    st.button(
        "Take back",
        key=f"check.{key}.{row['rank']}.back",
        type="tertiary",
        icon=":material/undo:",
        on_click=retract,
        args=(project, row),
    )


def others(checked: Checked) -> str:
    return count("check", len(checked.passed) + len(checked.skipped))


def rest(checked: Checked) -> None:
    """List the checks that found nothing, and those that do not apply with the reason."""
    fine = "; ".join(str(title) for title in checked.passed["title"])
    if fine:
        st.markdown(f":material/check_circle: **Nothing found.** {plain(fine, 3000)}")
    for row in checked.skipped.to_dict("records"):
        said = f"**{plain(row['title'])}** does not apply. {plain(row['why'], 300)}"
        st.markdown(f":material/remove: {said}")
