"""Retrieval-augmented generation: loading, chunking, embedding, storing, retrieving, answering."""
