"""End with whoever holds the other end of standard input, however that one ends."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable


def at_eof(then: Callable[[], object]) -> None:
    """Call ``then`` from a thread when standard input is closed."""

    def watch() -> None:
        while os.read(0, 4096):
            pass
        then()

    threading.Thread(target=watch, daemon=True).start()
