import asyncio

import pytest

from bot.errors import (
    AlreadyClosed,
    BadInput,
    ConversationMoved,
    Expired,
    ForbiddenByPolicy,
    NotAnApprover,
    NotFound,
    Refused,
)
from bot.flows.cancel import cancel
from bot.flows.claim import claim, release
from bot.flows.decide import decide
from bot.flows.refuse import refuse
from bot.flows.tell import tell
from bot.rules.approvers import Approvers
from bot.rules.decision import Approve, Edit, Reject, Respond
from bot.rules.policy import Verdict
from bot.rules.status import Status
from bot.rules.turn import Message, Reply, Requester
from tests.fakes import passing
from tests.flows.conftest import Team
from tests.makers import AGENT, a_judgement, a_queue, a_refund, a_turn

HALF = {"order": "A1", "amount": 64.5, "notify": True}


async def test_an_approval_is_recorded_redrawn_and_told_to_the_agent(team: Team) -> None:
    escalation = await team.ask(a_refund(callback_url="https://agent.example/hook"))
    await team.drain()
    await decide(team.desk, team.press(escalation), Approve())
    await team.drain()
    assert team.room.seen[-1] == "redrawn as approved"
    assert team.mailbox.told == [
        ("escalation.opened", "pending"),
        ("escalation.decided", "approved"),
    ]
    assert (await team.now(escalation)).told_at == team.clock.now()


async def test_the_same_press_twice_counts_once(team: Team) -> None:
    escalation = await team.ask(a_refund())
    press = team.press(escalation)
    first = await decide(team.desk, press, Approve())
    second = await decide(team.desk, press, Approve())
    assert first == second


async def test_two_hundred_simultaneous_clickers_make_one_decision(team: Team) -> None:
    """F35: two clicks, approve against deny."""
    escalation = await team.ask(a_refund())
    choices = [Approve(), Reject(reason="Too much"), Respond(message="Ask again"), Edit(args=HALF)]

    async def click(number: int) -> str:
        user = ("U0ANA", "U0BEN")[number % 2]
        try:
            done = await decide(team.desk, team.press(escalation, user), choices[number % 4])
        except AlreadyClosed as loser:
            assert loser.by in ("Ana", "Ben")
            return "lost"
        return str(done.status)

    results = await asyncio.gather(*(click(number) for number in range(200)))
    assert results.count("lost") == 199
    changes = await team.desk.store.read(lambda memory: memory.changes(escalation.id, 0))
    assert [change.type for change in changes] == ["opened", "decided"]


async def test_a_stranger_decides_nothing_and_is_told(team: Team) -> None:
    """F33: anyone in the channel can approve."""
    escalation = await team.ask(a_refund())
    press = team.press(escalation, "U0SAM")
    with pytest.raises(NotAnApprover) as refusal:
        await decide(team.desk, press, Approve())
    await refuse(team.desk, press, refusal.value.sentence)
    await refuse(team.desk, press, refusal.value.sentence)
    await team.drain()
    assert team.room.whispers == [("U0SAM", refusal.value.sentence)]
    assert (await team.now(escalation)).is_open
    audit = await team.desk.store.read(lambda memory: memory.audit(escalation.id))
    assert [line.action for line in audit] == ["opened", "refused"]


async def test_nobody_decides_while_slack_does_not_say_who_is_in_the_group(team: Team) -> None:
    escalation = await team.ask(a_refund())
    team.directory.answers = False
    with pytest.raises(NotAnApprover, match="try again"):
        await decide(team.desk, team.press(escalation), Approve())


async def test_who_asked_for_it_does_not_approve_it(team: Team) -> None:
    """F34: requester approves own action."""
    asked = a_refund(requested_by=Requester(id="staff-1", slack_user="U0ANA"))
    escalation = await team.ask(asked)
    with pytest.raises(NotAnApprover, match="yourself"):
        await decide(team.desk, team.press(escalation), Approve())
    assert not (await decide(team.desk, team.press(escalation, "U0BEN"), Approve())).is_open


async def test_a_decision_after_the_end_is_refused_though_no_clock_has_ticked(team: Team) -> None:
    escalation = await team.ask(a_refund())
    team.clock.wind(seconds=1800)
    with pytest.raises(Expired):
        await decide(team.desk, team.press(escalation), Approve())


async def test_a_stale_draft_is_not_approved_after_the_customer_wrote_again(team: Team) -> None:
    """F36: stale draft approved."""
    escalation = await team.ask(a_refund())
    team.policy.usual = passing()
    newer = (Message(id="m9", role="customer", text="Stop, I changed my mind"),)
    await team.hand_over(a_turn("t-2", messages=newer))
    with pytest.raises(ConversationMoved):
        await decide(team.desk, team.press(escalation), Approve())
    read_again = await team.now(escalation)
    assert (await decide(team.desk, team.press(read_again), Approve())).status is Status.APPROVED


async def test_an_edit_is_judged_by_the_policy_again(team: Team) -> None:
    escalation = await team.ask(a_refund())
    blocked = a_judgement(verdict=Verdict.BLOCK, rule="never above 500")
    team.policy.rule = lambda turn: (
        blocked if turn.action_request.args["amount"] > 500 else a_judgement()
    )
    with pytest.raises(ForbiddenByPolicy, match="never above 500"):
        await decide(team.desk, team.press(escalation), Edit(args={**HALF, "amount": 600.0}))
    assert (await decide(team.desk, team.press(escalation), Edit(args=HALF))).status == "edited"


async def test_an_edit_is_judged_by_what_went_before_in_the_conversation(team: Team) -> None:
    team.policy.looks_at_conversation = True
    await team.ask(a_refund("t-1", amount=50.0))
    escalation = await team.ask(a_refund("t-2"))
    await decide(team.desk, team.press(escalation), Edit(args=HALF))
    asked_first, asked_again = (past for _, past in team.policy.asked[-2:])
    assert (asked_again.turns, asked_again.escalations) == (1, 1)
    assert asked_again == asked_first


async def test_an_edit_into_another_queues_business_needs_its_reviewers(team: Team) -> None:
    escalation = await team.ask(a_refund())
    leads = a_queue(name="leads", approvers=Approvers(users=frozenset({"U0MIA"})))
    team.policy.usual = a_judgement(leads, rule="huge refunds")
    with pytest.raises(ForbiddenByPolicy, match="leads"):
        await decide(team.desk, team.press(escalation), Edit(args=HALF))


async def test_an_edit_that_does_not_fit_changes_nothing(team: Team) -> None:
    escalation = await team.ask(a_refund())
    with pytest.raises(BadInput):
        await decide(team.desk, team.press(escalation), Edit(args={**HALF, "amount": "all"}))
    assert (await team.now(escalation)).version == 1


async def test_five_cards_of_one_conversation_are_independent(team: Team) -> None:
    """F39: cross-talk between cards in one thread."""
    cards = [await team.ask(a_refund(f"t-{n}", amount=float(n))) for n in range(1, 6)]
    order = [cards[3], cards[0], cards[4], cards[1], cards[2]]
    await asyncio.gather(*(decide(team.desk, team.press(each), Approve()) for each in order[:3]))
    await decide(team.desk, team.press(order[3]), Reject())
    assert [str((await team.now(each)).status) for each in cards] == [
        "approved",
        "rejected",
        "pending",
        "approved",
        "approved",
    ]


async def test_the_card_says_delivered_only_when_the_agent_has_it(team: Team) -> None:
    """F38: UI says approved, agent never told."""
    from bot.rules.delivery import Failed

    escalation = await team.ask(a_refund(callback_url="https://agent.example/hook"))
    await team.drain()
    team.mailbox.answers = [Failed(error="500")]
    await decide(team.desk, team.press(escalation), Approve())
    await team.drain()
    assert team.room.drawn[-1].escalation.told_at is None
    team.clock.wind(seconds=6)
    await team.drain()
    assert team.room.drawn[-1].escalation.told_at == team.clock.now()


async def test_an_agent_that_polls_is_told_once(team: Team) -> None:
    escalation = await team.ask(a_turn())
    await decide(team.desk, team.press(escalation), Edit(reply=Reply(text="Half of it.")))
    await tell(team.desk, escalation.id)
    told_at = (await team.now(escalation)).told_at
    team.clock.wind(minutes=1)
    await tell(team.desk, escalation.id)
    assert (await team.now(escalation)).told_at == told_at is not None


async def test_claiming_is_shown_and_released_and_twice_is_once(team: Team) -> None:
    escalation = await team.ask(a_refund(callback_url="https://agent.example/hook"))
    press = team.press(escalation)
    claimed = await claim(team.desk, press)
    assert claimed.assignee is not None
    assert (claimed.status, claimed.assignee.name) == (Status.CLAIMED, "Ana")
    assert await claim(team.desk, press) == claimed
    released = await release(team.desk, team.press(escalation))
    assert (released.status, released.assignee) == (Status.PENDING, None)
    await team.drain()
    assert ("escalation.claimed", "claimed") in team.mailbox.told
    with pytest.raises(NotAnApprover):
        await claim(team.desk, team.press(escalation, "U0SAM"))


async def test_a_cancelled_case_says_so_and_takes_no_decision(team: Team) -> None:
    """F70: what was done in another tool is seen on the card."""
    escalation = await team.ask(a_refund(callback_url="https://agent.example/hook"))
    await team.drain()
    for _ in range(2):
        await cancel(team.desk, escalation.id, workspace="default", by=AGENT)
    with pytest.raises(AlreadyClosed, match="cancelled"):
        await decide(team.desk, team.press(escalation), Approve())
    with pytest.raises(NotFound):
        await cancel(team.desk, escalation.id, workspace="other", by=AGENT)
    await team.drain()
    assert team.room.seen[-1] == "redrawn as cancelled"
    assert team.mailbox.told[-1] == ("escalation.cancelled", "cancelled")


async def test_every_refusal_is_a_sentence(team: Team) -> None:
    escalation = await team.ask(a_refund())
    with pytest.raises(Refused) as refusal:
        await decide(team.desk, team.press(escalation, "U0SAM"), Approve())
    assert refusal.value.sentence.endswith(".")
    with pytest.raises(NotFound):
        await decide(team.desk, team.press(escalation, escalation_id="esc_nobody"), Approve())
