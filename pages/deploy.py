"""Deploy: try the endpoint, start and stop it, ask it for one prediction or a whole file."""

from __future__ import annotations

from typing import Any, BinaryIO

import streamlit as st

from lifecycle.core import wording
from lifecycle.core.errors import LifecycleError
from lifecycle.deploy import client
from lifecycle.deploy.step import Deployment
from lifecycle.engine import endpoints
from lifecycle.engine.start import ensure_host
from lifecycle.export.safe_csv import to_csv
from lifecycle.metrics.predictions import PREDICTION
from lifecycle.project import bundle_folder
from lifecycle.project.project import Project
from lifecycle.project.status import State
from lifecycle.steps import BATCH, DEPLOY, EXPORT, PREDICT
from lifecycle.storage import lazy_frames
from pages.ui import display, session
from pages.ui.forms import fields
from pages.ui.step import runner, show
from pages.ui.text import plain
from pages.views.data.files import bring
from pages.views.deploy.record_form import record_form


def choices(project: Project) -> None:
    fields(project, DEPLOY, "rows")


def result(project: Project, deployment: Deployment) -> None:
    same = int(deployment.trial["same"].sum())
    st.subheader(f"{same} of {len(deployment.trial)} trial answers are the same", anchor=False)
    st.markdown(plain(deployment.sentence, most=500))
    live(project)
    if project.statuses[DEPLOY].state is not State.CURRENT:
        return
    one, many, trial = st.tabs(["One prediction", "A whole file", "The trial"])
    with one:
        single(project, deployment)
    with many:
        batch(project)
    with trial:
        display.table(deployment.trial)


def live(project: Project) -> None:
    """Start or stop the endpoint; while it changes, look every second how far it is."""
    now = endpoints.endpoint(project.store, project.id)
    changing = now is not None and now.changing
    st.fragment(endpoint_box, run_every=1.0 if changing else None)(project, changing)


def endpoint_box(project: Project, changing: bool) -> None:
    """Say where the endpoint listens, with the button that changes it."""
    ensure_host(project.store.folder)
    now = endpoints.endpoint(project.store, project.id)
    state = now.state if now else "stopped"
    if changing and now is not None and not now.changing:
        st.rerun()  # it has arrived: draw the page once more, and look no longer
    with st.container(border=True):
        if now is not None and state == "live":
            st.markdown(":material/sensors: The endpoint is live on this machine.")
            st.code(f"curl {now.url}/schema\ncurl {now.url}/health", language="shell")
            if now.key != project.statuses[EXPORT].recipe.key:
                st.warning("It serves an earlier bundle. Stop it and start it to serve the new.")
        elif now is not None and state == "failed":
            st.error(plain(now.message), icon=":material/error:")
        elif state == "starting":
            st.markdown(":material/hourglass_top: The endpoint is starting.")
        else:
            st.markdown(":material/sensors_off: The endpoint is stopped.")
        if state in ("live", "starting"):
            if st.button("Stop the endpoint", icon=":material/stop:", key="endpoint.stop"):
                endpoints.unwant(project.store, project.id)
                st.rerun()
        elif st.button(
            "Start the endpoint",
            icon=":material/play_arrow:",
            key="endpoint.start",
            type="primary",
        ):
            serve(project)


def serve(project: Project) -> None:
    try:
        folder = bundle_folder.bundle_folder(project)
        key = project.statuses[EXPORT].recipe.key
        endpoints.want(project.store, project.id, key, folder)
    except LifecycleError as error:
        session.flash(str(error), bad=True)
    st.rerun()


def single(project: Project, deployment: Deployment) -> None:
    """A form for one record; the live endpoint answers."""
    export = project.shown(EXPORT)
    key = project.statuses[EXPORT].recipe.key
    record = None if export is None else record_form(export.schema, deployment.example, key)
    if record is None:
        return
    now = endpoints.endpoint(project.store, project.id)
    if now is None or now.state != "live" or now.key != key:
        st.info("Start the endpoint first; it answers here.", icon=":material/sensors_off:")
        return
    try:
        answer(client.predict(now.url, record))
    except LifecycleError as error:
        st.error(plain(str(error), most=400), icon=":material/error:")


def answer(reply: dict[str, Any]) -> None:
    said = reply[PREDICTION]
    said = wording.number(said) if isinstance(said, float) else plain(said)
    st.markdown(f"**Prediction: {said}**")
    for label, share in (reply.get("probabilities") or {}).items():
        st.progress(float(share), text=f"{plain(label)}: {wording.percent(share)}")
    for warning in reply.get("warnings", ()):
        st.caption(plain(warning, most=300))


def batch(project: Project) -> None:
    """A file in, the same file with predictions out."""

    def take(content: BinaryIO, name: str) -> None:
        bring(project, BATCH, content, name)

    session.take_upload("upload.batch", take, label="A file with the same columns")
    if not display.file_name(project, BATCH):
        return
    runner(project, PREDICT, label="Score the file")
    scored = project.shown(PREDICT)
    if scored is None or project.statuses[PREDICT].state is not State.CURRENT:
        return
    for row in scored.problems.to_dict("records"):
        st.markdown(
            f":material/warning: **{plain(row['column'])}**: {plain(row['problem'], most=300)}"
        )
    st.markdown(f"{wording.count('row', lazy_frames.shape(scored)[0])} scored.")
    display.preview(lazy_frames.head(scored))
    if scored.running:
        st.caption(
            "In the download, cells that a spreadsheet would run have an apostrophe before them: "
            f"{plain(wording.listing(scored.running), most=300)}."
        )
    st.download_button(
        "Download the scored file",
        data=lambda: to_csv(scored.frame),
        file_name="predictions.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
    )


show(DEPLOY, choices, result, run="Try the endpoint")
