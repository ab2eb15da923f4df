"""A body is refused as soon as it is too large, said beforehand or not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from lifecycle.core.settings import settings
from pages.web.bodies import BoundedBodies

MB = 1 << 20
UPLOAD = "/_stcore/upload_file/tab/file"


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, int]]:
    """The bytes that wait in memory, by tab; one file may have 2 MB, everybody together 6."""
    monkeypatch.setenv("LIFECYCLE_UPLOAD_MB", "2")
    monkeypatch.setenv("LIFECYCLE_UPLOADS_MB", "6")
    settings.cache_clear()
    yield {}
    monkeypatch.undo()
    settings.cache_clear()


def client(waiting: dict[str, int]) -> TestClient:
    async def take(request: Request) -> PlainTextResponse:
        return PlainTextResponse(str(len(await request.body())))

    routes = [Route("/{path:path}", take, methods=["PUT", "POST"])]
    bounds = Middleware(BoundedBodies, waiting=lambda: waiting)
    return TestClient(Starlette(routes=routes, middleware=[bounds]))


def chunks(size: int) -> Iterator[bytes]:
    """A body that does not say how long it will be."""
    for _ in range(size // 65536):
        yield bytes(65536)


@pytest.mark.parametrize("silent", [False, True])
@pytest.mark.parametrize(
    ("path", "size", "held", "status"),
    [
        (UPLOAD, 2 * MB, {}, 200),
        (UPLOAD, 4 * MB, {}, 413),  # larger than a file may be
        (UPLOAD, MB, {"tab": 2 * MB}, 200),
        (UPLOAD, 2 * MB, {"tab": 2 * MB}, 413),  # this tab holds one already
        (UPLOAD, 2 * MB, {"other": 2 * MB, "third": 2 * MB}, 200),
        (UPLOAD, 2 * MB, {"other": 3 * MB, "third": 2 * MB}, 413),  # all together
        ("/other", MB, {}, 200),
        ("/other", 2 * MB, {}, 413),
    ],
)
def test_a_body_has_its_bounds(
    waiting: dict[str, int], path: str, size: int, held: dict[str, int], status: int, silent: bool
) -> None:
    waiting |= held
    asked = client(waiting)
    answer = asked.put(path, content=chunks(size) if silent else bytes(size))
    assert answer.status_code == status
    again = asked.put(UPLOAD, content=bytes(1000))  # what was refused is no longer counted
    assert again.status_code == 200
