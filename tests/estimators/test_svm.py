"""Support vectors state probabilities that hold on rows they were not fitted on."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.datasets import make_moons
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.svm import SVC

from lifecycle.estimators.svm import ALWAYS, CalibratedSVC, ScaledSVR, dealt, gamma


def test_probabilities_rank_as_the_margin_does_and_hold() -> None:
    x, y = make_moons(600, noise=0.35, random_state=1)
    fitted = CalibratedSVC(C=50.0, narrowness=20.0).fit(x[:300], y[:300])
    proba = fitted.predict_proba(x[300:])[:, 1]
    machine = SVC(C=50.0, gamma=gamma(x[:300], 20.0)).fit(x[:300], y[:300])
    margin = machine.decision_function(x[300:])
    assert (np.diff(proba[np.argsort(margin)]) >= 0).all()
    assert roc_auc_score(y[300:], proba) == pytest.approx(roc_auc_score(y[300:], margin))
    own = machine.decision_function(x[:300]).reshape(-1, 1)  # a curve through these is too sure
    sure = LogisticRegression().fit(own, y[:300]).predict_proba(margin.reshape(-1, 1))
    assert log_loss(y[300:], proba) < log_loss(y[300:], sure) - 0.05


def test_a_class_of_one_row_is_never_set_aside() -> None:
    codes = np.repeat([0, 1, 2, 3], [7, 2, 1, 4])
    fold = dealt(codes, 3, 0)
    assert fold[codes == 2].tolist() == [ALWAYS]
    assert sorted(fold[codes == 1]) == [0, 1]
    assert sorted(np.bincount(fold[codes == 0])) == [2, 2, 3]
    x = np.random.default_rng(0).normal(size=(14, 2)) + 3 * codes[:, None]
    fitted = CalibratedSVC().fit(x, codes.astype(str))
    proba = fitted.predict_proba(x)
    assert proba.shape == (14, 4)
    assert proba.sum(axis=1) == pytest.approx(np.ones(14))


def test_weights_count_as_repeated_rows_in_the_curve() -> None:
    x, y = make_moons(120, noise=0.4, random_state=2)
    even = CalibratedSVC().fit(x, y).predict_proba(x)[:, 1].mean()
    more = CalibratedSVC().fit(x, y, np.where(y == 1, 4.0, 1.0)).predict_proba(x)[:, 1].mean()
    assert even == pytest.approx(0.5, abs=0.05)
    assert more > 0.65


def test_a_narrowness_means_the_same_likeness_with_few_features_and_with_many() -> None:
    rng = np.random.default_rng(0)
    for features, spread in ((2, 1.0), (50, 0.1), (200, 30.0)):
        x = rng.normal(scale=spread, size=(400, features))
        apart = ((x[:200] - x[200:]) ** 2).sum(axis=1).mean()
        assert gamma(x, 0.5) * apart == pytest.approx(1.0, rel=0.2)
    assert gamma(np.ones((5, 3)), 0.3) == 0.3


def test_support_vectors_of_numbers_follow_a_curve_and_heed_weights() -> None:
    x = np.linspace(-3, 3, 200).reshape(-1, 1)
    fitted = ScaledSVR(narrowness=3.0).fit(x, np.sin(x[:, 0]))
    assert np.abs(fitted.predict(x) - np.sin(x[:, 0])).max() < 0.15  # the tube is 0.1 wide
    both, y = np.vstack([x, x]), np.repeat([0.0, 1.0], 200)
    heavy = ScaledSVR().fit(both, y, np.repeat([1.0, 50.0], 200))
    assert heavy.predict(x).mean() > 0.8
