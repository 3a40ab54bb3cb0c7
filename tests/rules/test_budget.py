"""How often somebody is called, whatever happens: the rest waits in a list, and nothing is lost."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.ports import Card
from bot.rules.budget import AN_HOUR, BETWEEN_LISTS, Budget, Limits
from bot.rules.call_list import SHOWN, Entry, call_list
from bot.rules.calling import MOST_NAMED, Call, Members, deal
from bot.rules.owing import direct, in_channel, note
from tests.makers import NINE, a_judgement, a_queue, a_refund, an_escalation

LIMITS = Limits(person=6, channel=9)  # four and six by themselves, the rest for lists
MINUTE = timedelta(minutes=1)
NOBODY_KNOWN: Members = {}


def a_call(number: int, *users: str) -> Call:
    said = note(
        an_escalation(id=f"esc_{number}"),
        "Nobody has decided in time.",
        mention=[{"usergroup": "S0LEADS"}, *({"user": user} for user in users)],
        once=f"reminder:{number}",
    )
    return Call(urgency=1, at=NINE, owed=said, is_for_anybody=True)


def none_yet(*calls: Call, members: Members = NOBODY_KNOWN) -> dict[str, Budget]:
    return {whose: Budget() for call in calls for whose in call.concerns(members)}


def test_what_has_room_goes_out_as_it_is_and_counts_for_all_whom_it_concerns() -> None:
    call = a_call(1, "U0MIA")
    dealt = deal([call], none_yet(call), LIMITS, NINE, NOBODY_KNOWN)
    (owed,) = dealt.owed
    payload = {**call.owed.payload, "call": True}
    assert replace(owed, at=None, target="slack") == replace(call.owed, payload=payload)
    assert dealt.waiting == ()
    assert dealt.budgets == {each: Budget(spent=(NINE,)) for each in ("C0REFUNDS", "U0MIA")}


def test_what_a_channel_has_no_room_for_waits_in_its_list() -> None:
    calls = [a_call(number) for number in range(10)]
    dealt = deal(calls, none_yet(*calls), LIMITS, NINE, NOBODY_KNOWN)
    assert [each.once for each in dealt.owed] == [f"reminder:{number}" for number in range(6)]
    assert {each.whose for each in dealt.waiting} == {"C0REFUNDS"}
    assert [each.owed.escalation_id for each in dealt.waiting] == [
        "esc_6",
        "esc_7",
        "esc_8",
        "esc_9",
    ]


def test_a_person_who_was_called_often_enough_is_not_mentioned_and_has_it_in_their_list() -> None:
    """The thread still says it, and whoever else it names is called."""
    calls = [a_call(number, "U0MIA", f"U{number}") for number in range(5)]
    dealt = deal(calls, none_yet(*calls), LIMITS, NINE, NOBODY_KNOWN)
    assert len(dealt.owed) == 5
    assert [each["user"] for each in dealt.owed[3].payload["mention"][1:]] == ["U0MIA", "U3"]
    assert [each["user"] for each in dealt.owed[4].payload["mention"][1:]] == ["U4"]
    (waiting,) = dealt.waiting
    assert (waiting.whose, waiting.owed.escalation_id) == ("U0MIA", "esc_4")


def test_who_is_written_to_alone_is_one_of_the_places() -> None:
    escalation = an_escalation()
    calls = [
        Call(
            urgency=1,
            at=NINE,
            owed=direct(escalation, "U0MIA", "Nobody yet.", once=str(number), verbs=[]),
            is_for_anybody=True,
        )
        for number in range(6)
    ]
    dealt = deal(calls, none_yet(*calls), LIMITS, NINE, NOBODY_KNOWN)
    assert len(dealt.owed) == 4
    assert {each.whose for each in dealt.waiting} == {"U0MIA"}


def test_five_hundred_at_once_are_thirty_messages_and_each_of_them_is_told() -> None:
    """F63: storms."""
    calls = [a_call(number) for number in range(500)]
    dealt = deal(calls, none_yet(*calls), Limits(channel=30), NINE, NOBODY_KNOWN)
    budget, lists = dealt.budgets["C0REFUNDS"], []
    waiting = [
        Entry(each, Card(escalation=an_escalation(id=each.owed.escalation_id), turn=a_refund()))
        for each in dealt.waiting
    ]
    while waiting and budget.lists_at(30, NINE) == NINE:
        lists.append(call_list("C0REFUNDS", waiting[:SHOWN], frozenset(), NINE, NOBODY_KNOWN))
        budget, waiting = budget.listed(NINE), waiting[SHOWN:]
    assert len(dealt.owed) + len(lists) == 30
    assert len(dealt.owed) + sum(len(each.payload["list"]) for each in lists) == 500
    assert all(each.payload["mention"] == [{"usergroup": "S0LEADS"}] for each in lists)


def test_five_hundred_at_once_call_nobody_of_a_user_group_more_often_than_anybody_else() -> None:
    """F63: storms. The lists that come at once ring as long as there is room, and no longer."""
    leads = {"S0LEADS": frozenset({"U0MIA", "U0SAM"})}
    calls = [a_call(number) for number in range(500)]
    dealt = deal(calls, none_yet(*calls, members=leads), Limits(), NINE, leads)
    assert (len(dealt.owed), len(dealt.waiting)) == (7, 493)
    assert {each.whose for each in dealt.waiting} == {"C0REFUNDS"}
    assert dealt.budgets["U0MIA"] == Budget(spent=(NINE,) * 7)


def test_a_group_of_which_one_has_heard_enough_is_called_by_the_names_of_the_others() -> None:
    leads = {"S0LEADS": frozenset({"U0MIA", "U0SAM", "U0TIM"})}
    call = a_call(1, "U0SAM")
    budgets = {**none_yet(call, members=leads), "U0MIA": Budget(spent=(NINE,) * 6)}
    (owed,) = deal([call], budgets, LIMITS, NINE, leads).owed
    assert owed.payload["mention"] == [{"user": "U0SAM"}, {"user": "U0TIM"}]


def test_a_very_large_group_is_called_as_one() -> None:
    everybody = {"S0LEADS": frozenset(f"U{number}" for number in range(MOST_NAMED + 1))}
    call = a_call(1)
    assert call.concerns(everybody) == {"C0REFUNDS"}
    (owed,) = deal([call], none_yet(call), LIMITS, NINE, everybody).owed
    assert owed.payload["mention"] == [{"usergroup": "S0LEADS"}]


def test_what_is_said_of_one_case_in_one_place_is_one_message_that_calls_everybody() -> None:
    later = replace(a_call(1, "U0MIA"), at=NINE + MINUTE)
    told = replace(later.owed, payload={**later.owed.payload, "title": "Still."}, once="step:1")
    both = a_call(1, "U0SAM").and_also(replace(later, owed=told))
    assert both.owed.payload["title"] == "Nobody has decided in time. Still."
    assert both.mention == [{"usergroup": "S0LEADS"}, {"user": "U0SAM"}, {"user": "U0MIA"}]
    assert (both.at, both.owed.once) == (NINE, "reminder:1+step:1")


def test_another_channel_has_a_budget_of_its_own() -> None:
    promise = a_judgement(a_queue(channel="C0OTHER"))
    elsewhere = note(an_escalation(judgement=promise), "Late.", once="reminder:elsewhere")
    calls = [a_call(each) for each in range(9)]
    calls.append(Call(urgency=1, at=NINE, owed=elsewhere, is_for_anybody=True))
    owed = deal(calls, none_yet(*calls), LIMITS, NINE, NOBODY_KNOWN).owed
    assert "reminder:elsewhere" in [each.once for each in owed]


def test_in_a_list_an_escalation_stands_once() -> None:
    posted = in_channel("C0REFUNDS", "Nobody yet.", about="esc_1", once="ladder:1:C0REFUNDS")
    calls = [a_call(1), Call(urgency=1, at=NINE, owed=posted, is_for_anybody=True)]
    full = {each: Budget(spent=(NINE,) * 9) for each in ("C0REFUNDS",)}
    assert len({each.id for each in deal(calls, full, LIMITS, NINE, NOBODY_KNOWN).waiting}) == 1


def test_a_list_goes_at_once_then_after_ten_minutes_and_never_beyond_the_budget() -> None:
    full = Budget(spent=(NINE,) * 6)
    assert full.lists_at(9, NINE) == NINE
    told = full.listed(NINE)
    assert told.lists_at(9, NINE) == NINE, "in several messages when it is long"
    assert told.lists_at(9, NINE + MINUTE) == NINE + BETWEEN_LISTS
    spent = told.listed(NINE).listed(NINE)
    assert spent.lists_at(9, NINE + MINUTE) == NINE + AN_HOUR


def test_an_hour_later_there_is_room_again() -> None:
    full = Budget(spent=(NINE,) * 6)
    assert not full.has_room(9, NINE + AN_HOUR - MINUTE)
    assert full.has_room(9, NINE + AN_HOUR)


MOMENTS = st.lists(st.integers(min_value=0, max_value=7_200), max_size=120).map(sorted)


@given(MOMENTS, st.integers(min_value=3, max_value=12))
def test_in_no_hour_is_anybody_called_more_often_than_the_policy_says(
    seconds: Sequence[int], most: int
) -> None:
    """F63: storms. Whatever comes, and lists whenever they may."""
    budget, waits, sent = Budget(), 0, []
    for now in (NINE + timedelta(seconds=each) for each in seconds):
        if budget.has_room(most, now):
            budget = budget.called(now)
            sent.append(now)
        else:
            waits += 1
        if waits and budget.lists_at(most, now) <= now:
            budget, waits = budget.listed(now), 0
            sent.append(now)
    for at in sent:
        assert len([each for each in sent if at - AN_HOUR < each <= at]) <= most
