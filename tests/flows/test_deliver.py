from dataclasses import replace

from bot.flows.claim import claim, release
from bot.flows.decide import decide
from bot.flows.deliver import ROOT_GONE, deliver
from bot.flows.hear import hear
from bot.flows.sweep import sweep
from bot.rules.decision import Approve
from bot.rules.delivery import Failed, Limited, Lost
from bot.rules.press import ThreadMessage
from bot.rules.turn import Reply
from tests.flows.conftest import Team
from tests.makers import a_refund, a_turn


def cards(team: Team) -> int:
    return len([seen for seen in team.room.seen if seen.startswith("card")])


async def test_slack_is_down_when_the_turn_arrives_and_nothing_is_lost(team: Team) -> None:
    """F22: a first post lost to an outage is posted later without the agent asking again."""
    team.room.down = True
    await team.ask(a_refund())
    for _ in range(120):
        await team.drain()
        team.clock.wind(minutes=1)
    assert team.room.seen == []
    team.room.down = False
    await team.settle()
    assert team.room.seen == ["card as pending", "transcript as pending"]


async def test_a_timeout_after_accept_is_looked_for_and_adopted(team: Team) -> None:
    """F20: timeout after accept makes a duplicate."""
    team.room.swallows = 1
    escalation = await team.ask(a_refund())
    await team.settle()
    assert cards(team) == 1
    adopted = await team.now(escalation)
    assert adopted.thread is not None
    assert adopted.thread.root_ts == "1.0"


async def test_a_lost_post_that_never_arrived_is_sent_again(team: Team) -> None:
    team.room.answers = [Lost(error="reset")]
    await team.ask(a_refund())
    await team.settle()
    assert cards(team) == 1


async def test_a_death_between_post_and_commit_still_makes_one_message(team: Team) -> None:
    """F23: orphan root, posted and not recorded."""
    await team.ask(a_refund())
    now = team.clock.now()
    claim = await team.desk.store.write(lambda memory: memory.claim("doomed", now, team.desk.pace))
    assert claim is not None
    card = await team.desk.store.read(lambda memory: memory.card(claim.delivery.escalation_id))
    await team.room.send(claim.delivery, card)  # accepted; and then the process is gone
    await team.drain()
    assert cards(team) == 1, "the lease still holds"
    team.clock.wind(seconds=31)
    await team.settle()
    assert cards(team) == 1


async def test_a_rate_limit_parks_the_lane_and_drops_nothing(team: Team) -> None:
    """F21: root dropped on rate limit."""
    team.room.answers = [Limited(seconds=600)]
    for number in range(30):
        await team.ask(a_refund(f"t-{number}", amount=float(number)))
    await team.drain()
    assert cards(team) == 0
    team.clock.wind(seconds=601)
    await team.settle()
    assert cards(team) == 30


async def test_what_was_decided_while_queued_is_posted_as_decided(team: Team) -> None:
    """F31: stale alert sent after it was solved."""
    escalation = await team.ask(a_refund())
    await decide(team.desk, team.press(escalation), Approve())
    await team.drain()
    assert team.room.seen[0] == "card as approved"
    assert "card as pending" not in team.room.seen


async def test_redraws_coalesce(team: Team) -> None:
    escalation = await team.ask(a_refund())
    for _ in range(10):
        await claim(team.desk, team.press(escalation))
        await release(team.desk, team.press(escalation))
    await team.drain()
    assert team.room.seen.count("redrawn as pending") <= 2


async def test_a_deleted_root_is_hung_up_again_once_with_what_was_to_follow(team: Team) -> None:
    """F24: reply to a deleted parent lands in the channel."""
    escalation = await team.ask(a_refund())
    await deliver(team.desk, "courier")
    team.room.answers = [Failed(error=ROOT_GONE, final=True)]
    await team.settle()
    assert team.room.seen == ["card as pending", "card as pending", "transcript as pending"]
    linked = await team.now(escalation)
    assert linked.thread is not None
    assert linked.thread.root_ts == "2.0"


async def test_a_double_left_by_a_paused_sender_is_removed_by_the_sweep(team: Team) -> None:
    team.room.swallows = 1
    await team.ask(a_refund())
    await team.settle()
    delivery_id = team.room.posts[0][1]
    team.room.post_again(delivery_id)
    team.clock.wind(minutes=2)
    assert await sweep(team.desk) == 1
    assert [id for _, id in team.room.posts].count(delivery_id) == 1
    team.clock.wind(minutes=13)
    assert await sweep(team.desk) == 1
    assert await sweep(team.desk) == 0


async def test_a_dead_delivery_is_written_down_and_can_be_driven_again(team: Team) -> None:
    team.room.answers = [Failed(error="invalid_blocks", final=True)]
    escalation = await team.ask(a_refund())
    await team.settle()
    dead = await team.desk.store.read(lambda memory: memory.dead())
    assert [each.last_error for each in dead] == ["invalid_blocks"]
    audit = await team.desk.store.read(lambda memory: memory.audit(escalation.id))
    assert "delivery dead" in [line.action for line in audit]
    assert team.room.seen == [], "what hangs below a dead card waits for it"
    now = team.clock.now()
    assert await team.desk.store.write(lambda memory: memory.redrive(dead[0].id, now))
    await team.settle()
    assert team.room.seen == ["card as pending", "transcript as pending"]


def a_message(ts: str = "5.0", event: str = "Ev1", **changes: str) -> ThreadMessage:
    return ThreadMessage(
        **{
            "team": "T0SANDBOX",
            "channel": "C0REFUNDS",
            "root_ts": "1.0",
            "ts": ts,
            "user": "U0ANA",
            "kind": "message",
            "text": "ok approve it",
            "key_event": f"A/T/{event}",
            "key_natural": f"T/C0REFUNDS/{ts}/message/",
            **changes,
        }
    )


async def test_typed_words_decide_nothing_and_the_person_is_told_once(team: Team) -> None:
    """F42: typed "approve" in prose executes."""
    escalation = await team.ask(a_refund())
    await team.drain()
    await hear(team.desk, a_message("5.0", "Ev1"))
    await hear(team.desk, a_message("6.0", "Ev2"))
    await team.drain()
    assert (await team.now(escalation)).is_open
    assert [user for user, _ in team.room.whispers] == ["U0ANA"]


async def test_eleven_envelopes_of_one_message_are_one_message(team: Team) -> None:
    """F1: duplicates on retry. F2: duplicates with different event ids."""
    escalation = await team.ask(a_refund())
    await team.drain()
    for number in range(11):
        await hear(team.desk, a_message("5.0", f"Ev{number}"))
        await hear(team.desk, a_message("5.0", "Ev0"))
    audit = await team.desk.store.read(lambda memory: memory.audit(escalation.id))
    assert [line.action for line in audit].count("wrote in the thread") == 1


async def test_the_same_ts_in_two_channels_belongs_to_two_cases(team: Team) -> None:
    """F8: wrong conversation."""
    escalation = await team.ask(a_refund())
    await team.drain()
    await hear(team.desk, a_message("5.0", channel="C0OTHER"))
    await hear(team.desk, a_message("5.0", team="T0OTHER"))
    audit = await team.desk.store.read(lambda memory: memory.audit(escalation.id))
    assert "wrote in the thread" not in [line.action for line in audit]


async def test_a_long_proposal_without_a_conversation_is_whole_in_the_thread(team: Team) -> None:
    """F26: length limits; nothing is lost."""
    await team.ask(a_turn(reply=Reply(text="Dear Ada. " * 1_000), messages=()))
    await team.settle()
    assert team.room.seen == [
        "card as pending",
        "transcript as pending",
        "transcript_file as pending",
    ]


async def test_what_slack_refuses_for_good_is_listed_dead_and_told_to_the_operators(
    team: Team,
) -> None:
    """F22: retries exhausted silently."""
    team.desk = replace(team.desk, ops_channel="C0OPS")
    for number in range(3):
        team.room.answers.append(Failed(error="invalid_blocks", final=True))
        await team.ask(a_refund(f"t-{number}", amount=float(number), messages=()))
        await team.drain()
    dead = await team.desk.store.read(lambda memory: memory.dead())
    assert [each.last_error for each in dead] == ["invalid_blocks"] * 3
    (notice,) = [told for told in team.room.seen if told.startswith("notice")]
    assert "A delivery could not be made (card: invalid_blocks)" in notice


async def test_a_notice_that_dies_is_not_told_by_another_notice(team: Team) -> None:
    team.desk = replace(team.desk, ops_channel="C0OPS")
    team.room.answers = [Failed(error=error, final=True) for error in ("invalid_blocks", "no_text")]
    await team.ask(a_refund(messages=()))
    await team.drain()
    assert team.room.seen == []
    assert len(await team.desk.store.read(lambda memory: memory.dead())) == 2


async def test_a_look_that_fails_is_tried_ever_more_slowly_and_nothing_is_sent_meanwhile(
    team: Team,
) -> None:
    team.room.swallows = 1
    await team.ask(a_refund(messages=()))
    await team.drain()
    team.room.down = True
    looks = 0
    for _ in range(3_600):
        team.clock.wind(seconds=1)
        looks += bool(await deliver(team.desk, "courier"))
    assert 60 <= looks <= 90
    team.room.down = False
    await team.settle(seconds=30)
    assert cards(team) == 1


async def test_a_sweep_whose_look_fails_comes_back_later_but_not_for_ever(team: Team) -> None:
    team.room.swallows = 1
    await team.ask(a_refund(messages=()))
    await team.settle()
    team.room.down = True
    team.clock.wind(minutes=2)
    assert [await sweep(team.desk), await sweep(team.desk)] == [1, 0]
    team.clock.wind(hours=25)
    assert [await sweep(team.desk), await sweep(team.desk)] == [1, 0]
    team.clock.wind(hours=25)
    assert await sweep(team.desk) == 0
