"""Samples on the pages: each can be taken, and one brings its later rows to Monitor."""

from __future__ import annotations

import hashlib

from lifecycle.project.project import Project
from lifecycle.samples.samples import SAMPLES
from lifecycle.storage.database import Store
from pages.views.data.files import bring_sample
from pages.views.data.samples import of_project

from .conftest import Open
from .test_journey import clean


def test_the_first_page_offers_every_sample_with_its_lessons(
    data_store: Store, open_page: Open
) -> None:
    app = clean(open_page("home"))
    keys = {button.key for button in app.button}
    assert {f"sample.{name}" for name in list(SAMPLES)[1:]} <= keys
    assert "leakage" in " ".join(badge.value for badge in app.get("markdown"))
    captions = " ".join(caption.value for caption in app.caption)
    assert captions.count("Licence: ") == len(SAMPLES)
    assert all(sample.licence in captions for sample in SAMPLES.values())


def test_a_sample_is_taken_on_the_data_page(empty: Project, open_page: Open) -> None:
    app = clean(open_page("data", empty))
    take = next(button for button in app.button if button.key == "take.loans")
    assert SAMPLES["loans"].licence in take.help
    take.click()
    clean(app.run())
    taken = Project(empty.store, empty.id)
    assert of_project(taken) is SAMPLES["loans"]
    assert taken.params("data").model_dump()["target"] == "repaid"


def test_later_rows_are_one_click_in_monitor(data_store: Store, open_page: Open) -> None:
    project = Project.create(data_store, "Deliveries")
    bring_sample(project, SAMPLES["deliveries"])
    app = clean(open_page("monitor", Project(data_store, project.id)))
    next(button for button in app.button if button.key == "monitor.later").click()
    clean(app.run())
    incoming = Project(data_store, project.id).params("incoming").model_dump()["source"]
    later = SAMPLES["deliveries"].later
    assert later is not None
    assert incoming == hashlib.sha256(later()).hexdigest()


def test_own_files_and_other_samples_have_no_later_rows(
    done: Project, data_store: Store, open_page: Open
) -> None:
    assert of_project(done) is None
    wine = Project.create(data_store, "Wine")
    bring_sample(wine, SAMPLES["wine"])
    for project in (done, Project(data_store, wine.id)):
        app = clean(open_page("monitor", project))
        assert not [button for button in app.button if button.key == "monitor.later"]
