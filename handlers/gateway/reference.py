"""`/docs`: the OpenAPI document as a plain page, with nothing loaded from elsewhere."""

from html import escape
from typing import Any

STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "code{background:#8882;padding:.1em .3em;border-radius:.2em}"
    "section{border-top:1px solid #8885;margin-top:2rem}"
    "@media (prefers-color-scheme:dark){body{background:#111;color:#eee}}"
)


def reference(document: dict[str, Any]) -> str:
    operations = "".join(
        _operation(path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    )
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>Handrail API</title>"
        f"<meta name=viewport content='width=device-width'><style>{STYLE}</style>"
        f"<h1>Handrail API</h1><p>{escape(document['info']['description'])} "
        f"The whole document: <a href=/openapi.json>/openapi.json</a>.</p>{operations}"
    )


def _operation(path: str, method: str, operation: dict[str, Any]) -> str:
    parameters = "".join(
        f"<li><code>{escape(each['name'])}</code> ({escape(each['in'])}) "
        f"{escape(each.get('description') or '')}"
        for each in operation.get("parameters", [])
    )
    answers = "".join(
        f"<li><code>{escape(status)}</code> {escape(answer['description'])}"
        for status, answer in operation["responses"].items()
    )
    return (
        f"<section><h2><code>{method.upper()} {escape(path)}</code></h2>"
        f"<p>{escape(operation.get('description') or '')}</p>"
        f"<ul>{parameters}</ul><h3>Answers</h3><ul>{answers}</ul></section>"
    )
