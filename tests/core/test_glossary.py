"""The glossary: every title that names a concept is in it, and every place it names is there."""

from __future__ import annotations

import doctest

from lifecycle.core.glossary import GLOSSARY, term
from lifecycle.metrics.catalog import METRICS
from lifecycle.models import MODELS
from lifecycle.steps import GRAPH, LIFECYCLE
from pages.views.evaluate.evaluation import VIEWS as EVALUATE
from pages.views.train.leaderboard import VIEWS as TRAIN
from scripts.glossary_page import PAGE, page

EVERYDAY = {  # titles in plain words, which their help explains in full
    "A pattern is plausible",
    "Attempt",
    "Candidates with own hyperparameters",
    "Confirmed labels",
    "Connection",
    "Decimal mark",
    "Decision it serves",
    "Delimiter",
    "Drop duplicate rows",
    "Errors are tolerable",
    "File",
    "First candidate",
    "First run",
    "Header line",
    "Holdout values",
    "Incumbent as a rule",
    "Keep a row of totals",
    "Keep rows with too many cells",
    "Label decisions",
    "Maximum columns profiled",
    "Maximum columns shown",
    "Maximum rows",
    "Maximum rows listed",
    "Maximum rows profiled",
    "Maximum training rows",
    "Maximum trials",
    "Missing-value codes by column",
    "Model",
    "Name",
    "Network",
    "Note for the model card",
    "Order of day and month",
    "Outcomes become known",
    "Query",
    "Question",
    "Row",
    "Score of the incumbent",
    "Second candidate",
    "Second run",
    "Sheet or table",
    "Smallest acceptable scores by metric",
    "Split column",
    "Table",
    "Time budget in seconds",
    "Time limit in seconds",
    "Time of the query",
    "Trial rows",
    "Wanted class",
    "Wanted value",
    "Who could be harmed",
}
VIEWS = {"evaluate": set(EVALUATE), "train": set(TRAIN)}
TERMS = {row.term for row in GLOSSARY}
NAMED = TERMS | {f"{term}s" for term in TERMS}  # a title may be the plural of a term


def titles() -> set[str]:
    """Return every title of a param, hyperparameter or metric; a field without one is not asked."""
    fields = {
        field.title or "" for step in GRAPH.values() for field in step.params.model_fields.values()
    }
    hyperparameters = {each.title for model in MODELS.values() for each in model.hyperparameters}
    metrics = {metric.title for metric in METRICS.values()}
    return (fields | hyperparameters | metrics) - {""}


def test_every_title_is_a_term_or_everyday_words() -> None:
    assert sorted(titles() - NAMED - EVERYDAY) == []


def test_the_list_of_everyday_titles_holds_no_more_than_is_needed() -> None:
    assert sorted(EVERYDAY - titles()) == []
    assert sorted(EVERYDAY & NAMED) == []


def test_every_term_is_met_where_the_glossary_says() -> None:
    pages = {step.page: step.title for step in LIFECYCLE}
    assert [row for row in GLOSSARY if pages.get(row.page) != row.place.partition(", ")[0]] == []
    astray = [row for row in GLOSSARY if row.view and row.view not in VIEWS.get(row.page, ())]
    assert astray == []


def test_a_term_is_there_once_and_in_one_sentence() -> None:
    assert len(TERMS) == len({row.term.casefold() for row in GLOSSARY}) == len(GLOSSARY)
    for row in GLOSSARY:
        assert row.sentence[0].isupper(), row.term
        assert row.sentence.endswith("."), row.term
        assert ". " not in row.sentence, row.term
        assert not set("*_$[]|`<>") & set(row.term + row.sentence), row.term  # markdown shows it


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(term).failed == 0


def test_the_page_of_the_glossary_is_up_to_date() -> None:
    written = PAGE.read_text(encoding="utf-8")
    assert written == page(), "run python -m scripts.glossary_page"
