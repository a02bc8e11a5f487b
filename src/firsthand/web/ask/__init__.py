"""Ask your documents, on a page."""
