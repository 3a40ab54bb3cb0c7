"""`/v1/turns`: an agent hands over a turn and hears what the policy says of it."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from bot.flows.escalate import ASKS_A_HUMAN, escalate
from bot.ports import ApiKey, Desk
from handlers.gateway.auth import Keys, actor, reads_pages
from handlers.gateway.bodies import body_of
from handlers.gateway.contract import operation
from handlers.gateway.idempotency import REPLAYED, Documented, fingerprint, keep, receipt
from handlers.gateway.list_page import turns_page
from handlers.gateway.lists import page
from handlers.gateway.meters import Meters
from handlers.gateway.out import listed_turn_out, respond, turn_out
from handlers.gateway.shapes import JudgedOut, TurnsOut
from handlers.gateway.turns_wanted import TurnsWanted
from handlers.gateway.wire import TurnIn

SCOPE, OF_WEEKS = "escalations:read", "reports:read"
ERRORS = ("human-in-control", "stale-epoch", "turn-changed", "idempotency-key-reused", "too-many")
JUDGED = operation(
    "judge_turn",
    scope="turns:write",
    answers={
        200: ("Judged; nobody is asked.", JudgedOut),
        202: {
            "description": "A person is asked. `Location` is the escalation.",
            "model": JudgedOut,
            "headers": {"Location": {"schema": {"type": "string"}}},
        },
    },
    errors=ERRORS,
    body=TurnIn,
)
LISTED = operation(
    "list_turns",
    scope=SCOPE,
    answers={
        200: {
            "model": TurnsOut,
            "description": "A page of turns; for `Accept: text/html` the same to look at.",
            "content": {"text/html": {"schema": {"type": "string"}}},
        }
    },
)


def turns(desk: Desk, keys: Keys, meters: Meters, check: Callable[[TurnIn], None]) -> APIRouter:
    """`check` refuses what these settings do not allow."""
    router = APIRouter(prefix="/v1/turns", tags=["turns"])
    writer, reader = keys.having("turns:write"), keys.having(SCOPE, on_pages=OF_WEEKS)

    async def judge_turn(
        request: Request,
        key: Annotated[ApiKey, Depends(writer)],
        body: Annotated[TurnIn, Depends(body_of(TurnIn))],
        idempotency_key: Documented = None,
    ) -> Response:
        """Judge a turn before it is acted on. The same turn again is answered the same."""
        check(body)
        await keep(desk, await receipt(request, key, lambda _: {}, status=200))
        done = await escalate(
            desk,
            body.to_turn(),
            workspace=key.workspace,
            by=actor(key),
            fingerprint=fingerprint(await request.body()),
        )
        if not done.replayed:
            meters.turns.labels(done.judged.verdict).inc()
        headers = dict(REPLAYED) if done.replayed else {}
        asked = done.judged.verdict in ASKS_A_HUMAN
        if asked and done.escalation:
            headers["Location"] = f"/v1/escalations/{done.escalation.id}"
        told = turn_out(done.judged, done.escalation, done.epoch, desk.clock.now())
        return respond(told, 202 if asked else 200, headers)

    async def list_turns(
        request: Request,
        key: Annotated[ApiKey, Depends(reader)],
        wanted: Annotated[TurnsWanted, Query()],
    ) -> Response:
        """What was judged, newest first. A browser is shown a page with nothing on it of what was
        said, and whoever may read the week's figures may read it.
        """
        filter = wanted.filter(key.workspace)
        found = await desk.store.read(lambda memory: memory.list_turns(filter))
        if reads_pages(request):
            in_all = await desk.store.read(lambda memory: memory.count_turns(filter))
            return turns_page(request, found, wanted.limit, in_all)
        told = page(found, wanted.limit, lambda each: each.id, listed_turn_out)
        return respond(told, headers={"Vary": "Accept"})

    router.add_api_route("", judge_turn, methods=["POST"], **JUDGED)
    router.add_api_route("", list_turns, methods=["GET"], **LISTED)
    return router
