"""What was approved is what runs, once: take the right to run it, then say how it went."""

import hmac
from dataclasses import dataclass, replace

from bot.errors import NotFound, Refused
from bot.ports import Desk, Memory, Receipt, StoredAnswer
from bot.rules.approvers import Actor
from bot.rules.delivery import Owed
from bot.rules.digest import hash_text
from bot.rules.escalation import Escalation
from bot.rules.execution import (
    Execution,
    ExecutionStatus,
    already_claimed,
    finish,
    runnable,
)
from bot.rules.owing import note, redraw, webhook
from bot.rules.turn import ActionRequest
from bot.steps.audited import over_api


class WrongToken(Refused):
    """This token does not hold the right to run this escalation's action."""

    slug = "wrong-token"


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    token: str
    execution: Execution
    action: ActionRequest
    action_digest: str


async def claim_execution(
    desk: Desk, id: str, *, workspace: str, by: Actor, receipt: Receipt | None = None
) -> Right | StoredAnswer:
    token = desk.new_token()
    now = desk.clock.now()

    def record(memory: Memory) -> Right:
        escalation = memory.escalation(id, workspace=workspace)
        decision = runnable(escalation)
        if taken := memory.execution(id):
            raise already_claimed(taken)
        execution = Execution(
            escalation_id=id, token_hash=hash_text(token), claimed_by=by, claimed_at=now
        )
        memory.add_execution(execution)
        memory.owe(redraw(escalation))
        _write_down(memory, execution, by)
        if decision.action is None or decision.action_digest is None:
            raise AssertionError("runnable() promised an action and its digest")
        return Right(
            token=token,
            execution=execution,
            action=decision.action,
            action_digest=decision.action_digest,
        )

    return await desk.store.write(record, receipt=receipt)


async def finish_execution(
    desk: Desk,
    id: str,
    *,
    workspace: str,
    token: str,
    status: ExecutionStatus,
    detail: str,
    by: Actor,
    receipt: Receipt | None = None,
) -> Execution | StoredAnswer:
    now = desk.clock.now()

    def record(memory: Memory) -> Execution:
        escalation = memory.escalation(id, workspace=workspace)
        was = memory.execution(id)
        if was is None:
            raise NotFound("Nobody has taken the right to run this yet: POST to execution first.")
        if not hmac.compare_digest(was.token_hash, hash_text(token)):
            raise WrongToken(fields={"token": "Not the token that the claim was answered with."})
        done = finish(was, status, detail, now)
        if done is was:
            return was
        memory.save_execution(done)
        memory.reach(escalation, replace(escalation, executed_at=done.finished_at))
        memory.owe(
            redraw(escalation),
            _said_in_thread(escalation, done),
            *webhook(escalation, "execution.finished"),
        )
        _write_down(memory, done, by)
        return done

    return await desk.store.write(record, receipt=receipt)


def _said_in_thread(escalation: Escalation, execution: Execution) -> Owed:
    titles = {
        ExecutionStatus.SUCCEEDED: "The agent ran it: it worked.",
        ExecutionStatus.FAILED: "The agent ran it: it failed.",
        ExecutionStatus.UNKNOWN: "The agent ran it and does not know whether it worked.",
    }
    return note(escalation, titles[execution.status], quote=execution.detail)


def _write_down(memory: Memory, execution: Execution, by: Actor) -> None:
    memory.note(
        over_api(
            execution.escalation_id,
            by,
            execution.finished_at or execution.claimed_at,
            f"execution {execution.status}",
        )
    )
