"""A small seeded version of the coverage that `benchmarks.coverage` simulates."""

from __future__ import annotations

import pytest

from benchmarks import coverage

RUNS = 80
LEAST = 0.88  # three standard errors below 95% with so few runs


@pytest.mark.parametrize("share", [0.05, 0.5])
def test_the_metrics_of_two_classes_cover_what_they_state(
    share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coverage, "TRUTH", 200_000)
    found = coverage.scores(coverage.binary(share), "binary", 200, RUNS, resamples=300)
    assert found.set_index("metric")["covered"].min() >= LEAST
    assert found["covered"].mean() >= 0.91


def covered(number: int, runs: int, least: float) -> None:
    for draw in (coverage.sites, coverage.amounts_of_sites):
        found = list(coverage.of_tied(draw, number, runs).values())
        assert min(found) >= least
        assert 0.90 <= sum(found) / len(found) <= 0.99


@pytest.mark.parametrize("number", [2, 10])
def test_few_groups_cover_what_they_state(number: int) -> None:
    covered(number, RUNS, 0.82)  # four standard errors below 95%


@pytest.mark.proof
@pytest.mark.parametrize("number", coverage.GROUPS)
def test_every_number_of_groups_covers_what_it_states(number: int) -> None:
    covered(number, 300, 0.87)


def test_rows_in_time_order_cover_too() -> None:
    found = coverage.of_tied(coverage.series(0.8), 400, 150, truth=200_000)
    assert min(found["rmse"], found["mae"]) >= 0.86  # 88%, less what 150 runs leave open
    assert sum(found.values()) / len(found) >= 0.9
    rivals = coverage.rivals_in_time(0.8, 400, 60, 200)
    assert found["rmse"] > rivals["rmse, rows alone"]


def test_differences_and_amounts_do_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coverage, "TRUTH", 200_000)
    assert coverage.gains(0.5, 200, RUNS, resamples=300)["covered"].min() >= LEAST
    amounts = coverage.scores(
        coverage.amounts(coverage.NOISE["Laplace"]), "regression", 200, RUNS, 300
    )
    assert amounts["covered"].min() >= LEAST


def test_bands_classes_and_quantiles_do_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coverage, "TRUTH", 200_000)
    assert min(coverage.curves(0.2, 400, 40).values()) >= 0.9
    assert coverage.classes(400, RUNS).min() >= LEAST
    assert coverage.quantiles(1000, RUNS).min() >= LEAST
    assert coverage.quantiles(100, RUNS).min() >= LEAST  # one row in a hundred lies beyond 99%


def test_flags_are_rarely_raised_by_chance() -> None:
    assert coverage.false_slices(400, RUNS) <= 0.08
    assert coverage.false_gaps(400, RUNS) <= 0.08
