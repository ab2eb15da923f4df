"""The script Streamlit runs for every page: find the project, draw the sidebar, run the page."""

from __future__ import annotations

import sys
from pathlib import Path

import streamlit as st

ROOT = str(Path(__file__).resolve().parent.parent)
if ROOT not in sys.path:  # started from another folder
    sys.path.insert(0, ROOT)

from lifecycle.steps import LIFECYCLE  # noqa: E402  # needs the path set above
from pages.ui import errors, session, sidebar  # noqa: E402
from pages.ui.step import run_requested  # noqa: E402

# A picture of our own: Streamlit has the browser fetch the named ones from a foreign host.
ICON = Path(__file__).parent / "ui" / "icon.png"
st.set_page_config(page_title="Lifecycle Lab", page_icon=ICON, layout="wide")

pages = [
    st.Page("home.py", title="Home", default=True),
    *(st.Page(f"{s.page}.py", title=s.title, url_path=s.page) for s in LIFECYCLE),
    st.Page("history.py", title="History"),
    st.Page("glossary.py", title="Glossary"),
]
READ_ONLY = "The data folder is read-only: everything can be looked at, and nothing can be saved."
WITHOUT_PROJECT = ("", "glossary")  # the addresses of pages that need none; Home's is empty
with session.drawing():
    page = st.navigation(pages, position="hidden")
    with errors.said():
        project = session.project()
        if project is not None:
            st.query_params[session.PROJECT] = project.id  # a reload knows nothing but the URL
            run_requested(project)
        elif page.url_path not in WITHOUT_PROJECT:
            st.switch_page(pages[0])  # before the message is taken, so that Home says it
        sidebar.draw(project)
        flash = session.take_flash()
        with st.container():  # always there: what opens above would close what is open below
            if flash is not None:
                (st.error if flash.bad else st.info)(session.escaped(flash.text))
            if not session.store().writable:
                st.warning(READ_ONLY, icon=":material/lock:")
        page.run()
