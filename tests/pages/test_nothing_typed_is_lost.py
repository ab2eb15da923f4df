"""What was typed stays where it was typed; a guess is asked about; a new file is what is shown."""

from __future__ import annotations

import io

from lifecycle.engine.runner import run_recipe
from lifecycle.project.guessed_target import guessed_target
from lifecycle.project.project import Project
from lifecycle.steps import DATA, DEFINE, GRAPH, READ
from lifecycle.storage.database import Store

from ..builders import mixed_table
from .conftest import Open
from .test_journey import clean, texts

SLIP = "if a > then 1"


def made(project: Project, *steps: str) -> Project:
    for step in steps:
        project.ask(step)
        run_recipe(project.recipes[step], project.store, GRAPH)
    return Project(project.store, project.id)


def with_file(store: Store, **columns: str) -> Project:
    """A project whose table was read; the target is left to the app."""
    project = Project.create(store, "Typed")
    frame = mixed_table("binary", n=60).frame.rename(columns=columns)
    project.choose(
        READ, source=project.upload(io.BytesIO(frame.to_csv(index=False).encode()), "first.csv")
    )
    return made(project, "read", "data")


def test_a_rule_with_a_slip_stays_in_its_field_with_the_mistake_beside_it(
    empty: Project, open_page: Open
) -> None:
    empty.choose(DEFINE, incumbent="rule")
    app = clean(open_page("define", empty))
    field = next(w for w in (*app.text_input, *app.text_area) if w.key == "define.rule")
    clean(field.set_value(SLIP).run())
    field = next(w for w in (*app.text_input, *app.text_area) if w.key == "define.rule")
    assert field.value == SLIP
    assert len(app.error) == 1
    assert not Project(empty.store, empty.id).params(DEFINE).rule
    clean(field.set_value("if a > 1 then 1 else 0").run())
    assert len(app.error) == 0
    assert Project(empty.store, empty.id).params(DEFINE).rule == "if a > 1 then 1 else 0"


def test_a_score_out_of_bounds_is_refused_beside_its_field(empty: Project, open_page: Open) -> None:
    empty.choose(DEFINE, metric="roc_auc")
    app = clean(open_page("define", empty))
    clean(app.number_input(key="define.floor").set_value(7.0).run())
    assert "ROC AUC lies between 0 and 1" in app.error[0].value
    assert app.number_input(key="define.floor").value == 7.0
    assert Project(empty.store, empty.id).params(DEFINE).floor is None


def test_a_refused_value_gives_way_to_a_choice_made_elsewhere(
    empty: Project, open_page: Open
) -> None:
    app = clean(open_page("define", empty))
    field = next(w for w in (*app.text_input, *app.text_area) if w.key == "define.rule")
    clean(field.set_value(SLIP).run())
    empty.choose(DEFINE, rule="if b > 2 then 1 else 0")  # another tab, or an undo
    clean(app.run())
    field = next(w for w in (*app.text_input, *app.text_area) if w.key == "define.rule")
    assert field.value == "if b > 2 then 1 else 0"
    assert len(app.error) == 0


def test_a_guessed_target_is_shown_and_asks_to_be_confirmed(
    data_store: Store, open_page: Open
) -> None:
    project = with_file(data_store)
    assert guessed_target(project) == "y"
    app = clean(open_page("data", project))
    assert app.selectbox(key="data.target").placeholder == "y (guessed)"
    assert "what you want to predict" in texts(clean(open_page("train", project)))
    before = project.recipes[DATA].key
    clean(app.button(key="target.confirm").click().run())
    after = Project(project.store, project.id)
    assert guessed_target(after) == ""
    assert after.recipes[DATA].key == before  # it makes nothing stale
    for page in ("data", "train"):
        assert "what you want to predict" not in texts(clean(open_page(page, after)))


def test_a_chosen_target_is_not_asked_about(data_store: Store, open_page: Open) -> None:
    project = with_file(data_store)
    project.choose(DATA, target="y")
    assert guessed_target(made(project, "data")) == ""


def test_another_file_is_what_is_shown(data_store: Store, open_page: Open) -> None:
    project = made(with_file(data_store), "split", "check")
    assert "Looked at" in texts(clean(open_page("data", project)))
    other = mixed_table("binary", n=70).frame.rename(columns={"a": "fresh"})
    source = project.upload(io.BytesIO(other.to_csv(index=False).encode()), "second.csv")
    project.choose(READ, source=source)
    project = made(project, "read")
    app = clean(open_page("data", project))
    assert "Looked at" not in texts(app)  # the old table's findings
    assert "Old result" not in texts(app)
    assert any("fresh" in frame.value.columns for frame in app.dataframe)


def test_a_view_that_is_clicked_again_stays(data_store: Store, open_page: Open) -> None:
    app = clean(open_page("data", made(with_file(data_store), "split", "check")))
    assert all(control.proto.required for control in app.get("button_group"))
    assert app.get("button_group")
