"""The week's page in a real browser: read on a telephone and a desk, by day and by night."""

from collections.abc import AsyncGenerator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from bot.rules.weekly.digest import digest
from handlers.gateway.list_page import ESCALATIONS
from handlers.reports.listing import Entry, Listing, as_list
from handlers.reports.page import SECURITY, as_page, within
from handlers.reports.pictures import Pictures
from sandbox.hosting import Hosted
from tests.browser.chromium import NARROW, SCREENSHOTS, WIDE, a_page, nameless
from tests.browser.contrast import faint_words
from tests.handlers.a_week import HOSTILE, LOAD, a_report

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def week() -> AsyncGenerator[str]:
    """The page's address, served as the gateway serves it."""
    report = a_report(queue=HOSTILE, load=LOAD)
    pictures = [within(each) for each in await Pictures().of(report)]
    page = as_page(digest(report), pictures)

    async def answer(_: Request) -> HTMLResponse:
        return HTMLResponse(page, headers={"Content-Security-Policy": SECURITY})

    async with Hosted(Starlette(routes=[Route("/", answer)]), lifespan="off") as host:
        yield host.url


THIS_WEEK_IS_SEEN = """[...document.images].every(
    (one) => one.getBoundingClientRect().right <= innerWidth)"""
"""It stands last in a picture that may be wider than the screen."""
TABLES_FIT = """[...document.querySelectorAll("table")].every(
    (one) => one.getBoundingClientRect().right <= innerWidth)"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["telephone", "desk"])
async def test_the_week_is_read_anywhere(
    browser: Browser, week: str, size: tuple[int, int], scheme: str
) -> None:
    async with a_page(browser, week, size=size, scheme=scheme) as page:  # type: ignore[arg-type]
        await expect(page.get_by_role("heading", level=1)).to_contain_text(HOSTILE)
        await expect(page.get_by_role("img")).to_have_count(2)
        drawn = "[...document.images].every((one) => one.complete && one.naturalWidth > 0)"
        assert await page.evaluate(drawn)
        shown = await page.evaluate("document.images[0].currentSrc")
        other = await page.evaluate("document.images[0].src")
        assert (shown == other) is (scheme == "light")
        assert await nameless(page) == []
        assert await faint_words(page) == []
        assert await page.evaluate(THIS_WEEK_IS_SEEN)
        assert await page.evaluate(TABLES_FIT)
        name = f"week-{'wide' if size == WIDE else 'narrow'}-{scheme}"
        SCREENSHOTS.mkdir(exist_ok=True)
        await page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)


ENTRIES = tuple(
    Entry(
        id=f"esc_{number}",
        cells=(
            *("2026-11-16 09:00", HOSTILE, "approval", "low confidence", "approved"),
            "2026-11-16 09:12",
        ),
        card=card,
    )
    for number, card in enumerate(("https://slack.example/p1", "javascript:alert(1)", ""))
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_list_behind_a_figure_is_read_on_a_telephone_too(
    browser: Browser, scheme: str
) -> None:
    listing = Listing(
        title="Escalations",
        columns=ESCALATIONS,
        entries=ENTRIES,
        asked=[("queue", HOSTILE)],
        in_all=1_203,
        times=1_240,
        more="?cursor=abc",
    )
    shown = as_list(listing)

    async def answer(_: Request) -> HTMLResponse:
        return HTMLResponse(shown, headers={"Content-Security-Policy": SECURITY})

    async with (
        Hosted(Starlette(routes=[Route("/", answer)]), lifespan="off") as host,
        a_page(browser, host.url, size=NARROW, scheme=scheme) as page,  # type: ignore[arg-type]
    ):
        await expect(page.get_by_role("row")).to_have_count(4)
        await expect(page.get_by_role("link")).to_have_count(2)
        await expect(page.get_by_role("link", name="in Slack")).to_have_attribute(
            "href", "https://slack.example/p1"
        )
        assert await nameless(page) == []
        assert await faint_words(page) == []
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        SCREENSHOTS.mkdir(exist_ok=True)
        await page.screenshot(path=SCREENSHOTS / f"list-narrow-{scheme}.png", full_page=True)
