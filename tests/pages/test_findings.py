"""Findings on the page: ranked, mended with one click, accepted with a reason, taken back."""

from __future__ import annotations

import io
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from lifecycle.engine.runner import run_recipe
from lifecycle.project.bundle_folder import bundle_folder
from lifecycle.project.project import Project
from lifecycle.steps import GRAPH
from lifecycle.storage.database import Store

from ..checks.test_step import ODD
from ..waiting import PATIENCE
from .conftest import filled
from .test_journey import clean, texts

PAGE = """
from pages.ui import session, step
from pages.views.data import findings
project = session.project()
step.run_requested(project)
message = session.take_flash()
if message:
    import streamlit as st
    st.info(session.escaped(message.text))
findings.show(project)
"""


def brought(store: Store, columns: dict[str, Any], *steps: str) -> Project:
    project = Project.create(store, "Odd")
    content = pd.DataFrame(columns).to_csv(index=False).encode()
    project.choose("read", source=project.upload(io.BytesIO(content), "odd.csv"))
    project.choose("data", target="target")
    project.choose("split", method="random")
    return made(project, *steps)


def made(project: Project, *steps: str) -> Project:
    for step in steps:
        project.ask(step)
        run_recipe(project.recipes[step], project.store, GRAPH)
        project = Project(project.store, project.id)
    return project


@pytest.fixture
def odd(data_store: Store) -> Project:
    return brought(data_store, ODD, "data", "split", "check")


def opened(project: Project) -> AppTest:
    app = AppTest.from_string(PAGE, default_timeout=PATIENCE)
    app.query_params["project"] = project.id
    return clean(app.run())


def said(app: AppTest) -> str:
    return texts(app).replace("\\", "")


def button(app: AppTest, project: Project, code: str, column: str, what: str) -> Any:
    """Return a button of a finding."""
    status = Project(project.store, project.id).statuses["check"]
    rows = project.shown("check").findings
    rank = rows.loc[(rows["code"] == code) & (rows["column"] == column), "rank"].iloc[0]
    return app.button(key=f"check.{str(status.shown)[:8]}.{rank}.{what}")


def test_without_a_split_the_checks_are_offered(data_store: Store) -> None:
    app = opened(brought(data_store, ODD, "data"))
    assert "the holdout is locked away first" in said(app)
    assert not app.button(key="check-run").disabled


def test_the_checks_are_made_as_soon_as_there_is_a_split(data_store: Store) -> None:
    project = brought(data_store, ODD, "data", "split")
    opened(project)
    job = project.queue.jobs(project.id).latest.get("check")
    assert job is not None
    assert job.key == Project(project.store, project.id).recipes["check"].key


def test_the_gravest_come_first_with_what_to_do(odd: Project) -> None:
    page = said(opened(odd))
    first, last = page.index("Copy of the target: refund"), page.index("High-cardinality category")
    assert first < page.index("Groups on both sides of the split: patient") < last
    assert "One column nearly determines the target" in page
    assert "Leave it out unless it is known at the moment of prediction." in page
    assert "does not apply" in page


def test_a_remedy_is_chosen_with_one_click_and_undone(odd: Project) -> None:
    app = opened(odd)
    clean(button(app, odd, "target_copy", "refund", "fix").click().run())
    assert "is marked as not known" in said(app)
    now = Project(odd.store, odd.id)
    assert now.params("data").columns[0].model_dump() == {"name": "refund", "known": "no"}
    assert now.statuses["check"].state == "stale"
    assert "Old result" in said(app)
    assert "Run Data again, and then the checks." in said(app)
    again = button(app, now, "target_copy", "refund", "fix")
    assert (again.label, again.disabled) == ("Chosen: run again", True)
    assert now.undo() == ("Data",)
    assert not button(opened(odd), odd, "target_copy", "refund", "fix").disabled


def test_accepting_folds_a_finding_away_with_its_reason(odd: Project) -> None:
    app = opened(odd)
    key = str(odd.statuses["check"].shown)[:8]
    rank = odd.shown("check").findings.set_index("code").loc["group_apart", "rank"]
    app.text_input(key=f"check.{key}.{rank}.why").set_value("one visit each, **really**").run()
    clean(button(app, odd, "group_apart", "patient", "accept").click().run())
    assert "Accepted (1)" in [box.label for box in app.expander]
    assert "one visit each, **really**" in said(app)
    assert ("group_apart", "patient") in Project(odd.store, odd.id).accepted
    assert odd.statuses["check"].state == "current"
    clean(button(app, odd, "group_apart", "patient", "back").click().run())
    assert "Accepted (1)" not in [box.label for box in app.expander]
    assert Project(odd.store, odd.id).accepted == {}


def test_what_was_said_when_it_was_accepted_is_told_when_it_changed(odd: Project) -> None:
    odd.accept("many_levels", "level", "ok", detail="9 levels, about 3.0 rows each.")
    assert "It said then: 9 levels" in said(opened(odd))


def test_names_take_no_effect(data_store: Store) -> None:
    name = "**bold** [x](http://e.com) <b>$y$"
    columns = {name: ODD["refund"], **{k: v for k, v in ODD.items() if k != "refund"}}
    page = texts(opened(brought(data_store, columns, "data", "split", "check")))
    assert "\\*\\*bold\\*\\* \\[x\\]" in page
    assert name not in page
    assert "http://" not in page


def test_the_bundle_tells_what_was_accepted_and_why(data_store: Store) -> None:
    project = made(filled(data_store, "binary"), "check")
    before = bundle_folder(project)
    assert "accepted" not in (before / "model_card.md").read_text()
    finding = project.shown("check").findings.iloc[0]
    project.accept(finding["code"], finding["column"], "seen | and <b>known</b>")
    project.accept("imbalance", "no such column", "of an earlier table")
    after = bundle_folder(Project(project.store, project.id))
    card = (after / "model_card.md").read_text()
    assert after != before
    assert f"- {finding['title']}" in card
    assert r"seen \| and \<b\>known\</b\>." in card
    assert "no such column" not in card
    assert bundle_folder(Project(project.store, project.id)) == after


def test_many_findings_are_not_all_drawn_at_once(data_store: Store) -> None:
    columns = {f"k{i}": ["x"] * len(ODD["target"]) for i in range(14)} | ODD
    app = opened(brought(data_store, columns, "data", "split", "check"))
    assert "Constant column: k13" not in said(app)
    app = clean(app.toggle[0].set_value(True).run())
    assert "Constant column: k13" in said(app)
