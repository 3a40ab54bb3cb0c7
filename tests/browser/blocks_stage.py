"""A page with every block on it, under the strictest policy, that writes down what people do."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Literal

from markupsafe import Markup
from playwright.async_api import Browser, Locator, Page, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from sandbox.hosting import Hosted
from sandbox.pages.draw import blocks, view
from tests.browser.chromium import WIDE, a_page
from tests.sandbox.kitchen_sink import (
    BERLIN,
    BEYOND,
    COLORS,
    FORM,
    MESSAGE,
    SURE,
    actions,
    button,
    element,
    field,
    option,
)

STATIC = Path(__file__).parents[2] / "sandbox/pages/static"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:"
SCRIPT = """
import { valuesOf, wire } from "/static/blocks.js";
const found = (typed) => ["Order 7", "Order 71", "Invoice 8"]
  .filter((name) => name.toLowerCase().startsWith(typed.toLowerCase()))
  .map((name) => ({ text: { type: "plain_text", text: name }, value: name.toLowerCase() }));
window.acted = [];
window.valuesOf = () => valuesOf(document.querySelector("main"));
wire(
  document.querySelector("main"),
  ({ control, ...rest }) => {
    document.documentElement.dataset.acted = window.acted.push(rest);
    return window.waiting;
  },
  ({ typed }) => Promise.resolve({ options: found(typed) }),
);
document.documentElement.dataset.ready = "yes";
"""
STYLE = "body { margin: 16px; background: var(--bk-page); }"
PAGE = Markup(
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Blocks</title>'
    '<meta name="viewport" content="width=device-width">'
    '<link rel="icon" href="data:,"><link rel="stylesheet" href="/static/blocks.css">'
    '<link rel="stylesheet" href="/stage.css"><main>{}</main>'
    '<script type="module" src="/stage.js"></script></html>'
)
ASKING = [
    actions(
        element("static_select", options=[option("One"), option("Two")], confirm=SURE),
        element("checkboxes", options=[option("Ada"), option("Bo")], confirm=SURE),
        element("overflow", options=[option("Delete")], confirm=SURE),
        button("Docs", url="https://example.com/docs", confirm=SURE),
    )
]
EAGER = {"trigger_actions_on": ["on_character_entered"]}
TELLING = [
    field(label, given, block_id=label.lower(), dispatch_action=True)
    for label, given in (
        ("Entered", element("plain_text_input")),
        ("Lines", element("plain_text_input", multiline=True)),
        ("Each", element("plain_text_input", dispatch_action_config=EAGER)),
        ("Two", element("multi_static_select", options=COLORS, max_selected_items=2)),
        ("Order", element("external_select", min_query_length=0)),
    )
]
SHOWN = {
    "message": blocks([*MESSAGE, *BEYOND], BERLIN, of="m"),
    "telling": view({"type": "modal", "blocks": TELLING}, BERLIN, of="t"),
    "asking": blocks(ASKING, BERLIN, of="a"),
    "form": view(FORM, BERLIN, of="f", errors={"b_number_input": "It must be less than 500."}),
}


async def _page(request: Request) -> Response:
    html = PAGE.format(SHOWN[request.path_params["name"]])
    headers = {"Content-Security-Policy": POLICY}
    return Response(html, media_type="text/html", headers=headers)


async def _script(request: Request) -> Response:
    return Response(SCRIPT, media_type="text/javascript")


async def _style(request: Request) -> Response:
    return Response(STYLE, media_type="text/css")


STAGE = Starlette(
    routes=[
        Route("/stage.js", _script),
        Route("/stage.css", _style),
        Mount("/static", StaticFiles(directory=STATIC)),
        Route("/{name}", _page),
    ]
)


@asynccontextmanager
async def staged(
    browser: Browser,
    name: str,
    *,
    size: tuple[int, int] = WIDE,
    scheme: Literal["light", "dark"] = "light",
) -> AsyncGenerator[Page]:
    async with (
        Hosted(STAGE) as host,
        a_page(browser, f"{host.url}/{name}", size=size, scheme=scheme) as page,
    ):
        await page.wait_for_selector("html[data-ready]")
        yield page


async def acted(page: Page) -> list[dict[str, Any]]:
    return await page.evaluate("window.acted")


async def told(page: Page, count: int = 1) -> dict[str, Any]:
    """The last of so many acts, once they have happened."""
    await expect(page.locator("html")).to_have_attribute("data-acted", str(count))
    return (await acted(page))[-1]


async def values(page: Page) -> dict[str, dict[str, Any]]:
    return await page.evaluate("window.valuesOf()")


def by_action(page: Page, action_id: str) -> Locator:
    return page.locator(f"[data-action-id='{action_id}']").first
