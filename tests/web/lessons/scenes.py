"""Scenes made by hand."""

from firsthand.course.content.explorable import Scene, Series


def scene(*series, **options):
    plain = {
        "x_range": (0, 10),
        "y_range": (0, 1),
        "x_label": "x",
        "y_label": "y",
        "numbers": [],
        "message": "It is.",
    }
    return Scene(series=series, **{**plain, **options})


def heat_map(**options):
    names = ("the", "cat", "<sat>")
    cells = Series("looks", "cells", [0, 1, 0], [0, 0, 2], shade=[0.25, 0.75, 1.0])
    plain = {"x_range": (-0.5, 2.5), "y_range": (2.5, -0.5), "categories": names, "row_names": names}
    return scene(cells, **{**plain, **options})
