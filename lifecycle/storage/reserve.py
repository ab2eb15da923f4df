"""Room on the disk kept for the last words: how a job ended is written when the disk is full."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

NAME, SIZE = "reserve", 1 << 18  # bytes


class Reserve:
    """A file of a data folder that is given up when the disk is full, and made again later."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME

    def keep(self) -> None:
        """Take the room, where there is that much and it is not taken already."""
        if self.path.exists():
            return
        try:
            self.path.write_bytes(bytes(SIZE))
        except OSError:
            with suppress(OSError):
                self.path.unlink(missing_ok=True)

    def give_up(self) -> bool:
        """Give the room to whoever writes next; return whether there was any."""
        try:
            self.path.unlink()
        except OSError:
            return False
        return True
