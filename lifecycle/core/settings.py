"""Every setting of the server, declared once: name, default and help.

Each is read from the environment variable ``LIFECYCLE_<NAME>``; the README's table is made of this.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from .errors import ChoiceError

PREFIX = "LIFECYCLE_"


def cores() -> int:
    """Return how many cores this process may use: in a container, fewer than there are."""
    seen = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else ()
    allowed = len(seen) or os.cpu_count() or 1
    with suppress(OSError, ValueError):  # another system, or no limit, said as "max"
        quota, period = map(int, Path("/sys/fs/cgroup/cpu.max").read_text().split())
        allowed = min(allowed, max(1, quota // period))
    return allowed


class Settings(BaseModel):
    """The server's settings; the help of each is its field's description."""

    model_config = ConfigDict(frozen=True)

    data: Path = Field(
        Path.home() / ".lifecycle-lab",
        description="Folder that holds projects, uploads and results.",
    )
    threads: int = Field(
        1, ge=1, description="Threads of one task; keep slots times threads within the cores."
    )
    slots: int = Field(
        default_factory=lambda chosen: max(1, cores() // chosen.get("threads", 1)),
        ge=1,
        description="How many tasks may compute at once, for everybody together.",
    )
    scheduler: str = Field(
        "",
        pattern=r"^$|^(tcp|tls|ws|wss|inproc|ucx)://",
        description="Address of a Dask scheduler whose workers do the tasks, as tcp://host:8786.",
    )
    shared: str = Field(
        "",
        pattern=r"^$|^[a-z0-9+.-]+://.+$",
        description="URL where machines without a common folder share results, as s3://bucket/x.",
    )
    task_memory_mb: int = Field(8192, ge=512, description="Address space one task may use, in MB.")
    task_seconds: int = Field(3600, ge=1, description="Longest time one task may take.")
    upload_mb: int = Field(1024, ge=1, description="Largest file one may upload, in MB.")
    uploads_mb: int = Field(
        4096, ge=1, description="Uploads that may wait in memory, of everybody together, in MB."
    )
    unpacked_mb: int = Field(4096, ge=1, description="Largest size a packed file may grow to.")
    rows: int = Field(20_000_000, ge=100, description="Most rows a table may have.")
    columns: int = Field(5_000, ge=2, description="Most columns a table may have.")
    large_mb: int = Field(
        20, ge=0, description="Text files from this size on are read in blocks, in MB."
    )
    read_threads: int = Field(
        default_factory=lambda: min(4, cores()),
        ge=1,
        description="Threads that read one large file.",
    )
    keep_loaded_mb: int = Field(
        512, ge=0, description="Memory for results that were shown lately, in MB."
    )
    project_mb: int = Field(4096, ge=1, description="Uploads one project may keep, in MB.")
    project_jobs: int = Field(20, ge=1, description="Jobs one project may have waiting.")
    endpoints: int = Field(16, ge=1, description="How many endpoints may run at once.")
    fetch_rows: int = Field(
        1_000_000, ge=1, description="Most rows one fetch from a database may bring."
    )
    fetch_seconds: int = Field(
        600, ge=1, description="Longest time one fetch from a database may take."
    )

    @field_validator("shared")
    @classmethod
    def _without_password(cls, url: str) -> str:
        """The address goes to every worker and into messages, so it may hold no secret."""
        if re.search(r"://.*:.*@", url) or "?" in url:
            raise ValueError("An address with a password or a key is not taken")
        return url

    @classmethod
    def from_environ(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """Read the settings; raises ChoiceError naming the variable that makes no sense."""
        given: dict[str, Any] = {
            name: environ[PREFIX + name.upper()]
            for name in cls.model_fields
            if environ.get(PREFIX + name.upper())
        }
        try:
            return cls(**given)
        except ValidationError as error:
            first = error.errors()[0]
            name = PREFIX + str(first["loc"][0]).upper()
            if first["loc"][0] == "shared":  # it may hold a password: neither shown nor chained
                raise ChoiceError(
                    "LIFECYCLE_SHARED is not the URL of a place without a password in it.",
                    "Write it as s3://bucket/folder; passwords and keys go where its library "
                    "reads them, as AWS_SECRET_ACCESS_KEY.",
                ) from None
            raise ChoiceError(
                f"{name} is {first['input']!r}: {first['msg']}.", f"Set {name} to a valid value."
            ) from error


@cache
def settings() -> Settings:
    """Return this process's settings."""
    return Settings.from_environ()
