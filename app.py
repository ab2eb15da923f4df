"""The web app: `streamlit run app.py`.

The screens start at pages/main.py. This file adds what lives as long as the server: the engine
host for long work, the route for profiling reports, what every request and answer is held to, and
the words for an unexpected error.
"""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from lifecycle.core.errors import LifecycleError
from lifecycle.core.settings import settings
from lifecycle.engine.start import ensure_host, stop_host
from lifecycle.explore.full_report import ProfileReport
from lifecycle.storage.database import Store
from pages.ui.errors import apologise
from pages.web.bodies import BoundedBodies
from pages.web.headers import POLICY, REPORT, Headers
from pages.web.hosts import KnownHosts

SANDBOX = {POLICY: REPORT}


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[dict[str, Any]]:
    ensure_host(settings().data)
    gc.collect()
    gc.freeze()  # what is loaded now stays; no collection needs to walk it again
    yield {}
    stop_host(settings().data)


def report(request: Request) -> Response:
    """Serve the profiling report stored under a key, for a sandboxed frame."""
    try:
        made = Store(settings().data).load(request.path_params["key"], ProfileReport)
    except LifecycleError as error:
        return PlainTextResponse(str(error), status_code=404, headers=SANDBOX)
    return Response(made.html, media_type="text/html", headers=SANDBOX)


app = st.App(
    "pages/main.py",
    lifespan=lifespan,
    routes=[Route("/report/{key:str}", report)],
    middleware=[Middleware(Headers), Middleware(KnownHosts), Middleware(BoundedBodies)],
    on_script_error=apologise,
)
