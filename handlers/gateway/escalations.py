"""`/v1/escalations`: what people were asked and what they said, now or as it happens."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request
from starlette.background import BackgroundTask
from starlette.responses import Response

from bot.ports import ApiKey, Desk
from bot.rules.escalation import Escalation
from handlers.gateway.auth import Keys, reads_pages
from handlers.gateway.contract import EVENTS, operation
from handlers.gateway.escalations_wanted import EscalationsWanted
from handlers.gateway.list_page import escalations_page
from handlers.gateway.lists import EscalationId, EscalationWanted, checked_id, page
from handlers.gateway.out import escalation_out, respond
from handlers.gateway.shapes import EscalationOut, EscalationsOut
from handlers.gateway.stream import Event, EventStream
from handlers.gateway.waiting import Tellers, Waiters, long_poll, while_present

SCOPE, OF_WEEKS = "escalations:read", "reports:read"
LAST_VERSION = 2**31 - 1
CLIENT_WENT_AWAY = 499

LISTED = operation(
    "list_escalations",
    scope=SCOPE,
    answers={
        200: {
            "model": EscalationsOut,
            "description": "A page of escalations; for `Accept: text/html` the same to look at.",
            "content": {"text/html": {"schema": {"type": "string"}}},
        }
    },
)
READ = operation(
    "get_escalation",
    scope=SCOPE,
    answers={200: ("The escalation as it is.", EscalationOut)},
    errors=("not-found", "too-many"),
)
STREAMED = operation(
    "stream_escalation",
    scope=SCOPE,
    answers={200: EVENTS},
    errors=("not-found", "too-many"),
)
LastEventId = Annotated[
    int, Header(ge=0, le=LAST_VERSION, description="The last version that you saw.")
]


def escalations(desk: Desk, keys: Keys, waiters: Waiters) -> APIRouter:
    router = APIRouter(prefix="/v1/escalations", tags=["escalations"])
    reader = Depends(keys.having(SCOPE))
    list_reader = Depends(keys.having(SCOPE, on_pages=OF_WEEKS))
    tellers = Tellers(desk)

    async def list_escalations(
        request: Request,
        key: Annotated[ApiKey, list_reader],
        wanted: Annotated[EscalationsWanted, Query()],
    ) -> Response:
        """Newest first; `status=open` is what still waits for a person. A browser is shown a page
        with nothing on it of what was said, and whoever may read the week's figures may read it.
        """
        now = desk.clock.now()
        filter = wanted.filter(key.workspace, now, desk.policies.current)
        found = await desk.store.read(lambda memory: memory.list_escalations(filter))
        if reads_pages(request):
            in_all = await desk.store.read(lambda memory: memory.count_listed(filter))
            return escalations_page(request, found, wanted.limit, in_all)
        return respond(
            page(found, wanted.limit, lambda each: each.id, lambda each: escalation_out(each, now)),
            headers={"Vary": "Accept"},
        )

    async def get_escalation(
        id: EscalationId,
        request: Request,
        key: Annotated[ApiKey, reader],
        wanted: Annotated[EscalationWanted, Query()],
    ) -> Response:
        """As it is. With `wait`: as soon as it is closed, or as it is after that many seconds."""
        checked = checked_id(id)
        if not wanted.wait:
            found = await _now(desk, checked, key)
            return _answered(found, tellers, desk.clock.now())
        with waiters.place(key.id):
            poll = long_poll(desk, checked, workspace=key.workspace, seconds=wanted.wait)
            found = await while_present(request.receive, poll)
        if found is None:
            return Response(status_code=CLIENT_WENT_AWAY)
        return _answered(found, tellers, desk.clock.now())

    async def stream_escalation(
        id: EscalationId, key: Annotated[ApiKey, reader], last_event_id: LastEventId = 0
    ) -> Response:
        """Every change as a server-sent event; resume with `Last-Event-ID`, without a gap."""
        found = await _now(desk, checked_id(id), key)
        last: list[Escalation] = []

        async def read(after: int) -> Sequence[Event]:
            changes = await desk.store.read(lambda memory: memory.changes(found.id, after))
            last[:] = [change.escalation for change in changes[-1:]]
            return [
                Event(each.version, each.type, escalation_out(each.escalation, each.at))
                for each in changes
            ]

        async def sent(_: Sequence[Event]) -> None:
            for escalation in last:
                await tellers.told(escalation)

        return EventStream(
            desk, found.id, read, sent, after=last_event_id, key_id=key.id, waiters=waiters
        )

    router.add_api_route("", list_escalations, methods=["GET"], **LISTED)
    router.add_api_route("/{id}", get_escalation, methods=["GET"], **READ)
    router.add_api_route("/{id}/events", stream_escalation, methods=["GET"], **STREAMED)
    return router


def _answered(found: Escalation, tellers: Tellers, now: datetime) -> Response:
    """The agent has its answer first; that it knows is written down after that."""
    response = respond(escalation_out(found, now))
    if not found.is_open and found.told_at is None:
        response.background = BackgroundTask(tellers.told, found)
    return response


async def _now(desk: Desk, id: str, key: ApiKey) -> Escalation:
    return await desk.store.read(lambda memory: memory.escalation(id, workspace=key.workspace))
