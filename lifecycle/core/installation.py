"""Where this program stands: in a checkout of its repository, or installed from a wheel.

The wheel carries the app, its pages and its configuration in ``lifecycle/_app``; in a checkout they
lie beside the package, and there is no such folder.
"""

from __future__ import annotations

import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
PACKED_APP = PACKAGE / "_app"
INSTALLED = PACKED_APP.is_dir()

APP = (PACKED_APP if INSTALLED else PACKAGE.parent) / "app.py"
"""The script that Streamlit runs; its configuration lies in ``.streamlit`` beside it."""

ROOT = Path.cwd() if INSTALLED else PACKAGE.parent
"""Where a person puts secrets and relative paths: the checkout, or where the program was started.

Processes that this one starts have it as their working directory, so it is the same in all.
"""

PROGRAM = "lifecycle-lab" if INSTALLED else "python -m lifecycle"
"""What a person types to run a command."""


def command(*words: str) -> list[str]:
    """Return the words that run a command of this package in a process of its own, from ``ROOT``.

    When installed, the working directory may hold anything, and ``-P`` keeps Python from importing
    it.
    """
    return [sys.executable, *(["-P"] if INSTALLED else []), "-m", "lifecycle", *words]
