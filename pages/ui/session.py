"""The project of this browser tab, and the only user of ``st.session_state``.

What matters lives in the project. The session holds what widgets need to be drawn: their values
are copied from the project before they are drawn, so two tabs and an undo always agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO, cast
from zoneinfo import available_timezones

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from lifecycle.core.errors import LifecycleError, NotFound
from lifecycle.core.settings import settings
from lifecycle.project.project import Project
from lifecycle.storage.database import Store
from lifecycle.storage.remote import RemoteStore

from .text import plain

PROJECT = "project"  # the name of the query parameter


@dataclass
class Flash:
    """A sentence to be shown once, on the next run of the page."""

    text: str
    bad: bool = False


@st.cache_resource(show_spinner=False)
def store() -> Store:
    """The server's one store; it holds no user data of its own."""
    config = settings()
    return Store(config.data, shared=RemoteStore(config.shared) if config.shared else None)


def who() -> str:
    """The login's subject where a login is configured, else anonymous."""
    return str(st.user.get("sub") or "anonymous")


def project() -> Project | None:
    """The project named in the URL, or None; a wrong link is said once and dropped."""
    wanted = st.query_params.get(PROJECT)
    if not wanted:
        return None
    try:
        return Project(store(), wanted, who())
    except NotFound as error:
        flash(str(error), bad=True)
        del st.query_params[PROJECT]
        return None


def open_project(opened: Project, page: str) -> None:
    """Go to a page of a project; the URL carries its id from now on."""
    st.switch_page(page, query_params={PROJECT: opened.id})


def link(opened: Project) -> str:
    """Return the address that opens a project anywhere."""
    base = (st.context.url or "http://localhost:8501/").split("?")[0].rsplit("/", 1)[0]
    return f"{base}/?{PROJECT}={opened.id}"


def zone() -> str:
    """Return the browser's time zone; empty when it is not known."""
    name = st.context.timezone or ""
    return name if name in available_timezones() else ""


def flash(text: str, bad: bool = False) -> None:
    st.session_state["flash"] = Flash(text, bad)


@dataclass
class Refused:
    """What was typed into a field and not taken, why, and what is chosen meanwhile."""

    value: Any
    chosen: Any
    why: str
    unsaved: bool = False


def refuse(key: str, chosen: Any, why: str, unsaved: bool = False) -> None:
    """Keep what is in a widget although it was not taken; ``chosen``: what holds meanwhile.

    ``unsaved``: it is right, and only could not be saved.
    """
    st.session_state[f"{key}.refused"] = Refused(value_of(key), chosen, why, unsaved)


def is_unsaved(key: str) -> bool:
    """Whether what stands in a widget is right and could not be saved."""
    return bool(refusal(key)) and value_of(f"{key}.refused").unsaved


def refusal(key: str) -> str:
    """Return why what stands in a widget was not taken, or nothing."""
    refused = value_of(f"{key}.refused")
    same = isinstance(refused, Refused) and refused.value == value_of(key)
    return refused.why if same else ""


def settle(key: str) -> None:
    """Forget what was not taken: the field holds what is chosen again."""
    st.session_state.pop(f"{key}.refused", None)


def escaped(text: str) -> str:
    """Return a message as harmless markdown."""
    return plain(text, most=600)


def take_flash() -> Flash | None:
    return cast("Flash | None", st.session_state.pop("flash", None))


@contextmanager
def saving() -> Iterator[None]:
    """Say on the next run of the page what could not be saved inside."""
    try:
        yield
    except LifecycleError as error:
        flash(str(error), bad=True)


def happened(about: str) -> bool:
    """Whether this went wrong for the first time since the page was last drawn to its end."""
    wrong = st.session_state.setdefault("went.wrong", set())
    new = about not in wrong
    wrong.add(about)
    return new


def calm() -> None:
    """Note that the page was drawn to its end."""
    st.session_state.pop("went.wrong", None)


def request(step: str) -> None:
    """Note that a step's result is wanted; the next run of the page asks for it first."""
    st.session_state["request"] = step


def take_request() -> str | None:
    return cast("str | None", st.session_state.pop("request", None))


@contextmanager
def drawing() -> Iterator[None]:
    """Remember whether the page is drawn to its end; a run that is cut short never gets there."""
    st.session_state["cut.short"] = st.session_state.get("drawing", False)
    st.session_state["drawing"] = True
    yield
    st.session_state["drawing"] = False


def seed(key: str, value: Any) -> str:
    """Give a widget the project's value before it is drawn; return its key."""
    # Only on a difference: setting it again would drop what is being typed at the moment. But a
    # value that was set in a run cut short may never have reached the browser, which would then
    # show and send back the widget's start.
    held = key in st.session_state and st.session_state[key] == value
    if refusal(key):  # what was typed stays in its field until it is right, or chosen elsewhere
        if value == st.session_state[f"{key}.refused"].chosen:
            return key
        settle(key)
    if not held or value_of("cut.short"):
        st.session_state[key] = value
    return key


def keep(key: str, start: Any = None) -> str:
    """Return the key of a widget of the page's own, whose value outlives a visit elsewhere."""
    # Setting a value marks it as wanted; else it goes with the run that does not draw it.
    st.session_state[key] = st.session_state.get(key, start)
    return key


def pick(key: str, options: Sequence[str | None], start: str | None = None) -> str:
    """Like `keep`, for a choice among options; what is not on offer gives way to ``start``."""
    first = options[0] if start is None and options[-1] is not None else start
    if key not in st.session_state or st.session_state[key] not in options:
        st.session_state[key] = first
    return keep(key)


def value_of(key: str) -> Any:
    return st.session_state.get(key)


def take_upload(key: str, take: Callable[[BinaryIO, str], None], *, label: str) -> None:
    """Draw an uploader that hands its file on at once and forgets it.

    A file in an uploader stays in the server's memory until its tab is closed, even when the
    uploader is gone, so it is removed as soon as it has been taken.
    """
    turn = st.session_state.setdefault(f"{key}.turn", 0)
    file = st.file_uploader(label, key=f"{key}.{turn}", max_upload_size=settings().upload_mb)
    if file is None:
        return
    try:
        take(file, file.name.replace("\\", "/").rsplit("/", 1)[-1])
    except LifecycleError as error:
        flash(str(error), bad=True)
    st.session_state[f"{key}.turn"] = turn + 1
    _forget(file)
    st.rerun()


def _forget(file: UploadedFile) -> None:
    """Free the memory of an upload, as Streamlit does where a person takes it back."""
    context = get_script_run_ctx()
    manager = None if context is None else context.uploaded_file_mgr
    if context is not None and isinstance(manager, MemoryUploadedFileManager):
        manager.remove_file(context.session_id, file.file_id)
