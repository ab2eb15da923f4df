"""Run the endpoint on this machine: bind first, say where when it listens, end on SIGTERM."""

from __future__ import annotations

import signal
import socket
import sys

import uvicorn
from fastapi import FastAPI

from ..core.errors import ChoiceError

HOST = "127.0.0.1"


class AnnouncingServer(uvicorn.Server):
    """Prints ``ready http://127.0.0.1:PORT`` once requests are answered."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and sockets:
            port = sockets[0].getsockname()[1]
            print(f"ready http://{HOST}:{port}", flush=True)


def listen(port: int) -> socket.socket:
    """Return a socket bound to loopback; port 0 takes a free one; raises ChoiceError."""
    try:
        bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((HOST, port))
    except (OSError, OverflowError) as error:
        bound.close()
        raise ChoiceError(
            f"Port {port} cannot be used.", "Choose another port, or 0 for a free one."
        ) from error
    return bound


def serve(app: FastAPI, port: int) -> None:
    """Serve until SIGTERM or SIGINT, then return."""
    config = uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=2)
    bound = listen(port)
    # uvicorn raises the signal again after its own shutdown; by then the work is done
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    try:
        AnnouncingServer(config).run(sockets=[bound])
    finally:
        bound.close()
        sys.stdout.flush()
