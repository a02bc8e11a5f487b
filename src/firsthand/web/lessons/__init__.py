"""The page of a lesson, and all that is on it: cells, exercises, explorables."""
