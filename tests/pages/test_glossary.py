"""Glossary: the page shows every term, finds one by its letters, and needs no project."""

from __future__ import annotations

from lifecycle.core.glossary import GLOSSARY
from lifecycle.project.project import Project

from .conftest import Open
from .test_journey import clean, texts


def test_every_term_is_shown_without_a_project(open_page: Open) -> None:
    app = clean(open_page("glossary"))
    assert [title.value for title in app.title] == ["Glossary"]
    assert [row.term for row in GLOSSARY if f"**{row.term}**" not in texts(app)] == []


def test_a_project_stays_open_on_the_glossary(open_page: Open, empty: Project) -> None:
    app = clean(open_page("glossary", empty))
    assert [title.value for title in app.title] == ["Glossary"]
    assert app.query_params["project"] in (empty.id, [empty.id])


def test_the_filter_keeps_the_terms_with_these_letters(open_page: Open) -> None:
    app = clean(open_page("glossary"))
    clean(app.text_input[0].set_value("COVERAGE").run())
    assert "**Target coverage**" in texts(app)
    assert "**Learning rate**" not in texts(app)
    clean(app.text_input[0].set_value("no such letters").run())
    assert "No term has these letters" in texts(app)
