"""A rule in words is read as it is meant, never run as code, and refused in plain sentences."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifecycle.estimators.rule import Rule, RuleClassifier, RuleError, RuleRegressor
from lifecycle.storage import model_file

X = pd.DataFrame(
    {
        "Age": [5.0, 20.0, np.nan],
        "Sex": ["male", "female", None],
        "floor area": [1, 2, 3],
        "when": pd.to_datetime(["2020-01-01", "2021-01-01", None]),
        "member": [True, False, True],
    }
)
NAN = float("nan")


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("if Age < 10 then 1 else 0", [1, 0, 0]),
        ("1 if Age < 10 else 0", [1, 0, 0]),
        ("0.3 * `floor area` + 20", [20.3, 20.6, 20.9]),
        ("-(`floor area` - 2) / 2", [0.5, 0, -0.5]),
        ("Sex = 'male' and Age < 10", [1, 0, 0]),
        ('IF Age<10 OR Sex="female" THEN 0.8 ELSE 0.1', [0.8, 0.8, 0.1]),
        ("if Sex in ('male', 'x') then 'a' else if Age > 3 then 'b' else 'c'", ["a", "b", "c"]),
        ("when > '2020-06-01'", [0, 1, 0]),
        ("not member", [0, 1, 0]),
        ("member = true", [1, 0, 1]),
        ("5 < Age <= 20", [0, 1, 0]),
        ("Sex not in 'male'", [0, 1, 0]),
        ("Sex <> 'male'", [0, 1, 0]),
        ("2 * Age", [10, 40, NAN]),
        ("Age / 0", [NAN, NAN, NAN]),
        ("if Age < 10 then 'child' else 3", ["child", "3", "3"]),
        ("(if member then 1 else 2) * 10", [10, 20, 10]),
    ],
)
def test_what_a_rule_answers(text: str, answers: list[object]) -> None:
    found = Rule(text).answers(X)
    if isinstance(answers[0], str):
        assert found.tolist() == answers
    else:
        assert found == pytest.approx(answers, nan_ok=True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "cannot be read"),
        ("__import__('os').system('true')", "cannot be read|may hold|no meaning"),
        ("Age()", "cannot be read|may hold"),
        ("(lambda: 1)()", "no meaning"),
        ("Age ** 2", "cannot be read"),
        ("Age[0]", r"sign \[ has no meaning"),
        ("(1, 2)", "after the word in"),
        ("((1", "not closed"),
        ("1)", "too many|not opened"),
        ("if Age then 3", "needs a then and an else"),
        ("9" * 30, "too large"),
        ("-" * 300 + "1", "too deep"),
        ("Agee < 3", "perhaps Age is meant"),
        ("Age.__class__ < 3", "no column"),
        ("Sex + 1", "takes the word male for a number"),
        ("Age = 'x'", "takes the word x for a number"),
        ("when + 1", "reckons with a date"),
        ("when > 3", "what is none"),
    ],
)
def test_what_is_refused(text: str, said: str) -> None:
    with pytest.raises(RuleError, match=said):
        Rule(text).answers(X)


@given(
    st.lists(
        st.sampled_from(
            ["if", "then", "else", "Age", "`floor area`", "'male'", "Sex", "1", "<", "(", ")"]
            * 2  # the rest is less often right
            + ["not", "in", ",", "-", "*", "=", "true", "when", "{", "x", "\\", "'", ":=", "or"]
        ),
        max_size=14,
    ).map(" ".join)
    | st.text(max_size=40)
)
@settings(max_examples=150)
def test_any_text_is_a_rule_or_refused(text: str) -> None:
    try:
        found = Rule(text).answers(X)
    except RuleError:
        return
    assert found.shape == (3,)
    assert found.dtype in (float, object)


def chances(text: str, y: list[str], x: pd.DataFrame = X) -> np.ndarray:
    return RuleClassifier(text).fit(x, y).predict_proba(x)


def test_a_classifier_takes_chances_classes_and_truths() -> None:
    y = ["no", "yes", "yes"]
    assert chances("if Age < 10 then 1 else 0.2", y)[:, 1] == pytest.approx([1, 0.2, 0.2])
    assert chances("if Age < 10 then 'yes' else 'no'", y)[:, 1].tolist() == [1, 0, 0]
    assert chances("Age < 10", y)[:, 1].tolist() == [1, 0, 0]
    assert chances("Age / 20", y)[:, 1] == pytest.approx([0.25, 1, 2 / 3])  # unknown: the shares
    assert chances("if Age < 10 then 1 else 2", ["1", "2", "2"])[:, 1].tolist() == [0, 1, 1]
    assert chances("", y)[0] == pytest.approx([1 / 3, 2 / 3])
    with pytest.raises(RuleError, match="from 0 to 1: the probability of yes"):
        chances("Age", y)
    with pytest.raises(RuleError, match="answers perhaps, which is none of the classes: no, yes"):
        chances("'perhaps'", y)


def test_a_rare_class_may_be_unknown_but_not_all_of_them() -> None:
    y = ["a", "b", "c"]
    rare = chances("if Age < 10 then 'a' else 'rare'", y)
    assert rare[0].tolist() == [1, 0, 0]
    assert rare[1] == pytest.approx([1 / 3] * 3)
    with pytest.raises(RuleError, match="none of the classes"):
        chances("Age < 10", y)


def test_a_regressor_falls_back_on_the_mean() -> None:
    model = RuleRegressor("2 * Age").fit(X, [1.0, 2.0, 6.0], sample_weight=[1, 1, 2])
    assert model.predict(X).tolist() == [10, 40, 3.75]
    with pytest.raises(RuleError, match="the word high"):
        RuleRegressor("'high'").fit(X, [1.0, 2.0, 3.0])


def test_it_is_stored_without_pickle(tmp_path: Path) -> None:
    model = RuleClassifier("Age < 10").fit(X, ["no", "yes", "yes"])
    model_file.save_model(model, tmp_path / "rule.skops")
    again = model_file.load_model(tmp_path / "rule.skops")
    assert np.array_equal(again.predict_proba(X), model.predict_proba(X))
    assert again.predict(X).tolist() == ["yes", "no", "no"]
