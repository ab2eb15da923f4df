"""Every check fires where it should, keeps quiet where it should not, or says why it is skipped."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from lifecycle.checks import CHECKS, FINDINGS, RANK, Check, check_all
from lifecycle.checks.fixes import FIXES
from lifecycle.storage.frame_columns import names_of

from .cases import CASES
from .tables import AMOUNT, GOOD, RNG, Case, N, alone, good

each = pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
DETAIL = re.compile(r"[A-Z\d-].*\.")
SENTENCE = re.compile(r"[A-Z].*\.", flags=re.DOTALL)


def test_every_check_has_its_three_tables() -> None:
    assert len({check.code for check in CHECKS}) == len(CHECKS)
    assert set(CASES) == {check.code for check in CHECKS}


@each
def test_a_check_fires(check: Check) -> None:
    case = CASES[check.code]
    found = alone(check.code, case.fires.context()).findings
    assert found["column"].tolist() == [case.column]
    assert DETAIL.fullmatch(found["detail"][0])
    assert found["severity"][0] in RANK
    assert found["fix"][0] in ("", check.fix)


@each
def test_a_check_keeps_quiet(check: Check) -> None:
    got = alone(check.code, CASES[check.code].quiet.context())
    assert got.findings.empty
    assert got.passed["code"].tolist() == [check.code]
    assert got.skipped.empty


@each
def test_a_check_says_why_it_does_not_apply(check: Check) -> None:
    got = alone(check.code, CASES[check.code].absent.context())
    assert got.findings.empty
    assert got.passed.empty
    assert got.skipped["code"].tolist() == [check.code]
    assert SENTENCE.fullmatch(got.skipped["why"][0])


@each
def test_a_check_has_words(check: Check) -> None:
    assert re.fullmatch(r"[a-z_]+", check.code)
    assert SENTENCE.fullmatch(check.explanation)
    assert SENTENCE.fullmatch(check.remedy)
    assert "!" not in check.explanation + check.remedy + check.title
    assert not check.title.endswith(".")
    assert check.fix == "" or check.fix in FIXES


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("target", [GOOD["target"], AMOUNT, RNG.choice(list("uvw"), N)])
def test_a_good_table_has_no_findings(target: object, seed: int) -> None:
    got = good(target=target, split={"seed": seed}).found()
    assert list(got.findings) == names_of(FINDINGS)
    assert got.findings["detail"].tolist() == []
    assert set(got.passed["code"]) | set(got.skipped["code"]) == set(CASES)
    assert len(got.passed) > 15


def test_findings_are_ranked_with_the_gravest_first() -> None:
    got = good(same=["x"] * N, copy=GOOD["target"], b=[*GOOD["b"][:80], *[None] * 120]).found()
    assert got.findings["rank"].tolist() == list(range(1, len(got.findings) + 1))
    assert got.findings["severity"].map(RANK).is_monotonic_increasing
    assert {"risk", "warning", "note"} == set(got.findings["severity"])


def test_many_alike_are_counted_not_listed() -> None:
    got = alone("constant", good(**{f"k{i}": ["x"] * N for i in range(40)}).context())
    assert len(got.findings) == 21
    assert (
        got.findings["detail"].iloc[-1].startswith("20 more columns like these, among them 'k20'")
    )
    assert got.findings["column"].iloc[-1] == ""


def test_a_table_is_not_changed_and_the_same_table_gives_the_same_findings() -> None:
    context = CASES["missing_related"].fires.context()
    before = context.table.frame.copy(deep=True)
    first = check_all(context)
    pd.testing.assert_frame_equal(context.table.frame, before)
    second = CASES["missing_related"].fires.found()
    pd.testing.assert_frame_equal(first.findings, second.findings)


def test_without_a_split_the_checks_of_a_split_do_not_apply() -> None:
    got: Case = good(unsplit=True)
    skipped = got.found().skipped
    split = {"group_apart", "copies_apart", "group_feature", "future", "mismatch"}
    assert split <= set(skipped["code"])
