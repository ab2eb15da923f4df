"""Promises and means drawn: every part is there, the alt text says it, nothing is an answer too."""

from __future__ import annotations

import numpy as np
import pandas as pd

from lifecycle.figures import kept_promises, mean_calibration, pit
from lifecycle.stats.quantiles import mean_calibration as by_tenths
from lifecycle.stats.quantiles import pit_histogram


def parts() -> pd.DataFrame:
    rows = [("<b>a</b>", 80, 0.95, 0.9, 0.98), ("b", 5, 0.6, 0.2, 0.9)]
    return pd.DataFrame(rows, columns=["part", "count", "coverage", "low", "high"])


def test_the_part_where_a_promise_holds_least_is_named() -> None:
    figure = kept_promises(parts(), 0.9)
    assert figure.layout.meta["alt"] == (
        "Target coverage is 90%; the lowest observed coverage is that of b: 60% of its rows."
    )
    assert len(figure.data[0].x) == 2
    assert "<b>" not in str(figure.layout.yaxis.ticktext)


def test_bars_that_are_clearly_off_are_counted() -> None:
    even = pit(pit_histogram((np.arange(1000) + 0.5) / 1000))
    assert even.layout.meta["alt"].startswith("0 of 10 bins")
    ends = pit(pit_histogram(np.repeat([0.01, 0.99], 500)))
    assert ends.layout.meta["alt"].startswith("10 of 10 bins")


def test_means_off_the_line_are_counted_and_single_rows_have_no_spread() -> None:
    said = np.arange(100.0)
    noise = np.random.default_rng(0).normal(size=100)
    figure = mean_calibration(by_tenths(said + 5 + noise, said))
    assert figure.layout.meta["alt"].startswith("In 10 of 10 parts")
    single = mean_calibration(by_tenths([1.0, 2.0, 3.0], [1.0, 2.0, 3.0]))
    assert not np.isnan(single.data[1].error_y.array).any()


def test_nothing_to_draw_is_said() -> None:
    for figure in (
        kept_promises(parts().head(0), 0.9),
        pit(pd.DataFrame()),
        mean_calibration(by_tenths([], [])),
    ):
        assert figure.layout.meta["alt"].startswith(("There are no", "The rows have no"))
