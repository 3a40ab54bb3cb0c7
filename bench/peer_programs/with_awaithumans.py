"""awaithumans: its server's own endpoints, called in the process that they live in.

Create a task, complete it as a person, poll its answer. What was approved is not executed by it,
and no socket lies between: both are to its advantage. Its pool is larger than the usual one, in
which thirty-two requests that each want a second connection wait for each other for ever.
"""

import os
import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

os.environ["AWAITHUMANS_PAYLOAD_KEY"] = secrets.token_urlsafe(32)
os.environ["AWAITHUMANS_ADMIN_API_TOKEN"] = TOKEN = secrets.token_urlsafe(32)
os.environ["AWAITHUMANS_LOG_LEVEL"] = "ERROR"

import httpx
from awaithumans.server.app import create_app
from awaithumans.server.core.config import settings
from awaithumans.server.db import connection
from cycles import WORDS, Cycle, program
from sqlalchemy.ext.asyncio import create_async_engine

SCHEMA = {"type": "object", "properties": {"approved": {"type": "boolean"}}}


@asynccontextmanager
async def connect(database: str) -> AsyncGenerator[Cycle]:
    settings.DATABASE_URL = database
    engine = create_async_engine(settings.database_url_async, pool_size=70)
    connection._async_engine = engine  # noqa: SLF001  # there is no setting for it
    app = create_app()
    inside = httpx.ASGITransport(app)
    known = {"Authorization": f"Bearer {TOKEN}"}
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=inside, base_url="http://peer/api", headers=known) as server,
    ):

        async def cycle(name: str) -> bool:
            asked = {
                "task": "Approve refund",
                "payload": {"said": WORDS},
                "payload_schema": {"type": "object"},
                "response_schema": SCHEMA,
                "timeout_seconds": 900,
                "idempotency_key": name,
            }
            task = (await server.post("/tasks", json=asked)).raise_for_status().json()["id"]
            yes = {"response": {"approved": True}, "completed_by_email": "someone@example.org"}
            (await server.post(f"/tasks/{task}/complete", json=yes)).raise_for_status()
            told = (await server.get(f"/tasks/{task}/poll")).raise_for_status().json()
            return told["response"]["approved"]

        yield cycle


if __name__ == "__main__":
    program(connect)
