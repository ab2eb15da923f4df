"""A database as the source: choose a connection, then a table or a query; the engine fetches.

The page itself never connects. It knows the names of connections and reads rows of the queue; what
was fetched then goes the way of an uploaded file.
"""

from __future__ import annotations

import hashlib
import io
import time
from typing import Any

import streamlit as st

from lifecycle.core import wording
from lifecycle.core.errors import LifecycleError, MissingChoice, StorageError
from lifecycle.core.recipe import AnyStep, P, Recipe, Step, recipe_for
from lifecycle.core.settings import settings
from lifecycle.data import databases
from lifecycle.data.fetch_step import FetchParams, Snapshot, TableList
from lifecycle.engine.queue import Job
from lifecycle.engine.start import ensure_host
from lifecycle.project.project import Project
from lifecycle.steps import FETCH, GRAPH, READ, TABLES

from ...ui import progress, session
from ...ui.step import QUICK
from ...ui.text import plain
from .files import bring

TABLE, QUERY = "A table", "A query"
HOW = """
Whoever runs the app sets connections up, where they are never shown or stored with a project:

- an environment variable `LIFECYCLE_DATABASE_SALES`, which holds an SQLAlchemy address such as
  `postgresql://user:password@host/database`, or
- a section `[connections.sales]` with `url = "..."` in the file `.streamlit/secrets.toml`.

Give the account the right to read and no other. A SQLite file can simply be uploaded.
"""


def choose(project: Project) -> None:
    """Draw the way to bring a table of a database, or how to set one up where there is none."""
    try:
        names = databases.names()
    except LifecycleError as error:
        st.warning(plain(error, most=400))
        return
    if not names:
        with st.popover("Use a database", icon=":material/database:"):
            st.caption(HOW)
        return
    job = project.jobs.latest.get(FETCH.name)
    if st.toggle("From a database", key=session.keep("fetch.shown", False)):
        asked = _params(project, job, FETCH)
        with st.container(border=True):
            _form(project, names, asked)
    if job is not None:
        _follow(project, job)


def _form(project: Project, names: list[str], last: FetchParams) -> None:
    """Draw the choices; they start with those of the last fetch."""
    start = last.connection if last.connection in names else names[0]
    connection = st.selectbox(
        "Connection", names, key=session.pick("fetch.connection", names, start), format_func=str
    )
    kinds = [TABLE, QUERY]
    kind = st.segmented_control(
        "What to fetch",
        kinds,
        key=session.pick("fetch.kind", kinds, QUERY if last.query else TABLE),
        required=True,
    )
    chosen: dict[str, Any] = {"connection": connection, "table": "", "query": ""}
    if kind == QUERY:
        chosen["query"] = st.text_area(
            "Query",
            key=session.keep("fetch.query", last.query),
            max_chars=20_000,
            help=FetchParams.model_fields["query"].description,
        )
    else:
        chosen["table"] = _table(project, str(connection), last.table)
    left, right = st.columns(2)
    for place, name, most in (
        (left, "rows", settings().fetch_rows),
        (right, "seconds", settings().fetch_seconds),
    ):
        info = FetchParams.model_fields[name]
        chosen[name] = place.number_input(
            str(info.title),
            min_value=1,
            max_value=most,
            key=session.keep(f"fetch.{name}", min(getattr(last, name), most)),
            help=f"{info.description} At most {most:,} here.",
        )
    if st.button("Fetch", key="fetch.start", icon=":material/download:"):
        _submit(project, FETCH, chosen)


def _table(project: Project, connection: str, last: str) -> str:
    """Draw the choice of a table, once the tables of the connection are known."""
    job = project.jobs.latest.get(TABLES.name)
    if job is None or _params(project, job, TABLES).connection != connection:
        if st.button("Show the tables", key="tables.start", icon=":material/list:"):
            _submit(project, TABLES, {"connection": connection})
        return ""
    if job.active:
        progress.watch(project, job.id)
        return ""
    progress.ended(job)
    known: list[str] = []
    if project.store.has(job.key):
        known = project.store.load(job.key, TableList).tables["table"].tolist()
    options = [None, *known]
    table = st.selectbox(
        f"Table or view ({wording.count('table', len(known))})",
        options,
        key=session.pick("fetch.table", options, last if last in known else None),
        format_func=lambda name: "Choose a table" if name is None else str(name),
    )
    if st.button("Look again", key="tables.again", icon=":material/refresh:", type="tertiary"):
        _submit(project, TABLES, {"connection": connection})
    return str(table or "")


def _params(project: Project, job: Job | None, step: Step[P, Any]) -> P:
    """Return what a job was asked for; the defaults where none is that this version can read."""
    usual = step.params.model_validate({})
    if job is None:
        return usual
    try:
        asked = Recipe.from_json(project.store.recipe_json(job.key), GRAPH).params
    except LifecycleError:
        return usual
    return asked if isinstance(asked, step.params) else usual


def _submit(project: Project, step: AnyStep, chosen: dict[str, Any]) -> None:
    """Queue the work and wait a moment, so that what is quick is there at once."""
    params = step.params.model_validate({**chosen, "asked": time.time()})
    try:
        if params.missing():
            raise MissingChoice("There is nothing to fetch yet.", params.missing())
        ensure_host(project.store.folder)
        asker = project.who if project.who != "anonymous" else project.id
        recipe = recipe_for(step, params, {})
        job = project.queue.submit(recipe, project=project.id, asker=asker)
        project.queue.wait(job.id, QUICK)
    except LifecycleError as error:
        session.flash(str(error), bad=True)
    st.rerun()


def _follow(project: Project, job: Job) -> None:
    """Show how the fetch goes, and take over what it brought."""
    if job.active:
        progress.watch(project, job.id)
        return
    overtaken = _overtaken(project, job)
    if project.store.has(job.key):
        if overtaken:
            st.caption("Another file was chosen while this was fetched.")
        if not overtaken or st.button("Use what was fetched", key="fetch.use"):
            _take(project, job)
    elif job.state == "failed" and not overtaken:
        progress.ended(job)
    elif job.state == "cancelled" and not overtaken:
        st.info("Cancelled. The data stay as they were.", icon=":material/cancel:")


def _overtaken(project: Project, job: Job) -> bool:
    """Whether another file was chosen after the fetch was asked for."""
    return any(
        event.at > job.created and event.event == "choose" and event.step == READ.name
        for event in project.history()
    )


def _take(project: Project, job: Job) -> None:
    """Bring the fetched file into the project as if it had been uploaded."""
    asked = _params(project, job, FETCH)
    try:
        made = project.store.load(job.key, Snapshot)
        said = _bring(project, asked, made)
        project.note("fetch", FETCH.name, job.key, said)
        session.flash(" ".join([said, *made.notes]))
    except StorageError as error:  # what was fetched waits until it can be kept
        st.error(plain(str(error), most=400))
        return
    except LifecycleError as error:
        session.flash(str(error), bad=True)
    try:  # the file is the project's now; a second copy of it would only take room
        project.store.forget(job.key)
    except LifecycleError as error:
        session.flash(str(error), bad=True)
    st.rerun()


def _bring(project: Project, asked: FetchParams, made: Snapshot) -> str:
    """Take the file, unless it is the one in use, and say what came."""
    what = f"table {asked.table}" if asked.table else f"query {' '.join(asked.query.split())}"
    said = f"Fetched {wording.count('row', made.rows)} from {asked.connection}, {what}."
    now = project.params(READ).source
    if hashlib.sha256(made.parquet).hexdigest() == now:
        return f"{said} They are the same as before."
    name = f"{asked.connection} {asked.table or 'query'}.parquet"
    bring(project, READ, io.BytesIO(made.parquet), name)
    return said
