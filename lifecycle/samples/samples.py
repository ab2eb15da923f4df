"""The built-in samples: one row each, made without a network as the bytes of a CSV file.

The first one is what the button on the first page starts from.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

import pandas as pd

from . import traps
from .generators import beetles, churn, rents

OWN = "Apache-2.0 (made up for Lifecycle Lab, no real persons)"
TRAPS = "lifecycle/samples/traps.py"
UCI = "CC BY 4.0 (UCI); bundled with scikit-learn, BSD-3-Clause"


Lesson = Literal[
    "missing values",
    "imbalance",
    "leakage",
    "groups",
    "time",
    "drift",
    "dirty cells",
    "duplicates",
    "text",
    "noise",
]


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One dataset: ``story`` says where it comes from, ``teaches`` what to look out for.

    ``lessons``: the traps in it. ``later``: rows of a later time, for Monitor, or None.
    """

    name: str
    title: str
    story: str
    task: Literal["binary", "multiclass", "regression"]
    target: str
    teaches: str
    licence: str
    source: str
    make: Callable[[], bytes]
    lessons: tuple[Lesson, ...] = ()
    later: Callable[[], bytes] | None = None


def csv_of(table: Callable[[], pd.DataFrame]) -> bytes:
    """Return a table as a CSV file, the same bytes on every system."""
    return table().to_csv(index=False, lineterminator="\n").encode()


def bundled(loader: str, target: str, scaled: bool = False) -> pd.DataFrame:
    """Return one of scikit-learn's bundled datasets with readable names and labels."""
    from sklearn import datasets

    options = {"scaled": False} if scaled else {}
    data = getattr(datasets, f"load_{loader}")(as_frame=True, **options)
    frame: pd.DataFrame = data.data.copy()
    frame.columns = [name.replace(" ", "_").replace("/", "_") for name in frame.columns]
    labels = data.get("target_names")
    frame[target] = data.target if labels is None else [str(labels[i]) for i in data.target]
    return frame


def wine() -> pd.DataFrame:
    names = {"class_0": "First", "class_1": "Second", "class_2": "Third"}
    return bundled("wine", "cultivar").replace({"cultivar": names})


def diabetes() -> pd.DataFrame:
    names = {"s1": "total_cholesterol", "s2": "ldl", "s3": "hdl", "s4": "cholesterol_hdl_ratio"}
    names |= {"s5": "log_triglycerides", "s6": "blood_sugar", "bp": "blood_pressure"}
    return bundled("diabetes", "progression", scaled=True).rename(columns=names)


ROWS = (
    Sample(
        name="churn",
        title="Customer churn",
        story="An internet provider wants to know which customers will leave, early enough to "
        "call them.",
        task="binary",
        target="churn",
        teaches="Mixed columns: a key, a date, remarks, categories and numbers with gaps.",
        licence=OWN,
        source="lifecycle/samples/generators.py",
        make=partial(csv_of, churn),
        lessons=("missing values", "text"),
    ),
    Sample(
        name="rents",
        title="Flat rents",
        story="A tenants' association wants to tell whether the rent asked for a flat is usual.",
        task="regression",
        target="rent",
        teaches="Regression: skew, interactions and why the error grows with the rent.",
        licence=OWN,
        source="lifecycle/samples/generators.py",
        make=partial(csv_of, rents),
        lessons=("missing values",),
    ),
    Sample(
        name="beetles",
        title="Beetle species",
        story="Field workers measured beetles and want the species named without a specialist.",
        task="multiclass",
        target="species",
        teaches="Several classes: one is easily told apart, two overlap, and one is rarer.",
        licence=OWN,
        source="lifecycle/samples/generators.py",
        make=partial(csv_of, beetles),
    ),
    Sample(
        name="loans",
        title="Loans",
        story="A bank wants to know, before it pays out, whether a loan will be repaid.",
        task="binary",
        target="repaid",
        teaches="One column is filled in after the outcome is known: a model that uses it is "
        "perfect here and useless at the counter.",
        licence=OWN,
        source=TRAPS,
        make=partial(csv_of, traps.loans),
        lessons=("leakage",),
    ),
    Sample(
        name="readmissions",
        title="Return to hospital",
        story="Will a patient who leaves hospital be back within a month? Many come several times.",
        task="binary",
        target="readmitted",
        teaches="Rows of one patient belong together: a random split recognises patients instead "
        "of learning about them.",
        licence=OWN,
        source=TRAPS,
        make=partial(csv_of, traps.readmissions),
        lessons=("groups",),
    ),
    Sample(
        name="bikes",
        title="Bicycles hired a day",
        story="A hire company wants to know how many bicycles it needs on a coming day.",
        task="regression",
        target="hired",
        teaches="The number grows from year to year: only a split by time tells how well the "
        "future is predicted.",
        licence=OWN,
        source=TRAPS,
        make=partial(csv_of, traps.bikes),
        lessons=("time",),
    ),
    Sample(
        name="payments",
        title="Card fraud",
        story="A card company wants to stop fraud without stopping honest customers.",
        task="binary",
        target="fraud",
        teaches="One payment in sixty is fraud: accuracy looks splendid and says nothing.",
        licence=OWN,
        source=TRAPS,
        make=partial(csv_of, traps.payments),
        lessons=("imbalance", "missing values"),
    ),
    Sample(
        name="sensors",
        title="Parts from a press",
        story="A factory wants to know which parts will fail the test, from what its sensors say.",
        task="binary",
        target="passed",
        teaches="Values are missing for a reason, and a program wrote -999 for them.",
        licence=OWN,
        source=TRAPS,
        make=partial(csv_of, traps.sensors),
        lessons=("missing values", "dirty cells"),
    ),
    Sample(
        name="deliveries",
        title="Delivery times",
        story="A courier wants to say how many minutes a parcel will take. Then the depot moves.",
        task="regression",
        target="minutes",
        teaches="The world changes: take the later rows in Monitor and see the model age.",
        licence=OWN,
        source=TRAPS,
        make=partial(csv_of, traps.deliveries),
        lessons=("drift",),
        later=partial(csv_of, partial(traps.deliveries, later=True)),
    ),
    Sample(
        name="survey",
        title="Museum survey",
        story="A museum asked its visitors; which ticket would each of them take?",
        task="multiclass",
        target="ticket",
        teaches="Answers as people give them: codes that are no quantities, spellings, copies, "
        "unknowns.",
        licence=OWN,
        source=TRAPS,
        make=partial(csv_of, traps.survey),
        lessons=("dirty cells", "duplicates", "missing values"),
    ),
    Sample(
        name="breast_cancer",
        title="Breast cancer cells",
        story="Images of cells from 569 tumours were measured in Wisconsin; is the tumour "
        "malignant?",
        task="binary",
        target="diagnosis",
        teaches="Strongly correlated features, and errors that do not cost the same.",
        licence=UCI,
        source="scikit-learn load_breast_cancer (Wolberg, Street and Mangasarian 1995)",
        make=partial(csv_of, partial(bundled, "breast_cancer", "diagnosis")),
    ),
    Sample(
        name="diabetes",
        title="Diabetes progression",
        story="442 patients were measured once; how far had the disease moved a year later?",
        task="regression",
        target="progression",
        teaches="Few rows and much noise: wide intervals, and a linear model that is hard to beat.",
        licence="Published with Efron et al. 2004; bundled with scikit-learn, BSD-3-Clause",
        source="scikit-learn load_diabetes (Efron, Hastie, Johnstone and Tibshirani 2004)",
        make=partial(csv_of, diabetes),
        lessons=("noise",),
    ),
    Sample(
        name="wine",
        title="Wine cultivars",
        story="Chemical analyses of 178 wines from one region of Italy; which cultivar is it?",
        task="multiclass",
        target="cultivar",
        teaches="So easy that the holdout is often without a mistake: how certain can one be then?",
        licence=UCI,
        source="scikit-learn load_wine (Aeberhard and Forina 1991)",
        make=partial(csv_of, wine),
    ),
)

SAMPLES: dict[str, Sample] = {sample.name: sample for sample in ROWS}
