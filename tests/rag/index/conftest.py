"""A knowledge base with a quick embedder, and a folder to put into it."""

import pytest

from ..hashed import Hashed
from .bases import write


@pytest.fixture
def base(tmp_path):
    pytest.importorskip("chromadb")
    from firsthand.rag.index.knowledge_base import KnowledgeBase

    return KnowledgeBase(tmp_path / "base", embedder=Hashed())


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "documents"
    write(folder / "cats.md", "# Cats\n\nCats sleep most of the day.\n\n## Food\n\nThey eat mice.")
    write(folder / "sub" / "dogs.txt", "Dogs bark at night.")
    return folder
