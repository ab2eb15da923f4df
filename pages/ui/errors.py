"""What a person sees when we made a mistake: an apology with an id, never a traceback."""

from __future__ import annotations

import logging
import secrets

import streamlit as st

log = logging.getLogger("lifecycle.pages")


def apologise(error: Exception) -> bool:
    """Log a bug under an id and show that id; nothing the person did is lost."""
    number = secrets.token_hex(4)
    log.error("bug %s", number, exc_info=error)
    st.error(
        "Something went wrong on our side, and nothing you did is lost. "
        f"Reload the page to go on. If it happens again, tell us error {number}.",
        icon=":material/error:",
    )
    return True
