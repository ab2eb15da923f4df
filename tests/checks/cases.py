"""Three tables for each check: one where it fires, one where it keeps quiet, one not for it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lifecycle.data.roles import ColumnChoice

from .tables import AMOUNT, DAYS, GOOD, ON, RNG, TAIL, YES, Case, N, good, only, with_some


@dataclass(frozen=True)
class Three:
    """``column`` is where the check fires; ``absent`` is where it does not apply."""

    fires: Case
    column: str
    quiet: Case
    absent: Case


LETTERS = RNG.choice(list("pqrs"), N)
WORDS = [
    f"{' '.join(RNG.choice(['so', 'we', 'may', 'ask', 'it', 'now'], 6))} {i}" for i in range(N)
]
BY_WARD = {"method": "group", "column": "ward", "folds": 2}
TEXT = only(remark=WORDS, target=GOOD["target"])  # free text alone
DATES = only(on=ON, target=GOOD["target"])
CATEGORIES = good("a", "b")
NUMBERS = good("c")
AMOUNTS = good(target=AMOUNT)
REPEATED = {k: [*v[:170], *v[:30]] for k, v in GOOD.items()}
COARSE = {"a": RNG.integers(0, 2, N), "b": RNG.integers(0, 2, N)}
PATIENTS = np.repeat(np.arange(40), 5)
TWICE = [*GOOD["a"][:100], *GOOD["a"][:100]], [*GOOD["b"][:100], *GOOD["b"][:100]]
WAIT = np.where(np.arange(N) % 3 == 0, 2, -2)
GAPS = np.where(YES & (RNG.random(N) < 0.7) | (RNG.random(N) < 0.1), None, GOOD["a"])
AGE = np.clip(RNG.normal(50, 20, N).round(1), 0.1, 70)
GUESSED = np.where(RNG.random(N) < 0.5, RNG.integers(1, 30, N) * 10, RNG.integers(1, 300, N))
LATE = {"random": (DAYS + np.timedelta64(9, "D")).strftime("%Y-%m-%d")}
IN_ORDER = DAYS.strftime("%Y-%m-%d")

CASES: dict[str, Three] = {
    "target_copy": Three(good(copy=np.where(YES, "A", "B")), "copy", good(), TEXT),
    "explains_target": Three(
        good(hint=np.where(YES, 1.0, -1.0) + RNG.normal(0, 0.4, N).round(6)), "hint", good(), TEXT
    ),
    "parts_of_target": Three(good(target=2 * GOOD["a"] + 3 * GOOD["b"]), "b", AMOUNTS, good()),
    "date_after": Three(
        good(
            on=IN_ORDER,
            other=(DAYS + np.array(WAIT, "timedelta64[D]")).strftime("%Y-%m-%d"),
            roles={"on": {"role": "time"}},
        ),
        "other",
        good(
            on=IN_ORDER,
            other=(DAYS - np.timedelta64(3, "D")).strftime("%Y-%m-%d"),
            roles={"on": {"role": "time"}},
        ),
        good(on=IN_ORDER),
    ),
    "target_name": Three(
        good(target_day=GOOD["a"] * 2 + GOOD["b"]),
        "target_day",
        good(),
        Case({**{k: v for k, v in GOOD.items() if k != "target"}, "y": GOOD["target"]}),
    ),
    "post_event": Three(
        good(refund=TAIL),
        "refund",
        good(),
        good(roles={name: {"known": "yes"} for name in "abc"}),
    ),
    "known_unsure": Three(
        good(roles={"b": {"known": "unsure"}}), "b", good(roles={"b": {"known": "yes"}}), good()
    ),
    "missing_related": Three(good(a=GAPS), "a", good(a=with_some(GOOD["a"], None, 5)), good()),
    "group_apart": Three(
        good(patient=PATIENTS),
        "patient",
        good(patient=PATIENTS, split={"method": "order"}),
        good(),
    ),
    "copies_apart": Three(Case(REPEATED), "", good(), good(unsplit=True)),
    "group_feature": Three(
        good(ward=LETTERS, split=BY_WARD),
        "ward",
        good(
            ward=LETTERS,
            roles={"ward": {"role": "group"}},
            split=BY_WARD,
        ),
        good(ward=LETTERS),
    ),
    "future": Three(good(on=ON), "on", good(on=IN_ORDER, split={"method": "order"}), good()),
    "mismatch": Three(
        good(a=[*GOOD["a"][:160], *(GOOD["a"][160:] + 3)], split={"method": "order"}),
        "a",
        good(),
        TEXT,
    ),
    "rare_class": Three(
        good(target=["rare"] * 4 + ["common", "usual"] * 98), "target", good(), AMOUNTS
    ),
    "imbalance": Three(good(target=["yes"] * 12 + ["no"] * (N - 12)), "target", good(), AMOUNTS),
    "skewed_target": Three(good(target=TAIL), "target", AMOUNTS, good()),
    "target_missing": Three(
        good(target=with_some(GOOD["target"], None, 4)),
        "target",
        Case(
            {k: [*v, *v[:1]] * 2 for k, v in GOOD.items()}
            | {"target": [*GOOD["target"], *GOOD["target"], "yes", None]}
        ),
        good(),
    ),
    "duplicates": Three(
        Case(REPEATED),
        "",
        only(
            c=GOOD["c"][:60],
            a=COARSE["a"][:60],
            **{f"d{i}": RNG.integers(0, 3, 60) for i in range(14)},
            target=GOOD["target"][:60],
        ),
        good(),
    ),
    "contradictions": Three(
        good(a=TWICE[0], b=TWICE[1], c=[*GOOD["c"][:100]] * 2), "", good(), AMOUNTS
    ),
    "few_rows": Three(
        good(**{f"x{i}": RNG.normal(size=N).round(6) for i in range(25)}),
        "",
        good(),
        good("a", "b"),
    ),
    "sentinel": Three(good(a=with_some(np.abs(GOOD["a"]), -999, 20)), "a", good(), CATEGORIES),
    "infinite": Three(good(a=with_some(GOOD["a"], "inf", 50)), "a", good(), CATEGORIES),
    "repaired": Three(
        good(a=with_some(GOOD["a"], "unknown", 50)),
        "a",
        good(a=with_some(GOOD["a"], "inf", 50)),
        CATEGORIES,
    ),
    "mixed_types": Three(
        good(c=[str(i % 9) if i % 3 else v for i, v in enumerate(GOOD["c"])]), "c", good(), NUMBERS
    ),
    "impossible_dates": Three(good(on=with_some(ON, "n/d", 9)), "on", good(on=ON), good()),
    "ambiguous_dates": Three(
        good(on=[f"{i % 9 + 1:02d}/{i % 7 + 1:02d}/2024" for i in range(N)]),
        "on",
        good(on=[f"{i % 28 + 1:02d}/{i % 7 + 1:02d}/2024" for i in range(N)]),
        good(),
    ),
    "mostly_missing": Three(
        good(b=[*GOOD["b"][:80], *[None] * 120]),
        "b",
        good(b=[*GOOD["b"][:180], *[None] * 20]),
        good(),
    ),
    "missing": Three(
        good(b=with_some(GOOD["b"], None, 8)), "b", good(b=[None, *GOOD["b"][1:]]), good()
    ),
    "all_missing": Three(good(void=[None] * N), "void", good(b=[None, *GOOD["b"][1:]]), good()),
    "spellings": Three(
        good(c=with_some(GOOD["c"], "Red ", 7)), "c", good(), good("c", target=AMOUNT)
    ),
    "missing_level": Three(good(c=with_some(GOOD["c"], "unknown", 7)), "c", good(), NUMBERS),
    "outliers": Three(good(a=[1000.0, *GOOD["a"][1:]]), "a", good(a=np.exp(GOOD["a"])), CATEGORIES),
    "capped": Three(good(a=AGE), "a", good(a=np.maximum(GOOD["a"], 0)), CATEGORIES),
    "rounded": Three(good(a=GUESSED), "a", good(a=RNG.integers(1, 300, N)), CATEGORIES),
    "same_column": Three(good(twin=1.8 * GOOD["a"] + 32), "twin", good(), good("a", "b")),
    "row_number": Three(good(place=np.arange(7, 7 + N)), "place", good(), CATEGORIES),
    "number_code": Three(
        good(shop_code=RNG.integers(1, 9, N) * 7),
        "shop_code",
        good(shop_code=GOOD["b"] * 2 + GOOD["a"]),
        good(),
    ),
    "protected_name": Three(good(PatientSex=GOOD["c"]), "PatientSex", good(stage=GOOD["c"]), TEXT),
    "near_constant": Three(
        good(flag=["x", "z", *["y"] * (N - 2)], split={"seed": 3}), "flag", good(), TEXT
    ),
    "many_levels": Three(good(c=[f"level {i % 90}" for i in range(N)]), "c", good(), NUMBERS),
    "rare_levels": Three(
        good(c=with_some(GOOD["c"], "odd", 150), split={"seed": 1}), "c", good(), NUMBERS
    ),
    "identifier": Three(good(id=[f"K{i}" for i in range(N)]), "id", good(), DATES),
    "constant": Three(
        good(same=["x"] * N),
        "same",
        good(),
        Case(
            {"void": [None] * N, "target": GOOD["target"]},
            {"columns": (ColumnChoice(name="void", role="feature"),)},
        ),
    ),
}
