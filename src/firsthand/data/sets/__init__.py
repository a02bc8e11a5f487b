"""One module a data set, each with a `DATASET`. Adding a data set is adding a module here."""
