"""Results in, matplotlib Figure out. Nothing else in the course draws."""
