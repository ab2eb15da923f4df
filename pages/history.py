"""History: what happened in this project, and the link that opens it elsewhere."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lifecycle.project import Project
from lifecycle.steps import GRAPH
from pages.ui import session, shown

WORDS = {
    "create": "started the project",
    "choose": "changed a choice",
    "undo": "took a change back",
    "run": "ran",
    "look": "looked at the holdout",
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
    shown.table(events(project))


def events(project: Project) -> pd.DataFrame:
    rows = [
        {
            "When": pd.Timestamp(event.at, unit="s").strftime("%Y-%m-%d %H:%M:%S"),
            "What": WORDS.get(event.event, event.event),
            "Step": GRAPH[event.step].title if event.step in GRAPH else "",
            "Result": event.key[:8],
            "Who": event.who,
        }
        for event in project.history()[:500]
    ]
    return pd.DataFrame(rows)


main()
