"""Texts to vectors with all-MiniLM-L6-v2, offline."""

from firsthand.rag.ingest.embedding.embedder import Embedder, Stopped, default_embedder

__all__ = ["Embedder", "Stopped", "default_embedder"]
