"""An upload is handed on and then forgotten: the server does not keep its bytes."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def test_an_upload_is_taken_once_and_its_uploader_is_new() -> None:
    def page() -> None:
        import streamlit as st

        from pages.ui import session

        taken = st.session_state.setdefault("taken", [])
        session.take_upload("up", lambda file, name: taken.append((name, file.read())), label="Up")

    app = AppTest.from_function(page).run()
    app.file_uploader[0].set_value(("a/b.csv", b"x\n1\n", "text/csv"))
    app.run()
    assert not app.exception
    assert app.session_state["taken"] == [("b.csv", b"x\n1\n")]
    app.run()
    assert len(app.session_state["taken"]) == 1
    assert app.file_uploader[0].key == "up.1"
