"""Arguments on their way to another process."""

import pickle

from firsthand.course.grading.pickling import dumps


def test_functions_without_a_name_travel_as_their_code():
    factor = 3
    times = pickle.loads(dumps({"f": lambda x, more=1: factor * x + more}))["f"]
    assert times(2) == 7
