"""The command line: every page's work without a page, for scripts and other machines."""

from __future__ import annotations

from .main import main

__all__ = ["main"]
