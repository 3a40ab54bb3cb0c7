"""Who has had a card, and for how much open time it was theirs to act; no clock hears of it."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from bot.rules.approvers import SYSTEM, TIMEOUT, Actor
from bot.rules.escalation import Escalation
from bot.rules.owners import KEPT
from bot.rules.policy import Queue, Verdict
from bot.rules.reapplying import reapplied
from bot.rules.status import Move
from bot.rules.waiting import no_reply_needed, waits_elsewhere
from tests.calendars import a_calendar
from tests.makers import NINE, a_judgement, a_queue, a_turn, an_escalation

SLA = {"claim": 600.0, "first_reply": 3600.0, "next_reply": 600.0, "resolution": 36_000.0}
OFFICE = a_calendar("UTC")
MINUTE = 60.0


def person(number: int) -> Actor:
    return Actor(type="human", id=f"slack:T1/U{number}", name=f"Person {number}")


ANA, BEN = person(0), person(1)


def after(**time: float) -> datetime:
    return NINE + timedelta(**time)


def a_case(**promises: Any) -> Escalation:
    queue = a_queue(sla=SLA, timeout=864_000.0, **promises)
    return an_escalation(a_turn(), a_judgement(queue, verdict=Verdict.HANDOFF))


def office(**changes: Any) -> Queue:
    return a_queue(sla=SLA, timeout=864_000.0, hours=OFFICE, **changes)


def taken(**promises: Any) -> Escalation:
    return a_case(**promises).take_over(ANA, NINE, since="1.1")


def seconds(case: Escalation) -> list[float]:
    return [each.seconds for each in case.ownership]


def test_a_card_that_nobody_has_taken_is_nobodys() -> None:
    named = replace(a_case(), assignee=ANA)
    assert named.customer_wrote(after(minutes=1)).ownership == ()


def test_passed_on_ten_times_it_had_ten_owners_without_a_gap_and_no_clock_begins_again() -> None:
    case = a_case().claim(person(0), NINE)
    clocks = case.timing.clocks
    for number in range(1, 10):
        case = case.assign(person(number), after(minutes=number))
    assert case.timing.clocks == clocks
    assert [each.owner for each in case.ownership] == [person(number) for number in range(10)]
    assert all(one.ended_at == next.started_at for one, next in pairwise(case.ownership))
    assert seconds(case) == [MINUTE] * 9 + [0.0]
    assert case.ownership[-1].ended_at is None


def test_of_a_card_that_is_passed_round_for_ever_the_last_owners_are_kept() -> None:
    case = a_case()
    for number in range(KEPT + 7):
        case = case.assign(person(number), after(minutes=number))
    assert [each.owner for each in case.ownership] == [person(7 + each) for each in range(KEPT)]


@pytest.mark.parametrize(
    "end",
    [
        lambda case, at: case.release(at),
        lambda case, at: case.transfer(office(name="billing"), at),
        lambda case, at: case.resolve(ANA, at),
        lambda case, at: case.hand_back(ANA, at),
        lambda case, at: case.cancel(SYSTEM, at),
        lambda case, at: case.assign(BEN, at),
    ],
)
def test_let_go_passed_on_or_closed_it_is_theirs_no_more(end: Any) -> None:
    first = end(taken(), after(minutes=7)).ownership[0]
    assert (first.owner, first.ended_at, first.seconds) == (ANA, after(minutes=7), 7 * MINUTE)


def test_who_takes_it_again_has_it_for_a_second_time() -> None:
    case = taken().release(after(minutes=1)).claim(ANA, after(minutes=5))
    assert [each.started_at for each in case.ownership] == [NINE, after(minutes=5)]


def test_who_claims_it_and_then_takes_over_has_it_once() -> None:
    case = a_case().claim(ANA, NINE).take_over(ANA, after(minutes=2), since="1.1")
    assert [each.started_at for each in case.resolve(ANA, after(minutes=3)).ownership] == [NINE]


def test_while_the_customer_is_to_write_it_stands_still_as_the_resolution_does() -> None:
    case = taken().replied(after(minutes=10), after(minutes=10))
    case = case.customer_wrote(after(minutes=40))
    assert seconds(case.resolve(ANA, after(minutes=45))) == [15 * MINUTE]


def test_words_that_want_no_answer_leave_it_at_rest_and_another_person_gets_it_so() -> None:
    case = taken().replied(after(minutes=10), after(minutes=10))
    case = no_reply_needed(case.customer_wrote(after(minutes=20)), ANA, after(minutes=25))
    case = case.assign(BEN, after(minutes=30)).customer_wrote(after(minutes=40))
    assert seconds(case.resolve(BEN, after(minutes=50))) == [15 * MINUTE, 10 * MINUTE]


def test_only_the_hours_of_the_team_count() -> None:
    case = taken(hours=OFFICE, calendar="office").resolve(ANA, after(hours=26))
    assert seconds(case) == [10 * 3600.0]


def test_another_calendar_counts_from_when_it_is_put_on_what_is_open() -> None:
    case = reapplied(taken(), office(), after(hours=10))
    assert seconds(case.resolve(ANA, after(hours=25))) == [11 * 3600.0]


def test_forgotten_until_its_time_was_up_it_was_theirs_until_then() -> None:
    case = taken()
    late = case.ended(Move.EXPIRE, TIMEOUT, case.expires_at + timedelta(days=3))
    assert late.ownership[-1].ended_at == case.expires_at


def test_asked_for_again_it_is_nobodys_until_somebody_takes_it() -> None:
    again = taken().resolve(ANA, after(minutes=5)).reopen(after(hours=1))
    assert again.customer_wrote(after(hours=1)).ownership == again.ownership
    back = again.claim(BEN, after(hours=2))
    assert [each.owner for each in back.ownership] == [ANA, BEN]


def test_news_from_before_they_had_it_takes_nothing_from_them() -> None:
    case = a_case().take_over(ANA, after(minutes=5), since="1.1")
    case = case.replied(after(minutes=1), after(minutes=2)).customer_wrote(after(minutes=3))
    assert seconds(case.resolve(ANA, after(minutes=9))) == [4 * MINUTE]


@pytest.mark.parametrize(("pauses", "minutes"), [(False, 25), (True, 15)])
def test_somebody_outside_takes_its_time_only_where_the_policy_says_so(
    minutes: float, *, pauses: bool
) -> None:
    case = waits_elsewhere(taken(third_party_pauses=pauses), ANA, after(minutes=10))
    case = case.customer_wrote(after(minutes=20)).resolve(ANA, after(minutes=25))
    assert seconds(case) == [minutes * MINUTE]


def test_a_policy_that_begins_to_pause_lets_it_rest_from_then_on() -> None:
    case = waits_elsewhere(taken(), ANA, after(minutes=10))
    queue = a_queue(sla=SLA, timeout=864_000.0, third_party_pauses=True)
    case = reapplied(case, queue, after(minutes=15))
    assert seconds(case.resolve(ANA, after(minutes=60))) == [15 * MINUTE]


def test_words_from_before_it_rested_take_nothing_twice() -> None:
    case = waits_elsewhere(taken(third_party_pauses=True), ANA, after(minutes=10))
    case = case.customer_wrote(after(minutes=4))
    assert seconds(case.resolve(ANA, after(minutes=25))) == [25 * MINUTE]
