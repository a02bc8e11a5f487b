"""Diabetes patients and how their illness went on."""

from firsthand.data.sklearn_bundled import bundled

DATASET = bundled(
    "diabetes",
    "442 patients, ten measurements each, scaled to mean 0 and equal spread.",
    "progression of the illness after a year, 25 to 346",
)
