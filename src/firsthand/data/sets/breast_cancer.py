"""Tumours by the shape of their cells."""

from firsthand.data.sklearn_bundled import bundled

DATASET = bundled(
    "breast_cancer", "569 tumours, thirty measurements of their cells each.", "malignant (0) or benign (1)"
)
