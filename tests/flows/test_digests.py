"""The week's digest comes to each reader once, with numbers that stay as they were told (F75)."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.flows import post_digests as post_digests_module
from bot.flows.decide import decide
from bot.flows.post_digests import post_all_digests, post_digests
from bot.ports import ApiKey, Filter, Memory
from bot.rules.approvers import Managers, Person
from bot.rules.calendars.week import Week
from bot.rules.decision import Approve
from bot.rules.delivery import Failed
from bot.rules.edition import Edition, OwnTime, Schedule
from bot.rules.policy import private
from bot.rules.turn import key_of
from bot.rules.weekly.digest import QUIET, digest
from bot.steps import weekly
from bot.steps.weekly import facts_of
from tests.flows.conftest import Team
from tests.makers import ANA, NINE, a_queue, a_refund

CHANNEL, MIA, SAM = "C0REFUNDS", "U0MIA", "U0SAM"
THIS_WEEK = Week(2026, 47)
REFUNDS = Edition(queue="refunds", zone="UTC", schedule=Schedule(), to=(CHANNEL, MIA))
NEXT_MONDAY = {"days": 7, "minutes": 1}


async def a_week(team: Team, *editions: Edition, cases: int = 3) -> None:
    """Some cases on this Monday, and then it is Monday again, a minute past nine."""
    team.policy.editions = editions or (REFUNDS,)
    for number in range(cases):
        await team.ask(a_refund(f"t-{number}", conversation_id=f"conv-{number}"))
    await team.drain()
    team.clock.wind(**NEXT_MONDAY)


def received(team: Team) -> list[tuple[str, str]]:
    return [(each.recipient, str(each.report.week)) for each in team.room.letters]


async def test_each_reader_gets_it_once_however_many_replicas_look(team: Team) -> None:
    """F75: the key is taken in the transaction that owes the message."""
    await a_week(team)
    owed = await asyncio.gather(*(post_digests(team.desk) for _ in range(4)))
    assert sum(owed) == 2
    await team.drain()
    assert received(team) == [(CHANNEL, "2026-W47"), (MIA, "2026-W47")]
    for _ in range(8):
        team.clock.wind(hours=20)
        await post_digests(team.desk)
        await team.drain()
    assert received(team)[2:] == []


async def test_each_workspace_has_digests_of_its_own(team: Team) -> None:
    other = ApiKey(id="key_1", name="acme", workspace="acme", scopes=frozenset(), created_at=NINE)
    await team.desk.store.write(lambda memory: memory.add_key(other, "hash"))
    await team.hand_over(a_refund("t-acme"), "acme")
    await a_week(team, replace(REFUNDS, to=(CHANNEL,)))
    assert [await post_all_digests(team.desk) for _ in range(2)] == [2, 0]
    await team.drain()
    told = {each.workspace: each.report.this.cases for each in team.room.letters}
    assert told == {"acme": 1, "default": 3}


async def test_a_lost_answer_makes_no_second_digest(team: Team) -> None:
    """F75: it was posted and nobody heard so; it is looked for and found."""
    await a_week(team)
    await post_digests(team.desk)
    team.room.swallows = 1
    await team.settle(seconds=6)
    assert len({id for _, id in team.room.posts}) == len(team.room.posts)
    assert received(team) == [(CHANNEL, "2026-W47"), (MIA, "2026-W47")]
    (letter,) = {each.id for each in team.room.letters if each.recipient == CHANNEL}
    found = await team.desk.store.read(lambda memory: memory.letter(letter))
    assert found.thread is not None


async def test_the_pictures_hang_under_their_message_and_come_after_it(team: Team) -> None:
    await a_week(team, replace(REFUNDS, to=(CHANNEL,)))
    await post_digests(team.desk)
    team.room.answers = [Failed(error="internal_error")]
    await team.settle()
    ours = [each for each in team.room.seen if CHANNEL in each]
    assert ours[0] == f"digest of 2026-W47 for {CHANNEL}"
    assert set(ours[1:]) == {f"picture of 2026-W47 for {CHANNEL}"}


async def test_a_desk_that_was_down_for_three_days_sends_it_late_and_once(team: Team) -> None:
    """F76: and after a month only the last week is told, not four at once."""
    await a_week(team, replace(REFUNDS, to=(CHANNEL,)))
    team.clock.wind(days=3)
    assert [await post_digests(team.desk) for _ in range(3)] == [1, 0, 0]
    team.clock.wind(days=28)
    assert [await post_digests(team.desk) for _ in range(3)] == [1, 0, 0]
    await team.drain()
    assert received(team) == [(CHANNEL, "2026-W47"), (CHANNEL, "2026-W51")]


async def test_a_quiet_week_is_told_and_a_desk_that_never_began_says_nothing(team: Team) -> None:
    team.policy.editions = (replace(REFUNDS, to=(CHANNEL,)),)
    team.clock.wind(days=30)
    assert await post_digests(team.desk) == 0
    await team.ask(a_refund())
    assert await post_digests(team.desk) == 0
    team.clock.wind(days=14)
    await post_digests(team.desk)
    await team.drain()
    (letter,) = team.room.letters
    assert digest(letter.report).headline[0].text.startswith(QUIET)


async def test_the_numbers_stay_as_they_were_told_and_the_next_one_corrects_them(
    team: Team,
) -> None:
    later = replace(REFUNDS.schedule, minute=12 * 60)
    await a_week(team, replace(REFUNDS, to=(CHANNEL,)))
    await post_digests(team.desk)
    noon = Edition(queue="refunds", zone="UTC", schedule=later, to=(SAM,))
    await came_late(team)
    team.policy.editions = (*team.policy.editions, noon)
    team.clock.wind(hours=4)
    await post_digests(team.desk)
    await team.drain()
    first, second = team.room.letters
    assert first.report == second.report
    assert first.report.this.cases == 3
    team.clock.wind(days=7)
    await post_digests(team.desk)
    await team.drain()
    (foot,) = [
        each.text for each in digest(team.room.letters[2].report).footer if "Correct" in each.text
    ]
    assert foot.startswith("Corrections to week 47: turns 3, now 4")
    frozen = await team.desk.store.read(
        lambda memory: memory.frozen("default", "refunds", THIS_WEEK)
    )
    assert frozen == first.report


async def came_late(team: Team) -> None:
    """A turn of last week that reached the record only after the digest was told."""
    judged = await team.hand_over(a_refund("t-late", conversation_id="conv-late"))
    found = await team.desk.store.read(
        lambda memory: memory.turn(
            key_of(a_refund("t-late", conversation_id="conv-late"), "default")
        )
    )
    assert judged.escalation
    assert found
    again = replace(found, id="trn_late", key=replace(found.key, turn_id="t-later"))
    moved = replace(again, judged_at=NINE + timedelta(hours=1), escalation_id=None)
    await team.desk.store.write(lambda memory: memory.add_turn(moved))


@pytest.mark.parametrize("queue", ["refunds", None])
async def test_a_reader_chooses_their_own_hour_or_none(team: Team, queue: str | None) -> None:
    edition = Edition(queue=queue, zone="UTC", schedule=Schedule(), to=(CHANNEL, MIA, SAM))
    off = OwnTime(team="T0SANDBOX", user=SAM, schedule=Schedule(), is_off=True)
    tuesday = OwnTime(
        team="T0SANDBOX", user=MIA, schedule=Schedule(zone="Pacific/Auckland", weekday=1)
    )
    await a_week(team, edition)
    for each in (off, tuesday):
        await team.desk.store.write(lambda m, each=each: m.save_own_time("default", each))
    await post_digests(team.desk)
    await team.drain()
    assert received(team) == [(CHANNEL, "2026-W47")]
    auckland = team.clock.now().astimezone(ZoneInfo("Pacific/Auckland"))
    assert (auckland.strftime("%a"), auckland.hour) == ("Mon", 22)
    team.clock.wind(hours=11)
    await post_digests(team.desk)
    await team.drain()
    assert received(team)[1:] == [(MIA, "2026-W47")]


async def test_only_whom_the_policy_calls_a_manager_can_have_it_sent_to_them(team: Team) -> None:
    edition = replace(
        REFUNDS,
        to=(CHANNEL,),
        managers=Managers(users=frozenset({MIA}), usergroups=frozenset({"S0REFUNDS"})),
    )
    await a_week(team, edition)
    for user in (MIA, SAM, ANA.user):
        own = OwnTime(team="T0SANDBOX", user=user, schedule=Schedule())
        await team.desk.store.write(lambda m, own=own: m.save_own_time("default", own))
    await post_digests(team.desk)
    await team.drain()
    assert {recipient for recipient, _ in received(team)} == {CHANNEL, MIA, ANA.user}
    team.directory.answers = False
    team.clock.wind(days=7)
    await post_digests(team.desk)
    await team.drain()
    assert {recipient for recipient, _ in received(team)[3:]} == {CHANNEL, MIA}
    team.directory.answers = True
    await post_digests(team.desk)
    await team.drain()
    assert received(team)[5:] == [(ANA.user, "2026-W48")]


async def test_a_week_that_was_told_and_corrected_is_counted_no_more(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many weeks a digest compares with, two are counted: the one it tells, and the last."""
    counted: list[str] = []

    def counting(memory: Memory, workspace: str, edition: Edition, week: Week, now: datetime):  # noqa: ANN202
        counted.append(str(week))
        return facts_of(memory, workspace, edition, week, now)

    monkeypatch.setattr(weekly, "facts_of", counting)
    await a_week(team, replace(REFUNDS, to=(CHANNEL, SAM)))
    for _ in range(4):
        await post_digests(team.desk)
        team.clock.wind(**NEXT_MONDAY)
    assert counted[-4:] == ["2026-W49", "2026-W48", "2026-W50", "2026-W49"]
    await team.drain()
    last = team.room.letters[-1].report
    assert [each.cases for each in (last.this, *last.before)] == [0, 0, 0, 3]


async def test_what_is_past_due_is_counted_and_pointed_to_and_never_quoted(team: Team) -> None:
    """F77: not everybody who reads a digest may read the card."""
    await a_week(team, replace(REFUNDS, to=(CHANNEL,)), cases=7)
    await post_digests(team.desk)
    await team.drain()
    report = team.room.letters[0].report
    assert (len(report.late), report.late_in_all) == (5, 7)
    words = repr(digest(report)) + repr(report)
    for quoted in ("Ada", "129", "money back", "issue_refund", "cus-9"):
        assert quoted not in words


async def test_what_a_private_queue_is_asked_about_is_told_to_its_own_readers_alone(
    team: Team,
) -> None:
    """F77: of all queues together its cases are counted, and no word of them is told."""
    usual, risk = team.policy.usual, a_queue(name="risk", channel="G0RISK", private=True)
    assert private({"risk": risk, "refunds": a_queue()}) == {"risk"}
    team.policy.usual = replace(usual, queue=risk)
    await team.ask(a_refund("t-risk", conversation_id="conv-risk", topic="stolen cards"))
    team.policy.usual = usual
    everything = Edition(
        queue=None, zone="UTC", schedule=Schedule(), to=(SAM,), hidden=private({"risk": risk})
    )
    own = Edition(queue="risk", zone="UTC", schedule=Schedule(), to=(MIA,))
    await a_week(team, everything, own, cases=1)
    await team.desk.store.write(_link_cards)
    await post_digests(team.desk)
    await team.drain()
    told = {each.recipient: each.report for each in team.room.letters}
    words = {who: f"{digest(each)}{each}" for who, each in told.items()}
    for secret in ("stolen cards", "https://slack.example/risk"):
        assert secret not in words[SAM]
        assert secret in words[MIA]
    assert "https://slack.example/refunds" in words[SAM]
    assert (told[SAM].this.cases, told[SAM].late_in_all) == (2, 2)
    assert told[SAM].this.parts["topics"] == {"refund": 1}
    assert told[SAM].this.parts["topic_turns"] == {"refund": 1}
    assert len(told[SAM].cards("cases")) == 1
    assert "A private queue: " in words[SAM]


def _link_cards(memory: Memory) -> None:
    for each in memory.list_escalations(Filter(workspace="default")):
        assert each.thread
        link = f"https://slack.example/{each.promise.queue}"
        memory.link_thread(each.id, replace(each.thread, permalink=link))


@pytest.mark.parametrize("first", [CHANNEL, MIA])
async def test_who_did_how_much_is_told_to_managers_alone_and_only_if_wanted(
    team: Team, first: str
) -> None:
    """Whoever is told first: what is frozen for everybody has nobody's name in it."""
    mia = Managers(users=frozenset({MIA}))
    team.directory.people[MIA] = Person(team=ANA.team, user=MIA, name="Mia")
    readers = (first, CHANNEL if first == MIA else MIA, SAM)
    edition = replace(REFUNDS, to=readers, managers=mia, names_people=True)
    case = await team.ask(a_refund("t-first"))
    await decide(team.desk, team.press(case, ANA.user), Approve())
    await a_week(team, edition)
    await post_digests(team.desk)
    await team.drain()
    told = {each.recipient: each.report.people for each in team.room.letters}
    assert told == {CHANNEL: {}, SAM: {}, MIA: {f"slack:{ANA.team}/{ANA.user}": 1}}
    frozen = await team.desk.store.read(
        lambda memory: memory.frozen("default", "refunds", THIS_WEEK)
    )
    assert frozen
    assert frozen.people == {}
    assert ANA.user not in repr(frozen)


async def test_nobody_is_named_unless_the_policy_says_so_and_slack_who_reads(team: Team) -> None:
    plain = replace(REFUNDS, to=(MIA,), managers=Managers(users=frozenset({MIA})))
    case = await team.ask(a_refund("t-first"))
    await decide(team.desk, team.press(case, ANA.user), Approve())
    await a_week(team, plain)
    await post_digests(team.desk)
    team.directory.people[MIA] = Person(team=ANA.team, user=MIA, name="Mia")
    team.directory.answers = False
    team.policy.editions = (replace(plain, names_people=True),)
    team.clock.wind(days=7)
    await post_digests(team.desk)
    await team.drain()
    assert [dict(each.report.people) for each in team.room.letters] == [{}, {}]


async def test_more_than_a_handful_is_a_list_and_no_row_of_cards(team: Team) -> None:
    await a_week(team, replace(REFUNDS, to=(CHANNEL,)), cases=6)
    await post_digests(team.desk)
    await team.drain()
    assert digest(team.room.letters[0].report).headline[0].threads == ()


async def test_a_digest_that_slack_refuses_for_good_is_told_to_the_operators(team: Team) -> None:
    team.desk = replace(team.desk, ops_channel="C0OPS")
    await a_week(team, replace(REFUNDS, to=(CHANNEL,)))
    await post_digests(team.desk)
    team.room.answers = [Failed(error="msg_too_long", final=True)]
    await team.settle()
    assert any("digest: msg_too_long" in each for each in team.room.seen)


async def test_a_queue_that_cannot_be_counted_holds_up_no_other(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = post_digests_module.frozen_or_counted

    def fails_for_sales(memory, workspace, edition, week, now):  # noqa: ANN001, ANN202
        if edition.queue == "sales":
            raise RuntimeError("a page of the disk is gone")
        return count(memory, workspace, edition, week, now)

    monkeypatch.setattr(post_digests_module, "frozen_or_counted", fails_for_sales)
    here = replace(REFUNDS, to=(CHANNEL,))
    await a_week(team, replace(here, queue="sales"), here)
    with pytest.raises(RuntimeError, match="a page of the disk is gone"):
        await post_digests(team.desk)
    await team.drain()
    assert received(team) == [(CHANNEL, "2026-W47")]
    monkeypatch.undo()
    assert await post_digests(team.desk) == 1
