"""Tables made up so that each holds one classic trap, with what is honest and what flatters.

Every table is drawn with a fixed seed. The docstrings say where the trap is and what a simple
model scores with and without falling into it; the tests measure both.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .generators import gaps

Floats = NDArray[np.float64]


def chance(odds: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-odds)))


def draw_rows(rng: np.random.Generator, odds: Floats) -> NDArray[np.object_]:
    """Return yes or no for each row, with the chance that its log odds give."""
    return np.where(rng.random(len(odds)) < chance(odds), "yes", "no").astype(object)


def readmissions() -> pd.DataFrame:
    """Visits to a hospital; a patient comes several times and is nearly the same each time.

    The trap is in ``ward_score`` and ``pressure``: they are as good as a fingerprint of the
    patient, and the patient's own frailty, which nobody measured, decides. With rows split at
    random a nearest-neighbor model remembers the patients it has seen; with whole patients held
    out it does not.
    """
    rng = np.random.default_rng(20240601)
    patients = 420
    visits = 1 + rng.poisson(2.4, patients)
    who = np.repeat(np.arange(patients), visits)
    frailty = rng.normal(0, 1.7, patients)[who]
    age = np.clip(rng.normal(67, 12, patients), 20, 97).round()[who]
    own = rng.normal(0, 1, (patients, 2))[who]
    n = len(who)
    stay = np.clip(rng.gamma(2.0, 2.4, n).round(), 1, 40)
    emergency = rng.random(n) < 0.45
    odds = -2.4 + frailty + 0.04 * (age - 67) + 0.3 * (stay - 5) + 1.2 * emergency
    table = pd.DataFrame(
        {
            "patient": [f"P{20_000 + 13 * w}" for w in who],
            "age": age.astype(int),
            "ward_score": (50 + 12 * own[:, 0] + rng.normal(0, 0.5, n)).round(1),
            "pressure": (132 + 16 * own[:, 1] + rng.normal(0, 0.7, n)).round(1),
            "days_in_hospital": stay.astype(int),
            "emergency": np.where(emergency, "yes", "no"),
            "readmitted": draw_rows(rng, odds),
        }
    )
    return table.sample(frac=1, random_state=20240601).reset_index(drop=True)


def loans() -> pd.DataFrame:
    """Loans and whether they were paid back; one column was filled in after the answer.

    The trap is ``collection_calls``: somebody calls only when a payment failed. With it ROC AUC is
    above 0.99, without it about 0.7, and at the moment of the decision nobody has called yet.
    """
    rng = np.random.default_rng(20240602)
    n = 2000
    income = rng.lognormal(7.9, 0.4, n).round(-1)
    amount = rng.lognormal(8.9, 0.6, n).round(-2)
    months = rng.choice([12, 24, 36, 48, 60], n)
    burden = amount / months / income
    late = rng.poisson(0.6, n)
    home = rng.choice(["rented", "owned", "with family"], n, p=[0.5, 0.38, 0.12])
    odds = -2.6 + 6.0 * burden + 0.55 * late - 0.6 * (home == "owned") + rng.normal(0, 0.6, n)
    failed = rng.random(n) < chance(odds)
    calls = np.where(failed, 1 + rng.poisson(2.2, n), rng.random(n) < 0.02)
    return pd.DataFrame(
        {
            "applied_on": (
                pd.Timestamp("2023-01-01") + pd.to_timedelta(rng.integers(0, 365, n), "D")
            ).strftime("%Y-%m-%d"),
            "income": income.astype(int),
            "amount": amount.astype(int),
            "months": months,
            "home": home,
            "late_payments": late,
            "purpose": rng.choice(["car", "kitchen", "moving", "education", "other"], n),
            "collection_calls": calls.astype(int),
            "repaid": np.where(failed, "no", "yes"),
        }
    )


def bikes() -> pd.DataFrame:
    """Bicycles hired a day over three years; the number grows from year to year.

    The trap is the trend: a model that saw days on both sides of a day only has to interpolate.
    Split by time, it has to say the future, and its error is clearly larger.
    """
    rng = np.random.default_rng(20240603)
    days = pd.date_range("2021-01-01", "2023-12-31", freq="D")
    t = np.arange(len(days))
    season = np.sin(2 * np.pi * (days.dayofyear.to_numpy() - 105) / 365.25)
    temperature = 11 + 10 * season + rng.normal(0, 3.2, len(t))
    rain = np.where(rng.random(len(t)) < 0.35, rng.gamma(1.2, 4.0, len(t)), 0.0)
    weekend = days.dayofweek.to_numpy() >= 5
    level = 900 + 1.5 * t + 60 * np.sin(t / 47)
    hired = level + 42 * temperature - 28 * np.minimum(rain, 20) - 260 * weekend
    return pd.DataFrame(
        {
            "day": days.strftime("%Y-%m-%d"),
            "weekday": days.strftime("%A"),
            "temperature": temperature.round(1),
            "rain_mm": rain.round(1),
            "wind_kmh": rng.gamma(3.0, 4.5, len(t)).round(1),
            "school_holiday": np.where(np.isin(days.month, [7, 8]), "yes", "no"),
            "hired": np.maximum(hired + rng.normal(0, 110, len(t)), 20).round().astype(int),
        }
    )


def payments() -> pd.DataFrame:
    """Card payments, of which about one in seventy is fraud.

    The trap is accuracy: calling every payment honest is right in 98.5% of the rows. Average
    precision and the costs of the contract say what a model is worth.
    """
    rng = np.random.default_rng(20240604)
    n = 6000
    amount = rng.lognormal(3.4, 1.0, n).round(2)
    hour = rng.integers(0, 24, n)
    abroad = rng.random(n) < 0.09
    tries = 1 + rng.poisson(0.15, n)
    age = rng.gamma(2.0, 500.0, n).round()
    night = (hour < 5) | (hour > 22)
    odds = -5.6 + 1.9 * abroad + 1.1 * night + 0.6 * np.log(amount / 30) + 1.5 * (tries - 1)
    odds = odds - 0.0006 * (age - 1000)
    return pd.DataFrame(
        {
            "amount": amount,
            "hour": hour,
            "country": np.where(abroad, "abroad", "home"),
            "shop": rng.choice(["food", "clothes", "electronics", "travel", "games"], n),
            "tries": tries,
            "card_age_days": age.astype(int),
            "contactless": gaps(rng, rng.choice(["yes", "no"], n).astype(object), 0.04),
            "fraud": draw_rows(rng, odds),
        }
    )


def sensors() -> pd.DataFrame:
    """Parts from a press and whether they passed; a sensor drops out when it gets too hot.

    The traps are values that are missing for a reason: ``vibration`` is -999 where the sensor
    failed, and it fails on hot machines, whose parts are worse. Taken as a number, -999 bends every
    average; filled in by the mean, the reason is lost.
    """
    rng = np.random.default_rng(20240605)
    n = 1800
    heat = rng.normal(0, 1, n)
    force = rng.normal(310, 14, n)
    vibration = 2.1 + 0.5 * heat + 0.02 * (force - 310) + rng.normal(0, 0.35, n)
    failed = rng.random(n) < chance(-3.0 + 2.4 * heat)
    odds = 1.9 - 0.8 * heat - 1.1 * (vibration - 2.1) - 0.02 * (force - 310)
    oil = gaps(rng, rng.normal(61, 4, n).round(1).astype(object), 0.05)
    return pd.DataFrame(
        {
            "press": rng.choice(["A1", "A2", "B1", "B2"], n),
            "shift": rng.choice(["early", "late", "night"], n),
            "force_kn": force.round(1),
            "vibration": np.where(failed, -999.0, vibration.round(2)),
            "oil_temperature": oil,
            "operator": gaps(rng, rng.choice(["Ann", "Ben", "Cem", "?"], n).astype(object), 0.02),
            "passed": draw_rows(rng, odds),
        }
    )


def deliveries(later: bool = False) -> pd.DataFrame:
    """Minutes that a parcel takes; ``later`` is half a year on, when the depot had moved.

    The trap waits behind the last step: distances grow, vans are replaced by cargo bikes in town,
    and on them the distance costs more time than before. The model of the first half year is wrong
    about the second, and its inputs tell so before any answer is known.
    """
    rng = np.random.default_rng(20240607 if later else 20240606)
    n = 900 if later else 1600
    distance = rng.gamma(2.2, 3.4 if later else 2.2, n)
    bike = rng.random(n) < (0.55 if later else 0.15)
    stops = rng.poisson(11 if later else 9, n)
    weight = rng.lognormal(0.8, 0.7, n)
    rain = rng.choice(["dry", "rain", "snow"], n, p=[0.7, 0.25, 0.05])
    slow = np.select([rain == "rain", rain == "snow"], [1.12, 1.35], 1.0)
    per_km = np.where(bike, 5.4 if later else 4.0, 2.6)
    minutes = (11 + per_km * distance + 3.1 * stops + 0.4 * weight) * slow
    start = pd.Timestamp("2024-07-01" if later else "2024-01-01")
    return pd.DataFrame(
        {
            "day": (start + pd.to_timedelta(rng.integers(0, 180, n), "D")).strftime("%Y-%m-%d"),
            "distance_km": distance.round(2),
            "vehicle": np.where(bike, "cargo bike", "van"),
            "stops_before": stops,
            "weight_kg": weight.round(1),
            "weather": rain,
            "minutes": (minutes * rng.lognormal(0, 0.08, n)).round(1),
        }
    )


def survey() -> pd.DataFrame:
    """Answers of museum visitors and which ticket they would take, as a form collects them.

    The traps are in the cells: answers from 1 to 5 are codes and no amounts, levels are spelled in
    several ways, "unknown" stands for missing, and some people sent the form twice.
    """
    rng = np.random.default_rng(20240608)
    n = 700
    interest, price = rng.integers(1, 6, n), rng.integers(1, 6, n)
    age = np.clip(rng.normal(44, 17, n).round(), 12, 90).astype(int)
    kids = rng.random(n) < 0.3
    year = 0.9 * (interest - 3) + 0.5 * (price - 3) - 0.6 * kids + rng.gumbel(0, 1, n)
    day = 0.2 - 0.3 * (price - 3) + rng.gumbel(0, 1, n)
    family = -1.2 + 2.6 * kids + rng.gumbel(0, 1, n)
    ticket = np.array(["year", "day", "family"])[np.argmax([year, day, family], axis=0)]
    city = rng.choice(["Basel", "basel ", "BASEL", "Bern", "Chur", "unknown"], n)
    table = pd.DataFrame(
        {
            "age": age,
            "interest_1_to_5": interest,
            "price_is_fair_1_to_5": price,
            "with_children": np.where(kids, "yes", "no"),
            "city": city,
            "heard_of_us": gaps(
                rng, rng.choice(["friends", "poster", "web", "school"], n).astype(object), 0.1
            ),
            "ticket": ticket,
        }
    )
    again = table.sample(25, random_state=7)
    return pd.concat([table, again], ignore_index=True)
