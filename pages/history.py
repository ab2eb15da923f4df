"""History: what happened in this project, and the link that opens it elsewhere."""

from __future__ import annotations

import json

import pandas as pd
import streamlit as st

from lifecycle.core.recipe import Change
from lifecycle.project.event import Event
from lifecycle.project.project import Project
from lifecycle.steps import GRAPH
from pages.ui import display, session
from pages.views.evaluate import run_comparison

MOST = 500  # events shown
TIME = "%Y-%m-%d %H:%M:%S"
WORDS = {
    "create": "started the project",
    "choose": "changed a choice",
    "undo": "took a change back",
    "run": "ran",
    "look": "looked at the holdout",
    "fetch": "fetched from a database",
    "accept": "accepted a finding",
    "retract": "took an acceptance back",
    "tag": "tagged a row",
    "mark": "marked a candidate",
}


def main() -> None:
    project = session.project()
    if project is None:
        st.switch_page("home.py")
    st.title("History and sharing", anchor=False)
    st.markdown(
        "Whoever has this link can open and change the project. It holds every choice and result."
    )
    st.code(session.link(project), language=None)
    title = st.text_input("Name of the project", value=project.title, max_chars=80)
    if title and title != project.title:
        project.rename(title)
        st.rerun()
    st.metric("Looks at the holdout", project.looks)
    run_comparison.show(project)
    st.subheader("What happened", anchor=False)
    happened = events(project)
    wide = {
        "What": st.column_config.Column(width=180),
        "Detail": st.column_config.Column(width=300),
    }
    display.table(happened, **{str(name): wide.get(str(name), str(name)) for name in happened})


def events(project: Project) -> pd.DataFrame:
    zone = session.zone()
    title = "When" if zone else "When (UTC)"
    rows = [
        {
            title: pd.Timestamp(event.at, unit="s", tz=zone or "UTC").strftime(TIME),
            "What": WORDS.get(event.event, event.event),
            "Step": GRAPH[event.step].title if event.step in GRAPH else "",
            "Detail": detail(event),
            "Who": event.who,
        }
        for event in project.history()[:MOST]
    ]
    return pd.DataFrame(rows)


def detail(event: Event) -> str:
    """Say what was changed, or which result was asked for."""
    if event.event == "fetch":
        return event.detail
    if event.event in ("accept", "retract"):
        about = json.loads(event.detail)
        parts = (about["code"].replace("_", " "), about["column"], about.get("reason", ""))
        return ": ".join(filter(None, parts))
    if event.event == "tag":
        about = json.loads(event.detail)
        said = ": ".join(filter(None, (about["tag"], about["note"]))) or "tag taken away"
        return f"Row {about['row'] + 1}: {said}"
    if event.event == "mark":
        about = json.loads(event.detail)
        parts = ("pinned" if about["pinned"] else "", about["title"], about["note"])
        return f"{about['model']}: {', '.join(filter(None, parts)) or 'mark taken away'}"
    if event.event != "choose" or event.step not in GRAPH or not event.readable:
        return f"result {event.key[:8]}" if event.key else ""
    kept, step = json.loads(event.detail), GRAPH[event.step]
    changed = [
        Change(step, name, kept["before"].get(name), after)
        for name, after in kept["after"].items()
        if name in step.params.model_fields and kept["before"].get(name) != after
    ]
    return "; ".join(str(change).split(": ", 1)[-1] for change in changed)


main()
