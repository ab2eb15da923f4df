"""Which host names the server answers to: `server.allowedHosts`, for every route.

A page of another site can point its own name at this machine (DNS rebinding) and then read what
the server answers. Streamlit asks the name where the web socket opens, and nowhere else.
"""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

REFUSAL = (
    "This server does not answer to this name. Open it by the address it printed when it started, "
    "or name the host in server.allowedHosts.\n"
)


class KnownHosts:
    """Refuses what was asked of another name."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not is_host_allowed(Headers(scope=scope).get("host")):
            return await PlainTextResponse(REFUSAL, status_code=400)(scope, receive, send)
        await self.app(scope, receive, send)
