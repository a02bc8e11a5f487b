import numpy as np
import pytest

from firsthand.course.grading.formatting import call_text, code_text, value_text
from firsthand.course.grading.observe import same


@pytest.mark.parametrize(
    "value",
    [
        np.array([1000.0]),
        np.array([[1, 2], [3, 4]]),
        np.array([np.nan, -np.inf, 1e300]),
        np.array([0.1, 2], dtype=np.float32),
        np.zeros((0, 3)),
        np.zeros(0, dtype=np.int32),
        np.float32(0.5),
        np.int64(3),
        float("nan"),
        float("-inf"),
        [1.0, (2, [3])],
        {"a": 1},
        None,
        "text",
        True,
    ],
)
def test_the_code_makes_the_value_again(value):
    assert same(eval(code_text(value), {"np": np}), value)


def test_a_call_reads_as_a_person_would_write_it():
    arguments = {"logits": np.array([1000.0]), "axis": -1}
    assert call_text("softmax", arguments, frozenset({"axis"})) == "softmax([1000.], axis=-1)"


def test_small_and_large_numbers_keep_their_digits():
    assert value_text(np.array([1e-8, 3.0])) == "[1.e-08, 3.e+00]"
    assert value_text(2.0) == "2.0"
    assert value_text(0.1 + 0.2, 17) == "0.30000000000000004"


def test_a_large_array_is_cut_and_a_hostile_repr_survived():
    class Hostile:
        def __repr__(self):
            raise RuntimeError

    assert len(value_text(np.arange(10_000.0))) < 120
    assert value_text("x" * 5000).endswith("…")
    assert "repr raises RuntimeError" in value_text(Hostile())


def test_who_types_the_numbers_of_a_call_makes_the_same_call():
    values = np.array([1e8, 100000001.5, 0.1 + 0.2, 1 / 3, 1e-9, -0.0, 2.0])
    text = call_text("f", {"x": values, "y": 0.1 + 0.2, "z": [1 / 3], "w": np.float32(1 / 3)})
    x, y, z, w = eval(text, {"f": lambda *given: given, "np": np})
    assert np.array_equal(x, values)
    assert (y, z, w) == (0.1 + 0.2, [1 / 3], float(np.float32(1 / 3)))
