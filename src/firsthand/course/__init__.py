"""The course engine: lessons, exercises, checks, progress. These functions are what a notebook calls."""

import lazy_loader

from firsthand.course.kernel.binding import bind_in_notebook

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)

bind_in_notebook()
