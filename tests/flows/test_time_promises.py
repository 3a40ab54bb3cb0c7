"""What people were promised and what is owed, lived through on a whole desk."""

from collections.abc import Awaitable, Callable

import pytest

from bot.flows.decide import decide
from bot.flows.hand_back import resolve
from bot.flows.keep import wait_elsewhere
from bot.flows.on_time import on_time
from bot.flows.open_list import post_open_lists
from bot.flows.receipt import handed, receipt
from bot.flows.take_over import take_over
from bot.ports import Change
from bot.rules.approvers import Person, Standing
from bot.rules.clock import ClockKind
from bot.rules.decision import Approve
from bot.rules.escalation import Escalation
from bot.rules.policy import Verdict
from bot.rules.status import Status
from tests.flows.conftest import Team
from tests.flows.test_conversation import asked, live, relay, ts, writes
from tests.flows.test_waiting import says, the
from tests.makers import a_judgement, a_queue, a_refund

SLA = {"claim": 600.0, "first_reply": 3600.0, "next_reply": 60.0, "resolution": 36_000.0}
LADDER = ({"after": 900.0, "notify": [{"usergroup": "S0LEADS"}]},)
ROBOT = Person(team="T0SANDBOX", user="U0ROBOT", name="Robot", standing=Standing.BOT)
Writes = Callable[[Team], Awaitable[object]]


def promise(team: Team, **queue: object) -> None:
    promised = a_queue(
        **{"sla": SLA, "remind_at": (0.5,), "ladder": LADDER, "timeout": 86_400.0, **queue}
    )
    team.policy.usual = a_judgement(promised, verdict=Verdict.HANDOFF)
    team.policy.queues = {promised.name: promised}


async def changes_of(team: Team, escalation: Escalation) -> list[Change]:
    return list(await team.desk.store.read(lambda memory: memory.changes(escalation.id, 0)))


async def time_passes(team: Team, days: int) -> None:
    """A look every six hours, with all that time does by itself."""
    for _ in range(4 * days):
        team.clock.wind(hours=6)
        await on_time(team.desk)
        await post_open_lists(team.desk)
        await team.drain()


@pytest.mark.parametrize("message", ["A person, please.", ""])
async def test_whoever_is_handed_off_has_their_clocks_in_the_same_commit(
    team: Team, message: str
) -> None:
    """F50: with words of the customer that wait, and without."""
    promise(team)
    escalation = await asked(team, message)
    first, *_ = await changes_of(team, escalation)
    begun = {each.kind: each.started_at for each in first.escalation.timing.clocks}
    kinds = (ClockKind.NOTIFY, ClockKind.CLAIM, ClockKind.FIRST_REPLY, ClockKind.RESOLUTION)
    assert begun == dict.fromkeys(kinds, escalation.created_at)


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(lambda team: writes(team, "I know this one.", user="U0BEN"), id="colleague"),
        pytest.param(lambda team: writes(team, "Beep.", user="U0ROBOT"), id="bot"),
        pytest.param(lambda team: writes(team, "Who?", user="U0NOBODY"), id="stranger"),
        pytest.param(lambda team: writes(team, "note: ask the bank"), id="owner's note"),
        pytest.param(lambda team: says(team, "m-2", "Hello?"), id="customer"),
        pytest.param(lambda team: writes(team, "On its way."), id="owner, not delivered"),
    ],
)
async def test_only_a_persons_public_words_that_arrived_are_an_answer(
    team: Team, words: Writes
) -> None:
    """F49: each kind of author, inside and outside; notices went to the customer before."""
    promise(team)
    team.directory.people["U0ROBOT"] = ROBOT
    escalation = await live(team)
    await words(team)
    waiting = [item for item in await relay(team) if item.author]
    await team.drain()
    now_is = await team.now(escalation)
    assert the(now_is, ClockKind.FIRST_REPLY).status == "running"
    assert now_is.timing.answered_at is None

    if not waiting:
        await writes(team, "Here is your money.")
        waiting = [item for item in await relay(team) if item.author]
    await receipt(
        team.desk, "conv-1", waiting[-1].id, workspace="default", delivered=True, detail=""
    )
    assert the(await team.now(escalation), ClockKind.FIRST_REPLY).status == "met"


async def test_what_is_resolved_says_nothing_more_for_a_month(team: Team) -> None:
    """F52: reminders, ladder, lease and lists, of a conversation that is closed."""
    promise(team)
    conversation = await live(team)
    await writes(team, "Your money is on its way.")
    for item in await relay(team):
        await receipt(team.desk, "conv-1", item.id, workspace="default", delivered=True, detail="")
    await is_resolved(team, conversation)
    await team.drain()
    seen, version = list(team.room.seen), (await team.now(conversation)).version
    await time_passes(team, days=30)
    assert team.room.seen == seen
    assert (await team.now(conversation)).version == version


async def test_what_was_approved_says_nothing_more_for_a_month(team: Team) -> None:
    """F52: the same of a decision."""
    sla = {"claim": 600.0, "decision": 900.0, "resolution": 3600.0}
    team.policy.usual = a_judgement(a_queue(sla=sla, ladder=LADDER, timeout=86_400.0))
    escalation = await team.ask(a_refund())
    await team.drain()
    await decide(team.desk, team.press(escalation), Approve())
    await team.drain()
    seen = list(team.room.seen)
    await time_passes(team, days=30)
    assert team.room.seen == seen


async def test_a_short_promise_of_next_answers_never_makes_the_first_one_due(team: Team) -> None:
    """F53: the clock of the next answer is shorter than that of the first."""
    promise(team, sla={"first_reply": 3600.0, "next_reply": 60.0}, remind_at=(), ladder=())
    escalation = await asked(team)
    before = len(team.room.seen)
    for minute in (1, 2, 3):
        team.clock.wind(minutes=1)
        await says(team, f"m-{minute}", "Hello?")
    team.clock.wind(minutes=30)
    await on_time(team.desk)
    await team.drain()
    now_is = await team.now(escalation)
    assert now_is.timing.latest(ClockKind.NEXT_REPLY) is None
    first = the(now_is, ClockKind.FIRST_REPLY)
    assert (first.status, first.target) == ("running", 3600.0)
    assert not any("late" in each or "in time" in each for each in team.room.seen[before:])


@pytest.mark.parametrize("then", ["waits elsewhere", "is resolved"])
async def test_words_that_were_on_their_way_are_an_answer_whatever_came_right_after(
    team: Team, then: str
) -> None:
    """F54: reply and pause, reply and resolve, before the words have arrived."""
    promise(team, third_party_pauses=True, receipts=False)
    escalation = await live(team)
    team.clock.wind(minutes=10)
    await writes(team, "I ask the carrier.")
    if then == "is resolved":
        await is_resolved(team, escalation)
    else:
        await wait_elsewhere(team.desk, team.press(await team.now(escalation)))
    await handed(team.desk, await relay(team))
    now_is = await team.now(escalation)
    assert the(now_is, ClockKind.FIRST_REPLY).status == "met"
    team.clock.wind(hours=2)
    await on_time(team.desk)
    assert the(await team.now(escalation), ClockKind.FIRST_REPLY).status == "met"


async def test_done_to_the_microsecond_when_it_was_due_is_in_time_on_a_whole_desk(
    team: Team,
) -> None:
    """F60: equality limbo; the tick of that very moment breaks nothing either."""
    promise(team, sla={"claim": 600.0}, remind_at=(), ladder=())
    escalation = await asked(team)
    due_at = the(escalation, ClockKind.CLAIM).due_at
    assert due_at is not None
    team.clock.wind(seconds=(due_at - team.clock.now()).total_seconds())
    await on_time(team.desk)
    taken = await take_over(team.desk, team.press(await team.now(escalation), at=ts(team)))
    assert the(taken, ClockKind.CLAIM).status == "met"


async def is_resolved(team: Team, escalation: Escalation) -> None:
    done = await resolve(team.desk, team.press(await team.now(escalation)))
    assert done.status is Status.RESOLVED
