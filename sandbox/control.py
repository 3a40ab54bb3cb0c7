"""The sandbox's own address: POST JSON to /sandbox/<family>/<act> to do, look or wait."""

import inspect
import json
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox import looks, manage, people, presses, submissions, waits
from sandbox.box import Box
from sandbox.errors import FormRefused, SandboxError
from sandbox.guard import refusal
from sandbox.members import User
from sandbox.model import Json

Acts = dict[str, Callable[..., Any]]

PEOPLE: Acts = {
    "say": people.say,
    "edit": people.edit,
    "delete": people.delete,
    "unfurl": people.unfurl,
    "upload": people.upload,
    "react": people.react,
    "command": people.command,
    "shortcut": people.shortcut,
    "open_home": people.open_home,
    "join": people.join,
    "leave": people.leave,
    "click": presses.click,
    "choose": presses.choose,
    "repeat": presses.repeat,
    "submit": submissions.submit,
    "close": submissions.close,
    "suggestions": presses.suggestions,
}
FAMILIES: dict[str, Acts] = {
    "people": PEOPLE,
    "look": {
        "message": looks.message,
        "messages": looks.messages,
        "ephemerals": looks.ephemerals,
        "modal": looks.modal,
        "home": looks.home,
        "notifications": looks.notifications,
        "calls": looks.calls,
        "events": looks.events,
        "complaints": looks.complaints,
        "state": looks.state,
    },
    "wait": {
        "message": waits.message,
        "ephemeral": waits.ephemeral,
        "view": waits.view,
        "call": waits.call,
        "event": waits.event,
        "sockets": waits.sockets,
    },
    "manage": {
        name: act
        for name, act in vars(manage).items()
        if inspect.iscoroutinefunction(act) and not name.startswith("_")
    },
}

CHANGING = {"people", "manage"}


async def act(request: Request, box: Box) -> Response:
    family, name = request.path_params["family"], request.path_params["act"]
    if why := _refusal(request, family):
        return _failed(403, "SandboxError", why)
    run = FAMILIES.get(family, {}).get(name)
    if run is None:
        return _failed(404, "SandboxError", f"there is no {family}/{name} here")
    try:
        arguments = await _arguments(request)
        done = _bound(box, family, run, arguments)
        result = await done if inspect.isawaitable(done) else done
    except FormRefused as error:
        return _failed(409, "FormRefused", str(error), block_id=error.block_id)
    except SandboxError as error:
        return _failed(409, type(error).__name__, str(error))
    finally:
        if family in CHANGING:
            box.changed.ring()
    return JSONResponse({"ok": True, "result": result})


def _refusal(request: Request, family: str) -> str:
    """Programs may come from anywhere; a browser only from the sandbox's own pages."""
    if request.method == "GET" and family in CHANGING:
        return "Looking is for GET; doing is for POST."
    is_browser = bool({"origin", "sec-fetch-site"} & set(request.headers))
    is_program = request.method == "POST" and not is_browser
    return "" if is_program else refusal(request.method, request.headers)


def _bound(box: Box, family: str, run: Callable[..., Any], arguments: Json) -> Any:
    try:
        leading = [box, _who(box, arguments.pop("user"))] if family == "people" else [box]
        inspect.signature(run).bind(*leading, **arguments)
    except (KeyError, TypeError) as error:
        raise SandboxError(f"{run.__name__} cannot be done so: {error}") from error
    return run(*leading, **arguments)


def _who(box: Box, name: str) -> User:
    user = box.team.person(name)
    if user.deleted:
        raise SandboxError(f"{user.member.name} has been deactivated")
    return user


async def _arguments(request: Request) -> Json:
    if request.method == "GET":
        return dict(request.query_params)
    raw = await request.body()
    try:
        body = json.loads(raw or b"{}")
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise SandboxError("say it as a JSON object")
    return body


def _failed(status: int, error: str, message: str, **more: str) -> Response:
    said = {"ok": False, "error": error, "message": message, **more}
    return JSONResponse(said, status_code=status)
