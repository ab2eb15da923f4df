"""A person fetches a table of a database on the Data page; the engine does it, nothing blocks."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lifecycle.project import Project
from lifecycle.store import Store

SCRIPT = """
import streamlit as st
from lifecycle.project import Project
from pages.ui import database, session

project = Project(session.store(), st.query_params["project"])
flash = session.take_flash()
if flash is not None:
    (st.error if flash.bad else st.info)(session.shown(flash.text))
database.choose(project)
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, whose secrets the engine's host sees too."""
    monkeypatch.setattr("lifecycle.databases.connections.ROOT", tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def own(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    raise NotImplementedError
