"""The single-use right to run what was approved."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.errors import BadInput, DigestMismatch, ExecutionClaimed, NothingToRun
from bot.rules.approvers import Actor
from bot.rules.decision import Decision
from bot.rules.escalation import Escalation
from bot.rules.status import Status


class ExecutionStatus(StrEnum):
    CLAIMED = "claimed"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Execution:
    escalation_id: str
    token_hash: str
    claimed_by: Actor
    claimed_at: datetime
    status: ExecutionStatus = ExecutionStatus.CLAIMED
    detail: str = ""
    finished_at: datetime | None = None


def runnable(escalation: Escalation) -> Decision:
    """The decision that lets something run, checked against its own digest once more."""
    decision = escalation.decision
    if (
        escalation.status not in (Status.APPROVED, Status.EDITED)
        or decision is None
        or decision.action is None
    ):
        raise NothingToRun(
            f"This escalation is {escalation.status}; only an approved or edited action can be run."
        )
    if escalation.digest_of(decision.reply, decision.action) != decision.action_digest:
        raise DigestMismatch
    return decision


def already_claimed(execution: Execution) -> ExecutionClaimed:
    by = execution.claimed_by.name or execution.claimed_by.id
    return ExecutionClaimed(
        f"The right to run this was taken by {by} "
        f"at {execution.claimed_at:%Y-%m-%d %H:%M:%S} UTC; it is {execution.status}."
    )


def finish(execution: Execution, status: ExecutionStatus, detail: str, now: datetime) -> Execution:
    """Report once how it went; the same report again changes nothing."""
    if execution.status is status:
        return execution
    if status is ExecutionStatus.CLAIMED:
        raise BadInput(fields={"status": "Say succeeded, failed or unknown."})
    if execution.status not in (ExecutionStatus.CLAIMED, ExecutionStatus.UNKNOWN):
        raise ExecutionClaimed(f"It was already reported as {execution.status}.")
    return replace(execution, status=status, detail=detail, finished_at=now)
