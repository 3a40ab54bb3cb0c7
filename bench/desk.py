"""`handrail serve` with one more page, which says how often it wrote and asked: `/bench`."""

import sys

from fastapi import FastAPI
from sqlalchemy import Engine, event

from bot.app import ROLES, running
from bot.clock import SystemClock
from bot.commands.console import run
from bot.commands.serve import Server, quickest_loop
from bot.ids import new_id, new_key
from bot.logs import set_up_logs
from bot.ports import ApiKey
from bot.rules.keys import hash_key
from bot.settings import Settings, load
from store.store import SqlStore

SCOPES = frozenset({"turns:write", "escalations:read", "escalations:write"})


class Counts:
    def __init__(self) -> None:
        self.statements = 0

    def count(self, *_: object) -> None:
        self.statements += 1


async def serve(settings: Settings, roles: tuple[str, ...]) -> None:
    counts = Counts()
    event.listen(Engine, "before_cursor_execute", counts.count)
    async with running(settings, roles=roles) as app:
        _tell(app.web, app.store, counts, settings.secret.get_secret_value())
        await Server(app, settings.host, settings.port).serve()


def _tell(web: FastAPI, store: SqlStore, counts: Counts, secret: str) -> None:
    async def told() -> dict[str, int]:
        commits = getattr(store._database, "commits", 0)  # noqa: SLF001  # noqa: SLF001  # nobody else asks
        return {"commits": commits, "statements": counts.statements}

    async def key() -> dict[str, str]:
        """One more agent's key: a SQLite file has no other process that could write it."""
        made, now = new_key(), SystemClock().now()
        known = ApiKey(
            id=new_id("key"), name="bench", workspace="default", scopes=SCOPES, created_at=now
        )
        await store.write(lambda memory: memory.add_key(known, hash_key(secret, made)))
        return {"key": made}

    web.add_api_route("/bench", told, include_in_schema=False)
    web.add_api_route("/bench/key", key, include_in_schema=False)


def main(roles: tuple[str, ...]) -> None:
    settings = load().for_serving()
    set_up_logs(settings.log_level, secrets=settings.secret_values)
    run(serve(settings, roles), loop=quickest_loop())


if __name__ == "__main__":
    main(tuple(sys.argv[1:]) or ROLES)
