"""Who asks: a bearer key, its scopes, and the one workspace it names."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from fastapi import Request

from bot.errors import Refused
from bot.flows.admit import Unauthorised, admit
from bot.ports import ApiKey, Desk
from bot.rules.approvers import Actor
from bot.rules.keys import hash_key

REMEMBERED = timedelta(seconds=3)
MOST_REMEMBERED = 10_000
EVERYTHING = "admin"


class ScopeMissing(Refused):
    """This key may not do that."""

    slug = "scope-missing"


class Keys:
    """Knows a key for a few seconds, so that a revoked one is refused within five."""

    def __init__(self, desk: Desk, secret: str) -> None:
        self._desk = desk
        self._secret = secret
        self._known: dict[str, tuple[datetime, ApiKey]] = {}

    def having(self, scope: str) -> Callable[[Request], Awaitable[ApiKey]]:
        """A dependency: the key, if it may do this."""

        async def check(request: Request) -> ApiKey:
            key = await self._known_or_admitted(_presented(request))
            request.state.key_id = key.id
            if scope not in key.scopes and EVERYTHING not in key.scopes:
                raise ScopeMissing(
                    f"This key lacks the scope {scope}. Make one with "
                    f"`handrail keys create --scopes {scope}`."
                )
            return key

        return check

    async def _known_or_admitted(self, presented: str) -> ApiKey:
        hashed = hash_key(self._secret, presented)
        since, key = self._known.get(hashed, (None, None))
        if since and key and abs(self._desk.clock.now() - since) < REMEMBERED:
            return key
        self._known.pop(hashed, None)
        key = await admit(self._desk, hashed)
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        self._known[hashed] = (self._desk.clock.now(), key)
        return key


def actor(key: ApiKey) -> Actor:
    return Actor(type="agent", id=key.id, name=key.name)


def _presented(request: Request) -> str:
    kind, _, presented = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not presented.strip():
        raise Unauthorised("Send `Authorization: Bearer <key>`; `handrail keys create` makes one.")
    return presented.strip()
