from datetime import timedelta

import pytest

from bot.rules.delivery import (
    SLACK_GIVES_UP_AFTER,
    SWEEPS,
    WEBHOOK_SCHEDULE,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Failed,
    Limited,
    Lost,
    NotThere,
    Outcome,
    Sent,
    after,
    swept,
)
from tests.makers import NINE, a_delivery

SENDING = a_delivery(state=DeliveryState.SENDING)
DOUBTFUL = a_delivery(state=DeliveryState.UNCERTAIN, first_attempt_at=NINE)


@pytest.mark.parametrize(
    ("delivery", "outcome", "state", "seconds"),
    [
        (SENDING, Sent(ts="1.1"), DeliveryState.SENT, None),
        (SENDING, Limited(seconds=30), DeliveryState.PENDING, 30),
        (DOUBTFUL, Limited(seconds=30), DeliveryState.UNCERTAIN, 30),
        (SENDING, Failed(error="channel_not_found"), DeliveryState.PENDING, 1),
        (SENDING, Failed(error="invalid_blocks", final=True), DeliveryState.DEAD, None),
        (SENDING, Lost(error="timeout"), DeliveryState.UNCERTAIN, 5),
        (DOUBTFUL, NotThere(), DeliveryState.UNCERTAIN, 5),
        (a_delivery(state=DeliveryState.UNCERTAIN, looks=1), NotThere(), DeliveryState.PENDING, 0),
        (DOUBTFUL, Sent(ts="1.1"), DeliveryState.SENT, None),
        (a_delivery(DeliveryKind.REDRAW), Lost(error="timeout"), DeliveryState.PENDING, 1),
        (a_delivery(DeliveryKind.WEBHOOK), Lost(error="timeout"), DeliveryState.PENDING, 5),
    ],
)
def test_what_each_answer_makes_of_a_delivery(
    delivery: Delivery, outcome: Outcome, state: DeliveryState, seconds: float | None
) -> None:
    result = after(delivery, outcome, NINE)
    assert result.state is state
    assert result.next_at == (None if seconds is None else NINE + timedelta(seconds=seconds))


def test_a_webhook_is_tried_by_its_schedule_and_then_dead() -> None:
    """F22"""
    for tries, seconds in enumerate(WEBHOOK_SCHEDULE, start=1):
        waiting = after(a_delivery(DeliveryKind.WEBHOOK, attempts=tries), Failed(error="500"), NINE)
        assert waiting.next_at == NINE + timedelta(seconds=seconds)
    last = a_delivery(DeliveryKind.WEBHOOK, attempts=len(WEBHOOK_SCHEDULE) + 1)
    assert after(last, Failed(error="500"), NINE).state is DeliveryState.DEAD


def test_a_card_is_tried_for_a_day_before_it_is_dead() -> None:
    just_before = NINE + SLACK_GIVES_UP_AFTER
    assert after(SENDING, Failed(error="x"), just_before).state is DeliveryState.PENDING
    after_a_day = just_before + timedelta(seconds=1)
    assert after(SENDING, Failed(error="x"), after_a_day).state is DeliveryState.DEAD


def test_a_message_that_was_in_doubt_is_looked_for_twice_more() -> None:
    sent = after(a_delivery(attempts=2), Sent(ts="1.1"), NINE)
    assert sent.sweep_at == NINE + SWEEPS[0]
    once = swept(sent, NINE + SWEEPS[0])
    assert once.sweep_at == NINE + SWEEPS[1]
    assert swept(once, NINE + SWEEPS[1]).sweep_at is None


def test_a_message_that_arrived_at_once_is_not_looked_for() -> None:
    assert after(SENDING, Sent(ts="1.1"), NINE).sweep_at is None
