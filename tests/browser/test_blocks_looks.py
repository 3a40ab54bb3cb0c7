"""Every block in a real browser: nothing overflows, all can be read, all can be reached."""

import re
from typing import Literal

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.blocks_stage import staged
from tests.browser.chromium import NARROW, SCREENSHOTS, WIDE

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

Scheme = Literal["light", "dark"]
PAGES = ("message", "form")
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
HARD_TO_READ = """() => {
  const rgba = (colour) => {
    const [r, g, b, a = 1] = colour.match(/[\\d.]+/g).map(Number);
    return { parts: [r, g, b], a };
  };
  const light = (parts) => {
    const [r, g, b] = parts.map((one) => {
      const s = one / 255;
      return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const { parts, a } = rgba(getComputedStyle(one).backgroundColor);
      if (a === 1) return parts;
    }
    return [255, 255, 255];
  };
  const ownWords = (element) => [...element.childNodes].some(
    (node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  return [...document.querySelectorAll("main *")].filter(ownWords).flatMap((element) => {
    if (!element.checkVisibility()) return [];
    const [a, b] = [rgba(getComputedStyle(element).color).parts, behind(element)].map(light);
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    return contrast < 4.5 ? [`${element.className} ${element.textContent} ${contrast}`] : [];
  });
}"""
IN_FOCUS = """() => {
  const element = document.activeElement;
  if (element === document.body) return null;
  const owner = element.closest("[data-element], .bk-overflow");
  const shown = getComputedStyle(element);
  const visible = shown.outlineStyle !== "none" && parseFloat(shown.outlineWidth) >= 2;
  return { id: owner?.id ?? "", visible };
}"""
TO_REACH = """() => [...document.querySelectorAll("main [data-element], main .bk-overflow")]
  .filter((one) => one.checkVisibility())
  .map((one) => one.id)"""


async def shoot_whole(page: Page, name: str) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    await page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
async def test_all_blocks_fit_and_can_be_read(
    browser: Browser, name: str, scheme: Scheme, size: tuple[int, int]
) -> None:
    async with staged(browser, name, size=size, scheme=scheme) as page:
        await shoot_whole(page, f"blocks-{name}-{size[0]}-{scheme}")
        assert await page.evaluate(HARD_TO_READ) == []


async def test_the_page_may_ask_for_dark_on_a_light_screen(browser: Browser) -> None:
    colour = "() => getComputedStyle(document.querySelector('.bk-blocks')).color"
    async with staged(browser, "message") as page:
        assert await page.evaluate(colour) == "rgb(29, 28, 29)"
        await page.evaluate("document.documentElement.dataset.theme = 'dark'")
        assert await page.evaluate(colour) == "rgb(209, 210, 211)"
        assert await page.evaluate(HARD_TO_READ) == []
    async with staged(browser, "message", scheme="dark") as page:
        await page.evaluate("document.documentElement.dataset.theme = 'light'")
        assert await page.evaluate(colour) == "rgb(29, 28, 29)"
        assert await page.evaluate(HARD_TO_READ) == []


@pytest.mark.parametrize("name", PAGES)
async def test_every_control_is_reached_with_tab_and_shows_it(browser: Browser, name: str) -> None:
    async with staged(browser, name) as page:
        wanted = set(await page.evaluate(TO_REACH))
        assert len(wanted) > 15
        reached: set[str] = set()
        for _ in range(200):
            await page.keyboard.press("Tab")
            focus = await page.evaluate(IN_FOCUS)
            if focus is None:
                break
            assert focus["visible"], focus
            reached.add(focus["id"])
        assert wanted - reached == set()


async def test_open_menus_stay_on_a_narrow_screen(browser: Browser) -> None:
    async with staged(browser, "message", size=NARROW) as page:
        for number in range(await page.locator("details:is(.bk-picks, .bk-overflow)").count()):
            menu = page.locator("details:is(.bk-picks, .bk-overflow)").nth(number)
            await menu.locator("summary").click()
            panel = menu.locator(".bk-menu")
            await expect(panel).to_have_attribute("style", re.compile("left"))  # it has its place
            box = await panel.bounding_box()
            assert box is not None
            assert box["x"] >= 0, await menu.get_attribute("id")
            assert box["x"] + box["width"] <= NARROW[0], await menu.get_attribute("id")
            if number == 0:
                await page.screenshot(path=SCREENSHOTS / "blocks-menu-390.png")
            await page.keyboard.press("Escape")
