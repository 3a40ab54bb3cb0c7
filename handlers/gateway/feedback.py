"""`/v1/turns/{turn}/feedback`: what customers say of an answer."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from bot.flows.rate import rate
from bot.ports import ApiKey, Desk
from bot.rules.feedback import Rating
from bot.rules.json import Json
from bot.rules.turn import TurnKey
from handlers.gateway.auth import Keys, actor
from handlers.gateway.bodies import body_of
from handlers.gateway.contract import operation
from handlers.gateway.idempotency import Documented, answer, receipt
from handlers.gateway.lists import TurnWanted
from handlers.gateway.out import time_out
from handlers.gateway.said import FeedbackIn
from handlers.gateway.shapes import RatingOut

SCOPE = "turns:write"
RATED = operation(
    "rate_turn",
    scope=SCOPE,
    answers={200: ("What you said of it, as it stands now.", RatingOut)},
    errors=("not-found", "idempotency-key-reused"),
    body=FeedbackIn,
)
TurnId = Annotated[str, Path(min_length=1, max_length=200, description="Yours.")]


def feedback(desk: Desk, keys: Keys) -> APIRouter:
    router = APIRouter(prefix="/v1/turns/{turn}", tags=["turns"])
    writer = Depends(keys.having(SCOPE))

    async def rate_turn(
        turn: TurnId,
        request: Request,
        key: Annotated[ApiKey, writer],
        wanted: Annotated[TurnWanted, Query()],
        body: Annotated[FeedbackIn, Depends(body_of(FeedbackIn))],
        idempotency_key: Documented = None,
    ) -> Response:
        """A customer, or a system, says whether a turn was good. The last word of a key counts."""
        rated = TurnKey(
            workspace=key.workspace,
            agent_id=wanted.agent_id,
            conversation_id=wanted.conversation_id,
            turn_id=turn,
        )

        def shown(rating: Rating) -> Json:
            return rating_out(rated, rating)

        done = await rate(
            desk,
            rated,
            body.rating,
            comment=body.comment,
            category=body.category,
            by=actor(key),
            receipt=await receipt(request, key, shown, status=200),
        )
        return answer(done, shown)

    router.add_api_route("/feedback", rate_turn, methods=["POST"], **RATED)
    return router


def rating_out(turn: TurnKey, rating: Rating) -> Json:
    return {
        "agent_id": turn.agent_id,
        "conversation_id": turn.conversation_id,
        "turn_id": turn.turn_id,
        "rating": rating.rating,
        "comment": rating.comment,
        "category": rating.category,
        "at": time_out(rating.at),
    }
