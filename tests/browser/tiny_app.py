"""A Slack app of a few lines, with no framework: it hears, answers and calls the Web API."""

import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

Json = dict[str, Any]
Answer = Callable[[Json], Awaitable[Json | None]]


class TinyApp:
    """`does` says what happens on an action, a form, a command, a shortcut or an event, by name."""

    def __init__(self) -> None:
        self.does: dict[str, Answer] = {}
        self.heard: list[Json] = []
        self.is_broken = False
        self.http = httpx.AsyncClient(trust_env=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._answer(Request(scope, receive))
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        said = _said((await request.body()).decode())
        self.heard.append(said)
        if self.is_broken:
            return Response(status_code=500)
        for name in _names(said):
            if does := self.does.get(name):
                return JSONResponse(await does(said) or {})
        return Response()

    async def call(self, method: str, **given: Any) -> Json:
        response = await self.http.post(f"{self.api}{method}", json=given, headers=self.headers)
        body = response.json()
        assert body["ok"], body
        return body

    def reach(self, api: str, token: str) -> None:
        self.api = api
        self.headers = {"Authorization": f"Bearer {token}"}


def _said(body: str) -> Json:
    if body.startswith("{"):
        return json.loads(body)
    form = {name: values[0] for name, values in parse_qs(body).items()}
    return json.loads(form["payload"]) if "payload" in form else form


def _names(said: Json) -> list[str]:
    actions = [one["action_id"] for one in said.get("actions", [])]
    view = (
        said.get("view", {}).get("callback_id", "") if said.get("type") == "view_submission" else ""
    )
    event = said.get("event", {}).get("type", "")
    return [*actions, view, said.get("command", ""), said.get("callback_id", ""), event]
