"""A store whose work a real engine host does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lifecycle.engine.start import ensure_host, stop_host
from lifecycle.storage.database import Store


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One host for all tests, because starting one takes seconds."""
    folder = tmp_path_factory.mktemp("engine")
    ensure_host(folder)
    yield Store(folder)
    stop_host(folder)


@pytest.fixture
def own(store: Store) -> Iterator[Store]:
    """A store whose host a test may start, kill and start again."""
    yield store
    stop_host(store.folder)
