"""Files to text: txt, md, html, pdf, docx, ipynb, py, csv."""

from firsthand.rag.loading.document import Document, Unreadable
from firsthand.rag.loading.files import KINDS, find_files, load

__all__ = ["KINDS", "Document", "Unreadable", "find_files", "load"]
