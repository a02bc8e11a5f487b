"""Texts to vectors with all-MiniLM-L6-v2, offline."""

from firsthand.rag.embedding.embedder import Embedder, default_embedder

__all__ = ["Embedder", "default_embedder"]
