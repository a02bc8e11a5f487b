"""Handwritten digits of 8 × 8 pixels: the stand-in for MNIST where there is no net."""

from firsthand.data.sklearn_bundled import bundled

DATASET = bundled("digits", "1,797 handwritten digits of 8 × 8 pixels, values 0 to 16.", "the digit")
