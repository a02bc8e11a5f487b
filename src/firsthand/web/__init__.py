"""The pages: roadmap, lessons, explorables, on one local port."""

from firsthand.web.app import serve

__all__ = ["serve"]
