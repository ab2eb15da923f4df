"""How much a browser may send: one file, all files of a tab, all files of everybody.

An upload waits in the server's memory until its page has taken it. What nobody takes, because its
id was made up, stays until its tab is closed: so a tab may hold as much as one file may have, and
all tabs together no more than the server can bear.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.runtime import Runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from lifecycle.core.settings import settings

UPLOAD = re.compile(r"/_stcore/upload_file/([^/]+)/[^/]+/?$")
ENVELOPE = 1 << 20  # bytes: what a form adds to its file, and more than any other request needs


def _waiting() -> dict[str, int]:
    """Return the bytes that each tab's uploads take in memory now."""
    manager = Runtime.instance().uploaded_file_mgr if Runtime.exists() else None
    if not isinstance(manager, MemoryUploadedFileManager):
        return {}
    tabs = list(manager.file_storage.items())
    return {tab: sum(len(file.data) for file in list(files.values())) for tab, files in tabs}


class BoundedBodies:
    """Refuses a body as soon as it is too large, and counts what is on its way."""

    def __init__(self, app: ASGIApp, waiting: Callable[[], dict[str, int]] = _waiting) -> None:
        self.app, self.waiting = app, waiting
        self.coming: Counter[str] = Counter()  # bytes received of uploads that have not ended

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        upload = UPLOAD.search(scope["path"])
        tab = upload[1] if upload else ""
        said = Headers(scope=scope).get("content-length", "0")
        declared = int(said) if said.isdecimal() else 0
        problem = self._problem(tab, declared, more=declared)
        if problem:
            return await PlainTextResponse(problem, status_code=413)(scope, receive, send)
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            size = len(message.get("body", b""))
            received += size
            if tab:
                self.coming[tab] += size
            problem = self._problem(tab, received)
            if problem:
                raise HTTPException(413, problem)
            return message

        try:
            await self.app(scope, counted, send)
        finally:
            self.coming[tab] -= received if tab else 0
            self.coming += Counter()  # keeps only what is above zero

    def _problem(self, tab: str, size: int, more: int = 0) -> str:
        """Say what is too large about a body of ``size`` bytes, ``more`` of them yet to come."""
        if not tab:
            return "The request is too large.\n" if size > ENVELOPE else ""
        file, everybody = settings().upload_mb << 20, settings().uploads_mb << 20
        if size > file + ENVELOPE:
            return f"The file is larger than the {settings().upload_mb:,} MB one may upload.\n"
        waiting = self.waiting()
        if waiting.get(tab, 0) + self.coming[tab] + more > file + ENVELOPE:
            return "This page holds as many uploads as it may. Open it anew and try again.\n"
        if sum(waiting.values()) + self.coming.total() + more > everybody:
            return "Others are uploading now, and the server's memory is full. Try again soon.\n"
        return ""
