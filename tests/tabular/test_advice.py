"""What to try next, by what was found."""

import numpy as np
import pandas as pd

from firsthand.tabular import fit_table
from firsthand.tabular.report import render


def test_advice_follows_what_was_found(people, quick):
    random = np.random.default_rng(0)
    leaky = people.assign(copy=np.where(people["y"] == "yes", 1.5, 0.25))
    assert "Would copy be known before the target is?" in render(fit_table(leaky, "y"))
    idle = pd.DataFrame(
        {"x": random.normal(size=200), "y": np.where(random.random(200) < 0.05, "ill", "well")}
    )
    page = fit_table(idle, "y").html
    assert "The columns tell next to nothing" in page
    assert "of the rows are of one class" in page


def test_where_it_is_decided_it_is_said_and_where_not_it_is_advised(prices, quick):
    notes = fit_table(prices, "price", metric="MAE").notes
    assert any("so models learn its logarithm" in note and "--no-log-target" in note for note in notes)
    assert any("try --log-target" in step for step in fit_table(prices, "price").advice)
    assert not any("--log-target" in step for step in fit_table(prices, "price", log_target=True).advice)
