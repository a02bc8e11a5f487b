"""A lesson at work: its cells, what they gave, the answers that are typed. Its page shows it, and may be closed."""
