"""The gateway: agents hand over turns here and hear what people decided."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, FastAPI
from opentelemetry.trace import TracerProvider
from starlette.responses import Response

from bot.ports import Desk
from handlers.gateway.access import Access
from handlers.gateway.auth import Keys
from handlers.gateway.callbacks import callback_check, file_check
from handlers.gateway.contract import document
from handlers.gateway.conversation_files import conversation_files
from handlers.gateway.conversation_streams import conversation_streams
from handlers.gateway.conversations import conversations
from handlers.gateway.corrections import corrections
from handlers.gateway.escalations import escalations
from handlers.gateway.executions import executions
from handlers.gateway.feedback import feedback
from handlers.gateway.health import Check, health
from handlers.gateway.limits import BodyLimit
from handlers.gateway.meters import Meters
from handlers.gateway.mistakes import answer_with_problems
from handlers.gateway.out import respond
from handlers.gateway.pages import definition_page, problem_pages, reference
from handlers.gateway.policy import policy
from handlers.gateway.reports import reports
from handlers.gateway.schedule import schedule
from handlers.gateway.straight import Straight
from handlers.gateway.tracing import telemetry
from handlers.gateway.turns import turns
from handlers.gateway.waiting import MOST_PER_KEY, Waiters

VERSION = "1"


def gateway(
    desk: Desk,
    *,
    secret: str,
    checks: Mapping[str, Check] | None = None,
    meters: Meters | None = None,
    traced_by: TracerProvider | None = None,
    callback_hosts: frozenset[str] | None = None,
    most_waiting: int = MOST_PER_KEY,
    beside: APIRouter | None = None,
) -> FastAPI:
    """`secret` hashes API keys; `checks` are the parts that `/readyz` asks; `meters` are those of
    this desk, for `/metrics`; `traced_by` follows what agents hand over; `callback_hosts` may be
    private or speak plain http, and `None` leaves that to the sending; `most_waiting` long polls
    and streams are open at once for one key; `beside` is another's door on the same port.
    """
    app = FastAPI(
        title="Handrail",
        version=VERSION,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        telemetry=telemetry(traced_by),
    )
    keys, waiters = Keys(desk, secret), Waiters(most_waiting)
    meters = meters or Meters()
    meters.watch_waiters(lambda: waiters.count)
    answer_with_problems(app)
    routers = (
        turns(desk, keys, meters, callback_check(callback_hosts)),
        feedback(desk, keys),
        corrections(desk, keys),
        escalations(desk, keys, waiters),
        executions(desk, keys),
        reports(desk, keys),
        schedule(desk, keys),
        policy(desk, keys),
        health(desk, checks or {}, meters),
        conversations(desk, keys, file_check(callback_hosts)),
        conversation_files(desk, keys),
        conversation_streams(desk, keys, waiters),
        problem_pages(),
        definition_page(),
        *([beside] if beside else []),
    )
    for each in routers:
        app.include_router(each)
    if traced_by is None:  # the framework knows how to name what it follows
        app.add_middleware(Straight, routes=[route for each in routers for route in each.routes])
    app.add_middleware(BodyLimit)
    app.add_middleware(Access, meters=meters)
    _describe(app)
    return app


def _describe(app: FastAPI) -> None:
    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = document(app.title, app.version, app.routes)
        return app.openapi_schema

    async def openapi() -> Response:
        return respond(described())

    async def docs() -> Response:
        return reference(described())

    app.openapi = described
    app.add_api_route("/openapi.json", openapi, include_in_schema=False)
    app.add_api_route("/docs", docs, include_in_schema=False)
