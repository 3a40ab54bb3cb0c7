"""The system's Chromium, a page in it whose every mistake is noticed, and where pictures go."""

import os
import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

SCREENSHOTS = Path(__file__).parents[2] / "screenshots"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
APPS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
PATIENCE = 15_000  # milliseconds: a machine may be busy, a promise is still kept
WIDE, NARROW = (1440, 900), (390, 844)

expect.set_options(timeout=PATIENCE)


def executable() -> str:
    found = [shutil.which(name) for name in NAMES] + [app for app in APPS if Path(app).exists()]
    chosen = next((path for path in found if path), None)
    if chosen is None:
        pytest.skip("there is no Chromium here; scripts/chromium says how to get it")
    return chosen


@asynccontextmanager
async def a_chromium() -> AsyncGenerator[Browser]:
    as_root = ["--no-sandbox"] if hasattr(os, "getuid") and os.getuid() == 0 else []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable(), args=as_root)
        yield browser
        await browser.close()


@asynccontextmanager
async def a_page(
    browser: Browser,
    url: str,
    *,
    size: tuple[int, int] = WIDE,
    scheme: Literal["light", "dark"] = "light",
    forgiving: str = "",
) -> AsyncGenerator[Page]:
    """Its own session. At the end nothing may have gone wrong in it, nor reached beyond it.

    What is `forgiving` in the browser's complaints is what the test brings about on purpose.
    """
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme=scheme
    )
    async with context:
        context.set_default_timeout(PATIENCE)
        page, wrong = await context.new_page(), list[str]()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.on("request", lambda one: None if is_local(one.url) else wrong.append(one.url))
        await page.goto(url)
        yield page
        assert [each for each in wrong if not forgiving or forgiving not in each] == []
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def is_local(url: str) -> bool:
    return url.startswith(("http://127.0.0.1:", "data:"))


async def nameless(page: Page) -> list[str]:
    """Controls that a screen reader has no words for."""
    return await page.evaluate("""() => [...document.querySelectorAll("button, input, select, textarea, a")]
        .filter((one) => one.checkVisibility())
        .filter((one) => !(one.ariaLabel || one.labels?.length || one.textContent.trim()))
        .map((one) => one.outerHTML)""")


async def shoot(page: Page, name: str) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    await page.screenshot(path=SCREENSHOTS / f"{name}.png")
