"""The HTTP face of an exported model: health, schema, predict and stats, for this machine alone."""

from __future__ import annotations

import json
import time
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool
from starlette.middleware.trustedhost import TrustedHostMiddleware

from ..core.errors import ChoiceError, LifecycleError
from ..export.scorer import Exported
from ..metrics.predictions import PREDICTION
from .counters import Counters
from .endpoint import Endpoint

MOST_BYTES = 16 << 20
HOSTS = ["127.0.0.1", "localhost", "[::1]"]  # against DNS rebinding


def create_app(bundle: Exported) -> FastAPI:
    """Return the app that serves an opened bundle."""
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
            payload = parse(await body(request))
            answer = await run_in_threadpool(endpoint.answer, payload)
        except LifecycleError as error:
            counters.refuse()
            content = {"problem": error.problem, "remedy": error.remedy, "detail": str(error)}
            return JSONResponse(content, status_code=422)
        rows = answer.get("predictions", [answer])
        milliseconds = (time.perf_counter() - start) * 1000
        counters.answered(milliseconds, [row[PREDICTION] for row in rows])
        return JSONResponse(answer)

    return app


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
