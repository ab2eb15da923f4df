"""steps: what can be chosen, as a script reads it and as a person does."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lifecycle.cli import main
from lifecycle.cli.choice_fields import fields_of_a_run
from lifecycle.steps import GRAPH

TASKS = {"fold", "fit"}  # other steps start them and choose their params


@pytest.fixture
def listed(capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, Any]]:
    assert main(["steps", "--json"]) == 0
    return {step["name"]: step for step in json.loads(capsys.readouterr().out)["steps"]}


def test_every_step_and_field_is_listed_in_order(listed: dict[str, dict[str, Any]]) -> None:
    assert list(listed) == [name for name in GRAPH if name not in TASKS]
    for name, step in listed.items():
        assert [each["name"] for each in step["fields"]] == list(GRAPH[name].params.model_fields)
        assert (step["page"], step["looks"]) == (GRAPH[name].page, GRAPH[name].looks)
        assert step["title"] == GRAPH[name].title
        assert step["why"] == GRAPH[name].why
        assert step["in_run"] == (name in fields_of_a_run())
        assert set(step["needs"]) <= set(GRAPH)


def test_a_field_has_its_bounds_and_its_values_in_words(listed: dict[str, dict[str, Any]]) -> None:
    fields = {f"{s}.{f['name']}": f for s, step in listed.items() for f in step["fields"]}
    holdout = fields["split.holdout"]
    assert (holdout["type"], holdout["default"], holdout["nullable"]) == ("number", 0.2, False)
    assert 0 < holdout["minimum"] < holdout["maximum"] < 1
    scaling = fields["prepare.scaling"]
    assert scaling["closed"]
    assert {"robust", "standard", "none"} <= {each["value"] for each in scaling["values"]}
    assert all(each["words"] and each["help"] for each in scaling["values"])
    models = {each["value"]: each["words"] for each in fields["train.models"]["values"]}
    assert models["linear"] == "Linear model"
    assert "rule" not in models  # it follows from Define, and is no choice
    assert fields["train.models"]["items"] == {"type": "string"}
    assert fields["train.budget"]["nullable"]
    assert {"value": "", "words": "The recommended one", "help": ""} in fields["judged.model"][
        "values"
    ]


def test_a_person_reads_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["steps"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len([line for line in lines if line.split()[:1] and line.split()[0] in GRAPH]) == (
        len(GRAPH) - len(TASKS)
    )
