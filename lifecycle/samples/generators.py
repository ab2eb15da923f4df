"""Tables made up with a fixed seed, so that a sample is the same bytes on every machine."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

CHURN_ROWS, RENT_ROWS, BEETLE_ROWS = 1500, 1200, 400
CALLS = ("Called about", "Wrote about", "Asked again about", "Came to the shop about")
TOPICS = (
    *("a cheaper plan", "the slow connection", "an invoice", "a new router", "moving house"),
    *("a second line", "the evening outages", "a refund", "paperless billing", "roaming fees"),
)
ENDINGS = (
    *("solved on the phone", "a colleague will call back", "sent to the technicians"),
    *("was satisfied", "was not satisfied", "no answer yet", "credit of 10 given"),
    *("visit on Monday", "visit on Friday", "asked for written proof", "nothing found"),
)
MONTHS = ("January", "February", "March", "April")


def gaps(rng: np.random.Generator, values: NDArray[np.object_], share: float) -> pd.Series:
    """Return the values with a share of them missing at random."""
    return pd.Series(values).mask(rng.random(len(values)) < share)


def remarks(rng: np.random.Generator, n: int) -> NDArray[np.object_]:
    """Return one sentence a row, as a service desk writes them; they tell nothing about leaving."""
    parts = [rng.choice(words, n) for words in (CALLS, TOPICS, MONTHS, ENDINGS)]
    texts = [
        f"{call} {topic} in {month}, {end}" for call, topic, month, end in zip(*parts, strict=True)
    ]
    return np.array(texts, dtype=object)


def leaving(table: pd.DataFrame) -> NDArray[np.float64]:
    """Return the probability that a customer leaves."""
    monthly = table["contract"] == "Month to month"
    odds = (
        -1.5
        - 0.04 * table["tenure_months"]
        + 1.1 * monthly
        - 0.8 * (table["contract"] == "Two years")
        + 0.025 * (table["monthly_charge"] - 45)
        + 0.4 * table["support_calls"] * (1 + monthly)
        - 0.012 * (table["age"] - 46)
        + 0.5 * (table["age"] < 25)
    )
    return np.asarray(1 / (1 + np.exp(-odds)))


def churn() -> pd.DataFrame:
    """Customers of an internet provider; short tenure, monthly contracts and complaints lose them.

    The noise is chosen so that a good model reaches a ROC AUC of about 0.8, as real ones do.
    """
    rng = np.random.default_rng(20240501)
    n = CHURN_ROWS
    tenure = np.minimum(72, rng.gamma(1.4, 18.0, n).round() + 1)
    internet = rng.choice(["Fibre", "DSL", "Mobile"], n, p=[0.5, 0.38, 0.12])
    fibre = internet == "Fibre"
    days = pd.to_timedelta((30.4 * tenure - rng.uniform(0, 30, n)).round(), "D")
    keys = rng.permutation(np.arange(10_000, 10_000 + 7 * n, 7))
    contracts = ["Month to month", "One year", "Two years"]
    charge = 22 + 34 * fibre + 14 * (internet == "DSL") + rng.normal(0, 7, n)
    table = pd.DataFrame(
        {
            "customer_id": [f"C-{key:06d}" for key in keys],
            "joined_on": (pd.Timestamp("2024-05-01") - days).strftime("%Y-%m-%d"),
            "age": np.clip(rng.normal(46, 16, n).round(), 18, 90).astype(int),
            "region": rng.choice(["North", "South", "East", "West"], n),
            "contract": rng.choice(contracts, n, p=[0.55, 0.25, 0.2]),
            "internet": internet,
            "tenure_months": tenure.astype(int),
            "monthly_charge": charge.round(2),
            "support_calls": rng.poisson(0.7 + 0.7 * fibre),
            "paperless_billing": rng.choice(["Yes", "No"], n, p=[0.6, 0.4]),
            "last_remark": remarks(rng, n),
        }
    )
    table["churn"] = np.where(rng.random(n) < leaving(table), "Yes", "No")
    shares = {"age": 0.08, "region": 0.03, "monthly_charge": 0.05, "last_remark": 0.15}
    for name, share in shares.items():
        table[name] = gaps(rng, table[name].to_numpy(object), share)
    return table


def rents() -> pd.DataFrame:
    """Flats in one city: rent grows with area, falls with distance, and old buildings vary."""
    rng = np.random.default_rng(20240502)
    n = RENT_ROWS
    area = np.clip(rng.lognormal(4.1, 0.38, n), 18, 240).round(1)
    rooms = np.clip((area / 27 + rng.normal(0, 0.6, n)).round(), 1, 8)
    distance = rng.gamma(2.2, 2.0, n).round(2)
    built = rng.choice(np.arange(1895, 2024), n)
    district = rng.choice(["Old town", "Harbour", "Hill", "Station", "Meadows", "Mill"], n)
    heating = rng.choice(["District", "Gas", "Heat pump", "Oil"], n, p=[0.4, 0.35, 0.15, 0.1])
    balcony = rng.choice(["yes", "no"], n, p=[0.6, 0.4])
    worth = {"Old town": 2.5, "Harbour": 1.8, "Hill": 1.2, "Station": -1.2, "Meadows": 0, "Mill": 0}
    square = (
        13.5
        + np.array([worth[d] for d in district])
        - 0.45 * distance
        + 2.4 * (built > 2005)
        + 1.3 * (built < 1918)
        + 0.8 * (balcony == "yes")
        - 0.018 * (area - 65)
    )
    rent = area * np.maximum(square, 5) * rng.lognormal(0, 0.11, n)
    return pd.DataFrame(
        {
            "listing_id": [f"F{i:05d}" for i in rng.permutation(n)],
            "district": district,
            "area_m2": area,
            "rooms": rooms.astype(int),
            "floor": rng.integers(0, 9, n),
            "built": gaps(rng, built.astype(object), 0.06),
            "heating": gaps(rng, heating, 0.1),
            "balcony": balcony,
            "km_to_centre": distance,
            "rent": rent.round(0).astype(int),
        }
    )


def beetles() -> pd.DataFrame:
    """Three made-up species of beetle, one easily told apart and two that overlap."""
    rng = np.random.default_rng(20240503)
    n = BEETLE_ROWS
    species = rng.choice(["Amber", "Bronze", "Cobalt"], n, p=[0.45, 0.35, 0.2])
    kind = pd.Categorical(species).codes
    length = np.array([17.5, 19.6, 25.0])[kind] + rng.normal(0, 1.3, n)
    width = 0.42 * length + np.array([0.5, -0.6, 0.4])[kind] + rng.normal(0, 0.6, n)
    antenna = np.array([9.0, 10.2, 7.1])[kind] + rng.normal(0, 1.0, n)
    weight = 0.9 * length * width * rng.lognormal(0, 0.08, n)
    sites = np.array([["Forest", "Forest", "Meadow"], ["Forest", "Dune", "Meadow"], ["Dune"] * 3])
    return pd.DataFrame(
        {
            "site": sites[kind, rng.integers(0, 3, n)],
            "length_mm": gaps(rng, length.round(1).astype(object), 0.02),
            "width_mm": width.round(1),
            "antenna_mm": antenna.round(1),
            "weight_mg": gaps(rng, weight.round(0).astype(int).astype(object), 0.02),
            "sex": gaps(rng, rng.choice(["female", "male"], n), 0.04),
            "species": species,
        }
    )
