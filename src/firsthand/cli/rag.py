"""Commands that ask your own documents: put them in, search, ask, measure, serve."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from firsthand.cli.common import Json, WorkspacePath, complain, console, put_json
from firsthand.course.collection import COURSE, index_course
from firsthand.course.workspace.workspace import find_workspace
from firsthand.errors import ExitCode, FirsthandError
from firsthand.progress_bar import progress_bar

if TYPE_CHECKING:
    from firsthand.rag.index.collections import Collection, Collections
    from firsthand.rag.index.knowledge_base import Summary
    from firsthand.rag.server.schemas import AnswerBody

app = typer.Typer(
    no_args_is_help=True, help="Ask your own documents; every sentence of an answer comes with its source."
)
OWN = "documents"


class Mode(StrEnum):
    """The ways to find a passage."""

    HYBRID = "hybrid"
    DENSE = "dense"
    BM25 = "bm25"


CollectionName = Annotated[
    str | None,
    typer.Option(
        "--collection",
        "-c",
        help="Which documents.",
        show_default="documents, once something was added; until then course, the lessons",
    ),
]
Found = Annotated[int, typer.Option("--k", "-k", min=1, max=50, help="Passages to look at.")]
How = Annotated[Mode, typer.Option("--mode", help="Find by meaning (dense), by words (bm25), or by both.")]


@app.callback()
def _group() -> None:
    pass


@app.command()
def add(
    paths: Annotated[list[Path], typer.Argument(help="Files, or folders with files.", exists=False)],
    collection: CollectionName = None,
    workspace: WorkspacePath = None,
    as_json: Json = False,
) -> None:
    """Put files into a collection: txt, md, html, pdf, docx, ipynb, py, csv.

    What has not changed is left as it is; a killed run goes on where it was. Exit code 1: nothing could be taken in.
    """
    gone = [path for path in paths if not path.exists()]
    if gone:
        raise FirsthandError(
            f"There is no {gone[0]}. Name files or folders that are there; `firsthand rag refresh` drops what is gone."
        )
    collections = _collections(workspace, create=True)
    name = collection or OWN
    if name == COURSE:
        raise FirsthandError("The collection course holds the lessons alone. Name another with --collection.")
    chosen = collections.get_or_create(name)
    with chosen.writing() as knowledge, progress_bar() as progress:
        summary = knowledge.add(paths, progress=progress)
    _say_what_was_done(chosen, summary, as_json)
    if not (summary.added or summary.changed or summary.unchanged or summary.removed):
        raise typer.Exit(ExitCode.FAILED)


@app.command()
def refresh(
    collection: CollectionName = None, workspace: WorkspacePath = None, as_json: Json = False
) -> None:
    """Look again at the files and folders of a collection: what is gone is dropped, what is new or changed taken in."""
    chosen = _chosen(workspace, collection)
    with chosen.writing() as knowledge, progress_bar() as progress:
        summary = knowledge.refresh(progress=progress)
    _say_what_was_done(chosen, summary, as_json)


def _say_what_was_done(chosen: Collection, summary: Summary, as_json: bool) -> None:
    from firsthand.rag.server.schemas import Added

    done = Added.of(summary)
    for one in (*done.failed, *done.partly):
        complain(f"{one.name}: {one.why}")
    if done.passed_over:
        many = sum(done.passed_over.values())
        complain(
            f"{many} file{'s' if many > 1 else ''} passed over: {', '.join(done.passed_over)}. "
            "Save what you need of them as PDF, text or CSV."
        )
    if as_json:
        put_json({"collection": chosen.name, **done.model_dump()})
        return
    said = f"{done.added} added, {done.changed} replaced, {done.unchanged} unchanged, {done.removed} removed"
    console().print(f"{chosen.name}: {said}. {chosen.knowledge.count():,} passages now.", markup=False)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="What you want to know.")],
    collection: CollectionName = None,
    k: Found = 5,
    mode: How = Mode.HYBRID,
    model: Annotated[
        str | None,
        typer.Option(
            "--model",
            help="The chat model that writes the answer.",
            show_default="that of FIRSTHAND_LLM, else none",
        ),
    ] = None,
    workspace: WorkspacePath = None,
    as_json: Json = False,
) -> None:
    """Answer a question from the documents, or say that they do not hold the answer.

    Without a chat model the answer is made of their own sentences.
    """
    from firsthand.llm import configured
    from firsthand.rag.answer.answer import stream_answer
    from firsthand.rag.server.schemas import AnswerBody

    chosen = _chosen(workspace, collection)
    stream = stream_answer(chosen.knowledge, question, k=k, mode=mode.value, model=model or configured())
    if as_json:
        put_json({"collection": chosen.name, **AnswerBody.of(stream.answer).model_dump()})
        return
    screen = console()
    for piece in stream:
        screen.print(piece, end="", markup=False)
    screen.print()
    _sources(AnswerBody.of(stream.answer))


def _sources(answer: AnswerBody) -> None:
    """The sources of an answer, and what else has to be said."""
    screen = console()
    for number in dict.fromkeys(one.number for one in answer.citations):
        hit = answer.hits[number - 1]
        where = " › ".join(filter(None, (hit.source_name, hit.heading)))
        screen.print(f"[{number}] {where}", style="dim", markup=False)
    if answer.dropped:
        complain(f"Taken out, because no passage bears it out: {' '.join(answer.dropped)}")
    if answer.note:
        complain(answer.note)


@app.command()
def search(
    question: Annotated[str, typer.Argument(help="What to look for.")],
    collection: CollectionName = None,
    k: Found = 5,
    mode: How = Mode.HYBRID,
    workspace: WorkspacePath = None,
    as_json: Json = False,
) -> None:
    """Show the best passages, and their place by meaning and by words."""
    from firsthand.rag.server.schemas import HitBody

    chosen = _chosen(workspace, collection)
    hits = [HitBody.of(hit) for hit in chosen.knowledge.search(question, k=k, mode=mode.value)]
    if as_json:
        put_json([hit.model_dump() for hit in hits])
        return
    screen = console()
    if not hits:
        screen.print("Nothing was found.")
    for number, hit in enumerate(hits, start=1):
        where = " › ".join(filter(None, (hit.source_name, hit.heading)))
        places = {"dense": "meaning", "bm25": "words"}
        ranks = ", ".join(f"{word} {hit.ranks[key]}" for key, word in places.items() if hit.ranks.get(key))
        screen.print(f"{number}. {where}", style="bold", markup=False, end="  ")
        screen.print(ranks, style="dim", markup=False)
        text = " ".join(hit.text.split())
        screen.print(f"   {text[:240]}{' …' if len(text) > 240 else ''}", markup=False)


@app.command()
def sources(
    collection: CollectionName = None, workspace: WorkspacePath = None, as_json: Json = False
) -> None:
    """List the documents of a collection."""
    from firsthand.rag.server.schemas import SourceInfo

    chosen = _chosen(workspace, collection)
    there = [SourceInfo.of(source) for source in chosen.knowledge.sources()]
    if as_json:
        put_json([one.model_dump() for one in there])
        return
    screen = console()
    for one in there:
        screen.print(f"{one.id}  {one.name}  ({one.chunks} passages)", markup=False)
    screen.print(f"{chosen.name}: {len(there)} documents.", style="dim", markup=False)


@app.command()
def remove(
    source: Annotated[
        str, typer.Argument(help="Id or name of a document, as `firsthand rag sources` shows it.")
    ],
    collection: CollectionName = None,
    workspace: WorkspacePath = None,
) -> None:
    """Take a document out of a collection. Your file stays where it is."""
    chosen = _chosen(workspace, collection)
    with chosen.writing() as knowledge:
        found = [one for one in knowledge.sources() if source in (one.id, one.name)]
        if len(found) != 1:
            why = "There are several" if found else "There is no document"
            raise FirsthandError(
                f"{why} {source!r} in {chosen.name}. `firsthand rag sources` shows ids and names."
            )
        knowledge.remove(found[0].id)
    console().print(f"{found[0].name} is out of {chosen.name}.", markup=False)


@app.command()
def evaluate(
    judged: Annotated[
        str,
        typer.Argument(
            metavar="JUDGED",
            help="cranfield, course, or a YAML or JSON file: questions, each with the documents that answer it, or null.",
        ),
    ] = COURSE,
    collection: CollectionName = None,
    k: Found = 10,
    workspace: WorkspacePath = None,
    as_json: Json = False,
) -> None:
    """Measure finding and refusing on questions whose answers are known.

    Recall, nDCG@10 and MRR for each way of finding, precision and recall of the refusals, and how long it takes.
    """
    from rich.table import Table

    from firsthand.rag.evaluation.judged import judge, read_judged

    collections = _collections(workspace, create=True)
    questions, chosen = read_judged(judged), _judged_collection(collections, judged, collection)
    found = judge(chosen.knowledge, questions, k=k)
    if as_json:
        put_json({"collection": chosen.name, **found.plain()})
        return
    table = Table(
        "",
        f"recall@{k}",
        "nDCG@10",
        "MRR",
        "median",
        "p95",
        title=f"{found.answerable} questions with an answer",
    )
    for mode, one in found.modes.items():
        times = (f"{1000 * seconds:.0f} ms" for seconds in (one.seconds, one.seconds_p95))
        table.add_row(mode, f"{one.recall:.3f}", f"{one.ndcg:.3f}", f"{one.reciprocal_rank:.3f}", *times)
    screen = console()
    screen.print(table)
    if found.unanswerable:
        refused = found.refusals
        screen.print(
            f"Refusals: precision {refused.precision:.3f}, recall {refused.recall:.3f}, on {found.unanswerable} questions "
            f"without an answer; {refused.answered:.1%} of the others were answered.",
            markup=False,
        )
    screen.print(f"A whole answer takes {1000 * found.seconds:.0f} ms (median).")


def _judged_collection(collections: Collections, judged: str, collection: str | None) -> Collection:
    """What a judged set is asked of, unless another collection is named."""
    if collection is None and judged == "cranfield":
        from firsthand.rag.evaluation.judged import cranfield_collection

        return cranfield_collection(collections)
    return _open(collections, COURSE if collection is None and judged == COURSE else collection)


@app.command()
def serve(
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port on this machine; 0 takes a free one.")
    ] = 8770,
    workspace: WorkspacePath = None,
) -> None:
    """Serve the collections over HTTP, to programs of this machine. Its first page describes it."""
    from firsthand.rag.server.api import serve as serving

    collections = _collections(workspace, create=True)
    serving(
        collections,
        port,
        lambda address: console().print(f"{address} answers, and describes itself there.", markup=False),
    )


def _collections(workspace: Path | None, *, create: bool = False) -> Collections:
    from firsthand.rag.index.collections import Collections

    return Collections(find_workspace(workspace, create=create).state / "rag")


def _chosen(workspace: Path | None, name: str | None) -> Collection:
    return _open(_collections(workspace, create=True), name)


def _open(collections: Collections, name: str | None) -> Collection:
    """The collection named; else the learner's own, if there is one; else the course, indexed where it is not yet."""
    if name is None:
        name = OWN if any(one.name == OWN for one in collections.all()) else COURSE
    if name != COURSE:
        return collections.get(name)
    with progress_bar() as progress:
        return index_course(collections, progress)
