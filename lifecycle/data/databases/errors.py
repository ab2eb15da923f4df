"""What a server refuses, in two sentences that never hold a password."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import quote, quote_plus

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, NoSuchModuleError, SQLAlchemyError

from ...core.errors import ChoiceError, LifecycleError, ReadingError, TaskError
from ...core.wording import count

LONGEST = 200
SECRET = re.compile(r"pass|pwd|secret|token|key|credential", re.I)


@dataclass(frozen=True)
class Mistake:
    """One kind: the pattern in SQLSTATE and message, what happened, what to do."""

    pattern: str
    problem: str
    remedy: str
    error: type[LifecycleError] = ChoiceError


CONNECTING = (
    Mistake(
        r"password|authentication|access denied|no pg_hba",
        "The server of connection '{name}' refused the user name or the password.",
        "Check the user and the password of the connection, then try again.",
    ),
    Mistake(
        r"database .*does not exist|unknown database",
        "The server of connection '{name}' has no database of that name.",
        "Check the name of the database in the connection's address.",
    ),
    Mistake(
        r"role .*does not exist",
        "The server of connection '{name}' does not know the user.",
        "Check the user name in the connection's address.",
    ),
    Mistake(
        r"too many (connections|clients)|remaining connection slots|^53",
        "The server of connection '{name}' has no room for another connection.",
        "Wait a little and try again.",
        TaskError,
    ),
    Mistake(
        r"unable to open|not a database|malformed|not authorized",
        "The file of connection '{name}' cannot be opened as a SQLite database.",
        "Check that it is one, that it is whole, and that the server may read it.",
        ReadingError,
    ),
    Mistake(
        r"resolve|translate host|name or service",
        "The server of connection '{name}' is not known by that name.",
        "Check the host in the connection's address.",
    ),
    Mistake(
        r"",
        "The server of connection '{name}' cannot be reached.",
        "Check that it runs and that its host and port are right, then try again.",
        TaskError,
    ),
)
ASKING = (
    Mistake(
        r"^57014.*timeout|interrupted|maximum statement execution time",
        "The query took longer than {limit} and was stopped.",
        "Ask for less, or allow it more seconds.",
        TaskError,
    ),
    Mistake(
        r"^25006|^25001|data-modifying|into is not allowed|read-?only|not authorized|prohibited",
        "The query would change the database, and it is only read here.",
        "Write one SELECT that changes nothing.",
    ),
    Mistake(
        r"^42501|permission denied|command denied",
        "The connection may not read this: {said}.",
        "Ask for another table, or have the account given the right to read it.",
    ),
    Mistake(
        r"^42P01|no such table|(table|relation|object).* (doesn't|does not) exist",
        "There is no such table: {said}.",
        "Choose a table of the list, or check its name and schema in the query.",
    ),
    Mistake(
        r"^42703|no such column|unknown column|column .*does not exist",
        "There is no such column: {said}.",
        "Check the names of the columns in the query.",
    ),
    Mistake(
        r"^42601|syntax|incomplete input|unrecognized token",
        "The query is not understood: {said}.",
        "Put the query right and try again.",
    ),
    Mistake(
        r"^08|^57P|terminating connection|connection (was )?(closed|lost|reset)|gone away",
        "The connection to the server was lost.",
        "Try again.",
        TaskError,
    ),
    Mistake(
        r"malformed|not a database|disk image",
        "The database file is damaged.",
        "Repair it, or fetch from a copy that is whole.",
        ReadingError,
    ),
    Mistake(r"", "The server refused the query: {said}.", "Change the query and try again."),
)


@contextmanager
def in_words(mistakes: tuple[Mistake, ...], name: str, url: URL, seconds: float) -> Iterator[None]:
    """Turn what the library or a driver raises into one of these mistakes.

    Without a cause: what was raised may quote the address, and a log would keep it.
    """
    try:
        yield
    except DBAPIError as error:
        state = str(getattr(error.orig, "sqlstate", None) or "")
        raise explained_error(mistakes, state, message(error), name, url, seconds) from None
    except (NoSuchModuleError, ImportError):
        raise ChoiceError(
            f"The driver for {url.drivername} is not installed.",
            "Install it where the app runs, or use another driver in the connection's address.",
        ) from None
    except SQLAlchemyError as error:
        raise explained_error(mistakes, "", str(error), name, url, seconds) from None
    except (OSError, TypeError, ValueError) as error:
        if mistakes is not CONNECTING:  # then it is no complaint of the driver about the address
            raise
        raise explained_error(mistakes, "", str(error), name, url, seconds) from None


def explained_error(
    mistakes: tuple[Mistake, ...], state: str, text: str, name: str, url: URL, seconds: float
) -> LifecycleError:
    """Return the first mistake that fits, in words."""
    fits = next(m for m in mistakes if re.search(m.pattern, f"{state} {text}".strip(), re.I | re.S))
    said, limit = redacted(text, url), count("second", math.ceil(seconds))
    return fits.error(fits.problem.format(name=name, limit=limit, said=said), fits.remedy)


def message(error: DBAPIError) -> str:
    """Return the short message of the driver: one line, without the query it came from."""
    primary = getattr(getattr(error.orig, "diag", None), "message_primary", None)
    lines = str(primary or error.orig).strip().splitlines()
    return lines[0] if lines else type(error.orig).__name__


def redacted(text: str, url: URL) -> str:
    """Return a driver's message fit to be shown, or a word in its place when it tells a secret.

    Blotting out a password would tell where else in the message its letters are.
    """
    if any(secret in text for secret in secrets(url)) or re.search(r"://[^/\s]*@", text):
        return "the server's message is not shown, because it holds a credential"
    line = " ".join(text.split()).rstrip(".")
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def secrets(url: URL) -> set[str]:
    """Return every credential in an address, as it is and as it is escaped in one."""
    held = [str(url.password)] if url.password else []
    for key, value in url.query.items():
        if SECRET.search(key):
            held += [value] if isinstance(value, str) else list(value)
    return {
        form for each in held if each for form in (each, quote(each, safe=""), quote_plus(each))
    }
