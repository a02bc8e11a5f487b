"""What is told of axes."""

from firsthand.figures.describe import describe


def told(axes):
    return describe(axes.figure)


def only_table(axes):
    (table,) = told(axes).tables
    return table
