"""From files to embedded pieces."""
