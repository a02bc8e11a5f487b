"""Ask your documents over HTTP."""
