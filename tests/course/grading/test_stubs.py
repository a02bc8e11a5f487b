"""Stubs and solutions are cut from source."""

from firsthand.course.grading.stubs import without_annotations, without_body


def test_annotations_go_and_the_layout_stays():
    source = (
        "def f(\n    a: dict[str, int], *rest: 'é', flag: bool = True\n) -> list[int]:\n"
        "    total: float = 0.0  # é stays\n    return [total]\n"
    )
    assert without_annotations(source) == (
        "def f(a, *rest, flag=True):\n    total = 0.0  # é stays\n    return [total]\n"
    )


def test_a_class_keeps_its_methods_each_emptied():
    source = 'class A:\n    """What it is."""\n\n    def fit(self, X):\n        """Fit."""\n        x = 1\n        return self\n'
    assert without_body(source) == (
        'class A:\n    """What it is."""\n\n    def fit(self, X):\n        """Fit."""\n        ...\n'
    )
