"""Optional parts of the installation: what each is for, what of it is missing, how it is brought in."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from importlib import invalidate_caches, metadata
from pathlib import Path

from packaging.requirements import Requirement

from firsthand.errors import FirsthandError
from firsthand.optional import by_hand

# What each extra is for, in a learner's words, and its size once installed.
PURPOSES = {
    "deep": "the lessons on PyTorch, CNNs and the Transformer",
    "llm": "chat models from OpenAI and Anthropic",
    "rag": "asking your own documents",
}
SIZES = {"deep": "about 0.9 GB", "llm": "about 70 MB", "rag": "about 1.6 GB, PyTorch included"}
NAMES = {
    "deep": "PyTorch",
    "llm": "the SDKs of OpenAI and Anthropic",
    "rag": "the embedding model, its runtime and the vector database",
}


def requirements(extra: str) -> Iterator[Requirement]:
    """What this package asks for: its base with ``""``, else what the extra adds."""
    for text in metadata.requires("firsthand") or []:
        requirement = Requirement(text)
        named = "extra" in text.partition(";")[2]
        if named == bool(extra) and (
            requirement.marker is None or requirement.marker.evaluate({"extra": extra})
        ):
            if requirement.name == "firsthand":  # an extra that contains another
                for inner in sorted(requirement.extras):
                    yield from requirements(inner)
            else:
                yield requirement


def error(requirement: Requirement) -> str:
    """Empty, or what is wrong with an installed package."""
    try:
        version = metadata.version(requirement.name)
    except metadata.PackageNotFoundError:
        return f"{requirement.name} is missing"
    fits = requirement.specifier.contains(version, prereleases=True)
    return "" if fits else f"{requirement.name} is {version}, needed is {requirement.specifier}"


def missing(extra: str) -> tuple[str, ...]:
    """What is wrong with the packages of an extra; empty when all are there."""
    invalidate_caches()  # something may have been installed since this process began
    return tuple(filter(None, map(error, requirements(extra))))


def install(extra: str) -> Iterator[str]:
    """Install an extra with pip, giving its lines as they come.

    Raises
    ------
    FirsthandError
        When pip fails; with pip's own last line and what to do.
    """
    last = ""
    with subprocess.Popen(
        _command(extra), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as process:
        _installing.add(process)
        try:
            assert process.stdout
            for line in process.stdout:
                if line.strip():
                    last = line.strip()
                    yield last
        finally:
            _installing.discard(process)
    if process.returncode != 0:
        raise FirsthandError(f"{NAMES[extra]} could not be installed: {last} {by_hand(extra)}")


_installing: set[subprocess.Popen[str]] = set()


def stop_installing() -> None:
    """Interrupt pip wherever it is at work: it takes back what is half installed, and ends."""
    for process in list(_installing):
        with contextlib.suppress(OSError):
            process.send_signal(signal.SIGINT if os.name == "posix" else signal.SIGTERM)


def _command(extra: str) -> list[str]:
    wanted = [f"{one.name}{one.specifier}" for one in requirements(extra)]
    constraints = Path(__file__).resolve().parents[3] / "constraints.txt"
    held = ["-c", str(constraints)] if constraints.is_file() else []
    return [
        sys.executable,
        *("-m", "pip", "install", "--disable-pip-version-check", "--progress-bar", "off"),
        *held,
        *wanted,
    ]
