"""Pages for people: the reference made from the OpenAPI document, and what each problem means."""

import base64
import hashlib
from html import escape
from typing import Any

from fastapi import APIRouter
from starlette.responses import HTMLResponse, Response

from bot.errors import NotFound
from bot.rules.weekly.definitions import MEANINGS
from bot.rules.weekly.digest import DEFINITIONS
from handlers.gateway.contract import problems
from handlers.gateway.problems import KINDS, Kind

STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "code{background:#8882;padding:.1em .3em;border-radius:.2em}"
    "section{border-top:1px solid #8885;margin-top:2rem}table{border-collapse:collapse}"
    "td,th{text-align:left;vertical-align:top;padding:.2rem 1rem .2rem 0}"
    "@media (prefers-color-scheme:dark){body{background:#111;color:#eee}a{color:#9cf}}"
)
_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_HASH}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def problem_pages() -> APIRouter:
    router = APIRouter(tags=["operations"])

    async def get_problem(slug: str) -> Response:
        """What a problem's `type` means and what to do about it."""
        if slug not in KINDS:
            raise NotFound("There is no problem of this name.")
        return as_page(KINDS[slug].title, _problem(KINDS[slug]))

    router.add_api_route(
        "/problems/{slug}",
        get_problem,
        methods=["GET"],
        operation_id="get_problem",
        response_class=HTMLResponse,
        responses=problems("not-found", "bad-input"),
    )
    return router


def definition_page() -> APIRouter:
    router = APIRouter(tags=["reports"])
    rows = "".join(
        f"<dt><b>{escape(each)}</b><dd>{escape(words)}" for each, words in MEANINGS.items()
    )

    async def get_definitions() -> Response:
        """What the figures of the weekly digest mean, for whoever reads one."""
        return as_page("What each figure means", f"<dl>{rows}</dl>")

    router.add_api_route(
        DEFINITIONS,
        get_definitions,
        methods=["GET"],
        operation_id="get_definitions",
        response_class=HTMLResponse,
    )
    return router


def as_page(title: str, body: str) -> Response:
    return HTMLResponse(
        f"<!doctype html><html lang=en><meta charset=utf-8><title>{escape(title)}</title>"
        f"<meta name=viewport content='width=device-width'><style>{STYLE}</style>"
        f"<h1>{escape(title)}</h1>{body}",
        headers=HEADERS,
    )


def reference(document: dict[str, Any]) -> Response:
    """One section an operation, one table a schema; nothing is loaded from elsewhere."""
    operations = "".join(
        _operation(path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    )
    schemas = "".join(
        _schema(name, schema) for name, schema in document["components"]["schemas"].items()
    )
    words = f"<p>{escape(document['info']['description'])} The same for machines: "
    link = "<a href=/openapi.json>/openapi.json</a>.</p>"
    return as_page("Handrail API", words + link + operations + schemas)


def _problem(kind: Kind) -> str:
    words = escape(kind.advice)
    return f"<p>{words}</p><p>Status <code>{kind.status}</code>. <a href=/docs>The API</a></p>"


def _operation(path: str, method: str, operation: dict[str, Any]) -> str:
    scopes = [scope for each in operation.get("security", []) for scope in each["key"]]
    needs = f"<p>Needs the scope <code>{escape(scopes[0])}</code>.</p>" if scopes else ""
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    sent = f"<p>Body: {_type(body['schema'])}</p>" if body else ""
    parameters = _table(
        (each["name"], escape(each["in"]), escape(each.get("description", "")))
        for each in operation.get("parameters", [])
    )
    answers = _table(
        (status, _answer(answer), escape(answer["description"]))
        for status, answer in operation["responses"].items()
    )
    return (
        f"<section><h2><code>{method.upper()} {escape(path)}</code></h2>"
        f"<p>{escape(operation.get('description', ''))}</p>{needs}{sent}{parameters}{answers}"
        "</section>"
    )


def _schema(name: str, schema: dict[str, Any]) -> str:
    required = schema.get("required", [])
    rows = _table(
        (
            field,
            _type(each) + ("" if field in required else ", optional"),
            escape(each.get("description", "")),
        )
        for field, each in schema.get("properties", {}).items()
    )
    words = escape(schema.get("description", ""))
    values = escape(", ".join(map(str, schema.get("enum", []))))
    return (
        f"<section id={escape(name)}><h3>{escape(name)}</h3><p>{words}{values}</p>{rows}</section>"
    )


def _answer(answer: dict[str, Any]) -> str:
    return ", ".join(
        _type(content["schema"]) for content in answer.get("content", {}).values() if content
    )


def _type(schema: dict[str, Any]) -> str:
    if ref := schema.get("$ref"):
        name = escape(ref.rpartition("/")[2])
        return f"<a href='#{name}'>{name}</a>"
    if choices := schema.get("anyOf"):
        return " or ".join(map(_type, choices))
    if values := schema.get("enum"):
        return " or ".join(f"<code>{escape(str(value))}</code>" for value in values)
    of = f" of {_type(schema['items'])}" if "items" in schema else ""
    return escape(str(schema.get("const", schema.get("type", "anything")))) + of


def _table(rows: Any) -> str:
    lines = "".join(
        f"<tr><th><code>{escape(name)}</code><td>{kind}<td>{words}" for name, kind, words in rows
    )
    return f"<table>{lines}</table>" if lines else ""
