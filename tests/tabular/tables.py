"""Tables and columns as tests write them."""

import pandas as pd

from firsthand.tabular import Preprocessor, column_kinds
from firsthand.tabular.io.table import read_table


def table(tmp_path, text, name="table.csv"):
    """A table read from a file of this text."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    return read_table(tmp_path / name)


def write(path, content, encoding="utf-8"):
    path.write_bytes(content.encode(encoding) if isinstance(content, str) else content)
    return path


def series(*values):
    return pd.Series(values, name="x", dtype="str")


def prepared(frame, y, task="classification"):
    """A preprocessor that has learned from a table, and the numbers it made of it."""
    preprocessor = Preprocessor(column_kinds(frame), task)
    return preprocessor, preprocessor.fit_transform(frame, y)
