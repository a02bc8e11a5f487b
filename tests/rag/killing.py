"""Index a folder in a process that may be killed, for the tests and the benchmark that kill it.

`python killing.py BASE FOLDER` writes a line at its start and one at its end.
"""

import random
import subprocess
import sys
import time
from pathlib import Path

WORDS = [
    "gradient",
    "loss",
    "tree",
    "margin",
    "kernel",
    "tensor",
    "softmax",
    "batch",
    "epoch",
    "vector",
    "matrix",
]


def write_documents(folder, count, sentences=30):
    """Files of mixed length, the same each time."""
    rng = random.Random(0)
    folder.mkdir(parents=True)
    for number in range(count):
        lines = [
            " ".join(rng.choices(WORDS, k=12)).capitalize() + "." for _ in range(rng.randint(1, sentences))
        ]
        (folder / f"{number:03}.txt").write_text(f"Document {number}. " + " ".join(lines), "utf-8")


def start(base, folder):
    command = [sys.executable, "-W", "error", __file__, str(base), str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    process.stdout.readline()
    return process


def kill_at(base, folder, seconds):
    """Start indexing, and kill it that many seconds after it began. Gives whether it was still at work."""
    with start(base, folder) as process:
        time.sleep(seconds)
        process.kill()
        return process.wait() != 0


def contents(base):
    """What a base holds: chunks by id with their text, as the manifest has them and as the store has them."""
    from firsthand.rag.index.knowledge_base import KnowledgeBase

    knowledge = KnowledgeBase(base, embedder=_hashed(0))
    chunks = sorted((row.id, row.source, row.start, row.end, row.text) for row in knowledge._manifest.rows())
    return chunks, sorted(knowledge._store.ids())


def _hashed(pause):
    sys.path.insert(0, str(Path(__file__).parent))
    from hashed import Hashed

    return Hashed(pause)


if __name__ == "__main__":
    from firsthand.rag.index import writer
    from firsthand.rag.index.knowledge_base import KnowledgeBase

    writer.BATCH = 16  # many small steps, so that a kill hits every one of them
    knowledge = KnowledgeBase(sys.argv[1], embedder=_hashed(0.004))
    print("started", flush=True)
    print(knowledge.add(sys.argv[2]), flush=True)
