"""Gradient boosting: many small trees, each on what those before it still get wrong."""
