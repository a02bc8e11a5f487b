"""Files to text: txt, md, html, pdf, docx, ipynb, py, csv."""

from firsthand.rag.ingest.loading.document import Document, Unreadable
from firsthand.rag.ingest.loading.files import KINDS, find_files, from_text, load

__all__ = ["KINDS", "Document", "Unreadable", "find_files", "from_text", "load"]
