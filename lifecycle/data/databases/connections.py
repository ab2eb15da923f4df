"""Connections by name: from the environment, or from Streamlit's secrets.toml.

The one place that knows a URL. Pages, command line and engine all come here with a name, each in
its own process, so that no credential is ever part of a project, a recipe or a row of the queue.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...core.errors import ChoiceError
from ...core.installation import ROOT
from ...core.wording import listing

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

PREFIX = "LIFECYCLE_DATABASE_"
# What SQLAlchemy would load a driver for that is not installed here.
DRIVERS = dict.fromkeys(("postgres", "postgresql", "postgresql+psycopg2"), "postgresql+psycopg")


def places() -> tuple[Path, ...]:
    """Return where secrets may stand, as Streamlit has it: the person's, then the app's own."""
    return tuple(home / ".streamlit" / "secrets.toml" for home in (Path.home(), ROOT))


def names(environ: Mapping[str, str] = os.environ) -> list[str]:
    """Return the names of the connections there are; raises ChoiceError for a broken file."""
    return sorted(_found(environ))


def url_of(name: str, environ: Mapping[str, str] = os.environ) -> URL:
    """Return where a connection leads; raises ChoiceError when it is unknown or makes no sense."""
    from sqlalchemy.engine import URL, make_url
    from sqlalchemy.exc import ArgumentError

    known = _found(environ)
    same = {each.casefold(): each for each in known}
    given = known.get(name, known.get(same.get(name.casefold(), "")))
    if given is None:
        raise ChoiceError(
            f"There is no connection '{name}'.",
            f"Choose one of: {listing(sorted(known), most=20)}."
            if known
            else f"Set {PREFIX}{name.upper()}, or add [connections.{name}] to secrets.toml.",
        )
    try:
        url = make_url(given) if isinstance(given, str) else URL.create(**_parts(given))
    except (ArgumentError, ValueError, TypeError):
        # No cause: the library's message may quote what it could not read.
        raise ChoiceError(
            f"The address of connection '{name}' cannot be read.",
            "Write it as dialect://user:password@host:port/database, with special signs escaped.",
        ) from None
    return url.set(drivername=DRIVERS.get(url.drivername, url.drivername))


def _found(environ: Mapping[str, str]) -> dict[str, Any]:
    """Return what is known of each connection; the environment goes before the files."""
    connections: dict[str, Any] = {}
    for path in places():
        for name, given in _secrets(path).items():
            if isinstance(given, Mapping) and given.get("type", "sql") == "sql":
                if "url" in given:
                    connections[name] = str(given["url"])
                elif "dialect" in given:
                    connections[name] = given
    for variable, address in environ.items():
        if variable.startswith(PREFIX) and len(variable) > len(PREFIX) and address:
            name = variable.removeprefix(PREFIX).lower()
            same = [each for each in connections if each.casefold() == name]
            connections[same[0] if same else name] = address
    return connections


def _secrets(path: Path) -> Mapping[str, Any]:
    """Return the connections of a secrets file; none when there is no such file."""
    try:
        text = path.read_text(encoding="utf-8")
        connections = tomllib.loads(text).get("connections", {})
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError):
        raise ChoiceError(
            f"The file {path} cannot be read.", "Put its TOML right, or take it away."
        ) from None
    return connections if isinstance(connections, Mapping) else {}


def _parts(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parts of an address, named as Streamlit's connections name them."""
    driver = given.get("driver")
    parts: dict[str, Any] = {
        "drivername": given["dialect"] + (f"+{driver}" if driver else ""),
        "query": {key: str(value) for key, value in dict(given.get("query", {})).items()},
    }
    for name in ("username", "password", "host", "database"):
        parts[name] = None if given.get(name) is None else str(given[name])
    parts["port"] = None if given.get("port") in (None, "") else int(given["port"])
    return parts
