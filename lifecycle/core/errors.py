"""What can go wrong, said so that a person can mend it.

LifecycleError            problem + remedy; pages and the command line show these two sentences
├── ReadingError          a file is not a table, is damaged or crosses a limit
├── ChoiceError           a choice cannot work with this data
│   └── MissingChoice     something must still be chosen before a step can run
├── NotFound              a project, artifact or file is not in the store
│   └── Damaged           a result is not what was written; it counts as absent from then on
├── StorageError          the data folder cannot be used now: full, read-only, locked, damaged
├── QuotaError            a project asks for more than its share
├── Unreachable           a place outside, such as a shared store, cannot be used now
└── TaskError             long work ended without a result
    └── ProcessDied       its process was killed, crashed or ran out of memory

Anything else that is raised is a bug: it is logged with an id, never shown as a traceback.
"""

from __future__ import annotations


class LifecycleError(Exception):
    """Something the user can mend: what happened, and how to fix it.

    Parameters
    ----------
    problem : str
        One sentence on what happened.
    remedy : str
        One sentence on what to do about it.

    Examples
    --------
    >>> from lifecycle import LifecycleError
    >>> str(LifecycleError("The file is empty.", "Choose a file with column names and rows."))
    'The file is empty. Choose a file with column names and rows.'
    """

    def __init__(self, problem: str, remedy: str = "") -> None:
        super().__init__(problem, remedy)
        self.problem = problem
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.problem} {self.remedy}".strip()


class ReadingError(LifecycleError):
    """A file is not a table, is damaged or crosses a limit."""


class ChoiceError(LifecycleError):
    """A choice cannot work with this data."""


class MissingChoice(ChoiceError):
    """Something must still be chosen before a step can run."""


class NotFound(LifecycleError):
    """A project, artifact or file is not in the store."""


class Damaged(NotFound):
    """A result is not what was written; ``key`` names it, and it counts as absent from then on."""

    key = ""


class StorageError(LifecycleError):
    """The data folder cannot be used now: it is full, read-only, locked or damaged."""


class QuotaError(LifecycleError):
    """A project asks for more than its share."""


class Unreachable(LifecycleError):
    """A place outside, such as a shared store, cannot be used now."""


class TaskError(LifecycleError):
    """Long work ended without a result."""


class ProcessDied(TaskError):
    """The work's process was killed, crashed or ran out of memory."""
