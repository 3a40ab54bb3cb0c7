from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.errors import BadInput, DecisionNotAllowed
from bot.rules.approvers import Actor
from bot.rules.calendars.calendar import Calendar, Hours
from bot.rules.clocks import Event, Terms, Timing
from bot.rules.clocks import opened as started
from bot.rules.escalation import Escalation
from bot.rules.keeping import LEAD, due_first, keep, snooze, wrote, wrote_in_vain
from bot.rules.on_time import at, next_at
from bot.rules.status import Status
from bot.rules.tenure import Tenure, begin
from tests.makers import NINE, an_escalation

ANA = Actor(type="human", id="slack:T1/U1", name="Ana")
BEN = Actor(type="human", id="slack:T1/U2", name="Ben")
WEEKDAYS = tuple((Hours(540, 1020),) if day < 5 else () for day in range(7))
OFFICE = Calendar(name="office", timezone="UTC", week=WEEKDAYS)


def after(**time: float) -> datetime:
    return NINE + timedelta(**time)


@pytest.mark.parametrize(
    ("calendar", "now", "answer_due", "asked", "ends"),
    [
        (None, NINE, None, after(minutes=15), after(minutes=30)),
        (None, NINE, after(minutes=20), after(minutes=10), after(minutes=20)),
        (None, NINE, after(minutes=40), after(minutes=15), after(minutes=30)),
        (None, NINE, after(minutes=2), after(minutes=2, seconds=30), after(minutes=5)),
        (None, NINE, after(minutes=-9), after(minutes=15), after(minutes=30)),
        (None, NINE, NINE, after(minutes=15), after(minutes=30)),
        (
            OFFICE,
            after(hours=7, minutes=50),
            None,
            after(days=1, minutes=5),
            after(days=1, minutes=20),
        ),
        (OFFICE, after(hours=9), None, after(hours=24, minutes=15), after(hours=24, minutes=30)),
    ],
)
def test_who_takes_it_is_asked_at_half_and_has_it_for_thirty_minutes_of_open_time(
    calendar: Calendar | None,
    now: datetime,
    answer_due: datetime | None,
    asked: datetime,
    ends: datetime,
) -> None:
    tenure = begin(now, calendar, answer_due)
    assert (tenure.ask_at, tenure.ends_at) == (asked, ends)


def posted(**changes: object) -> Escalation:
    return an_escalation(**{"expires_at": after(hours=8), "timing": Timing(), **changes})


def claimed(**changes: object) -> Escalation:
    escalation = posted()
    return replace(escalation.claim(ANA, NINE), **changes)  # type: ignore[arg-type]


def test_claimed_and_forgotten_is_asked_about_once_and_then_free() -> None:
    """F68: claimed, then forgotten."""
    escalation = claimed()
    assert next_at(escalation) == after(minutes=15)
    assert at(escalation, after(minutes=14)).escalation is escalation
    asked = at(escalation, after(minutes=15))
    assert (asked.asked, asked.freed) == (ANA, None)
    again = at(asked.escalation, after(minutes=16))
    assert again.escalation is asked.escalation
    assert next_at(asked.escalation) == after(minutes=30)
    freed = at(asked.escalation, after(minutes=30))
    assert (freed.freed, freed.escalation.status) == (ANA, Status.PENDING)
    assert (freed.escalation.assignee, freed.escalation.tenure) == (None, None)


def test_after_three_days_away_it_is_free_and_nobody_is_asked_first() -> None:
    passed = at(replace(claimed(), expires_at=after(days=9)), after(days=3))
    assert (passed.asked, passed.freed) == (None, ANA)


def test_whoever_keeps_it_has_their_time_anew() -> None:
    asked = at(claimed(), after(minutes=15)).escalation
    kept = keep(asked, ANA, after(minutes=20))
    assert kept.version == asked.version + 1
    assert kept.tenure == Tenure(ask_at=after(minutes=35), ends_at=after(minutes=50))


def test_nobody_keeps_or_snoozes_what_is_not_theirs() -> None:
    until = after(hours=1)
    for move in (lambda was, by: keep(was, by, NINE), lambda w, by: snooze(w, by, until, NINE)):
        with pytest.raises(DecisionNotAllowed, match="Ana has this"):
            move(claimed(), BEN)
        with pytest.raises(DecisionNotAllowed, match="Nobody has this"):
            move(an_escalation(), ANA)


def test_who_was_only_named_is_not_asked_whether_they_keep_it() -> None:
    named = posted(assignee=ANA)
    assert at(named, after(hours=1)).escalation is named


def test_a_snooze_silences_the_question_and_ends_before_it_is_due() -> None:
    """F69: a snooze hides a breach."""
    snoozed = snooze(claimed(), ANA, after(minutes=20), NINE)
    assert at(snoozed, after(minutes=19)).escalation is snoozed
    assert at(snoozed, after(minutes=20)).asked == ANA
    longest = snooze(claimed(), ANA, after(days=3), NINE)
    assert longest.tenure is not None
    assert longest.tenure.snoozed_until == after(hours=8) - LEAD


def test_a_snooze_until_tomorrow_does_not_cost_whoever_has_it_the_card() -> None:
    """F69: with the half hour that everybody has, which is over long before."""
    theirs = claimed(promise=replace(posted().promise, calendar=OFFICE), expires_at=after(days=9))
    tomorrow = after(days=1)
    snoozed = snooze(theirs, ANA, tomorrow, NINE)
    assert next_at(snoozed) == tomorrow
    assert at(snoozed, tomorrow - LEAD).escalation is snoozed
    asked = at(snoozed, tomorrow)
    assert (asked.asked, asked.freed) == (ANA, None)
    assert next_at(asked.escalation) == tomorrow + timedelta(minutes=15)
    assert at(asked.escalation, tomorrow + timedelta(minutes=15)).freed == ANA


def test_a_snooze_that_ends_while_the_team_is_away_is_asked_about_when_they_come() -> None:
    theirs = claimed(promise=replace(posted().promise, calendar=OFFICE), expires_at=after(days=9))
    snoozed = snooze(theirs, ANA, after(hours=12), NINE)
    at_night = at(snoozed, after(hours=12))
    assert (at_night.asked, at_night.freed) == (None, None)
    assert next_at(at_night.escalation) == after(days=1)
    assert at(at_night.escalation, after(days=1)).asked == ANA


def test_who_has_written_is_not_asked_however_late_the_receipt_is() -> None:
    live = posted(expires_at=after(days=9)).take_over(ANA, NINE, since="1.0")
    written = wrote(live, ANA, after(minutes=1))
    assert wrote(live, BEN, after(minutes=1)) is live
    assert at(written, after(days=1)).escalation is written
    back = wrote_in_vain(written, ANA, after(minutes=40))
    assert at(back, after(minutes=55)).asked == ANA
    assert wrote_in_vain(back, ANA, after(minutes=41)) is back
    late = written.replied(
        after(minutes=1), after(minutes=2), wrote_since=after(minutes=3), heard_at=after(hours=2)
    )
    assert late.tenure is not None
    assert late.tenure.ends_at == after(hours=2, minutes=30)


def test_a_snooze_never_hides_what_is_late() -> None:
    """F69: reminders before it is due are silent; that it is late is told."""
    terms = Terms(targets={"decision": 3600.0}, remind_at=(0.25,))
    promise = replace(an_escalation().promise, sla={"decision": 3600.0}, remind_at=(0.25,))
    escalation = replace(
        an_escalation(expires_at=after(hours=8)),
        promise=promise,
        timing=started(Event.ASKED, NINE, terms),
    )
    theirs = escalation.claim(ANA, NINE)
    assert [each.kind for each in at(theirs, after(minutes=15)).told] == ["decision"]
    snoozed = snooze(theirs, ANA, after(hours=5), NINE)
    assert snoozed.tenure is not None
    assert snoozed.tenure.snoozed_until == after(minutes=55)
    assert at(snoozed, after(minutes=15)).told == ()
    asked = at(snoozed, after(minutes=55))
    assert (asked.asked, asked.freed) == (ANA, None)
    late = at(asked.escalation, after(minutes=60, seconds=1))
    assert [each.is_late for each in late.told] == [True]
    assert late.freed is None, "theirs still"


def test_what_becomes_due_during_a_snooze_is_told_when_it_is_late() -> None:
    """F69: the cap is of what was promised by then."""
    theirs = snooze(claimed(expires_at=after(days=9)), ANA, after(days=1), NINE)
    promise = replace(theirs.promise, sla={"decision": 3600.0})
    terms = Terms(targets={"decision": 3600.0})
    urgent = replace(theirs, promise=promise, timing=started(Event.ASKED, NINE, terms))
    late = at(urgent, after(minutes=60, seconds=1))
    assert [each.is_late for each in late.told] == [True]
    assert (late.asked, late.freed) == (None, None)


@pytest.mark.parametrize(
    ("until", "due", "sentence"),
    [
        (NINE, after(hours=8), "Choose a time to come."),
        (after(hours=1), after(minutes=4), "so soon that it cannot be snoozed"),
    ],
)
def test_a_snooze_that_makes_no_sense_is_refused(
    until: datetime, due: datetime, sentence: str
) -> None:
    with pytest.raises(BadInput, match=sentence) as refused:
        snooze(claimed(expires_at=due), ANA, until, NINE)
    assert "until" in refused.value.fields


def test_with_a_customer_who_has_not_answered_nobody_is_idle() -> None:
    live = posted().take_over(ANA, NINE, since="1.0")
    answered = live.replied(after(minutes=1), after(minutes=1))
    assert at(answered, after(hours=3)).freed is None
    wrote = answered.customer_wrote(after(hours=3))
    assert wrote.tenure is not None
    assert wrote.tenure.ask_at is not None
    assert wrote.tenure.ask_at > after(hours=3)
    assert at(wrote, after(hours=4)).freed == ANA


def test_words_that_reach_the_customer_renew() -> None:
    """F68: who answers has not forgotten it."""
    live = posted().take_over(ANA, NINE, since="1.0")
    assert live.tenure is not None
    wrote_again = live.replied(after(minutes=14), after(minutes=14), wrote_since=after(minutes=15))
    assert wrote_again.tenure is not None
    assert wrote_again.tenure.ends_at > live.tenure.ends_at
    assert due_first(live) == live.expires_at
