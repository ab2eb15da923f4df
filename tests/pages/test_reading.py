"""The Data page reads a file again when a choice about its reading changes, and shows it."""

from __future__ import annotations

import io

import pytest
from streamlit.testing.v1 import AppTest

from lifecycle.data.read_step import ReadParams
from lifecycle.data.readers import MissingCode
from lifecycle.engine.runner import run_recipe
from lifecycle.project.project import Project
from lifecycle.steps import GRAPH
from lifecycle.storage.database import Store
from pages.views.data.missing_codes import MEANS, SHOWN, code_choices, editable, mark

from ..waiting import PATIENCE
from .conftest import Open

TEXT = "made by hand\nd;n;word\n" + "".join(
    f"0{i % 9 + 1}/02/2024;1.{i:03d};{'unknown' if i % 5 == 0 else 'ok'}\n" for i in range(1, 61)
)


@pytest.fixture
def read(data_store: Store) -> Project:
    """A project with a file that was read, and no more."""
    project = Project.create(data_store, "Read")
    project.choose("read", source=project.upload(io.BytesIO(TEXT.encode()), "table.csv"))
    project.ask("read")
    run_recipe(project.recipes["read"], data_store, GRAPH)
    return Project(data_store, project.id)


def clean(app: AppTest) -> AppTest:
    assert not app.exception, [e.message for e in app.exception]
    return app


def settled(app: AppTest, project: Project) -> AppTest:
    """Run the page with what was set on it, and once more when its reading has ended."""
    clean(app.run())
    job = project.queue.jobs(project.id).latest.get("read")
    if job is not None:
        project.queue.wait(job.id, PATIENCE)
    return clean(app.run())


def previewed(app: AppTest) -> str:
    return "\n".join(str(e.value) for kind in ("subheader", "warning") for e in getattr(app, kind))


def test_what_was_read_is_seen_before_data_runs(read: Project, open_page: Open) -> None:
    app = clean(open_page("data", read))
    assert "Read so far: 60 rows, 3 columns" in previewed(app)
    shown = {e.key for kind in ("selectbox", "toggle", "number_input") for e in getattr(app, kind)}
    assert {"read.encoding", "read.delimiter", "read.decimal", "read.header"} <= shown
    assert "read.sheet" not in shown


def test_a_change_reads_again_and_previews_at_once(read: Project, open_page: Open) -> None:
    app = clean(open_page("data", read))
    app.number_input(key="read.header").set_value(3)
    settled(app, read)
    assert "Read so far: 59 rows" in previewed(app)
    app.selectbox(key="read.decimal").set_value(",")
    settled(app, read)
    now = Project(read.store, read.id)
    assert now.shown("read").frame.iloc[0, 1] == 1002
    app.number_input(key="read.header").set_value(None)
    app.multiselect(key="read.missing_words").set_value(["unknown"])
    settled(app, read)
    now = Project(read.store, read.id)
    assert now.params("read").missing_words == ("unknown",)
    assert now.shown("read").frame["word"].isna().sum() == 12


def test_a_choice_that_cannot_work_is_said_and_can_be_taken_back(
    read: Project, open_page: Open
) -> None:
    app = clean(open_page("data", read))
    app.number_input(key="read.header").set_value(900)
    settled(app, read)
    assert "cannot hold the names" in "".join(str(e.value) for e in (*app.error, *app.warning))
    assert "60 rows" in previewed(app)
    app.number_input(key="read.header").set_value(None)
    settled(app, read)
    assert "cannot hold the names" not in "".join(str(e.value) for e in (*app.error, *app.warning))


def test_a_new_file_forgets_them(read: Project, open_page: Open) -> None:
    read.choose("read", header=3, missing_words=("unknown",), encoding="cp1252")
    app = clean(open_page("data", read))
    app.file_uploader[0].set_value(("other.csv", b"a,b\n1,2\n3,4\n", "text/csv"))
    settled(app, read)
    now = Project(read.store, read.id).params("read")
    assert now == type(now)(source=now.source)
    assert "2 rows" in previewed(app)


def tick(app: AppTest, project: Project, word: str, missing: bool) -> None:
    """Set whether a word means missing, as a click in its row does."""
    now = Project(project.store, project.id)
    params = now.params("read")
    assert isinstance(params, ReadParams)
    rows = editable(now.shown("read"), params)
    at = rows.index[rows["Word"] == word][0]
    edits = {"edited_rows": {at: {MEANS: missing}}, "added_rows": [], "deleted_rows": []}
    app.session_state[f"codes.{mark(now, rows)}"] = edits


def test_a_code_is_accepted_or_refused_in_one_column(read: Project, open_page: Open) -> None:
    app = clean(open_page("data", read))
    tick(app, read, "unknown", True)
    settled(app, read)
    now = Project(read.store, read.id)
    code = MissingCode(column="word", word="unknown", missing=True)
    assert now.params("read").missing_codes == (code,)
    assert now.shown("read").frame["word"].isna().sum() == 12
    tick(app, read, "unknown", False)
    settled(app, read)
    assert Project(read.store, read.id).shown("read").frame["word"].isna().sum() == 0


def test_what_was_said_of_a_column_that_went_can_be_taken_back() -> None:
    gone = MissingCode(column="old", word="NA", missing=False)
    params = ReadParams(source="ab", missing_codes=(gone,))
    rows = editable(None, params)
    assert rows[SHOWN].to_numpy().tolist() == [["old", "NA", 0, False]]
    assert code_choices(params, rows.assign(**{MEANS: True})) == ()
