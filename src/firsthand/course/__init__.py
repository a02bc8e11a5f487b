"""The course engine: lessons, exercises, checks, progress. These five functions are what a notebook calls."""

from firsthand.course.learner import check, hint, race, solution, yours

__all__ = ["check", "hint", "race", "solution", "yours"]
