"""Glossary: the terms that the app uses, each in one sentence, with the place where it is met."""

from __future__ import annotations

import streamlit as st

from lifecycle.core.glossary import GLOSSARY
from lifecycle.core.wording import count


def main() -> None:
    st.title("Glossary", anchor=False)
    st.markdown("The field's terms that the app uses, and where each is met first.")
    wanted = st.text_input(
        "Filter", placeholder="Part of a term, of its meaning or of a page's name", max_chars=80
    )
    rows = [row for row in GLOSSARY if row.mentions(wanted)]
    if not rows:
        st.info("No term has these letters in its name, meaning or place.")
        return
    st.caption(count("term", len(rows)))
    st.markdown(
        "\n".join(
            f"- **{row.term}**  \n  {row.sentence} :gray[:small[{row.place}]]" for row in rows
        )
    )


main()
