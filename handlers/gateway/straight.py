"""The straight way to an endpoint, for those whose every question is known beforehand.

FastAPI describes each route and leads to each. Where an endpoint asks for no more than the request,
parts of its path, and what dependencies of ours read from the request, its way there costs as much
CPU as judging the turn: these are looked up in a table and asked directly, in the same order.
"""

import inspect
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any, get_args

from fastapi import Request, params
from fastapi.routing import APIRoute
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.errors import Refused
from handlers.gateway.idempotency import Documented
from handlers.gateway.mistakes import refused

Ask = Callable[[Request], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Way:
    """`asks` is None where FastAPI has to find out more than a straight way can."""

    route: APIRoute
    asks: dict[str, Ask] | None

    async def go(self, request: Request) -> Response:
        asked = {name: await ask(request) for name, ask in (self.asks or {}).items()}
        return await self.route.endpoint(**asked)


class Straight:
    """ASGI middleware, inside of all others: `routes` in the order in which FastAPI tries them."""

    def __init__(self, app: ASGIApp, routes: Iterable[BaseRoute]) -> None:
        self._app = app
        self._ways: dict[str, list[Way]] = {}
        for route in routes:
            if isinstance(route, APIRoute):
                for method in route.methods or ():
                    self._ways.setdefault(method, []).append(Way(route, _asks(route.endpoint)))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        way = self._find(scope) if scope["type"] == "http" else None
        if way is None:
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive, send)
        try:
            answer = await way.go(request)
        except Refused as error:
            answer = refused(error)
        await answer(scope, receive, send)

    def _find(self, scope: Scope) -> Way | None:
        """Whichever route fits first is meant, be it straight or not."""
        if scope.get("root_path"):
            return None
        for way in self._ways.get(scope["method"], ()):
            if found := way.route.path_regex.match(scope["path"]):
                if way.asks is None:
                    return None
                scope["route"], scope["path_params"] = way.route, found.groupdict()
                return way
        return None


def _asks(endpoint: Callable[..., Any]) -> dict[str, Ask] | None:
    asks: dict[str, Ask] = {}
    for name, parameter in inspect.signature(endpoint).parameters.items():
        if parameter.annotation is Documented:
            continue  # told in the document alone, and read from the request
        ask = _ask(name, parameter.annotation)
        if ask is None:
            return None
        asks[name] = ask
    return asks


def _ask(name: str, wanted: Any) -> Ask | None:
    match get_args(wanted):
        case _ if wanted is Request:
            return _the_request
        case (_, params.Depends(dependency=dependency)) if _asks_the_request(dependency):
            return dependency
        case (kind, params.Path() as part) if kind is str and not part.metadata:
            return _part_of_path(name)
        case _:
            return None


def _asks_the_request(dependency: Any) -> bool:
    if not inspect.iscoroutinefunction(dependency):
        return False
    asked = inspect.signature(dependency).parameters.values()
    return [each.annotation for each in asked] == [Request]


async def _the_request(request: Request) -> Request:
    return request


def _part_of_path(name: str) -> Ask:
    async def part(request: Request) -> str:
        return request.path_params[name]

    return part
