"""The HTTP face of an exported model: health, schema, predict and stats, for this machine alone."""

from __future__ import annotations

import asyncio
import json
import math
import time
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import ClientDisconnect

from ..core.errors import ChoiceError, LifecycleError
from ..export.scorer import Exported
from ..metrics.predictions import PREDICTION
from .counters import Counters
from .endpoint import Endpoint

MOST_BYTES = 16 << 20
BODY_SECONDS = 20.0  # for a whole request to arrive: this machine alone sends any
DEEPEST = 20
LONGEST = 300  # digits of a whole number: beyond it no float can hold it
HOSTS = ["127.0.0.1", "localhost", "[::1]"]  # against DNS rebinding


class Answer(JSONResponse):
    """JSON of ASCII alone, which can be written whatever a text holds."""

    def render(self, content: Any) -> bytes:
        return json.dumps(content, allow_nan=False).encode("ascii")


def create_app(bundle: Exported, body_seconds: float = BODY_SECONDS) -> FastAPI:
    """Return the app that serves an opened bundle; a request has so many seconds to arrive."""
    endpoint, counters = Endpoint.of(bundle), Counters()
    # the documentation pages load scripts from elsewhere, so they are off
    app = FastAPI(title=f"Model {endpoint.scorer.name}", docs_url=None, redoc_url=None)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=HOSTS)

    @app.get("/health")
    def health() -> dict[str, Any]:
        return {"status": "ok", "model": endpoint.scorer.name}

    @app.get("/schema")
    def schema() -> dict[str, Any]:
        return dict(endpoint.scorer.schema)

    @app.get("/stats")
    def stats() -> dict[str, Any]:
        return counters.summary()

    @app.post("/predict")
    async def predict(request: Request) -> JSONResponse:
        start = time.perf_counter()
        try:
            async with asyncio.timeout(body_seconds):
                content = await body(request)
            answer = await run_in_threadpool(endpoint.answer, parse(content))
        except (TimeoutError, ClientDisconnect):
            counters.refuse()
            return too_slow(body_seconds)
        except LifecycleError as error:
            counters.refuse()
            return refusal(error, 422)
        rows = answer.get("predictions", [answer])
        milliseconds = (time.perf_counter() - start) * 1000
        counters.answered(milliseconds, [row[PREDICTION] for row in rows])
        return Answer(answer)

    return app


def refusal(error: LifecycleError, code: int, **headers: str) -> JSONResponse:
    """Return the answer to what cannot be answered."""
    said = {"problem": error.problem, "remedy": error.remedy, "detail": str(error)}
    return Answer(said, status_code=code, headers=headers)


def too_slow(seconds: float) -> JSONResponse:
    """Return the answer to a request whose body does not come, and end the connection."""
    error = ChoiceError(
        f"The request did not arrive within {seconds:g} seconds.", "Send it again, all at once."
    )
    return refusal(error, 408, Connection="close")


async def body(request: Request) -> bytes:
    """Return the request's body; raises ChoiceError when it is too long to be held."""
    held = bytearray()
    async for chunk in request.stream():
        held += chunk
        if len(held) > MOST_BYTES:
            raise ChoiceError(
                f"The request is longer than {MOST_BYTES >> 20} MB.", "Send fewer records at once."
            )
    return bytes(held)


def parse(content: bytes) -> Any:
    """Return the JSON of a body; raises ChoiceError, also for what only nearly is JSON."""
    try:
        found = json.loads(
            content,
            parse_constant=_no_number,
            parse_int=_whole,
            parse_float=_number,
            object_pairs_hook=_record,
        )
        check_depth(found)
    except (ValueError, RecursionError) as error:
        raise ChoiceError(
            "The body is not JSON.", "Send one record as a JSON object, or a list of them."
        ) from error
    return found


def _no_number(constant: str) -> Any:
    raise ChoiceError(f"{constant} is not JSON.", "Send null for a value that is missing.")


def _number(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise too_large(text)
    return value


def _whole(text: str) -> float:
    if len(text) > LONGEST:
        raise too_large(text)
    return int(text)


def too_large(text: str) -> ChoiceError:
    shown = text if len(text) <= 20 else f"{text[:20]}..."
    return ChoiceError(f"{shown} is too large for a number.", "Send null where it is not known.")


def _record(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object with text that can be written again: half a surrogate pair is no letter."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        key = whole_letters(name)
        if key in found:
            raise ChoiceError(
                f"{key[:40]!r} is given twice in one record.", "Send each column once."
            )
        found[key] = whole_letters(value) if isinstance(value, str) else value
    return found


def whole_letters(text: str) -> str:
    """Return text in which each half of a surrogate pair is a question mark.

    >>> whole_letters("a\\ud800")
    'a?'
    """
    return text.encode("utf-8", errors="replace").decode()


def check_depth(value: Any) -> None:
    """Raise ChoiceError when lists and objects lie too deep in one another; a record is flat."""
    inside = [value]
    for _ in range(DEEPEST):
        inside = [
            each
            for outer in inside
            if isinstance(outer, dict | list)
            for each in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not inside:
            return
    raise ChoiceError("The body is nested too deeply.", "Send flat records: one value a column.")
