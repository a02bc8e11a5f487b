"""Fisher's irises."""

from firsthand.data.sklearn_bundled import bundled

DATASET = bundled("iris", "150 irises of three kinds, four lengths each.", "the kind of iris")
