"""The gateway: agents hand over turns here and hear what people decided."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.responses import HTMLResponse, Response

from bot.ports import Desk
from handlers.gateway.auth import Keys
from handlers.gateway.documents import SCHEMAS
from handlers.gateway.escalations import escalations
from handlers.gateway.health import Check, health
from handlers.gateway.limits import BodyLimit
from handlers.gateway.meters import Metered, Meters
from handlers.gateway.problems import answer_with_problems
from handlers.gateway.reference import reference
from handlers.gateway.turns import turns
from handlers.gateway.waiting import Waiters

VERSION = "1"


def gateway(desk: Desk, *, secret: str, checks: dict[str, Check] | None = None) -> FastAPI:
    """`secret` hashes API keys; `checks` are the parts that `/readyz` asks."""
    app = FastAPI(title="Handrail", version=VERSION, docs_url=None, redoc_url=None)
    keys, waiters, meters = Keys(desk, secret), Waiters(), Meters()
    meters.gauge("handrail_waiters", "Long polls and streams open.", lambda: waiters.count)
    answer_with_problems(app)
    app.add_middleware(BodyLimit)
    app.add_middleware(Metered, meters=meters)
    app.include_router(turns(desk, keys))
    app.include_router(escalations(desk, keys, waiters))
    app.include_router(health(checks or {}, meters.registry))

    def document() -> dict[str, Any]:
        if not app.openapi_schema:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    async def docs() -> Response:
        """The reference, made from the OpenAPI document; nothing is loaded from elsewhere."""
        csp = "default-src 'none'; style-src 'unsafe-inline'"
        return HTMLResponse(reference(document()), headers={"Content-Security-Policy": csp})

    app.openapi = document
    app.add_api_route("/docs", docs, include_in_schema=False)
    return app


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title=app.title,
        version=app.version,
        description="An escalation desk for AI agents.",
        routes=app.routes,
    )
    components = document.setdefault("components", {})
    components.setdefault("schemas", {}).update(SCHEMAS)
    components["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    for path, operations in document["paths"].items():
        if path.startswith("/v1/"):
            for operation in operations.values():
                operation["security"] = [{"key": []}]
    return document
