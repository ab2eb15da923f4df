"""One browser tab without a browser: a websocket that speaks Streamlit's protocol."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import time
import uuid
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

WAIT = 600.0  # seconds for one run of a page
PART = 1 << 20
RESTARTED = ForwardMsg.FINISHED_EARLY_FOR_RERUN


class Tab:
    """A session: what it was sent last, and the state of its widgets."""

    def __init__(self, url: str, project: str) -> None:
        self.url, self.query = url, f"project={project}"
        self.session = self.page = ""
        self.pages: dict[str, str] = {}
        self.widgets: dict[str, Any] = {}
        self.state: dict[str, WidgetState] = {}
        self.errors: list[str] = []
        self._finished: asyncio.Queue[int] = asyncio.Queue()
        self._urls: asyncio.Queue[Any] = asyncio.Queue()

    async def __aenter__(self) -> Tab:
        protocols = [websockets.Subprotocol(p) for p in ("streamlit", "PLACEHOLDER_AUTH_TOKEN")]
        self._socket = await websockets.connect(
            f"ws{self.url[4:]}/_stcore/stream", subprotocols=protocols, max_size=None,
            ping_interval=None,
        )  # fmt: skip
        self._reader = asyncio.create_task(self._read())
        await self.rerun()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._reader.cancel()
        await self._socket.close()

    async def _read(self) -> None:
        with contextlib.suppress(websockets.ConnectionClosed):
            async for data in self._socket:
                message = ForwardMsg()
                message.ParseFromString(data if isinstance(data, bytes) else data.encode())
                self._take(message)

    def _take(self, message: Any) -> None:
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.session = message.new_session.initialize.session_id or self.session
            self.page = message.new_session.page_script_hash or self.page
        elif kind == "navigation":
            self.page = message.navigation.page_script_hash
            pages = message.navigation.app_pages
            self.pages = {page.url_pathname: page.page_script_hash for page in pages}
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            element = message.delta.new_element
            kind = element.WhichOneof("type") or ""
            inner = getattr(element, kind, None)
            if kind == "exception":
                self.errors.append(f"{inner.type}: {inner.message}")
            if getattr(inner, "id", ""):
                self.widgets[inner.id] = inner
        elif kind == "file_urls_response":
            self._urls.put_nowait(message.file_urls_response.file_urls[0])
        elif kind == "script_finished" and message.script_finished != RESTARTED:
            self._finished.put_nowait(message.script_finished)

    async def rerun(self, page: str = "") -> float:
        """Run the page, or another one; return how many seconds that took."""
        while not self._finished.empty():
            self._finished.get_nowait()
        back = BackMsg()
        script = back.rerun_script
        script.query_string = self.query
        script.widget_states.widgets.extend(self.state.values())
        script.page_script_hash = self.pages.get(page, "") if page else self.page
        script.context_info.timezone = "UTC"
        start = time.perf_counter()
        await self._socket.send(back.SerializeToString())
        await asyncio.wait_for(self._finished.get(), WAIT)
        return time.perf_counter() - start

    def widget(self, key: str) -> Any:
        """Return the newest widget whose key starts so."""
        found = [w for name, w in self.widgets.items() if f"-{key}" in name]
        return found[-1]

    async def choose(self, key: str, value: str) -> float:
        """Choose in a row of buttons."""
        state = WidgetState(id=self.widget(key).id)
        state.string_array_value.data[:] = [value]
        self.state[state.id] = state
        return await self.rerun()

    async def upload(self, key: str, path: Path) -> float:
        """Upload a file; return the seconds of the run that takes it."""
        widget, back = self.widget(key), BackMsg()
        request = back.file_urls_request
        request.request_id, request.session_id = uuid.uuid4().hex, self.session
        request.file_names.append(path.name)
        await self._socket.send(back.SerializeToString())
        urls = await asyncio.wait_for(self._urls.get(), WAIT)
        await asyncio.to_thread(self._put, urls.upload_url, path)
        state = WidgetState(id=widget.id)
        info = state.file_uploader_state_value.uploaded_file_info.add()
        info.file_id, info.name, info.size = urls.file_id, path.name, path.stat().st_size
        info.file_urls.CopyFrom(urls)
        self.state[widget.id] = state
        took = await self.rerun()
        del self.state[widget.id]
        return took

    def _put(self, target: str, path: Path) -> None:
        """Send a file as a browser does, a part at a time."""
        place = urlsplit(self.url)
        connection = http.client.HTTPConnection(str(place.hostname), place.port, timeout=WAIT)
        connection.request("GET", "/_stcore/health")
        reply = connection.getresponse()
        reply.read()
        cookie = (reply.getheader("Set-Cookie") or "").split(";")[0]
        line = uuid.uuid4().hex
        head = (
            f'--{line}\r\nContent-Disposition: form-data; name="{path.name}"; '
            f'filename="{path.name}"\r\nContent-Type: text/csv\r\n\r\n'
        ).encode()
        tail = f"\r\n--{line}--\r\n".encode()
        connection.putrequest("PUT", target)
        connection.putheader("Content-Type", f"multipart/form-data; boundary={line}")
        connection.putheader("Content-Length", str(len(head) + path.stat().st_size + len(tail)))
        if cookie:
            connection.putheader("Cookie", cookie)
            connection.putheader("X-Xsrftoken", cookie.split("=", 1)[1])
        connection.endheaders()
        connection.send(head)
        with path.open("rb") as file:
            while part := file.read(PART):
                connection.send(part)
        connection.send(tail)
        reply = connection.getresponse()
        reply.read()
        connection.close()
        if reply.status >= 300:
            raise RuntimeError(f"The server refused the upload with {reply.status}.")
