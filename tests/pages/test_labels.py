"""The label audit on the Data page: run it, decide about rows, see what it did to the score."""

from __future__ import annotations

from typing import Any

import pytest

from lifecycle.engine.runner import run_recipe
from lifecycle.project.project import Project
from lifecycle.steps import GRAPH
from lifecycle.storage.database import Store
from lifecycle.train.label_decisions import LabelParams

from .conftest import Open, filled
from .test_journey import clean, texts


def made(project: Project, step: str) -> Project:
    project.ask(step)
    run_recipe(project.recipes[step], project.store, GRAPH)
    return Project(project.store, project.id)


@pytest.fixture(params=["binary", "regression"])
def audited(request: pytest.FixtureRequest, data_store: Store) -> Project:
    return made(filled(data_store, request.param), "audit")


def opened(open_page: Open, project: Project) -> Any:
    app = open_page("data", project)
    app.session_state["data.view"] = "Labels"
    return clean(app.run())


def decide(app: Any, project: Project, **rows: dict[str, str]) -> Any:
    key = f"labels.{project.recipes['audit'].key[:8]}.{project.recipes['labels'].key[:8]}"
    edits = {int(row[1:]): cells for row, cells in rows.items()}
    app.session_state[key] = {"edited_rows": edits, "added_rows": [], "deleted_rows": []}
    return clean(app.run())


def decisions(project: Project) -> LabelParams:
    params = Project(project.store, project.id).params("labels")
    assert isinstance(params, LabelParams)
    return params


def test_nothing_is_audited_unasked(data_store: Store, open_page: Open) -> None:
    app = opened(open_page, filled(data_store, "binary"))
    assert any(b.key == "audit-run" and not b.disabled for b in app.button)
    assert "you decide about each" in texts(app)


def test_decisions_are_kept_and_make_the_fits_stale(audited: Project, open_page: Open) -> None:
    app = opened(open_page, audited)
    issues = audited.shown("audit").issues
    app = decide(
        app,
        audited,
        r0={"Decision": "Correct it"},
        r1={"Decision": "Leave it out"},
        r2={"Decision": "It is right"},
    )
    params = decisions(audited)
    assert [(d.row, d.action) for d in params.decisions] == [
        (int(issues["row"][0]), "fix"),
        (int(issues["row"][1]), "drop"),
    ]
    assert params.decisions[0].label == issues["suggested"][0]  # nothing else was typed
    assert params.kept == (int(issues["row"][2]),)
    now = Project(audited.store, audited.id)
    assert now.statuses["train"].state == "stale"
    assert now.statuses["split"].state == "current"
    assert any(b.key == "relabel-run" for b in app.button)
    now = made(now, "relabel")
    assert "on the rows you left alone" in texts(opened(open_page, now))


def test_a_row_found_right_makes_nothing_stale(audited: Project, open_page: Open) -> None:
    decide(opened(open_page, audited), audited, r0={"Decision": "It is right"})
    assert len(decisions(audited).kept) == 1
    assert Project(audited.store, audited.id).statuses["train"].state == "current"


def test_a_label_that_cannot_be_is_said_and_not_kept(audited: Project, open_page: Open) -> None:
    app = opened(open_page, audited)
    app = decide(app, audited, r0={"Decision": "Correct it", "New label": "perhaps"})
    assert "perhaps" in texts(app)
    assert decisions(audited).decisions == ()
