"""`/v1/conversations/{id}/messages` and `/events`: what people said to the customer, in order."""

import asyncio
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request
from starlette.responses import Response

from bot.flows.receipt import handed, stream_of
from bot.ports import ApiKey, Desk
from bot.rules.conversation import Conversation, Item, topic_of
from bot.rules.json import Json
from bot.rules.stream import as_json
from handlers.gateway.auth import Keys
from handlers.gateway.contract import EVENTS, operation
from handlers.gateway.conversations import ConversationId
from handlers.gateway.out import control_out, respond
from handlers.gateway.shapes import StreamOut
from handlers.gateway.stream import PAGE, Event, EventStream
from handlers.gateway.waiting import Waiters, while_present

SCOPE = "escalations:read"
LAST_SEQ = 2**31 - 1
CLIENT_WENT_AWAY = 499

READ = operation(
    "get_messages",
    scope=SCOPE,
    answers={200: ("The stream behind `after`, in order.", StreamOut)},
    errors=("too-many",),
)
STREAMED = operation("stream_messages", scope=SCOPE, answers={200: EVENTS}, errors=("too-many",))
After = Annotated[int, Query(ge=0, le=LAST_SEQ, description="The last `seq` that you have.")]
Wait = Annotated[int, Query(ge=0, le=60, description="Seconds to wait for something new.")]
LastEventId = Annotated[int, Header(ge=0, le=LAST_SEQ, description="The last `seq` that you have.")]


def conversation_streams(desk: Desk, keys: Keys, waiters: Waiters) -> APIRouter:
    router = APIRouter(prefix="/v1/conversations/{id}", tags=["conversations"])
    reader = Depends(keys.having(SCOPE))

    async def get_messages(
        id: ConversationId,
        request: Request,
        key: Annotated[ApiKey, reader],
        after: After = 0,
        wait: Wait = 0,
    ) -> Response:
        """What people said to the customer and each change of control, in order and gapless."""
        if not wait:
            return await _answer(desk, *await _stream(desk, key, id, after))
        with waiters.place(key.id):
            found = await while_present(request.receive, _something_new(desk, key, id, after, wait))
        if found is None:
            return Response(status_code=CLIENT_WENT_AWAY)
        return await _answer(desk, *found)

    async def stream_messages(
        id: ConversationId, key: Annotated[ApiKey, reader], last_event_id: LastEventId = 0
    ) -> Response:
        """The same as server-sent events; resume with `Last-Event-ID`, without a gap."""
        fresh: list[Item] = []

        async def read(after: int) -> Sequence[Event]:
            _, fresh[:] = await _stream(desk, key, id, after)
            return [Event(item.seq or 0, str(item.type), as_json(item)) for item in fresh]

        async def sent(_: Sequence[Event]) -> None:
            await handed(desk, fresh)

        return EventStream(
            desk,
            topic_of(key.workspace, id),
            read,
            sent,
            after=last_event_id,
            key_id=key.id,
            waiters=waiters,
        )

    router.add_api_route("/messages", get_messages, methods=["GET"], **READ)
    router.add_api_route("/events", stream_messages, methods=["GET"], **STREAMED)
    return router


async def _answer(desk: Desk, conversation: Conversation, items: list[Item]) -> Response:
    await handed(desk, items)
    return respond(_page(conversation, items))


async def _stream(desk: Desk, key: ApiKey, id: str, after: int) -> tuple[Conversation, list[Item]]:
    return await stream_of(desk, id, workspace=key.workspace, after=after, limit=PAGE)


async def _something_new(
    desk: Desk, key: ApiKey, id: str, after: int, seconds: float
) -> tuple[Conversation, list[Item]]:
    """Listen, then read, then wait: words between two of these are not missed."""
    now = asyncio.get_running_loop().time
    end = now() + seconds
    with desk.signals.listening(topic_of(key.workspace, id)) as heard:
        while True:
            conversation, items = await _stream(desk, key, id, after)
            if items or now() >= end or desk.signals.closing:
                return conversation, items
            await heard.wait(end - now())


def _page(conversation: Conversation, items: Sequence[Item]) -> Json:
    return {**control_out(conversation), "items": [as_json(item) for item in items]}
