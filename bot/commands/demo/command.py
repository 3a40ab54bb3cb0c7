"""`handrail demo`: the desk, a Slack workspace in a box and a support agent, in one command."""

import asyncio
from contextlib import suppress
from itertools import chain, cycle, repeat
from typing import Annotated

import typer
from rich.progress import track

from bot.commands.console import give_up, out, run
from bot.commands.demo.arrivals import arrive
from bot.commands.demo.history import Past
from bot.commands.demo.house import House, open_house
from bot.commands.demo.scripts import DAY
from bot.commands.demo.stage import Broken
from bot.commands.demo.story import tell_story
from bot.flows.post_digests import post_digests
from bot.logs import set_up_logs

AT_FIRST, BETWEEN_CUSTOMERS = 0.5, 6.0  # seconds
WEEKS = 8


def demo(
    headless: Annotated[
        bool, typer.Option("--headless", help="Play a whole story by itself and check it.")
    ] = False,
    with_history: Annotated[
        bool, typer.Option("--with-history", help="Begin with eight plausible past weeks.")
    ] = False,
    port: Annotated[int, typer.Option(help="The gateway's port.")] = 8080,
    sandbox_port: Annotated[int, typer.Option(help="The workspace's port.")] = 4004,
    customer_port: Annotated[int, typer.Option(help="The customer's page's port.")] = 4005,
) -> None:
    """Run the desk against a Slack workspace in a box, with customers arriving. Ctrl-C ends it."""
    set_up_logs("ERROR")
    if headless and with_history:
        give_up("--headless plays a story of its own: leave out --with-history.", 2)
    weeks = WEEKS if with_history else 0
    try:
        run(_headless() if headless else _open(weeks, port, sandbox_port, customer_port))
    except Broken as broken:
        give_up(f"A promise is broken: {broken}")
    except OSError as error:
        give_up(
            f"{error.strerror or error}. Is something else on port {port}, {sandbox_port} or "
            f"{customer_port}? Use --port, --sandbox-port and --customer-port."
        )


async def _headless() -> None:
    async with open_house() as house:
        await tell_story(house, out)


async def _open(weeks: int, port: int, sandbox_port: int, customer_port: int) -> None:
    ports = {"port": port, "sandbox_port": sandbox_port, "customer_port": customer_port}
    async with open_house(**ports) as house:
        await live_through(house, weeks)
        out.print(f"The gateway: {house.url} (its reference: {house.url}/docs)")
        out.print(f"Open the Slack workspace: {house.workspace.url} (you are Ana, a reviewer)")
        out.print(f"What it and the desk say: {house.workspace.url}/inspector (and its bad days)")
        out.print(f"The customer's page: {house.chat_url} (write to the shop's agent)")
        out.print(
            "A key for your own first turn, and the password of lists that a digest leads to:"
        )
        print(house.key, flush=True)
        out.print(
            "Customers are arriving; what needs a person waits in the workspace. Ctrl-C ends."
        )
        with suppress(asyncio.CancelledError):
            await _customers(house)


async def live_through(house: House, weeks: int) -> None:
    """At the end of it the last week's digest is there, whatever day it is."""
    if not weeks:
        return
    past = Past(house.app.desk, house.agent, house.workspace, house.clock)
    with house.without_digests():
        await past.remember(weeks)
        for moment in track(past.days(), f"Living through the last of {weeks} weeks"):
            await past.live(moment)
        await past.leave_one_waiting()
        house.clock.be_on_time()
    await post_digests(house.app.desk)


async def _customers(house: House) -> None:
    """The first ones at once, so that there is something to see; then one now and then."""
    pauses = chain(repeat(AT_FIRST, len(DAY)), repeat(BETWEEN_CUSTOMERS))
    await arrive(cycle(DAY), house.agent.converse, pause=lambda: asyncio.sleep(next(pauses)))
