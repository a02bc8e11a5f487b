"""The rows of each fold, prepared without those that judge."""

from firsthand.tabular import Preprocessor, column_kinds, compare, read_target
from firsthand.tabular.modelling import fold_tables as module


def test_the_preprocessor_never_learns_from_a_row_that_judges(people, quick, monkeypatch):
    seen = []

    class Spy(Preprocessor):
        def fit_transform(self, frame, y):
            seen.append((set(frame.index), list(y)))
            return super().fit_transform(frame, y)

    monkeypatch.setattr(module, "Preprocessor", Spy)
    target = read_target(people["y"])
    frame = people.drop(columns="y")
    comparison = compare(frame, target, column_kinds(frame))
    assert len(seen) == len(comparison.folds) == 5
    for (rows, y), (train, held_out) in zip(seen, comparison.folds, strict=True):
        assert rows == set(train)
        assert not rows & set(held_out)
        assert y == target.y[train].tolist()
