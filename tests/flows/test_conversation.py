"""Who is live, what reaches the customer, and what stays inside, over a real store."""

from dataclasses import replace
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import AlreadyClosed, NotAnApprover
from bot.flows.amend import amend
from bot.flows.cancel import cancel
from bot.flows.claim import release
from bot.flows.customer_says import Said, customer_says
from bot.flows.decide import decide
from bot.flows.hand_back import hand_back
from bot.flows.handoff import hand_off
from bot.flows.hear import hear
from bot.flows.on_time import on_time
from bot.flows.pass_on import pass_on
from bot.flows.receipt import stream_of
from bot.flows.reply import reply
from bot.flows.take_over import AnotherCard, take_over
from bot.ports import StoredAnswer
from bot.rules.approvers import Standing
from bot.rules.calendars.open_time import Opening
from bot.rules.conversation import Control, Conversation, Item, ItemType
from bot.rules.decision import Edit
from bot.rules.escalation import Escalation
from bot.rules.notice import Notices, Saying
from bot.rules.policy import Verdict, WhenClosed
from bot.rules.press import Amendment, ThreadMessage
from bot.rules.status import Status
from bot.rules.turn import Customer, Reply
from bot.steps.request import Request
from tests.fakes import passing
from tests.flows.conftest import Team
from tests.makers import AGENT, ANA, a_judgement, a_queue, a_refund, a_turn

CLOSED = Opening(open_now=False)
_numbers = count(1)


async def asked(team: Team, message: str = "A person, please.") -> Escalation:
    done = await hand_off(
        team.desk, "conv-1", Request(message=message), workspace="default", by=AGENT
    )
    assert not isinstance(done, StoredAnswer)
    await team.drain()
    return await team.now(done.escalation)


async def live(team: Team, user: str = "U0ANA") -> Escalation:
    escalation = await asked(team)
    taken = await take_over(team.desk, team.press(escalation, user, at=ts(team)))
    await team.drain()
    return taken


async def writes(team: Team, text: str, user: str = "U0ANA", **changes: object) -> ThreadMessage:
    number = next(_numbers)
    message = ThreadMessage(
        **{
            "team": "T0SANDBOX",
            "channel": "C0REFUNDS",
            "root_ts": "1.0",
            "ts": ts(team, number),
            "user": user,
            "kind": "message",
            "text": text,
            "markdown": text,
            "key_event": f"Ev{number}",
            "key_natural": f"n{number}",
            **changes,
        }  # type: ignore[arg-type]
    )
    await hear(team.desk, message)
    return message


def ts(team: Team, number: int = 0) -> str:
    return f"{int(team.clock.now().timestamp())}.{number:06}"


async def relay(team: Team) -> list[Item]:
    """All that the customer has been told by now."""
    team.clock.wind(seconds=3)
    await pass_on(team.desk, "default", "conv-1")
    _, items = await stream_of(team.desk, "conv-1", workspace="default", after=0, limit=100_000)
    return [item for item in items if item.type is not ItemType.CONTROL]


async def told(team: Team) -> list[str]:
    return [item.text for item in await relay(team)]


async def conversation(team: Team) -> Conversation:
    return await team.desk.store.read(lambda memory: memory.conversation("default", "conv-1"))


@settings(
    max_examples=max(20, settings.default.max_examples // 5),  # ten texts each
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
async def test_nobody_but_the_live_owner_is_heard_by_the_customer(
    team: Team, data: st.DataObject
) -> None:
    """F6: an internal remark reaches the customer."""
    if not await team.desk.store.read(lambda memory: memory.live_threads()):
        await live(team)
    remark = st.one_of(
        st.text(),
        st.sampled_from(["Note: no", "<@U0ANA> look", "\u202enote", "\u200bHello", "/reply x"]),
    )
    for _ in range(10):
        user = data.draw(st.sampled_from(["U0BEN", "U0SAM", "U0GUEST", "u0ana", "U0ANA "]))
        await writes(team, data.draw(remark), user=user)
    assert await told(team) == []


async def test_a_customer_is_told_in_the_policys_words_for_their_language(team: Team) -> None:
    team.policy.notices = Notices(
        {
            "de": {
                Saying.ANSWERS_SOON: "Gleich ist jemand da.",
                Saying.HANDED_BACK: "Sie sprechen wieder mit dem Assistenten.",
            }
        }
    )
    request = Request(message="Ein Mensch, bitte.", customer=Customer(id="c", locale="de-AT"))
    done = await hand_off(team.desk, "conv-1", request, workspace="default", by=AGENT)
    assert not isinstance(done, StoredAnswer)
    assert done.notice == "Gleich ist jemand da."
    await team.drain()
    taken = await take_over(team.desk, team.press(await team.now(done.escalation)))
    await hand_back(team.desk, team.press(taken))
    _, items = await stream_of(team.desk, "conv-1", workspace="default", after=0, limit=10)
    assert [item.notice for item in items] == [
        "Gleich ist jemand da.",
        "Sie sprechen wieder mit dem Assistenten.",
    ]


async def test_events_that_came_in_any_order_go_out_as_they_stand_in_slack(team: Team) -> None:
    """F18: order scrambled."""
    await live(team)
    for number in (3, 1, 2):
        await writes(team, f"{number}", ts=ts(team, number))
    assert await told(team) == ["1", "2", "3"]


async def test_eleven_envelopes_are_one_message(team: Team) -> None:
    """F1: duplicate on a retry. F2: duplicates with different event ids."""
    await live(team)
    for number in range(11):
        await writes(team, "Hello", ts=ts(team, 1), key_event=f"E{number}", key_natural="same")
    assert await told(team) == ["Hello"]


async def test_words_of_before_are_not_sent_when_one_goes_live(team: Team) -> None:
    escalation = await asked(team)
    early = await writes(team, "shall I?", ts=ts(team, 1))
    team.clock.wind(seconds=5)
    await take_over(team.desk, team.press(escalation, at=ts(team)))
    await hear(team.desk, replace(early, key_event="again", key_natural="again"))
    assert await told(team) == []


@pytest.mark.parametrize("standing", [each for each in Standing if each is not Standing.MEMBER])
async def test_an_owner_who_is_a_member_no_more_is_not_relayed_and_is_told(
    team: Team, standing: Standing
) -> None:
    """F10: misattribution."""
    await live(team)
    team.directory.people["U0ANA"] = replace(ANA, standing=standing)
    await writes(team, "Hello")
    await team.drain()
    assert await told(team) == []
    assert any("not sent" in text for _, text in team.room.whispers)


async def test_a_stranger_cannot_take_over_reply_or_hand_back(team: Team) -> None:
    escalation = await asked(team)
    for refused in (
        take_over(team.desk, team.press(escalation, "U0SAM")),
        reply(team.desk, team.press(escalation, "U0SAM"), "Hello"),
        hand_back(team.desk, team.press(escalation, "U0SAM")),
    ):
        with pytest.raises(NotAnApprover):
            await refused
    assert await told(team) == []
    assert (await team.now(escalation)).status is Status.PENDING


async def test_taken_over_twice_by_the_same_person_is_once(team: Team) -> None:
    escalation = await live(team)
    again = await take_over(team.desk, team.press(escalation))
    assert again == escalation


async def test_who_steps_back_is_not_live_and_the_agent_stays_silent(team: Team) -> None:
    escalation = await live(team)
    await release(team.desk, team.press(escalation))
    await writes(team, "to nobody")
    assert await told(team) == []
    assert (await conversation(team)).control is Control.HUMAN


async def test_words_that_still_waited_go_out_before_the_hand_back(team: Team) -> None:
    escalation = await live(team)
    await writes(team, "You get it on Friday.")
    await hand_back(team.desk, team.press(escalation), "done")
    _, items = await stream_of(team.desk, "conv-1", workspace="default", after=0, limit=100)
    assert [item.type for item in items] == [ItemType.CONTROL, ItemType.MESSAGE, ItemType.CONTROL]
    await writes(team, "one more thing")
    await team.drain()
    assert await told(team) == ["You get it on Friday."]
    assert any("handed back before" in text for _, text in team.room.whispers)


async def test_handed_back_twice_tells_who_was_first(team: Team) -> None:
    escalation = await live(team)
    await hand_back(team.desk, team.press(escalation))
    with pytest.raises(AlreadyClosed):
        await hand_back(team.desk, team.press(escalation, "U0BEN"))
    assert (await conversation(team)).epoch == 2


async def test_an_unchanged_edit_says_nothing(team: Team) -> None:
    """F11: a link's preview is not an edit."""
    await live(team)
    message = await writes(team, "see https://shop.example")
    assert await told(team) == ["see https://shop.example"]
    await amend(team.desk, an_amendment(message, message.text))
    assert await told(team) == ["see https://shop.example"]


async def test_an_edit_twice_told_corrects_once(team: Team) -> None:
    await live(team)
    message = await writes(team, "Friday")
    items = await relay(team)
    await team.desk.store.write(lambda memory: memory.save_item(items[0].handed()))
    changed = an_amendment(message, "Saturday")
    await amend(team.desk, changed)
    await amend(team.desk, replace(changed, key_event="another"))
    assert await told(team) == ["Friday", "Correction: Saturday"]


async def test_another_persons_card_of_the_same_conversation_is_named(team: Team) -> None:
    await asked(team)
    team.policy.by_action["issue_refund"] = a_judgement()
    callback = replace(await conversation(team), control=Control.AGENT)
    await team.desk.store.write(lambda memory: memory.save_conversation(callback))
    other = await team.ask(a_refund("t-9"))
    with pytest.raises(AnotherCard):
        await take_over(team.desk, team.press(other))


@pytest.mark.parametrize(
    ("when_closed", "control"),
    [
        (WhenClosed.HOLD, Control.HUMAN),
        (WhenClosed.CALLBACK, Control.AGENT),
        (WhenClosed.MESSAGE, Control.AGENT),
    ],
)
async def test_outside_opening_hours_the_queue_says_who_goes_on(
    team: Team, when_closed: WhenClosed, control: Control
) -> None:
    team.policy.hours = CLOSED
    team.policy.usual = a_judgement(a_queue(when_closed=when_closed))
    await asked(team)
    assert (await conversation(team)).control is control


async def test_a_rule_that_hands_off_does_what_the_button_does(team: Team) -> None:
    team.policy.usual = a_judgement(verdict=Verdict.HANDOFF)
    judged = await team.hand_over(a_turn())
    assert judged.judged.reply
    assert "person will answer" in judged.judged.reply.text
    assert (await conversation(team)).control is Control.HUMAN
    again = await team.hand_over(a_turn())
    assert (again.replayed, again.escalation) == (True, judged.escalation)


async def test_a_cancelled_or_expired_request_gives_the_conversation_back(team: Team) -> None:
    escalation = await asked(team)
    await cancel(team.desk, escalation.id, workspace="default", by=AGENT)
    assert (await conversation(team)).control is Control.AGENT
    again = await hand_off(team.desk, "conv-1", Request(), workspace="default", by=AGENT)
    assert not isinstance(again, StoredAnswer)
    team.clock.wind(days=2)
    await on_time(team.desk)
    assert (await team.now(again.escalation)).status is Status.EXPIRED
    assert (await conversation(team)).control is Control.AGENT


async def test_an_idle_conversation_ends_by_itself_after_a_week(team: Team) -> None:
    was, now = await live(team), team.clock.now()
    escalation = was.replied(now, now)  # the customer has their answer, and says no more
    await team.desk.store.write(
        lambda memory: memory.save(escalation, was=was, change="replied", at=now)
    )
    team.clock.wind(days=6)
    assert await on_time(team.desk) == 0
    team.clock.wind(days=2)
    await on_time(team.desk)
    assert (await team.now(escalation)).status is Status.HANDED_BACK
    assert (await conversation(team)).control is Control.AGENT


async def test_a_conversation_whose_owner_forgot_it_is_free_again_and_the_customer_not_alone(
    team: Team,
) -> None:
    """F68: claimed, then forgotten."""
    escalation = await live(team)
    team.clock.wind(minutes=31)
    await on_time(team.desk)
    now_is = await team.now(escalation)
    assert (now_is.status, now_is.assignee, now_is.live_since) == (Status.PENDING, None, "")
    assert (await conversation(team)).control is Control.HUMAN
    await team.drain()
    assert [seen for seen in team.room.seen if "has not come back to this" in seen]


async def test_the_usual_wait_is_the_median_of_real_ones(team: Team) -> None:
    for number, minutes in enumerate((2, 4, 20)):
        id = f"conv-{number}"
        done = await hand_off(team.desk, id, Request(), workspace="default", by=AGENT)
        assert not isinstance(done, StoredAnswer)
        assert done.expected_wait is None
        team.clock.wind(minutes=minutes)
        await take_over(team.desk, team.press(done.escalation))
    last = await hand_off(team.desk, "conv-9", Request(), workspace="default", by=AGENT)
    assert not isinstance(last, StoredAnswer)
    assert last.expected_wait == 240


async def test_the_customers_words_told_twice_are_in_the_thread_once(team: Team) -> None:
    await live(team)
    for _ in range(3):
        await customer_says(
            team.desk, "conv-1", Said(id="m-1", text="Hi"), workspace="default", by=AGENT
        )
    await team.drain()
    assert team.room.seen.count("words as in_conversation") == 1


async def test_while_the_agent_has_control_the_customers_words_are_only_remembered(
    team: Team,
) -> None:
    now_is = await customer_says(
        team.desk, "conv-1", Said(id="m-1", text="Hi"), workspace="default", by=AGENT
    )
    assert (now_is.control, now_is.customer_mark) == (Control.AGENT, "m-1")


async def test_the_card_tells_what_was_said_until_a_person_was_asked_for(team: Team) -> None:
    """The agent's own answer too, where the customer had it, and nothing that was taken back."""
    team.policy.usual = passing()
    await team.hand_over(a_turn())
    team.policy.usual = a_judgement()
    for id, text, deleted in (("m-3", "When?", False), ("m-4", "Oops", False), ("m-4", "", True)):
        said = Said(id=id, text=text, deleted=deleted)
        await customer_says(team.desk, "conv-1", said, workspace="default", by=AGENT)
    assert (await on_the_card(team, await asked(team)))[-3:] == [
        "I have refunded €129.00.",
        "When?",
        "A person, please.",
    ]


async def test_what_nobody_let_the_agent_say_is_not_told_as_said(team: Team) -> None:
    await team.ask(a_turn())
    assert "I have refunded €129.00." not in await on_the_card(team, await asked(team))


async def test_what_a_person_made_of_the_agents_words_is_told_as_said(team: Team) -> None:
    held = await team.ask(a_turn())
    await team.drain()
    held = await team.now(held)
    await decide(team.desk, team.press(held), Edit(reply=Reply(text="It comes on Monday.")))
    assert (await on_the_card(team, await asked(team)))[-2] == "It comes on Monday."


async def on_the_card(team: Team, escalation: Escalation) -> list[str]:
    card = await team.desk.store.read(lambda memory: memory.card(escalation.id))
    return [message.text for message in card.turn.messages]


def an_amendment(message: ThreadMessage, text: str | None) -> Amendment:
    number = next(_numbers)
    return Amendment(
        team=message.team,
        channel=message.channel,
        root_ts=message.root_ts,
        ts=message.ts,
        user=message.user,
        key_event=f"Ev{number}",
        key_natural=f"n{number}",
        text=text,
        markdown=text or "",
    )
