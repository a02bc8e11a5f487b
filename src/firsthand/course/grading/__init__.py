"""From an answer to a verdict with its reason: what runs, what judges, what is shown."""
