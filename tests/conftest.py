"""What every test may ask for: an empty store, and the real datasets beside the checkout."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from lifecycle.storage.database import Store

# The same examples each time: a failure is one of the change, and can be repeated.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")

TESTS = Path(__file__).parent
# What a folder or file of tests takes; `make quick` leaves all of it out.
MARKS = {
    "server": (
        *("pages", "engine/test_dask", "engine/test_death", "engine/test_endpoints"),
        *("engine/test_host.", "engine/test_pool", "data/databases/test_postgresql"),
        *("data/readers/test_limits", "deploy/test_server", "cli", "test_install", "test_readme"),
    ),
    "slow": (
        *("train", "evaluate", "export", "prepare", "monitor", "explore", "deploy", "samples"),
        *("estimators", "models/test_models", "project/test_earlier", "project/test_runs"),
        *("data/readers/test_awkward", "data/readers/test_large", "data/readers/test_nasty"),
        *("stats/test_coverage", "test_extending", "test_frames_of_artifacts"),
    ),
}
MAIN = sys.modules["__main__"]
SHARED = Path(__file__).resolve().parents[2] / "shared"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by where they are."""
    for item in items:
        place = item.path.relative_to(TESTS).as_posix()
        for mark, places in MARKS.items():
            if place.startswith(places):
                item.add_marker(mark)


@pytest.fixture(autouse=True)
def own_main() -> Iterator[None]:
    """AppTest leaves a page as the main module, which processes of a later test would run."""
    yield
    sys.modules["__main__"] = MAIN


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "data")


@pytest.fixture(scope="session")
def shared() -> Callable[[str], Path]:
    """Return a file of ../shared by its relative name, or skip the test saying what is absent."""

    def find(name: str) -> Path:
        path = SHARED / name
        if not path.exists():
            pytest.skip(f"../shared/{name} is not beside this checkout")
        return path

    return find
