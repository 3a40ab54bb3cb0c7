"""`/v1/corrections`: what people corrected, and where that was put to use."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from bot.flows.apply import apply
from bot.ports import ApiKey, Desk
from bot.rules.correction import Applied, Correction, correction_of
from bot.rules.json import Json
from handlers.gateway.auth import Keys, actor, reads_pages
from handlers.gateway.bodies import body_of
from handlers.gateway.contract import operation
from handlers.gateway.idempotency import Documented, answer, receipt
from handlers.gateway.list_page import corrections_page
from handlers.gateway.lists import checked_id, page
from handlers.gateway.out import respond, time_out
from handlers.gateway.said import AppliedIn
from handlers.gateway.shapes import AppliedOut, CorrectionsOut
from handlers.gateway.turns_wanted import CorrectionsWanted

SCOPE, OF_WEEKS = "escalations:read", "reports:read"
LISTED = operation(
    "list_corrections",
    scope=SCOPE,
    answers={
        200: {
            "model": CorrectionsOut,
            "description": "A page of corrections; for `Accept: text/html` the same to look at.",
            "content": {"text/html": {"schema": {"type": "string"}}},
        }
    },
)
APPLIED = operation(
    "apply_correction",
    scope="escalations:write",
    answers={200: ("Everywhere it was put to use so far.", AppliedOut)},
    errors=("not-found", "idempotency-key-reused"),
    body=AppliedIn,
)
CorrectionId = Annotated[str, Path(description="`cor_…`, as the export names it.")]


def corrections(desk: Desk, keys: Keys) -> APIRouter:
    router = APIRouter(prefix="/v1/corrections", tags=["escalations"])
    reader = Depends(keys.having(SCOPE, on_pages=OF_WEEKS))
    writer = Depends(keys.having("escalations:write"))

    async def list_corrections(
        request: Request,
        key: Annotated[ApiKey, reader],
        wanted: Annotated[CorrectionsWanted, Query()],
    ) -> Response:
        """What people changed, refused, answered or found wanting, what was closed last first. What
        was said is in the export alone; a browser is shown a page.
        """
        filter = wanted.filter(key.workspace)
        found = await desk.store.read(lambda memory: memory.list_corrections(filter))
        if reads_pages(request):
            in_all = await desk.store.read(lambda memory: memory.count_corrections(filter))
            return corrections_page(request, found, wanted.limit, in_all)
        told = page(found, wanted.limit, lambda each: each.escalation.id, _correction_out)
        return respond(told, headers={"Vary": "Accept"})

    async def apply_correction(
        id: CorrectionId,
        request: Request,
        key: Annotated[ApiKey, writer],
        body: Annotated[AppliedIn, Depends(body_of(AppliedIn))],
        idempotency_key: Documented = None,
    ) -> Response:
        """Say that a correction was put to use. The same place again changes nothing."""

        def shown(applied: Sequence[Applied]) -> Json:
            return {"id": correction_of(id), "applied": _uses(applied)}

        done = await apply(
            desk,
            checked_id(id),
            body.place,
            workspace=key.workspace,
            by=actor(key),
            receipt=await receipt(request, key, shown, status=200),
        )
        return answer(done, shown)

    router.add_api_route("", list_corrections, methods=["GET"], **LISTED)
    router.add_api_route("/{id}/applied", apply_correction, methods=["POST"], **APPLIED)
    return router


def _correction_out(correction: Correction) -> Json:
    escalation, said = correction.escalation, correction.appraisal
    return {
        "id": correction.id,
        "escalation_id": escalation.id,
        "conversation_id": escalation.conversation_id,
        "turn_id": escalation.turn_id,
        "queue": escalation.promise.queue,
        "status": escalation.status,
        "answer": said.opinion.answer if said else None,
        "closed_at": time_out(escalation.closed_at),
        "applied": _uses(correction.applied),
    }


def _uses(applied: Sequence[Applied]) -> list[Json]:
    return [{"in": each.place, "at": time_out(each.at)} for each in applied]
