"""FLAML's AutoML within the time."""

from exchange import answer, given
from flaml import AutoML

train, test, target, task, seconds, out = given()
x, y = train.drop(columns=target), train[target]
model = AutoML()
kind = "regression" if task == "regression" else "classification"
metric = "rmse" if task == "regression" else "log_loss"
y = y if task == "regression" else y.astype(str).to_numpy(dtype=object)
model.fit(x, y, task=kind, metric=metric, time_budget=seconds, verbose=0)
if task == "regression":
    answer(out, None, model.predict(test))
else:
    answer(out, model.classes_, model.predict_proba(test))
