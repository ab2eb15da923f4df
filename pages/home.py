"""Home: start a project from an example or from one's own file."""

from __future__ import annotations

import streamlit as st

from lifecycle.project.project import Project
from lifecycle.samples.samples import SAMPLES, Sample
from lifecycle.steps import LIFECYCLE
from pages.ui import session
from pages.ui.text import plain
from pages.views.data.files import UNNAMED, bring_sample
from pages.views.data.samples import lessons

FIRST = next(iter(SAMPLES.values()))


def main() -> None:
    st.title("A machine-learning project, from the question to the running model", anchor=False)
    st.markdown(
        "Lifecycle Lab takes a table through every step of a project and says at each step what "
        "the result means and how sure it is. Start with an example, or bring your own file."
    )
    with st.container(horizontal=True):
        if st.button("Start with the example", type="primary", icon=":material/play_arrow:"):
            begin(FIRST)
        if st.button("Start with my own file", icon=":material/upload:"):
            own = Project.create(session.store(), UNNAMED, session.who())
            session.open_project(own, "define.py")
    st.caption(f"The example: {FIRST.title}. {FIRST.story} Licence: {FIRST.licence}.")
    opened = session.project()
    if opened is not None:
        st.info(f"Your project “{plain(opened.title)}” is open; its steps are in the sidebar.")
    st.subheader("Other examples", anchor=False)
    others = list(SAMPLES.values())[1:]
    for row in range(0, len(others), 2):
        for place, sample in zip(st.columns(2), others[row : row + 2], strict=False):
            with place, st.container(border=True):
                card(sample)
    st.subheader("The steps", anchor=False)
    for step in LIFECYCLE:
        st.markdown(f"**{step.title}.** {step.why}")


def card(sample: Sample) -> None:
    st.markdown(f"**{sample.title}**")
    st.caption(f"{sample.story} {sample.teaches} Licence: {sample.licence}.")
    lessons(sample)
    if st.button("Start with this", key=f"sample.{sample.name}"):
        begin(sample)


def begin(sample: Sample) -> None:
    """Start a project with a sample's table already in place."""
    project = Project.create(session.store(), sample.title, session.who())
    bring_sample(project, sample)
    session.open_project(project, "define.py")


main()
