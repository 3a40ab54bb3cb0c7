"""Much falls due at once: what the room and each person hear, and that everything is told."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.flows.cancel import cancel
from bot.flows.claim import claim
from bot.flows.deliver import ROOT_GONE
from bot.flows.on_time import on_time
from bot.rules.budget import Budget, Limits
from bot.rules.delivery import Delivery, Failed
from bot.rules.escalation import Escalation, Thread
from bot.rules.opening import open_escalation
from bot.rules.policy import Priority
from tests.flows.conftest import Team
from tests.makers import AGENT, a_judgement, a_queue, a_refund

HALF_AN_HOUR = {"sla": {"decision": 1800.0}, "timeout": 864_000.0}


async def open_many(team: Team, count: int, **queue: Any) -> list[Escalation]:
    team.policy.usual = a_judgement(a_queue(**{**HALF_AN_HOUR, **queue}))
    team.policy.calls_per_hour = Limits(person=9, channel=9)
    opened = [await team.ask(a_refund(f"t-{n}", amount=float(n))) for n in range(count)]
    await team.drain()
    return opened


async def open_at_once(team: Team, count: int) -> None:
    """Their cards hang already."""
    judgement = a_judgement(a_queue(**HALF_AN_HOUR))
    now = team.clock.now()

    def record(memory: Any) -> None:
        for number in range(count):
            turn = a_refund(f"t-{number}", conversation_id=f"conv-{number}")
            id = f"esc_{number:04}"
            opened = open_escalation(turn, judgement, id=id, workspace="default", now=now)
            memory.add(opened, turn=turn)
            memory.link_thread(
                id, Thread(team="T0", channel="C0REFUNDS", root_ts=f"{number}.0", posted_at=now)
            )

    await team.desk.store.write(record)


async def heard(team: Team, **by: float) -> list[Delivery]:
    """What is sent in this time that calls people."""
    sent: list[Delivery] = []
    send = team.room.send

    async def listening(delivery: Delivery, card: Any) -> Any:
        if delivery.payload.get("mention") or delivery.kind in ("direct", "notice", "note"):
            sent.append(delivery)
        return await send(delivery, card)

    team.room.send = listening  # type: ignore[method-assign]
    team.clock.wind(**by)
    await on_time(team.desk)
    await team.drain()
    team.room.send = send  # type: ignore[method-assign]
    return sent


def told(sent: list[Delivery]) -> set[str]:
    """The escalations that these messages are about, each by its link in a list or its thread."""
    return {each.escalation_id for each in sent if "list" not in each.payload}


async def test_many_that_break_together_are_few_messages_and_each_is_told(team: Team) -> None:
    """F63: storms."""
    await open_at_once(team, 75)
    team.policy.calls_per_hour = Limits(person=30, channel=30)
    sent = await heard(team, minutes=31)
    assert len(sent) == 22
    alone = [each for each in sent if "list" not in each.payload]
    listed = [line for each in sent for line in each.payload.get("list", [])]
    assert (len(alone), len(alone) + len(listed)) == (20, 75)
    assert all(each.payload["mention"] == [{"usergroup": "S0REFUNDS"}] for each in sent)


async def test_who_is_called_with_their_user_group_is_called_no_more_often_by_that(
    team: Team,
) -> None:
    """F63: storms. What their group's people have no room for waits in the channel's list, and
    that rings nobody either who has heard enough.
    """
    await open_many(team, 12)
    team.policy.calls_per_hour = Limits(person=6, channel=900)
    sent = await heard(team, minutes=31)
    rung = [each for each in sent if each.payload.get("mention") == [{"usergroup": "S0REFUNDS"}]]
    (listed,) = (each for each in sent if "list" in each.payload)
    assert (len(sent), len(rung), len(listed.payload["list"])) == (5, 5, 8)


async def test_one_of_a_user_group_who_heard_enough_is_left_out_and_the_others_are_called(
    team: Team,
) -> None:
    await open_many(team, 5)
    team.policy.calls_per_hour = Limits(person=6, channel=900)
    now = team.clock.now() + timedelta(minutes=31)
    busy = Budget(spent=(now,) * 4)
    await team.desk.store.write(lambda memory: busied(memory, "U0ANA", busy))
    sent = await heard(team, minutes=31)
    alone = [each for each in sent if each.kind == "note"]
    assert [each.payload["mention"] for each in alone[:4]] == [[{"user": "U0BEN"}]] * 4
    (hers,) = (each for each in sent if each.kind == "direct")
    assert (hers.payload["user"], len(hers.payload["list"])) == ("U0ANA", 4)


def busied(memory: Any, whose: str, budget: Budget) -> None:
    memory.budget(whose)
    memory.save_budget(whose, budget)


async def test_the_most_urgent_are_told_by_themselves_and_the_rest_in_a_list(team: Team) -> None:
    opened = await open_many(team, 10)
    for each in opened[-6:]:
        await to_urgent(team, each)
    sent = await heard(team, minutes=31)
    assert told(sent) == {each.id for each in opened[-6:]}
    (listed,) = (each for each in sent if "list" in each.payload)
    assert len(listed.payload["list"]) == 4
    assert listed.payload["title"].startswith("4 more wait")


async def to_urgent(team: Team, escalation: Escalation) -> None:
    def record(memory: Any) -> None:
        was = memory.escalation(escalation.id)
        urgent = replace(was, priority=Priority.URGENT, version=was.version + 1)
        memory.save(urgent, was=was, change="priority", at=team.clock.now())

    await team.desk.store.write(record)


async def test_what_is_closed_or_taken_while_it_waits_for_a_list_is_not_told(team: Team) -> None:
    await open_many(team, 8)
    team.clock.wind(minutes=5)
    more = [await team.ask(a_refund(f"u-{n}", amount=1000.0 + n)) for n in range(3)]
    await team.drain()
    assert len(await heard(team, minutes=25, seconds=1)) == 7
    assert await heard(team, minutes=5) == [], "the last list is five minutes old"
    await cancel(team.desk, more[0].id, workspace="default", by=AGENT)
    await claim(team.desk, team.press(more[1]))
    await team.drain()
    (listed,) = await heard(team, minutes=5)
    assert listed.payload["title"].startswith("1 more waits")
    assert listed.escalation_id == more[2].id


async def test_who_has_all_of_it_is_told_alone_what_else_waits(team: Team) -> None:
    opened = await open_many(team, 6, sla={"decision": 600.0})
    team.policy.calls_per_hour = Limits(person=6, channel=900)
    for each in opened:
        await claim(team.desk, team.press(each))
        await team.drain()
    sent = await heard(team, minutes=11)
    mentions = [each for each in sent if each.payload.get("mention") == [{"user": "U0ANA"}]]
    assert len(mentions) == 4
    (alone,) = (each for each in sent if "list" in each.payload)
    assert (alone.kind, alone.payload["user"], len(alone.payload["list"])) == ("direct", "U0ANA", 2)


async def test_a_call_whose_card_was_deleted_is_made_once_below_the_new_one(team: Team) -> None:
    """F24: it waits in line behind the card, and is not tried until that is there."""
    await open_many(team, 1)
    before = len(team.room.seen)
    team.room.answers = [Failed(error=ROOT_GONE, final=True), Failed(error="not now")]
    await heard(team, minutes=31)
    assert "note: Nobody has decided in time." not in team.room.seen
    await heard(team, seconds=2)
    posts = [each for each in team.room.seen[before:] if not each.startswith("redrawn")]
    assert posts == ["card as pending", "note: Nobody has decided in time."]


async def test_what_was_written_down_before_a_crash_is_called_after_it(team: Team) -> None:
    """The tick died between the change and the call."""
    await open_many(team, 1)
    team.clock.wind(minutes=31)
    desk = replace(team.desk, store=DiesBeforeCalling(team.desk.store))
    with pytest.raises(ConnectionError):
        await on_time(desk)
    assert len(await heard(team, seconds=1)) == 1
    assert await heard(team, seconds=1) == []


class DiesBeforeCalling:
    """A store behind which the process goes as soon as it has asked what is due."""

    def __init__(self, store: Any) -> None:
        self._store, self._asked = store, False
        self.write = store.write

    async def read(self, work: Any) -> Any:
        if self._asked:
            raise ConnectionError
        self._asked = True
        return await self._store.read(work)
