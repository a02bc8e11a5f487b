"""What answers give on a few inputs, beside what is right."""

import numpy as np

from firsthand.course.grading.cases import Case

INPUTS = [np.array(x) for x in ([1.0, 4.0], [2.0, 3.0, 9.0], [5.0], [0.5, 0.25, 8.0, 7.0])]


def cases(answer, right, inputs=INPUTS):
    """What an answer gives on the inputs, beside what is right; failed where they differ."""
    found = [(x, answer(x), right(x)) for x in inputs]
    return [Case({"x": x}, got, due, repr(got) != repr(due)) for x, got, due in found]
