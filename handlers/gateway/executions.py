"""`/v1/escalations/{id}/cancel` and `/execution`: what an agent does with an escalation."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from bot.flows.cancel import cancel
from bot.flows.execute import claim_execution, finish_execution
from bot.ports import ApiKey, Desk
from bot.rules.execution import ExecutionStatus
from handlers.gateway.auth import Keys, actor
from handlers.gateway.bodies import body_of
from handlers.gateway.contract import operation
from handlers.gateway.idempotency import Documented, answer, receipt
from handlers.gateway.lists import EscalationId, checked_id
from handlers.gateway.out import escalation_out, execution_out, right_out
from handlers.gateway.proposals import FinishIn, NothingIn
from handlers.gateway.shapes import EscalationOut, ExecutionOut, RightOut

SCOPE = "escalations:write"
Nothing = Annotated[NothingIn, Depends(body_of(NothingIn))]
CANCELLED = operation(
    "cancel_escalation",
    scope=SCOPE,
    answers={200: ("Cancelled; the card says so.", EscalationOut)},
    errors=("not-found", "already-closed", "expired", "idempotency-key-reused"),
)
CLAIMED = operation(
    "claim_execution",
    scope=SCOPE,
    answers={201: ("The right to run it, once.", RightOut)},
    errors=(
        "not-found",
        "nothing-to-run",
        "execution-claimed",
        "digest-mismatch",
        "idempotency-key-reused",
    ),
)
FINISHED = operation(
    "finish_execution",
    scope=SCOPE,
    answers={200: ("How it went, as it is shown in the thread.", ExecutionOut)},
    errors=("not-found", "wrong-token", "execution-claimed", "idempotency-key-reused"),
    body=FinishIn,
)


def executions(desk: Desk, keys: Keys) -> APIRouter:
    router = APIRouter(prefix="/v1/escalations/{id}", tags=["escalations"])
    writer = Depends(keys.having(SCOPE))

    async def cancel_escalation(
        id: EscalationId,
        request: Request,
        key: Annotated[ApiKey, writer],
        _body: Nothing,
        idempotency_key: Documented = None,
    ) -> Response:
        """The agent no longer needs an answer; the card says so."""
        now = desk.clock.now()
        done = await cancel(
            desk,
            checked_id(id),
            workspace=key.workspace,
            by=actor(key),
            receipt=await receipt(request, key, lambda each: escalation_out(each, now), status=200),
        )
        return answer(done, lambda each: escalation_out(each, now))

    async def claim(
        id: EscalationId,
        request: Request,
        key: Annotated[ApiKey, writer],
        _body: Nothing,
        idempotency_key: Documented = None,
    ) -> Response:
        """Take the right to run what was approved: once, by one. Later claims hear who has it."""
        done = await claim_execution(
            desk,
            checked_id(id),
            workspace=key.workspace,
            by=actor(key),
            receipt=await receipt(request, key, right_out, status=201),
        )
        return answer(done, right_out, status=201)

    async def finish(
        id: EscalationId,
        request: Request,
        key: Annotated[ApiKey, writer],
        body: Annotated[FinishIn, Depends(body_of(FinishIn))],
        idempotency_key: Documented = None,
    ) -> Response:
        """Say how it went. Say `unknown` when you do not know: it can be mended later."""
        done = await finish_execution(
            desk,
            checked_id(id),
            workspace=key.workspace,
            token=body.token,
            status=ExecutionStatus(body.status),
            detail=body.detail,
            by=actor(key),
            receipt=await receipt(request, key, execution_out, status=200),
        )
        return answer(done, execution_out)

    router.add_api_route("/cancel", cancel_escalation, methods=["POST"], **CANCELLED)
    router.add_api_route("/execution", claim, methods=["POST"], **CLAIMED)
    router.add_api_route("/execution", finish, methods=["PUT"], **FINISHED)
    return router
