"""An answer file: whether it was begun."""

import pytest

from firsthand.course.grading.answer_file import is_untouched


@pytest.mark.parametrize(
    ("body", "untouched"),
    [
        ("    ...", True),
        ("    pass", True),
        ('    """Doc."""', True),
        ("    raise NotImplementedError", True),
        ('    raise NotImplementedError("later")', True),
        ("    return None", False),
        ("    x = 1", False),
        ("    raise ValueError", False),
    ],
)
def test_what_counts_as_untouched(body, untouched):
    assert is_untouched(f"import numpy as np\n\n\ndef f(x):\n{body}\n", "f") is untouched


def test_nonsense_is_not_untouched():
    assert not is_untouched("def f(:", "f")
    assert not is_untouched("g = 1", "f")
