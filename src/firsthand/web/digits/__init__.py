"""Draw a digit, and see it read."""
