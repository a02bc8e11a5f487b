"""The API's own description as a page that needs nothing from elsewhere."""

from __future__ import annotations

import json
from typing import Any

from firsthand.templates import fill


def reference(described: dict[str, Any]) -> str:
    """Each address with what it takes and gives, from the OpenAPI description."""
    schemas = described["components"]["schemas"]
    operations = [
        {
            "method": method.upper(),
            "path": path,
            "about": operation.get("description", operation["summary"]),
            "sent": _body(operation.get("requestBody"), schemas),
            "answers": operation["responses"],
        }
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    ]
    return fill("rag/server/reference.html", info=described["info"], operations=operations)


def _body(body: dict[str, Any] | None, schemas: dict[str, Any]) -> dict[str, str] | None:
    """The fields that are sent, each with its type, default and limits."""
    if body is None:
        return None
    kind, content = next(iter(body["content"].items()))
    name = content["schema"]["$ref"].rsplit("/", 1)[-1]
    return {"kind": kind, "fields": json.dumps(schemas[name]["properties"], indent=2, ensure_ascii=False)}
