"""Wines by their chemistry."""

from firsthand.data.sklearn_bundled import bundled

DATASET = bundled("wine", "178 wines of three growers, thirteen measurements each.", "the grower")
