"""The API page lists what the rooms hand on, as they say it themselves, so that nothing is kept twice."""

import ast
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).resolve().parents[1] / "src" / "firsthand"


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Add every room with its public names to the page `api.md`."""
    if page.file.src_path != "api.md":
        return markdown
    return markdown + "".join(map(_room, sorted(path.parent for path in SOURCE.glob("*/__init__.py"))))


def _room(folder: Path) -> str:
    face = folder / "__init__.pyi"
    text = (face if face.exists() else folder / "__init__.py").read_text(encoding="utf-8")
    if not face.exists() and "__all__" not in text:
        return ""
    room = f"firsthand.{folder.name}"
    names = [
        f"{room}.{(node.module or '').removeprefix(room + '.')}.{one.name}"
        for node in ast.parse(text).body
        if isinstance(node, ast.ImportFrom) and (node.level or (node.module or "").startswith(room + "."))
        for one in node.names
    ]
    return f"\n## {room}\n" + "".join(f"\n::: {name}\n" for name in names)
