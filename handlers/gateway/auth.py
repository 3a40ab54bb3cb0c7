"""Who asks: a bearer key, its scopes, and the one workspace it names."""

import time
from collections.abc import Awaitable, Callable

from fastapi import Request
from fastapi.security import HTTPBearer

from bot.errors import Refused
from bot.flows.admit import Unauthorised, admit
from bot.ports import ApiKey, Desk
from bot.rules.approvers import Actor
from bot.rules.keys import hash_key

REMEMBERED = 3.0
MOST = 10_000

bearer = HTTPBearer(auto_error=False, description="A key made with `handrail keys create`.")


class ScopeMissing(Refused):
    """This key may not do that."""

    slug = "scope-missing"


class Keys:
    """Knows a key for a few seconds, so that a revoked one is refused within five."""

    def __init__(self, desk: Desk, secret: str) -> None:
        self._desk = desk
        self._secret = secret
        self._known: dict[str, tuple[float, ApiKey]] = {}

    def having(self, scope: str) -> Callable[[Request], Awaitable[ApiKey]]:
        async def check(request: Request) -> ApiKey:
            key = await self.known(request)
            if scope not in key.scopes and "admin" not in key.scopes:
                raise ScopeMissing(
                    f"This key lacks the scope {scope}. Make one with "
                    f"`handrail keys create --scopes {scope}`."
                )
            return key

        return check

    async def known(self, request: Request) -> ApiKey:
        kind, _, presented = request.headers.get("authorization", "").partition(" ")
        if kind.lower() != "bearer" or not presented:
            raise Unauthorised(
                "Send `Authorization: Bearer <key>`; `handrail keys create` makes one."
            )
        hashed = hash_key(self._secret, presented.strip())
        seen = self._known.get(hashed)
        if seen and time.monotonic() - seen[0] < REMEMBERED:
            return seen[1]
        key = await admit(self._desk, hashed)
        if len(self._known) > MOST:
            self._known.clear()
        self._known[hashed] = (time.monotonic(), key)
        return key


def actor(key: ApiKey) -> Actor:
    return Actor(type="agent", id=key.id, name=key.name)
