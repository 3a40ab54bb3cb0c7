"""`/v1/policy/reapply`: what is open gets the times that the policy promises now."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from bot.errors import BadInput
from bot.flows.reapply import reapply
from bot.ports import ApiKey, Desk
from handlers.gateway.auth import EVERYTHING, Keys, actor
from handlers.gateway.bodies import body_of
from handlers.gateway.contract import operation
from handlers.gateway.out import respond
from handlers.gateway.said import ReapplyIn
from handlers.gateway.shapes import ReappliedOut

REAPPLIED = operation(
    "reapply_policy",
    scope=EVERYTHING,
    answers={200: ("How much was open, and how much of it has other times now.", ReappliedOut)},
    body=ReapplyIn,
)


def policy(desk: Desk, keys: Keys) -> APIRouter:
    router = APIRouter(prefix="/v1/policy", tags=["policy"])
    admin = Depends(keys.having(EVERYTHING))

    async def reapply_policy(
        key: Annotated[ApiKey, admin], body: Annotated[ReapplyIn, Depends(body_of(ReapplyIn))]
    ) -> Response:
        """From now on, and never backwards; what was done or broken stays. Done again, it changes
        nothing more.
        """
        if body.queue is not None and body.queue not in desk.policies.current.queues:
            raise BadInput(fields={"queue": "The policy has no such queue."})
        done = await reapply(desk, key.workspace, actor(key), queue=body.queue)
        return respond(
            {"policy_version": done.policy_version, "open": done.open, "changed": done.changed}
        )

    router.add_api_route("/reapply", reapply_policy, methods=["POST"], **REAPPLIED)
    return router
