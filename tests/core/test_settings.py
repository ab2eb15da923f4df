"""Settings: read from the environment, refused in words, and all in the README."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lifecycle.core.errors import ChoiceError
from lifecycle.core.settings import PREFIX, Settings, cores

README = Path(__file__).resolve().parents[2] / "README.md"


def test_without_variables_every_setting_has_its_default() -> None:
    made = Settings.from_environ({})
    assert made == Settings()
    assert made.data == Path.home() / ".lifecycle-lab"
    assert made.slots >= 1


def test_a_variable_sets_what_it_names_and_nothing_else() -> None:
    made = Settings.from_environ({"LIFECYCLE_ROWS": "5000", "LIFECYCLE_DATA": "/tmp/here"})
    assert made == Settings(rows=5000, data=Path("/tmp/here"), slots=made.slots)


def test_slots_times_threads_stay_within_the_usable_cores() -> None:
    for threads in (1, 2, 3, 1000):
        made = Settings(threads=threads)
        assert made.slots * threads <= max(cores(), threads)
    assert Settings(threads=2, slots=7).slots == 7
    code = "from lifecycle.core.settings import cores; print(cores())"
    pinned = "import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}); "
    done = subprocess.run(
        [sys.executable, "-c", pinned + code], capture_output=True, text=True, cwd=README.parent
    )
    assert done.stdout.strip() == "1" or not hasattr(os, "sched_setaffinity")


def test_an_empty_variable_is_as_good_as_none() -> None:
    assert Settings.from_environ({"LIFECYCLE_SLOTS": ""}) == Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [("SLOTS", "0"), ("UPLOAD_MB", "much"), ("TASK_SECONDS", "1.5"), ("ROWS", "-1")],
)
def test_a_bad_value_names_its_variable_and_itself(name: str, value: str) -> None:
    with pytest.raises(ChoiceError) as caught:
        Settings.from_environ({PREFIX + name: value})
    assert caught.value.problem.startswith(f"{PREFIX}{name} is '{value}': ")
    assert caught.value.remedy == f"Set {PREFIX}{name} to a valid value."


def test_settings_cannot_be_changed_once_read() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().rows = 5  # type: ignore[misc]


@pytest.mark.parametrize("name", Settings.model_fields)
def test_a_setting_has_help_and_stands_in_the_readme(name: str) -> None:
    text = Settings.model_fields[name].description or ""
    assert text.endswith(".")
    assert f"{PREFIX}{name.upper()}" in README.read_text(encoding="utf-8")
