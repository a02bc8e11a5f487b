"""One module a kind of provider; each does what `base` says."""
