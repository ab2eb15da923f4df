"""The HTTP face of an exported model: health, schema, predict and stats, for this machine alone."""

from __future__ import annotations

import asyncio
import json
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
HOSTS = ["127.0.0.1", "localhost", "[::1]"]  # against DNS rebinding


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
        return JSONResponse(answer)

    return app


def refusal(error: LifecycleError, code: int, **headers: str) -> JSONResponse:
    """Return the answer to what cannot be answered."""
    said = {"problem": error.problem, "remedy": error.remedy, "detail": str(error)}
    return JSONResponse(said, status_code=code, headers=headers)


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
    """Return the JSON of a body; raises ChoiceError, also for NaN and infinity."""
    try:
        return json.loads(content, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise ChoiceError(
            "The body is not JSON.", "Send one record as a JSON object, or a list of them."
        ) from error


def _refuse(constant: str) -> Any:
    raise ValueError(constant)
