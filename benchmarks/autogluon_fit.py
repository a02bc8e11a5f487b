"""What AutoGluon does in its own environment: fit FOLDER/train.csv, predict FOLDER/test.csv.

python autogluon_fit.py FOLDER TARGET METRIC SECONDS
"""

import json
import os
import resource
import sys
import time
from pathlib import Path

import pandas as pd
from autogluon.tabular import TabularPredictor

folder, target, metric, seconds = sys.argv[1:]
train, test = (pd.read_csv(f"{folder}/{name}.csv") for name in ("train", "test"))
start = time.perf_counter()
predictor = TabularPredictor(target, eval_metric=metric, path=f"{folder}/model", verbosity=0).fit(
    train,
    presets="medium_quality",
    time_limit=float(seconds),
    num_cpus=len(os.sched_getaffinity(0)),
)
if predictor.problem_type == "regression":
    predicted = predictor.predict(test)
else:
    predicted = predictor.predict_proba(test)[sorted(train[target].unique())[1]]
used = resource.getrusage(resource.RUSAGE_SELF)
cost = {
    "seconds": time.perf_counter() - start,
    "cpu_seconds": used.ru_utime + used.ru_stime,
    "peak_mb": used.ru_maxrss / 1e3,
}
predicted.rename("predicted").to_csv(f"{folder}/predicted.csv", index=False)
Path(folder, "cost.json").write_text(json.dumps(cost))
