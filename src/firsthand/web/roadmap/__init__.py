"""The roadmap, as a page."""
