"""Transformers of our own, each a small scikit-learn estimator that takes named columns.

They need scikit-learn, numpy and pandas alone, so that a script outside this project can hold
a copy. All accept at prediction what they never saw: new levels, new gaps, columns without values.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.utils.validation import check_is_fitted

MISSING = "(missing)"
OTHER = "(other)"
LARGEST = 1e30  # beyond this, sums of squares and 32-bit trees overflow

Names = NDArray[np.object_]


class _OneToOne(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # sklearn is untyped
    """One feature for each column, under the column's name."""

    def get_feature_names_out(self, input_features: Any = None) -> Names:
        return np.asarray(self.feature_names_in_, dtype=object)

    def _remember(self, x: pd.DataFrame) -> None:
        self.feature_names_in_ = np.asarray([str(name) for name in x.columns], dtype=object)
        self.n_features_in_ = x.shape[1]


class NumericCleaner(_OneToOne):
    """Columns as floats: what is no number or infinite is missing, what is huge is cut off."""

    def fit(self, x: pd.DataFrame, y: Any = None) -> NumericCleaner:
        self._remember(x)
        return self

    def transform(self, x: pd.DataFrame) -> NDArray[np.float64]:
        check_is_fitted(self)
        values = np.column_stack([_numeric(x.iloc[:, i]) for i in range(x.shape[1])])
        return np.clip(np.where(np.isinf(values), np.nan, values), -LARGEST, LARGEST)


class MissingIndicator(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # sklearn is untyped
    """One feature, 0 or 1, for each column that had gaps when it was fitted."""

    def fit(self, x: pd.DataFrame, y: Any = None) -> MissingIndicator:
        self.feature_names_in_ = np.asarray([str(name) for name in x.columns], dtype=object)
        self.n_features_in_ = x.shape[1]
        gaps = self._gaps(x)
        self.with_gaps_ = np.flatnonzero(gaps.any(axis=0) & ~gaps.all(axis=0))
        return self

    def transform(self, x: pd.DataFrame) -> NDArray[np.float64]:
        check_is_fitted(self)
        return self._gaps(x)[:, self.with_gaps_].astype(np.float64)

    def get_feature_names_out(self, input_features: Any = None) -> Names:
        names = [f"{self.feature_names_in_[i]} was missing" for i in self.with_gaps_]
        return np.asarray(names, dtype=object)

    @staticmethod
    def _gaps(x: pd.DataFrame) -> NDArray[np.bool_]:
        def gaps(column: pd.Series) -> NDArray[np.bool_]:
            if pd.api.types.is_float_dtype(column):
                return ~np.isfinite(_numeric(column))
            return np.asarray(column.isna())

        return np.column_stack([gaps(x.iloc[:, i]) for i in range(x.shape[1])])


class LevelGrouper(_OneToOne):
    """Columns as clean levels: gaps filled, rare and unseen levels merged into one.

    A level is kept when at least ``rare`` of the rows have it and it is among the ``most``
    commonest. ``missing`` makes gaps a level of their own or the commonest one.
    """

    def __init__(
        self,
        rare: float = 0.01,
        most: int = 50,
        missing: Literal["level", "most_frequent"] = "level",
    ) -> None:
        self.rare = rare
        self.most = most
        self.missing = missing

    def fit(self, x: pd.DataFrame, y: Any = None) -> LevelGrouper:
        self._remember(x)
        self.fill_, self.kept_ = [], []
        for i in range(x.shape[1]):
            levels = _levels(x.iloc[:, i])
            known = levels.dropna()
            commonest = str(known.mode().iloc[0]) if len(known) else MISSING
            self.fill_.append(MISSING if self.missing == "level" else commonest)
            counts = levels.fillna(self.fill_[-1]).value_counts().sort_index(kind="stable")
            counts = counts.sort_values(ascending=False, kind="stable")
            enough = counts[counts >= self.rare * len(x)].index[: self.most]
            self.kept_.append(sorted(str(level) for level in enough))
        return self

    def transform(self, x: pd.DataFrame) -> Names:
        check_is_fitted(self)
        out = np.empty(x.shape, dtype=object)
        for i in range(x.shape[1]):
            levels = _levels(x.iloc[:, i]).fillna(self.fill_[i])
            out[:, i] = levels.where(levels.isin(self.kept_[i]), OTHER).to_numpy()
        return out


def level_name(column: str, level: str) -> str:
    """Return the name of a one-hot feature.

    >>> level_name("colour", "red"), level_name("colour", MISSING)
    ('colour = red', 'colour was missing')
    """
    return f"{column} was missing" if level == MISSING else f"{column} = {level}"


class DateParts(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # sklearn is untyped
    """Dates as year, month, day, weekday (Monday is 0), hour, and days since 1970 for the trend.

    A part that never varied when it was fitted is left out.
    """

    def fit(self, x: pd.DataFrame, y: Any = None) -> DateParts:
        self.feature_names_in_ = np.asarray([str(name) for name in x.columns], dtype=object)
        self.n_features_in_ = x.shape[1]
        self.parts_ = []
        for i in range(x.shape[1]):
            parts = _date_parts(x.iloc[:, i])
            varied = [name for name in parts if parts[name].nunique() > 1]
            self.parts_.append(varied or ["days"])
        return self

    def transform(self, x: pd.DataFrame) -> NDArray[np.float64]:
        check_is_fitted(self)
        each = [_date_parts(x.iloc[:, i])[self.parts_[i]] for i in range(x.shape[1])]
        return np.hstack([parts.to_numpy(dtype=np.float64) for parts in each])

    def get_feature_names_out(self, input_features: Any = None) -> Names:
        pairs = zip(self.feature_names_in_, self.parts_, strict=True)
        names = [f"{column}: {part}" for column, parts in pairs for part in parts]
        return np.asarray(names, dtype=object)


class TfidfColumns(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # sklearn is untyped
    """Free text as the weights (TF-IDF) of each column's ``most`` commonest words."""

    def __init__(self, most: int = 100) -> None:
        self.most = most

    def fit(self, x: pd.DataFrame, y: Any = None) -> TfidfColumns:
        self.feature_names_in_ = np.asarray([str(name) for name in x.columns], dtype=object)
        self.n_features_in_ = x.shape[1]
        self.vectorizers_ = []
        for i in range(x.shape[1]):
            vectorizer = TfidfVectorizer(max_features=self.most, min_df=2, sublinear_tf=True)
            texts = _texts(x.iloc[:, i])
            try:
                self.vectorizers_.append(vectorizer.fit(texts))
            except ValueError:  # scikit-learn's word for: no word occurs often enough
                self.vectorizers_.append(None)
        return self

    def transform(self, x: pd.DataFrame) -> NDArray[np.float64]:
        check_is_fitted(self)
        out = [np.empty((len(x), 0))]
        for i, vectorizer in enumerate(self.vectorizers_):
            if vectorizer is not None:
                out.append(vectorizer.transform(_texts(x.iloc[:, i])).toarray())
        return np.hstack(out)

    def made(self, i: int) -> int:
        """Return how many features the column at position ``i`` became."""
        return len(getattr(self.vectorizers_[i], "vocabulary_", ()))

    def get_feature_names_out(self, input_features: Any = None) -> Names:
        pairs = zip(self.feature_names_in_, self.vectorizers_, strict=True)
        names = [f"{c}: {w}" for c, v in pairs if v is not None for w in v.get_feature_names_out()]
        return np.asarray(names, dtype=object)


def _numeric(column: pd.Series) -> NDArray[np.float64]:
    values = pd.to_numeric(column, errors="coerce")
    return np.asarray(values.to_numpy(dtype=np.float64, na_value=np.nan))


def _levels(column: pd.Series) -> pd.Series:
    """Return text with None for every kind of gap; numbers and truth values become their text."""
    plain = column.astype(object).where(column.notna(), None)
    return plain.map(str, na_action="ignore")


def _texts(column: pd.Series) -> list[str]:
    return [str(t) for t in _levels(column).fillna("")]


def _date_parts(column: pd.Series) -> pd.DataFrame:
    dates = pd.to_datetime(column, errors="coerce", utc=True).dt.tz_localize(None)
    days = (dates - pd.Timestamp(0).as_unit(dates.dt.unit)) / pd.Timedelta(days=1)
    part = dates.dt
    return pd.DataFrame(
        {
            "year": part.year,
            "month": part.month,
            "day": part.day,
            "weekday": part.weekday,
            "hour": part.hour,
            "days": days,
        }
    )
