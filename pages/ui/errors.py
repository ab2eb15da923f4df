"""What a person sees when something goes wrong: a sentence, or an apology with an id, no traceback.

What went wrong in the middle of a page is said above the whole page, which is drawn once more: so
nothing typed is lost with the part that was not drawn. A result that was found damaged counts as
absent by then.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from lifecycle.core.errors import Damaged, LifecycleError

from . import session

log = logging.getLogger("lifecycle.pages")


@contextmanager
def said() -> Iterator[None]:
    """Say what can be mended; draw the page again where that may help, but not twice for one."""
    try:
        yield
    except LifecycleError as error:
        about = error.key if isinstance(error, Damaged) else str(error)
        if not session.happened(about):
            st.error(session.escaped(str(error)), icon=":material/error:")
            return
        if not isinstance(error, Damaged):
            session.flash(str(error), bad=True)
        st.rerun()
    session.calm()


def apologise(error: Exception) -> bool:
    """Say what can be mended; log a bug under an id and show that id."""
    if isinstance(error, LifecycleError):  # in a callback, or a part that is drawn by itself
        st.error(session.escaped(str(error)), icon=":material/error:")
        return True
    number = secrets.token_hex(4)
    log.error("bug %s", number, exc_info=error)
    st.error(
        "Something went wrong on our side. What was saved before is kept. "
        f"Reload the page to go on. If it happens again, tell us error {number}.",
        icon=":material/error:",
    )
    return True
