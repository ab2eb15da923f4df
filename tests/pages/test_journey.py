"""Every page: empty, filled and stale; and the way from the first page to a result."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from lifecycle.project.project import Project
from lifecycle.project.status import State
from lifecycle.steps import GRAPH, LIFECYCLE
from lifecycle.storage.database import Store

from ..sentences import slips
from ..waiting import PATIENCE
from .conftest import Open

PAGES = [step.name for step in LIFECYCLE]


def texts(app: AppTest) -> str:
    """All words on the page."""
    kinds = ("title", "subheader", "markdown", "caption", "info", "warning", "error", "success")
    return "\n".join(str(e.value) for kind in kinds for e in getattr(app, kind))


def named(app: AppTest) -> str:
    """The project's id in the page's address."""
    given = app.query_params["project"]
    return given if isinstance(given, str) else given[0]


def clean(app: AppTest) -> AppTest:
    assert not app.exception, [e.message for e in app.exception]
    return app


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_page_says_what_it_is_for_and_what_it_waits_for(
    page: str, empty: Project, open_page: Open
) -> None:
    app = clean(open_page(page, empty))
    step = GRAPH[page]
    assert app.title[0].value == step.title
    assert step.why in texts(app)
    assert "Nothing here yet" in texts(app)
    assert slips(texts(app)) == []
    status = empty.statuses[page]
    run = next(b for b in app.button if b.key == f"{page}-run")
    assert run.disabled == (status.state is State.BLOCKED)
    if status.waiting and page != "data":
        assert status.waiting.split(":")[0] in texts(app)


@pytest.mark.parametrize("page", PAGES)
def test_a_filled_page_shows_its_result_and_leads_on(
    page: str, done: Project, open_page: Open
) -> None:
    app = clean(open_page(page, done))
    assert "Nothing here yet" not in texts(app)
    assert "Out of date" not in texts(app)
    assert slips(texts(app)) == []
    run = next(b for b in app.button if b.key == f"{page}-run")
    assert run.label == "Up to date"
    assert any(b.key == "next" for b in app.button)


@pytest.mark.parametrize("page", ["prepare", "train", "evaluate", "export"])
def test_a_stale_page_keeps_the_old_result_and_says_why(
    page: str, done: Project, open_page: Open
) -> None:
    done.choose("prepare", numbers="mean")
    try:
        app = clean(open_page(page, done))
        assert "Out of date: Prepare" in texts(app).replace("\\", "")
        assert "Nothing here yet" not in texts(app)
        run = next(b for b in app.button if b.key == f"{page}-run")
        assert run.label != "Up to date"
    finally:
        done.choose("prepare", numbers="median")
    assert "Out of date" not in texts(clean(open_page(page, done)))


@pytest.mark.parametrize("page", PAGES)
def test_without_a_project_every_page_leads_home(page: str, open_page: Open) -> None:
    app = clean(open_page(page))
    assert any(b.label == "Start with the example" for b in app.button)


def test_the_example_button_starts_a_project_with_data(open_page: Open, data_store: Store) -> None:
    app = open_page("home")
    next(b for b in app.button if b.label == "Start with the example").click().run()
    clean(app)
    project = Project(data_store, named(app))
    assert project.params("data").model_dump()["target"] == "churn"
    assert project.statuses["train"].waiting == ""


def test_what_is_typed_is_kept_and_what_is_run_is_shown(
    empty: Project, open_page: Open, data_store: Store
) -> None:
    app = open_page("define", empty)
    app.text_area(key="define.question").set_value("Who leaves?").run()
    clean(app)
    assert Project(data_store, empty.id).params("define").model_dump()["question"] == "Who leaves?"
    next(b for b in app.button if b.key == "define-run").click().run()
    job = empty.queue.jobs(empty.id).latest["define"]
    assert empty.queue.wait(job.id, PATIENCE).state == "done"
    app.run()
    assert "What the contract says" in texts(clean(app))


def test_a_choice_out_of_bounds_is_refused_in_words_and_the_old_one_stays(
    done: Project, open_page: Open, data_store: Store
) -> None:
    app = open_page("export", done)
    app.text_input(key="export.name").set_value("../../etc").run()
    clean(app)
    assert "Name" in app.error[0].value
    assert Project(data_store, done.id).params("export").model_dump()["name"] == "model"


def test_undo_in_the_sidebar_takes_a_change_back(
    done: Project, open_page: Open, data_store: Store
) -> None:
    done.choose("prepare", encoding="ordinal")
    app = open_page("prepare", done)
    next(b for b in app.button if b.key == "undo").click().run()
    clean(app)
    kept = Project(data_store, done.id).params("prepare").model_dump()
    assert kept["encoding"] == "onehot"


def test_an_upload_is_read_and_its_target_proposed(
    empty: Project, open_page: Open, data_store: Store
) -> None:
    app = open_page("data", empty)
    content = b"size,colour,price\n" + b"".join(
        b"%d,red,%d\n" % (i * 7 % 23, i * 5 % 37) for i in range(60)
    )
    app.file_uploader[0].set_value(("../../houses.csv", content, "text/csv")).run()
    clean(app)
    project = Project(data_store, empty.id)
    assert project.file_name(project.params("read").model_dump()["source"]) == "houses.csv"
    job = project.queue.jobs(project.id).latest["read"]
    assert project.queue.wait(job.id, PATIENCE).state == "done"
    app.run()
    next(b for b in app.button if b.key == "data-run").click().run()
    job = project.queue.jobs(project.id).latest["data"]
    job = project.queue.wait(job.id, PATIENCE)
    assert job.state == "done", job.problem
    app.run()
    assert "Target: price" in texts(clean(app))


def test_a_file_that_is_no_table_is_said_in_words(
    empty: Project, open_page: Open, data_store: Store
) -> None:
    app = open_page("data", empty)
    app.file_uploader[0].set_value(("table.csv", b"\x00\x01\x02" * 900, "text/csv")).run()
    project = Project(data_store, empty.id)
    job = project.queue.wait(project.queue.jobs(project.id).latest["read"].id, PATIENCE)
    assert job.state == "failed"
    app.run()
    assert "not a text table" in texts(clean(app)).replace("\\", "")


def test_a_second_look_at_the_holdout_asks_first(done: Project, open_page: Open) -> None:
    done.choose("judged", threshold=0.3)
    try:
        app = clean(open_page("evaluate", done))
        run = next(b for b in app.button if b.key == "evaluate-run")
        assert run.disabled
        assert "looked at" in texts(app)
        app.checkbox(key=f"evaluate.again.{done.id}.{done.looks}").check().run()
        assert not next(b for b in clean(app).button if b.key == "evaluate-run").disabled
    finally:
        done.choose("judged", threshold=0.5)


def test_history_tells_the_story(done: Project, open_page: Open) -> None:
    app = clean(open_page("history", done))
    assert app.metric[0].value == "1"
    assert len(app.dataframe[0].value) > 10
