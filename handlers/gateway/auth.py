"""Who asks: a bearer key, its scopes, and the one workspace it names."""

import base64
import binascii
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from fastapi import Request

from bot.errors import Refused
from bot.flows.admit import Unauthorised, admit
from bot.ports import ApiKey, Desk
from bot.rules.approvers import Actor
from bot.rules.keys import hash_key
from handlers.gateway.accepting import liked_best

REMEMBERED = timedelta(seconds=3)
MOST_REMEMBERED = 10_000
EVERYTHING = "admin"
PROGRAM, PAGE = "application/json", "text/html"


class ScopeMissing(Refused):
    """This key may not do that."""

    slug = "scope-missing"


CHALLENGE = 'Basic realm="Handrail: any name, and a key as the password", charset="UTF-8"'


class AskedByBrowser(Unauthorised):
    """This page asks for a key. Give it as the password, with any name."""


class Keys:
    """Knows a key for a few seconds, so that a revoked one is refused within five."""

    def __init__(self, desk: Desk, secret: str) -> None:
        self._desk = desk
        self._secret = secret
        self._known: dict[str, tuple[datetime, ApiKey]] = {}

    def having(self, scope: str, *, on_pages: str = "") -> Callable[[Request], Awaitable[ApiKey]]:
        """A dependency: the key, if it may do this. `on_pages` is what a key needs instead to be
        shown it as a page, in a browser, which asks for a password and is given the key.
        """

        async def check(request: Request) -> ApiKey:
            is_page = bool(on_pages) and reads_pages(request)
            try:
                presented = _presented(request, as_password=is_page)
                key = await self._known_or_admitted(presented)
            except Unauthorised as refused:
                raise (AskedByBrowser(refused.sentence) if is_page else refused) from None
            request.state.key_id = key.id
            enough = {scope, EVERYTHING, *([on_pages] if is_page else [])}
            if not enough & key.scopes:
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


def reads_pages(request: Request) -> bool:
    """Somebody with a browser, who only reads: nothing is ever done for a password."""
    accept = ",".join(request.headers.getlist("accept"))
    return request.method == "GET" and liked_best(accept, (PROGRAM, PAGE)) == PAGE


def _presented(request: Request, *, as_password: bool = False) -> str:
    kind, _, presented = request.headers.get("authorization", "").partition(" ")
    if as_password and kind.lower() == "basic":
        presented, kind = _password(presented), "bearer"
    if kind.lower() != "bearer" or not presented.strip():
        raise Unauthorised("Send `Authorization: Bearer <key>`; `handrail keys create` makes one.")
    return presented.strip()


def _password(presented: str) -> str:
    """Behind the first colon; whatever name stands before it says nothing."""
    try:
        told = base64.b64decode(presented.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return told.partition(":")[2]
