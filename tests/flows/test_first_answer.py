"""How long a first answer took, by the clock and in the week: from when people were asked for it."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.flows.cancel import cancel
from bot.flows.customer_says import Said, customer_says
from bot.flows.receipt import receipt
from bot.rules.calendars.week import Window
from bot.rules.clock import ClockKind, ClockStatus
from bot.rules.policy import FhrStart
from tests.flows.conftest import Team
from tests.flows.test_conversation import asked, live, relay, writes
from tests.makers import AGENT, a_judgement, a_queue

FRIDAY = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("start", "minutes"), [(FhrStart.FROM_HANDOFF, 9), (FhrStart.FROM_CUSTOMER, 10)]
)
async def test_asked_for_on_monday_without_anybody_and_again_on_friday_it_took_ten_minutes(
    team: Team, start: FhrStart, minutes: int
) -> None:
    """F51: reopen inflates the first response time. Not the five days since Monday."""
    queue = a_queue(sla={"first_reply": 900.0}, fhr_start=start, timeout=864_000.0)
    team.policy.usual = a_judgement(queue)
    monday = await asked(team)
    team.clock.wind(minutes=5)
    await cancel(team.desk, monday.id, workspace="default", by=AGENT)

    team.clock.wind(seconds=(FRIDAY - team.clock.now()).total_seconds())
    said = Said(id="m-1", text="It is still not here.", at=FRIDAY)
    await customer_says(team.desk, "conv-1", said, workspace="default", by=AGENT)
    team.clock.wind(minutes=1)
    friday = await live(team)
    assert friday.id != monday.id
    team.clock.wind(minutes=8)
    thread = (await team.now(friday)).thread
    assert thread is not None
    await writes(team, "I am looking into it.", root_ts=thread.root_ts)
    words = (await relay(team))[-1]
    team.clock.wind(seconds=57)
    await receipt(team.desk, "conv-1", words.id, workspace="default", delivered=True, detail="")

    clock = (await team.now(friday)).timing.latest(ClockKind.FIRST_REPLY)
    assert clock is not None
    assert clock.satisfied_at == FRIDAY + 10 * MINUTE
    assert (clock.satisfied_at - clock.started_at, clock.status) == (
        minutes * MINUTE,
        ClockStatus.MET,
    )
    week = Window(FRIDAY, FRIDAY + timedelta(days=1))
    facts = await team.desk.store.read(
        lambda memory: memory.facts("default", week, queue=None, now=week.end)
    )
    (from_customer,), (from_handoff,) = facts.times.to_human.values, facts.times.from_handoff.values
    assert (from_customer.value, from_handoff.value) == (600.0, 540.0), "by both, whatever counts"
