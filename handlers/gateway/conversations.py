"""`/v1/conversations`: a customer wants a person, writes to them, and gets what they write."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from starlette.responses import Response

from bot.flows.customer_says import customer_says
from bot.flows.handoff import hand_off
from bot.flows.receipt import receipt as receive
from bot.ports import ApiKey, Desk
from bot.steps.handoff import Asked
from handlers.gateway.auth import Keys, actor
from handlers.gateway.bodies import body_of
from handlers.gateway.contract import operation
from handlers.gateway.idempotency import Documented, answer, keep, receipt
from handlers.gateway.out import asked_out, control_out, receipt_out, respond
from handlers.gateway.said import HandoffIn, ReceiptIn, SaidIn
from handlers.gateway.shapes import AskedOut, ControlOut, ReceiptOut

SCOPE = "turns:write"

ASKED = operation(
    "request_handoff",
    scope=SCOPE,
    answers={202: ("A person is asked for; while one is, the same again.", AskedOut)},
    errors=("idempotency-key-reused",),
    body=HandoffIn,
)
SAID = operation(
    "post_message",
    scope=SCOPE,
    answers={200: ("Recorded; who has control of the conversation.", ControlOut)},
    errors=("idempotency-key-reused",),
    body=SaidIn,
)
RECEIVED = operation(
    "post_receipt",
    scope=SCOPE,
    answers={200: ("The message as it is now.", ReceiptOut)},
    errors=("not-found",),
    body=ReceiptIn,
)
ConversationId = Annotated[str, Path(min_length=1, max_length=200, description="Yours.")]


def conversations(
    desk: Desk, keys: Keys, check_files: Callable[[SaidIn], None] = lambda _: None
) -> APIRouter:
    router = APIRouter(prefix="/v1/conversations/{id}", tags=["conversations"])
    writer = Depends(keys.having(SCOPE))

    async def request_handoff(
        id: ConversationId,
        request: Request,
        key: Annotated[ApiKey, writer],
        body: Annotated[HandoffIn, Depends(body_of(HandoffIn))],
        idempotency_key: Documented = None,
    ) -> Response:
        """The customer wants a human. While a handoff is open it is answered with that one."""
        now = desk.clock.now()
        done = await hand_off(
            desk,
            id,
            body.to_request(),
            workspace=key.workspace,
            by=actor(key),
            receipt=await receipt(request, key, lambda asked: asked_out(asked, now), status=202),
        )
        headers = (
            {"Location": f"/v1/escalations/{done.escalation.id}"} if isinstance(done, Asked) else {}
        )
        response = answer(done, lambda asked: asked_out(asked, now), status=202)
        response.headers.update(headers)
        return response

    async def post_message(
        id: ConversationId,
        request: Request,
        key: Annotated[ApiKey, writer],
        body: Annotated[SaidIn, Depends(body_of(SaidIn))],
        idempotency_key: Documented = None,
    ) -> Response:
        """The customer said something; it goes into the thread while a person has control."""
        check_files(body)
        await keep(desk, await receipt(request, key, lambda _: {}, status=200))
        done = await customer_says(desk, id, body.to_said(), workspace=key.workspace, by=actor(key))
        return respond(control_out(done))

    async def post_receipt(
        id: ConversationId,
        key: Annotated[ApiKey, writer],
        body: Annotated[ReceiptIn, Depends(body_of(ReceiptIn))],
    ) -> Response:
        """The customer did (not) get a message; whoever wrote it sees which."""
        item = await receive(
            desk,
            id,
            body.message_id,
            workspace=key.workspace,
            delivered=body.status == "delivered",
            detail=body.detail,
            at=body.at,
        )
        return respond(receipt_out(item))

    router.add_api_route("/handoff", request_handoff, methods=["POST"], **ASKED)
    router.add_api_route("/messages", post_message, methods=["POST"], **SAID)
    router.add_api_route("/receipts", post_receipt, methods=["POST"], **RECEIVED)
    return router
