"""An escalation opens: recorded, owed to Slack and to the agent, written down."""

from dataclasses import replace
from datetime import datetime

from bot.ports import Desk, Memory
from bot.rules.approvers import Actor
from bot.rules.escalation import Escalation
from bot.rules.owing import card, transcript, webhook
from bot.rules.redact import redacted
from bot.rules.turn import Turn
from bot.steps.assigned import Staff, find_person, tell_assignee
from bot.steps.audited import over_api


def opened(
    memory: Memory,
    desk: Desk,
    escalation: Escalation,
    *,
    turn: Turn,
    by: Actor,
    now: datetime,
    trace: str,
    staff: Staff,
) -> Escalation:
    """`trace` is where what happens later joins the trace of the request that opened it; `staff`
    are those of whom one may be named.
    """
    escalation = find_person(memory, desk, replace(escalation, trace=trace), staff, now)
    turn = redacted(turn, desk.policies.current.redact)
    memory.add(escalation, turn=turn)
    memory.owe(card(escalation), *transcript(escalation, turn))
    memory.owe(*webhook(escalation, "escalation.opened"))
    memory.note(
        over_api(
            escalation.id,
            by,
            now,
            "opened",
            {
                "rule": escalation.promise.rule,
                "policy_version": escalation.promise.policy_version,
                "queue": escalation.promise.queue,
                "action_digest": escalation.action_digest,
            },
        )
    )
    tell_assignee(memory, escalation, now)
    return escalation
