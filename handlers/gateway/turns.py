"""`/v1/turns`: an agent hands over a turn and hears what the policy says of it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import JSONResponse, Response

from bot.flows.escalate import ASKS_A_HUMAN, escalate
from bot.ports import ApiKey, Desk, Filter
from bot.rules.policy import Verdict
from handlers.gateway.auth import Keys, actor
from handlers.gateway.documents import ERRORS, JUDGED, TURN_LIST
from handlers.gateway.out import listed_turn_out, turn_out
from handlers.gateway.pages import cursor_in, page
from handlers.gateway.wire import TurnIn


def turns(desk: Desk, keys: Keys) -> APIRouter:
    router = APIRouter(prefix="/v1/turns", tags=["turns"])
    writer = Depends(keys.having("turns:write"))
    reader = Depends(keys.having("escalations:read"))

    async def judge_turn(body: TurnIn, key: Annotated[ApiKey, writer]) -> Response:
        """Judge a turn before it is acted on; `hold` and `handoff` answer 202 and an escalation."""
        done = await escalate(desk, body.to_turn(), workspace=key.workspace, by=actor(key))
        asked = done.judged.verdict in ASKS_A_HUMAN
        headers = {"Idempotent-Replayed": "true"} if done.replayed else {}
        if asked and done.escalation:
            headers["Location"] = f"/v1/escalations/{done.escalation.id}"
        return JSONResponse(turn_out(done.judged, done.escalation), 202 if asked else 200, headers)

    async def list_turns(
        key: Annotated[ApiKey, reader],
        conversation_id: str | None = None,
        verdict: Verdict | None = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
        cursor: str | None = None,
    ) -> Response:
        """What was judged, newest first."""
        wanted = Filter(
            workspace=key.workspace,
            limit=limit + 1,
            before=cursor_in(cursor),
            conversation_id=conversation_id,
            verdict=verdict,
        )
        found = await desk.store.read(lambda memory: memory.list_turns(wanted))
        return JSONResponse(page([(each.id, listed_turn_out(each)) for each in found], limit))

    router.post("", operation_id="judge_turn", responses={**JUDGED, **ERRORS})(judge_turn)
    router.get("", operation_id="list_turns", responses={**TURN_LIST, **ERRORS})(list_turns)
    return router
