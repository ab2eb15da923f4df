"""Roles: what reaches the model, what is kept out, and what cannot be chosen."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from lifecycle.core.errors import ChoiceError
from lifecycle.data.column_table import roles_in_words
from lifecycle.data.name_hints import HINTS, Hint, hint_of
from lifecycle.data.roles import (
    ROLES,
    ColumnChoice,
    check_single,
    check_weight,
    use_of,
)


def choice(**said: str) -> ColumnChoice:
    return ColumnChoice.model_validate({"name": "x"} | said)


@pytest.mark.parametrize("said", [{}, {"role": "feature"}])
def test_what_is_not_known_in_time_is_no_feature(said: dict[str, str]) -> None:
    use = use_of(choice(**said, known="no"), "number")
    assert (use.role, use.known) == ("ignore", "no")
    assert "moment of prediction" in use.why


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"target", "feature"}))
def test_any_other_role_needs_no_knowing_in_time(role: str) -> None:
    use = use_of(choice(role=role, known="no"), "number")
    assert (use.role, use.known) == (role, "no")
    assert use.why == use_of(choice(role=role), "number").why


def test_guesses_of_keys_and_constants_can_be_overruled() -> None:
    assert use_of(choice(), "identifier").role == "ignore"
    assert use_of(choice(), "constant").role == "ignore"
    assert use_of(choice(role="feature"), "identifier").role == "feature"
    assert use_of(choice(role="group"), "identifier").role == "group"


def test_a_suspicious_name_is_unsure_until_a_person_says() -> None:
    named = ColumnChoice(name="cancellation_reason")
    assert use_of(named, "category").known == "unsure"
    assert use_of(named, "category").role == "feature"  # a hint is no proof
    said = ColumnChoice(name="cancellation_reason", known="yes")
    assert use_of(said, "category").known == "yes"
    assert use_of(said, "category").why == ""
    assert use_of(ColumnChoice(name="churn_date"), "date", "churn").known == "unsure"


@pytest.mark.parametrize("hint", HINTS, ids=lambda hint: hint.example)
def test_each_hint_finds_its_example_and_no_part_of_another_word(hint: Hint) -> None:
    assert hint_of(hint.example) == hint.meaning
    assert not hint_of(f"un{hint.example.replace('_', '')}ly")


ORDINARY = (
    *("age", "tenure_months", "lateral_width", "postcode", "leftover", "post_code", "left_eye"),
    *("next_of_kin", "default_history", "resultant_force", "marital_status", "Größe", "churner"),
)


@pytest.mark.parametrize("name", ORDINARY)
def test_ordinary_names_are_not_suspected(name: str) -> None:
    assert not hint_of(name, "churn")


def test_only_one_column_has_a_single_role() -> None:
    both = [ColumnChoice(name=name, role="time") for name in ("a", "b")]
    with pytest.raises(ChoiceError, match="a and b all have the role time"):
        check_single(both)
    check_single(both[:1])
    check_single([ColumnChoice(name=name, role="protected") for name in ("a", "b")])


@pytest.mark.parametrize("values", [[1.0, np.nan], [1.0, -1.0], [0.0, 0.0], ["a", "b"]], ids=str)
def test_what_cannot_be_a_weight_is_refused(values: list[object]) -> None:
    with pytest.raises(ChoiceError, match="weight"):
        check_weight("w", pd.Series(values))
    check_weight("w", pd.Series([0.0, 2.5]))


def test_a_chosen_feature_is_still_asked_about() -> None:
    said = use_of(ColumnChoice(name="refund", role="feature"), "number")
    assert said.known == "unsure"
    assert "because you said so" in said.why
    assert "is it known" in said.why
    assert use_of(ColumnChoice(name="refund", role="weight"), "number").known == "unsure"


def test_the_target_is_not_counted_among_the_roles() -> None:
    both = [ColumnChoice(name=name, role="time") for name in ("a", "b")]
    check_single(both, target="a")
    late = ColumnChoice(name="a", role="time", known="no")
    with pytest.raises(ChoiceError, match="role time"):
        check_single([late, both[1]])


def test_what_keeps_columns_out_is_said() -> None:
    columns = pd.DataFrame(
        {
            "name": ["late", "patient", "sex", "w", "a"],
            "role": ["ignore", "group", "protected", "weight", "feature"],
            "known": ["no", "no", "", "no", "yes"],
        }
    )
    assert roles_in_words(columns, ["Nearest neighbours"]) == [
        "Left out, as not known at the moment of prediction: late.",
        "Kept, but out of the model: patient (group) and sex (protected).",
        "Rows are weighted by w when a model is fitted; scores count every row alike.",
        "Nearest neighbours takes no weights.",
    ]
    assert roles_in_words(columns[4:]) == []
    assert roles_in_words(columns.drop(columns="known")) == []  # of an earlier version


def test_what_was_not_decided_is_not_stored() -> None:
    assert choice(known="no").model_dump(mode="json") == {"name": "x", "known": "no"}
    assert ColumnChoice.model_validate({"name": "x", "kind": None, "role": None}).empty
