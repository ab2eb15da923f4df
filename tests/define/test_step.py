"""Define: the contract is kept word for word, and what is risky or open in it is said."""

from __future__ import annotations

from typing import Any

import pytest

from lifecycle.core.errors import ChoiceError
from lifecycle.define.step import Contract, DefineParams, run
from lifecycle.engine.runner import silent
from lifecycle.metrics.catalog import METRICS
from lifecycle.project.choices import with_changes
from lifecycle.storage import codec

FULL: dict[str, Any] = {
    "question": "Who will cancel next month?",
    "unit": "one customer",
    "moment": "on the first of the month",
    "decision": "call the fifty most likely",
    "metric": "roc_auc",
    "floor": 0.8,
    "cost_false_negative": 20.0,
    "incumbent": "we call nobody",
    "incumbent_score": 0.5,
    "harmed": "nobody",
    "pattern": "yes",
    "feedback": "yes",
    "tolerant": "yes",
}


def define(**choices: Any) -> Contract:
    return run(DefineParams(**choices), report=silent)


def verdicts(contract: Contract) -> dict[str, str]:
    return dict(zip(contract.advice["topic"], contract.advice["verdict"], strict=True))


def test_an_empty_contract_works_and_says_that_nothing_is_agreed() -> None:
    contract = define()
    assert contract.summary.startswith("Nothing is agreed yet; you can go on, but ")
    assert set(contract.advice["verdict"]) == {"open"}


def test_a_whole_contract_keeps_every_field_and_is_a_good_candidate() -> None:
    contract = define(**FULL)
    for field in ("question", "moment", "metric", "floor", "cost_false_negative", "harmed"):
        assert getattr(contract, field) == FULL[field]
    assert set(contract.advice["verdict"]) == {"good"}
    assert contract.summary.startswith("A good candidate")


@pytest.mark.parametrize(
    ("choices", "topic", "verdict"),
    [
        ({"pattern": "no"}, "A pattern is plausible", "risk"),
        ({"feedback": "no"}, "Outcomes become known", "risk"),
        ({"tolerant": "unsure"}, "Errors are tolerable", "open"),
        ({"question": "   "}, "Question", "open"),
        ({"harmed": ""}, "Who could be harmed", "open"),
        ({"floor": None}, "Smallest acceptable score", "open"),
        ({"metric": "auto"}, "Smallest acceptable score", "open"),
        ({"incumbent_score": 0.9}, "Score of the incumbent", "risk"),
        (
            {"metric": "rmse", "floor": 3.0, "incumbent_score": 2.0},
            "Score of the incumbent",
            "risk",
        ),
        ({"cost_false_positive": 0.0}, "Costs", "risk"),
        ({"cost_false_negative": 1.0}, "Costs", "open"),
    ],
)
def test_what_is_missing_or_risky_is_pointed_out(
    choices: dict[str, Any], topic: str, verdict: str
) -> None:
    contract = define(**(FULL | choices))
    assert verdicts(contract)[topic] == verdict
    assert topic.lower() in contract.summary
    assert contract.summary.count("good candidate") == 0


def test_smaller_is_better_turns_the_floor_into_a_ceiling() -> None:
    contract = define(**(FULL | {"metric": "rmse", "floor": 3.0, "incumbent_score": 4.0}))
    assert set(contract.advice["verdict"]) == {"good"}
    assert "RMSE of at most 3." in set(contract.advice["remark"])


def test_an_unknown_measure_is_refused_with_the_names_that_exist() -> None:
    with pytest.raises(ChoiceError) as caught:
        define(metric="auroc")
    assert "auroc" in caught.value.problem
    assert all(name in caught.value.remedy for name in METRICS)


def test_every_field_explains_itself_with_an_example() -> None:
    for name, field in DefineParams.model_fields.items():
        assert field.title, name
        assert field.description, name
        assert "Example: " in field.description, name


def test_the_contract_survives_being_stored(tmp_path: Any) -> None:
    contract = define(**FULL)
    codec.write(contract, tmp_path)
    again = codec.read(Contract, tmp_path, {})
    assert again.advice.equals(contract.advice)
    assert again.floor == contract.floor
    assert again.summary == contract.summary


@pytest.mark.parametrize(
    ("metric", "score"), [("roc_auc", 7), ("roc_auc", -0.1), ("rmse", -1), ("r2", 2), ("f1", 70)]
)
@pytest.mark.parametrize("field", ["floor", "incumbent_score"])
def test_a_score_that_the_metric_cannot_have_is_refused(
    metric: str, score: float, field: str
) -> None:
    with pytest.raises(ChoiceError, match=METRICS[metric].title):
        with_changes(DefineParams(metric=metric), {field: score})
    with pytest.raises(ChoiceError, match=METRICS[metric].title):
        with_changes(DefineParams.model_validate({field: score}), {"metric": metric})


@pytest.mark.parametrize(("metric", "score"), [("roc_auc", 1), ("rmse", 70), ("r2", -3)])
def test_a_score_that_the_metric_can_have_is_taken(metric: str, score: float) -> None:
    taken = with_changes(DefineParams(metric=metric), {"floor": score, "incumbent_score": score})
    assert taken == DefineParams(metric=metric, floor=score, incumbent_score=score)
