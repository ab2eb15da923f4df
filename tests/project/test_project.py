"""A project: status, staleness with its reason, undo, sharing, and the padlock of the holdout."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from lifecycle.core.errors import ChoiceError, MissingChoice, NotFound, QuotaError
from lifecycle.engine.runner import run_recipe
from lifecycle.project.project import Project
from lifecycle.project.status import State
from lifecycle.steps import GRAPH, LIFECYCLE
from lifecycle.storage.database import Store

from ..builders import mixed_table

MODELS = ("dummy", "linear")


def csv() -> bytes:
    return mixed_table("binary", n=150).frame.to_csv(index=False).encode()


def make(project: Project, *steps: str) -> None:
    """Ask for steps and make them here, as the engine host would."""
    for step in steps:
        project.ask(step)
        run_recipe(project.recipes[step], project.store, GRAPH)
        project._forget()


def start(store: Store, title: str = "Test") -> Project:
    project = Project.create(store, title)
    project.choose("read", source=project.upload(io.BytesIO(csv()), "table.csv"))
    project.choose("data", target="y")
    project.choose("train", models=MODELS)
    return project


def states(project: Project) -> dict[str, str]:
    return {s.name: project.statuses[s.name].state.value for s in LIFECYCLE}


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project with everything up to Export made; tests bring it back to these choices."""
    project = start(Store(tmp_path_factory.mktemp("project")))
    make(project, "define", "data", "split", "prepare", "train", "evaluate", "export")
    return project


def files(project: Project) -> dict[Path, float]:
    """Every stored artifact with the time it was made."""
    return {p: p.stat().st_mtime for p in (project.store.folder / "artifacts").glob("*/*")}


def test_a_new_project_waits_for_data(store: Store) -> None:
    project = Project.create(store, "Empty")
    assert states(project)["define"] == "new"
    assert states(project)["train"] == "blocked"
    with pytest.raises(MissingChoice, match="upload a file"):
        project.ask("train")


def test_changing_the_imputation_makes_what_follows_stale_and_says_why(done: Project) -> None:
    board = done.shown("train")
    done.choose("prepare", numbers="mean")
    try:
        now = states(done)
        assert [n for n, s in now.items() if s == "stale"] == [
            "prepare",
            "train",
            "evaluate",
            "export",
        ]
        assert now["split"] == now["data"] == "current"
        reasons = [str(change) for change in done.statuses["train"].why]
        assert len(reasons) == 1
        assert reasons[0].startswith("Prepare: imputation of numbers changed from")
        assert done.statuses["train"].cost is not None
        assert done.shown("train").table.equals(board.table)  # the old result stays visible
    finally:
        done.choose("prepare", numbers="median")


def test_changing_it_back_makes_everything_current_and_computes_nothing(done: Project) -> None:
    before = files(done)
    done.choose("prepare", numbers="mean")
    done.choose("prepare", numbers="median")
    assert set(states(done).values()) <= {"current", "new", "blocked"}
    assert states(done)["export"] == "current"
    assert done.ask("export") is None  # nothing to do
    assert files(done) == before


def test_undo_takes_the_last_choices_back_one_by_one(done: Project) -> None:
    done.choose("prepare", numbers="mean")
    done.choose("prepare", encoding="ordinal")
    assert done.undo() == ("Prepare",)
    assert done.params("prepare").model_dump()["encoding"] == "onehot"
    assert done.undo() == ("Prepare",)
    assert states(done)["train"] == "current"


def test_choices_that_belong_together_are_undone_together(store: Store) -> None:
    project = Project.create(store, "Together")
    project.choose("split", folds=3)
    project.choose_all({"data": {"target": "y"}, "split": {"seed": 7}})
    assert set(project.undo()) == {"Data", "Split"}
    assert project.params("data").model_dump()["target"] is None
    assert (
        project.params("split").model_dump() | {"folds": 3} == project.params("split").model_dump()
    )
    assert project.undo() == ("Split",)
    assert project.undo() == ()


def test_of_choices_that_belong_together_none_is_kept_when_one_is_bad(store: Store) -> None:
    project = Project.create(store, "All or none")
    with pytest.raises(ChoiceError):
        project.choose_all({"data": {"target": "y"}, "split": {"folds": 1}})
    assert Project(store, project.id).choices == {}


def test_prose_in_the_contract_leaves_the_models_current(done: Project) -> None:
    done.choose("define", question="Who will leave next month?")
    assert states(done)["train"] == states(done)["evaluate"] == "current"
    assert states(done)["export"] == "stale"  # the model card quotes the question
    done.undo()


def test_running_late_runs_what_is_missing_before_it(store: Store) -> None:
    project = start(store)
    assert project.statuses["train"].redo == ("Data", "Split", "Prepare")
    make(project, "train")
    assert [n for n, s in states(project).items() if s == "current"] == [
        "data",
        "split",
        "prepare",
        "train",
    ]


def test_a_look_at_the_holdout_is_never_implied(store: Store) -> None:
    project = start(store)
    make(project, "train")
    assert project.statuses["export"].waiting.startswith("Evaluate has no up-to-date result")
    with pytest.raises(MissingChoice, match="Evaluate"):
        project.ask("export")
    assert project.looks == 0


def test_looks_are_counted_once_per_result(done: Project) -> None:
    assert done.looks == 1
    done.ask("evaluate")
    assert done.looks == 1


def test_other_intervals_of_the_same_model_are_no_further_look(done: Project) -> None:
    own = start(done.store, "Looker")

    def look(step: str = "evaluate", **choices: object) -> tuple[int, int]:
        project = Project(done.store, own.id)
        project.choose(step, **choices)
        project.ask("evaluate")
        run_recipe(project.recipes["evaluate"], done.store, GRAPH)
        again = Project(done.store, own.id)
        return again.looks, sum(event.event == "look" for event in again.history())

    assert look() == (1, 1)
    assert look(level=0.9, resamples=400, seed=3) == (1, 1)
    assert look("judged", model=done.shown("train").best) == (
        1,
        1,
    )  # the recommended one by its name
    assert look("define", floor=0.6) == (1, 1)  # the bar moves, the holdout says nothing new
    project = Project(done.store, own.id)
    assert not project.looks_further
    project.choose("judged", threshold=0.3)
    assert project.looks_further
    assert look("judged", threshold=0.3) == (2, 2)


def test_a_job_that_ends_while_a_page_is_drawn_is_watched_to_its_end(store: Store) -> None:
    project = start(store)
    asked = project.ask("split")
    assert asked is not None
    assert project.statuses["split"].state is State.NEW
    run_recipe(project.recipes["split"], store, GRAPH)
    store.db.execute("UPDATE jobs SET state = 'done' WHERE id = ?", (asked.id,))
    assert project.jobs.latest["split"].active
    again = Project(store, project.id)
    assert again.statuses["split"].state is State.CURRENT
    assert not again.jobs.active


def test_what_somebody_else_computed_is_read_but_not_shown_unasked(done: Project) -> None:
    other = start(done.store, "Neighbour")
    assert states(other)["train"] == "new"
    assert other.ask("train") is None  # the same choices on the same file: nothing to compute
    assert states(other)["train"] == "current"
    assert states(other)["evaluate"] == "new"  # the padlock is each project's own
    assert other.looks == 0


def test_every_choice_and_result_comes_back_from_the_disk(done: Project) -> None:
    again = Project(Store(done.store.folder), done.id)
    assert states(again) == states(done)
    assert again.choices == done.choices
    assert again.shown("train").table.equals(done.shown("train").table)


def test_a_bad_choice_is_refused_and_the_old_one_stays(store: Store) -> None:
    project = Project.create(store, "Test")
    project.choose("split", folds=4)
    with pytest.raises(ChoiceError, match="Folds"):
        project.choose("split", folds=1)
    assert Project(store, project.id).params("split").model_dump()["folds"] == 4


def test_two_tabs_do_not_overwrite_each_other(store: Store) -> None:
    first = Project.create(store, "Two tabs")
    second = Project(store, first.id)
    assert first.params("define") == second.params("define")  # both have read the choices
    first.choose("define", question="Who?")
    second.choose("define", unit="a customer")
    kept = Project(store, first.id).params("define").model_dump()
    assert (kept["question"], kept["unit"]) == ("Who?", "a customer")


def test_choices_of_another_version_keep_what_still_fits(store: Store) -> None:
    project = Project.create(store, "Old")
    store.db.execute(
        "INSERT INTO choices VALUES (?, 'split', ?)",
        (project.id, '{"folds": 3, "gone": 1, "holdout": "much"}'),
    )
    kept = Project(store, project.id).params("split").model_dump()
    assert (kept["folds"], kept["holdout"]) == (3, 0.2)


def test_an_unknown_link_is_said(store: Store) -> None:
    with pytest.raises(NotFound, match="no project"):
        Project(store, "nobody")


def test_links_cannot_be_guessed(store: Store) -> None:
    ids = {Project.create(store, "x").id for _ in range(50)}
    assert len(ids) == 50
    assert min(map(len, ids)) >= 22


def test_a_project_that_brings_too_much_is_told(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lifecycle.core.settings import settings

    project = Project.create(store, "Big")
    with store.transaction() as db:
        db.execute(
            "INSERT INTO uploads VALUES (?, 'k', 'big.csv', ?, 0)",
            (project.id, (settings().project_mb << 20) + 1),
        )
    with pytest.raises(QuotaError, match="MB already"):
        project.upload(io.BytesIO(b"a"), "more.csv")


def test_the_log_tells_what_happened(done: Project) -> None:
    events = [(e.event, e.step) for e in done.history()]
    assert ("run", "train") in events
    assert events[-1] == ("create", "")
