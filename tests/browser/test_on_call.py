"""A manager sees who is on call, and says who it is from now on, on the workspace's own pages."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.browser.chromium import a_page, shoot
from tests.stories.world import POLICY, World, a_world

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

STAFFED = POLICY.replace(
    "    channel: C0REFUNDS\n",
    "    channel: C0REFUNDS\n    ladder: [{after: 20m, notify: [{rota: evenings}]}]\n",
).replace(
    "queues:\n",
    "rotas:\n  evenings: {timezone: Europe/Berlin, people: [U0BEN, U0ANA]}\nqueues:\n",
    1,
)


@pytest_asyncio.fixture(loop_scope="session")
async def world(tmp_path: Path) -> AsyncGenerator[World]:
    async with a_world(tmp_path, policy=STAFFED) as world:
        yield world


async def test_a_manager_sets_who_is_on_call(world: World, browser: Browser) -> None:
    async with a_page(browser, f"{world.slack.url}/?as=mia&in=C0REFUNDS") as page:
        await page.get_by_role("link", name="Handrail").click()
        await page.get_by_role("link", name="Home").click()
        await expect(page.get_by_role("heading", name="On call")).to_be_visible()
        await shoot(page, "home-on-call")
        await page.get_by_role("button", name="Change who is on call").click()
        form = page.get_by_role("dialog", name="Who is on call")
        await form.get_by_label("They hand over").select_option("2")
        await form.get_by_label("On the clock of").fill("Europe/Berlin")
        await form.get_by_label("On call from now on").select_option("U0ANA")
        await shoot(page, "on-call-form")
        await form.get_by_role("button", name="Set it").click()
        await expect(form).to_be_hidden()
        await expect(page.get_by_text("set by Mia")).to_be_visible()
    schedules = await world.app.store.read(lambda memory: memory.schedules("default"))
    rota = schedules["evenings"].rota
    assert (rota.people, rota.since.weekday()) == (("U0ANA", "U0BEN"), 2)
