"""mljar-supervised, in the mode that competes."""

import tempfile

from exchange import answer, given
from supervised import AutoML

train, test, target, task, seconds, out = given()
x, y = train.drop(columns=target), train[target]
kinds = {"binary": "binary_classification", "multiclass": "multiclass_classification"}
model = AutoML(
    results_path=tempfile.mkdtemp() + "/mljar",
    mode="Compete",
    total_time_limit=seconds,
    ml_task=kinds.get(task, "regression"),
    eval_metric="rmse" if task == "regression" else "logloss",
    n_jobs=2,
    verbose=0,
)
model.fit(x, y if task == "regression" else y.astype(str))
if task == "regression":
    answer(out, None, model.predict(test))
else:
    found = model.predict_proba(test)
    labels = model._data_info["target_unique"] if False else sorted(y.astype(str).unique())
    answer(out, labels, found)
