"""A week's digest goes out by mail: once, to a real mail server, in spite of its bad days."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from bot.flows.deliver import deliver
from bot.flows.post_digests import post_digests
from bot.ports import Desk
from bot.rules.delivery import Delivery, DeliveryState
from bot.rules.edition import Edition, Schedule
from handlers.mail.outlet import MailOutlet
from tests.flows.conftest import Team
from tests.makers import WindUpClock, a_refund
from tests.post_office import HANG_UP, PostOffice, a_post_office

MIA = "mia@example.com"
REFUNDS = Edition(queue="refunds", zone="UTC", schedule=Schedule(), to=(MIA,))


@asynccontextmanager
async def mailing(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> AsyncGenerator[tuple[PostOffice, Desk]]:
    """A desk that owes Mia last week's digest; nothing is drawn, as that is not the point."""
    monkeypatch.setattr("handlers.reports.studio.sys.executable", "/bin/false")
    team.policy.editions = (REFUNDS,)
    await team.ask(a_refund())
    await team.drain()
    team.clock.wind(days=7, minutes=1)
    async with a_post_office() as (office, server):
        outlet = MailOutlet(server, sender="handrail@example.com", clock=team.clock)
        desk = replace(team.desk, mail=outlet)
        assert await post_digests(desk) == 1
        yield office, desk


async def sent(desk: Desk) -> Delivery:
    delivery = await deliver(desk, "courier")
    assert delivery is not None
    return delivery


async def test_it_comes_once_in_words_and_as_a_page(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with mailing(team, monkeypatch) as (office, desk):
        delivery = await sent(desk)
        assert delivery.state is DeliveryState.SENT
        assert await deliver(desk, "courier") is None
        assert await post_digests(desk) == 0
    (letter,) = office.letters
    assert letter["To"] == MIA
    assert letter["Message-ID"] == f"<{delivery.id}@example.com>"
    assert letter["Subject"].startswith("Escalations, refunds, week 47")
    text, page = letter.get_body(("plain",)), letter.get_body(("html",))
    assert text is not None
    assert page is not None
    assert "1 escalation" in text.get_content()
    assert "1 escalation" in page.get_content()


async def test_a_server_that_is_busy_is_asked_again_later(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with mailing(team, monkeypatch) as (office, desk):
        office.says["DATA"] = "451 Try later"
        assert (await sent(desk)).state is DeliveryState.PENDING
        assert await deliver(desk, "courier") is None
        office.says.clear()
        team.clock.wind(seconds=7)
        assert (await sent(desk)).state is DeliveryState.SENT
    assert len(office.letters) == 1


async def test_an_address_that_is_gone_is_given_up_and_can_be_sent_again(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with mailing(team, monkeypatch) as (office, desk):
        office.says["RCPT"] = "550 Nobody of that name"
        dead = await sent(desk)
        assert (dead.state, dead.last_error) == (
            DeliveryState.DEAD,
            "the mail server refuses the address (550)",
        )
        office.says.clear()
        await desk.store.write(lambda memory: memory.redrive(dead.id, desk.clock.now()))
        assert (await sent(desk)).state is DeliveryState.SENT
    assert [letter["To"] for letter in office.letters] == [MIA]


async def test_a_lost_answer_makes_the_same_letter_twice_and_not_two(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with mailing(team, monkeypatch) as (office, desk):
        office.says["DATA"] = HANG_UP
        assert (await sent(desk)).state is DeliveryState.PENDING
        office.says.clear()
        team.clock.wind(seconds=7)
        assert (await sent(desk)).state is DeliveryState.SENT
    first, second = (letter["Message-ID"] for letter in office.letters)
    assert first == second


async def test_without_a_mail_server_it_waits_where_operators_look(
    team: Team, clock: WindUpClock
) -> None:
    team.policy.editions = (REFUNDS,)
    await team.ask(a_refund())
    await team.drain()
    clock.wind(days=7, minutes=1)
    await post_digests(team.desk)
    await team.drain()
    (dead,) = await team.desk.store.read(lambda memory: memory.dead())
    assert dead.last_error == "no mail server is set (HANDRAIL_SMTP_HOST)"
