"""Tags: the latest one of a row holds, an empty one takes it away, and no key changes."""

from __future__ import annotations

from pathlib import Path

from lifecycle.project import row_tags
from lifecycle.project.project import Project
from lifecycle.storage.database import Store


def test_tags_are_kept_in_the_project_and_in_no_key(tmp_path: Path) -> None:
    project = Project.create(Store(tmp_path), "Tags")
    keys = {step: recipe.key for step, recipe in project.recipes.items()}
    project.tag(3, "yes", "blurred", "first look")
    project.tag(4, "no", "blurred")
    project.tag(3, "yes", "dark", "second look")
    project.tag(5, "no", "dark")
    project.tag(5, "no")
    again = Project(project.store, project.id)
    assert {step: recipe.key for step, recipe in again.recipes.items()} == keys
    assert {row: (tag.tag, tag.note) for row, tag in again.tags.items()} == {
        3: ("dark", "second look"),
        4: ("blurred", ""),
    }
    assert sorted(row_tags.counted(again.tags.values())) == [("blurred", 1), ("dark", 1)]


def test_a_tag_is_one_short_line() -> None:
    kept = row_tags.as_detail(0, "a", "x\n" * 50, "y " * 900)
    assert "\\n" not in kept
    assert len(kept) < 700
