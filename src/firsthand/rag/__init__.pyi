from .answer.answer import Answer as Answer
from .answer.answer import Citation as Citation
from .index.bm25 import BM25 as BM25
from .index.collections import Collections as Collections
from .ingest.chunking import chunk_document as chunk_document
from .knowledge_base import KnowledgeBase as KnowledgeBase
