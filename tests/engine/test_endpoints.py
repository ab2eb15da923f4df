"""Live endpoints: started and stopped by a row, noticed when they die, gone with their host."""

from __future__ import annotations

import json
import os
import signal
import urllib.request
from pathlib import Path

import pytest

from lifecycle.core.settings import settings
from lifecycle.engine import endpoints
from lifecycle.engine.endpoints import Endpoint, Endpoints
from lifecycle.engine.start import ensure_host
from lifecycle.storage.database import Store
from tests.exported import made
from tests.waiting import PATIENCE, until

from .watching import alive, descendants, host_pid


def in_state(store: Store, project: str, state: str) -> Endpoint:
    """Wait until a project's endpoint is in a state."""

    def look() -> Endpoint | None:
        now = endpoints.endpoint(store, project)
        return now if now is not None and now.state == state else None

    return until(look)


def model_behind(url: str) -> str:
    with urllib.request.urlopen(f"{url}/health", timeout=PATIENCE) as answer:
        return str(json.load(answer)["model"])


def test_it_is_live_until_it_is_no_longer_wanted(served: Store) -> None:
    assert endpoints.endpoint(served, "p") is None
    endpoints.want(served, "p", "k", made("binary").folder)
    live = in_state(served, "p", "live")
    assert model_behind(live.url) == "linear"
    endpoints.want(served, "p", "k", made("binary").folder)  # pressed twice: the same one goes on
    assert in_state(served, "p", "live").url == live.url
    endpoints.unwant(served, "p")
    stopped = in_state(served, "p", "stopped")
    assert (stopped.url, stopped.message) == ("", "")


def test_stopping_it_before_it_listens_stops_it(served: Store) -> None:
    endpoints.want(served, "hasty", "k", made("binary").folder)
    endpoints.unwant(served, "hasty")
    assert in_state(served, "hasty", "stopped").url == ""


def test_one_that_cannot_start_says_why(served: Store, tmp_path: Path) -> None:
    endpoints.want(served, "none", "k", tmp_path / "no bundle")
    failed = in_state(served, "none", "failed")
    assert "no bundle" in failed.message
    assert "Traceback" not in failed.message


def test_one_that_dies_is_reported(served: Store) -> None:
    before = descendants(host_pid(served))
    endpoints.want(served, "d", "k", made("binary").folder)
    in_state(served, "d", "live")
    ((pid, _),) = descendants(host_pid(served)) - before
    os.kill(pid, signal.SIGKILL)
    assert "stopped unexpectedly" in in_state(served, "d", "failed").message


def test_it_ends_with_a_killed_host_and_is_still_wanted(own: Store) -> None:
    ensure_host(own.folder)
    endpoints.want(own, "p", "k", made("binary").folder)
    in_state(own, "p", "live")
    host = host_pid(own)
    below = descendants(host)
    os.kill(host, signal.SIGKILL)
    until(lambda: not alive(below))
    following = Endpoints(own)  # as the next host has it
    try:
        following.tend()
        assert in_state(own, "p", "starting").wanted
    finally:
        following.close()


def test_no_more_run_at_once_than_the_server_can_bear(
    own: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIFECYCLE_ENDPOINTS", "1")
    settings.cache_clear()
    host = Endpoints(own)
    try:
        endpoints.want(own, "one", "k", made("binary").folder)
        host.tend()
        endpoints.want(own, "two", "k", made("binary").folder)
        host.tend()
        refused = endpoints.endpoint(own, "two")
        assert refused is not None
        assert (refused.state, refused.wanted) == ("failed", 0)
        assert "1 endpoint runs already" in refused.message
        assert "LIFECYCLE_ENDPOINTS" in refused.message
        endpoints.unwant(own, "one")
        host.tend()
        endpoints.want(own, "two", "k", made("binary").folder)
        host.tend()
        assert in_state(own, "two", "starting").wanted
        assert list(host.running) == ["two"]
    finally:
        host.close()
        monkeypatch.undo()
        settings.cache_clear()
