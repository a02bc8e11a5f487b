"""Data sets by name: bundled with a package, found in FIRSTHAND_DATA or the cache, or downloaded and checked."""

from firsthand.data.catalog import Entry, datasets, describe, fetch, load
from firsthand.data.dataset import DataSet, Download, File

__all__ = ["DataSet", "Download", "Entry", "File", "datasets", "describe", "fetch", "load"]
