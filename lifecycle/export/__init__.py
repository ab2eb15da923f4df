"""The bundle: a folder that holds a model with everything to use, check and rebuild it."""

from __future__ import annotations

from ..replay.verify import Check, verify
from .bundle import Bundle, open_bundle
from .bundle import open_bundle as open  # noqa: A004 - reads as bundle.open
from .training_script import training_script
from .write import write, zip_bytes

__all__ = [
    "Bundle",
    "Check",
    "open",
    "open_bundle",
    "training_script",
    "verify",
    "write",
    "zip_bytes",
]
