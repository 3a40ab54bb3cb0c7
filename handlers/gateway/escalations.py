"""`/v1/escalations`: what people were asked, what they said, and the right to act on it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from bot.flows.cancel import cancel
from bot.flows.execute import claim_execution, finish_execution
from bot.ports import ApiKey, Desk, Filter
from bot.rules.execution import ExecutionStatus
from bot.rules.status import Kind, Status
from handlers.gateway.auth import Keys, actor
from handlers.gateway.documents import (
    CLAIMED,
    ERRORS,
    ESCALATION,
    ESCALATION_LIST,
    EVENTS,
    FINISHED,
)
from handlers.gateway.idempotency import answer, receipt
from handlers.gateway.out import escalation_out, execution_out, right_out
from handlers.gateway.pages import cursor_in, page
from handlers.gateway.waiting import Waiters, events, long_poll, told
from handlers.gateway.wire import FinishIn

Id = Annotated[str, "An escalation's id, `esc_…`"]
IdempotencyKey = Annotated[
    str | None, Header(description="Any text of yours; the same write again answers the same.")
]
StatusFilter = Annotated[str | None, Query(pattern=f"^(open|closed|{'|'.join(Status)})$")]


def escalations(desk: Desk, keys: Keys, waiters: Waiters) -> APIRouter:
    router = APIRouter(prefix="/v1/escalations", tags=["escalations"])
    reader = Depends(keys.having("escalations:read"))
    writer = Depends(keys.having("escalations:write"))

    async def list_escalations(
        key: Annotated[ApiKey, reader],
        status: StatusFilter = None,
        queue: str | None = None,
        kind: Kind | None = None,
        conversation_id: str | None = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
        cursor: str | None = None,
    ) -> Response:
        """Newest first; `status=open` is what still waits for a person."""
        wanted = Filter(
            workspace=key.workspace,
            limit=limit + 1,
            before=cursor_in(cursor),
            status=status,
            queue=queue,
            kind=kind,
            conversation_id=conversation_id,
        )
        found = await desk.store.read(lambda memory: memory.list_escalations(wanted))
        return JSONResponse(page([(each.id, escalation_out(each)) for each in found], limit))

    async def get_escalation(
        id: Id,
        request: Request,
        key: Annotated[ApiKey, reader],
        wait: Annotated[
            int, Query(ge=0, le=60, description="Seconds to wait for an open one to close.")
        ] = 0,
    ) -> Response:
        """As it is; with `wait`, as soon as it is closed, or as it is after that many seconds."""
        if not wait:
            found = await desk.store.read(
                lambda memory: memory.escalation(id, workspace=key.workspace)
            )
            return JSONResponse(escalation_out(await told(desk, found)))
        waiters.enter(key.id)
        try:
            found = await long_poll(
                desk, id, workspace=key.workspace, seconds=wait, request=request
            )
        finally:
            waiters.leave(key.id)
        return JSONResponse(escalation_out(found))

    async def stream_escalation(
        id: Id,
        key: Annotated[ApiKey, reader],
        last_event_id: Annotated[int, Header(ge=0)] = 0,
    ) -> Response:
        """Every change as a server-sent event; resume with `Last-Event-ID`."""
        await desk.store.read(lambda memory: memory.escalation(id, workspace=key.workspace))
        waiters.enter(key.id)

        async def stream():  # noqa: ANN202
            try:
                async for event in events(desk, id, after=last_event_id):
                    yield event
            finally:
                waiters.leave(key.id)

        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(stream(), headers=headers, media_type="text/event-stream")

    async def cancel_escalation(
        id: Id,
        request: Request,
        key: Annotated[ApiKey, writer],
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        """The agent no longer needs an answer; the card says so."""
        done = await cancel(
            desk,
            id,
            workspace=key.workspace,
            by=actor(key),
            receipt=await receipt(request, key, escalation_out, status=200),
        )
        return answer(done, escalation_out, status=200)

    async def claim(
        id: Id,
        request: Request,
        key: Annotated[ApiKey, writer],
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        """Take the right to run what was approved: once, by one."""
        done = await claim_execution(
            desk,
            id,
            workspace=key.workspace,
            by=actor(key),
            receipt=await receipt(request, key, right_out, status=201),
        )
        return answer(done, right_out, status=201)

    async def finish(
        id: Id,
        body: FinishIn,
        request: Request,
        key: Annotated[ApiKey, writer],
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        """Say how it went; it is shown in the thread."""
        done = await finish_execution(
            desk,
            id,
            workspace=key.workspace,
            token=body.token,
            status=ExecutionStatus(body.status),
            detail=body.detail,
            by=actor(key),
            receipt=await receipt(request, key, execution_out, status=200),
        )
        return answer(done, execution_out, status=200)

    def at(path: str, endpoint, name: str, documents, method: str = "GET", status: int = 200):  # noqa: ANN001, ANN202
        router.add_api_route(
            path,
            endpoint,
            methods=[method],
            operation_id=name,
            status_code=status,
            responses={**documents, **ERRORS},
        )

    at("", list_escalations, "list_escalations", ESCALATION_LIST)
    at("/{id}", get_escalation, "get_escalation", ESCALATION)
    at("/{id}/events", stream_escalation, "stream_escalation", EVENTS)
    at("/{id}/cancel", cancel_escalation, "cancel_escalation", ESCALATION, "POST")
    at("/{id}/execution", claim, "claim_execution", CLAIMED, "POST", 201)
    at("/{id}/execution", finish, "finish_execution", FINISHED, "PUT")
    return router
