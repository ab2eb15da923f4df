"""What every answer of the server tells a browser: ask nobody else, and tell nobody the link.

Whoever has a project's link can change the project, so no address may leave in a ``Referer``; and
an app in a class must work without the internet, so a page may ask this server alone.
"""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = "Content-Security-Policy"
NOWHERE_ELSE = "frame-ancestors 'self'; base-uri 'self'; form-action 'self'; object-src 'none'"
# Streamlit's page has a script and styles of its own inside it, its charts make workers and
# pictures out of blobs.
PAGE = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    f"media-src 'self' data: blob:; worker-src 'self' blob:; {NOWHERE_ELSE}"
)
# A report runs scripts of a foreign library over foreign data: it has no origin of its own, reads
# nothing of ours and sends nothing anywhere.
REPORT = (
    "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'; "
    f"style-src 'unsafe-inline'; img-src data:; font-src data:; {NOWHERE_ELSE}"
)
HEADERS = {"Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff", POLICY: PAGE}


class Headers:
    """Adds the headers to every answer that has not chosen its own."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, marked if scope["type"] == "http" else send)
