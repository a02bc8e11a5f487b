"""What is killed, what must be there afterwards, and what was lost: a round of each campaign gives a `Round`."""

import shutil
import sqlite3
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import forks

ANSWER = "def dot(a, b):\n    return sum(x * y for x, y in zip(a, b))\n"
sys.path.insert(0, str(Path(__file__).parent.parent / "rag"))


@dataclass
class Round:
    """One kill. `lost` is work in seconds that has to be done again; `faults` says what is damaged, doubled or left."""

    hit: bool
    lost: float
    faults: list = field(default_factory=list)


def must(found, message):
    """The message as a fault, unless it is so."""
    return [] if found else [message]


def took(*calls):
    """Seconds of an undisturbed run in a fork: the shortest, since the first has to read files from the disk."""
    times = []
    for act, *args in calls:
        begun = time.monotonic()
        forks.run(act, *args)
        times.append(time.monotonic() - begun)
    return min(times)


def checks(root, rng):
    """A killed check loses itself and nothing else: answers and progress are as before, the next one is recorded."""
    from firsthand.course.workspace.progress import Progress

    place = ("--workspace", root)
    assert (
        forks.command("reset", "dot", *place)[0] == 0
    )  # here, so that all forks find imported what it imports
    answer, path = root / "answers" / "dot.py", root / ".firsthand" / "progress.sqlite"
    answer.write_text(ANSWER)
    check = (forks.command, "check", "dot", *place)
    usual, recorded = took(check, check), 2
    while True:
        begun = time.time()
        hit, ended = forks.kill(*check, seconds=rng.uniform(0.0, 1.1) * usual)
        progress = Progress(path)
        found = progress.attempts("dot")
        faults = [
            *must(not progress.notice, f"damaged: {progress.notice}"),
            *must(not progress.unsound(), "damaged: rows that cannot be read"),
            *must(len({one.uuid for one in found}) == len(found), "doubled: an attempt"),
            *must(recorded <= len(found) <= recorded + 1, f"{recorded} attempts became {len(found)}"),
            *must(answer.read_text() == ANSWER, "damaged: the answer"),
        ]
        progress.close()
        lost = ended - begun if len(found) == recorded else 0.0
        code, said = forks.run(*check)
        faults += must(code == 0, f"the next check ended with {code}: {said}")
        recorded = len(found) + 1
        yield Round(hit, lost, faults)


def few_digits(load):
    """The same training on 64 digits: it writes as many checkpoints, and a round takes a second."""
    import dataclasses

    def loaded(name=None):
        found = load(name)
        return dataclasses.replace(
            found,
            train_images=found.train_images[: 144 + 64],
            train_labels=found.train_labels[: 144 + 64],
            test_images=found.test_images[:40],
            test_labels=found.test_labels[:40],
        )

    return loaded


def trainings(root, rng):
    """A killed training goes on with --resume, to the very numbers of one that was left alone."""
    import torch
    import torch._dynamo  # which Adam imports, for longer than a training of a few digits takes

    from firsthand.neural.digits import training
    from firsthand.neural.pytorch import Trainer  # noqa: F401 - forks are to find it imported

    torch.set_num_threads(1)
    training.load_digits = few_digits(training.load_digits)
    train = (forks.command, "digits", "train", "--data", "digits", "--epochs", 12, "--workspace", root)
    assert forks.command(*train[1:])[0] == 0  # here, so that all forks find imported what it imports
    usual, folder = took(train, train), root / "models" / "digits"
    weights = folder / "digits.safetensors"
    whole = weights.read_bytes()
    while True:
        weights.unlink()
        begun = time.time()
        hit, ended = forks.kill(*train, seconds=rng.uniform(0.0, 1.1) * usual)
        there = {path.name: path.stat().st_mtime for path in folder.iterdir()}
        kept = there.get("digits.safetensors") or there.get("digits.checkpoint")
        lost = max(0.0, ended - (kept or begun)) if hit else 0.0
        begins = not {"digits.json", "digits.checkpoint"} & set(there)
        again = train if begins else (forks.command, "digits", "train", "--resume", "--workspace", root)
        code, said = forks.run(*again) if hit else (0, "")
        left = sorted(path.name for path in folder.iterdir())
        yield Round(
            hit,
            lost,
            [
                *must(code == 0, f"the next training ended with {code}: {said}"),
                *must(weights.exists() and weights.read_bytes() == whole, "damaged: the weights are others"),
                *must(left == ["digits.safetensors"], f"left behind: {left}"),
            ],
        )


def indexings(root, rng):
    """A killed indexing, run again, holds what one that was left alone holds."""
    import chromadb  # noqa: F401 - forks are to find it imported
    from killing import contents, write_documents

    documents = root / "documents"
    write_documents(documents, 40)
    usual = took((_index, root / "first", documents), (_index, root / "whole", documents))
    whole = forks.run(contents, root / "whole")
    while True:
        base, begun = root / "base", time.time()
        hit, ended = forks.kill(_index, base, documents, seconds=rng.uniform(0.0, 1.1) * usual)
        lost = max(0.0, ended - _last_source(base, begun)) if hit else 0.0
        forks.run(_index, base, documents)
        chunks, vectors = forks.run(contents, base)
        ids = [one[0] for one in chunks]
        yield Round(
            hit,
            lost,
            [
                *must(len(set(ids)) == len(ids), "doubled: a passage"),
                *must((chunks, vectors) == whole, "damaged: other passages or vectors than when left alone"),
            ],
        )
        shutil.rmtree(base)


def _index(base, documents):
    from killing import _hashed

    from firsthand.rag.index import writer
    from firsthand.rag.index.knowledge_base import KnowledgeBase

    writer.BATCH = 16  # many small steps, so that a kill hits every one of them
    return str(KnowledgeBase(base, embedder=_hashed(0.004)).add(documents))


def _last_source(base, begun):
    """When the last change of the manifest was committed, as far as its file says."""
    path = base / "manifest.sqlite3"
    try:
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as manifest:
            there = manifest.execute("select count(*) from sources").fetchone()[0]
    except sqlite3.Error:
        there = 0
    return path.stat().st_mtime if there else begun
