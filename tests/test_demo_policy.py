"""The demo's policy: believable, alive at night, and quiet while somebody looks around."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.commands.demo.house import POLICY
from bot.policy_file import examine
from bot.rules.assignment import Assignment
from bot.rules.escalation import Thread
from bot.rules.on_time import next_at
from bot.rules.policy import Queue, Verdict
from tests.makers import a_judgement, a_refund, an_escalation

SATURDAY_NIGHT = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
LOOKING_AROUND = timedelta(minutes=14)
READ = examine(POLICY.read_text())
QUEUES = READ.policy.queues


def test_it_is_without_a_doubt() -> None:
    assert list(READ.warnings) == []


def test_it_shows_hours_reminders_ladders_rotas_and_assignment() -> None:
    assert any(queue.hours for queue in QUEUES.values())
    assert any(queue.ladder for queue in QUEUES.values())
    assert any(queue.rotas for queue in QUEUES.values())
    assert any(queue.assignment is not Assignment.MANUAL for queue in QUEUES.values())
    assert any(queue.fallback for queue in QUEUES.values())
    assert all(queue.remind_at for queue in QUEUES.values())


def test_at_night_there_is_somebody_for_customers_and_questions_and_others_have_gone_home() -> None:
    there = {name for name in QUEUES if READ.policy.opening(name, SATURDAY_NIGHT).open_now}
    assert READ.policy.queue_of_handoffs.name in there
    assert READ.policy.queue_of_questions.name in there
    assert "refunds" not in there


@pytest.mark.parametrize("verdict", [Verdict.HOLD, Verdict.HANDOFF])
@pytest.mark.parametrize("queue", QUEUES.values(), ids=list(QUEUES))
def test_while_somebody_looks_around_no_card_of_theirs_is_reminded_of(
    queue: Queue, verdict: Verdict
) -> None:
    opened = an_escalation(a_refund(), a_judgement(queue, verdict=verdict))
    posted = opened.hung(
        Thread(team="T1", channel=queue.channel, root_ts="1.0", posted_at=opened.created_at)
    )
    due = next_at(posted)
    assert due is not None
    assert due - opened.created_at >= LOOKING_AROUND
