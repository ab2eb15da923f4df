"""Serve an exported model over HTTP, on this machine."""

from __future__ import annotations

from .app import create_app
from .endpoint import Endpoint
from .server import serve

__all__ = ["Endpoint", "create_app", "serve"]
