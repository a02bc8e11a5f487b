"""The API's own description as a page that needs nothing from elsewhere."""

from __future__ import annotations

import json
from html import escape
from typing import Any

_STYLE = (
    "body{font:17px/1.6 system-ui,sans-serif;max-width:46rem;margin:3rem auto;padding:0 1rem;color-scheme:light dark}"
    "code,pre{font:0.875em ui-monospace,monospace}pre{overflow-x:auto;padding:.75rem;border:1px solid #8884;border-radius:6px}"
    "h2{margin:2.5rem 0 .25rem;font-size:1.125rem}summary{cursor:pointer}p{margin:.25rem 0 .5rem}"
)


def reference(described: dict[str, Any]) -> str:
    """Each address with what it takes and gives, from the OpenAPI description."""
    operations = [
        _operation(method, path, about, described["components"]["schemas"])
        for path, methods in described["paths"].items()
        for method, about in methods.items()
    ]
    info = described["info"]
    lead = "".join(f"<p>{escape(part)}</p>" for part in info["description"].strip().split("\n\n"))
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(info['title'])}</title><style>{_STYLE}</style><h1>{escape(info['title'])}</h1>{lead}"
        f'<p>For programs: <a href="/openapi.json">openapi.json</a>.</p>{"".join(operations)}</html>'
    )


def _operation(method: str, path: str, about: dict[str, Any], schemas: dict[str, Any]) -> str:
    answers = "".join(
        f"<li><code>{code}</code> {escape(answer['description'])}</li>"
        for code, answer in about["responses"].items()
    )
    return (
        f"<h2><code>{method.upper()} {escape(path)}</code></h2><p>{escape(about.get('description', about['summary']))}</p>"
        f"{_body(about.get('requestBody'), schemas)}<details><summary>Answers</summary><ul>{answers}</ul></details>"
    )


def _body(body: dict[str, Any] | None, schemas: dict[str, Any]) -> str:
    """The fields that are sent, each with its type, default and limits."""
    if body is None:
        return ""
    kind, content = next(iter(body["content"].items()))
    name = content["schema"]["$ref"].rsplit("/", 1)[-1]
    fields = json.dumps(schemas[name]["properties"], indent=2, ensure_ascii=False)
    return f"<details><summary>Sent as <code>{escape(kind)}</code></summary><pre>{escape(fields)}</pre></details>"
