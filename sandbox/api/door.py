"""A Web API call comes in: in which form, from whom, may they, and does it go well."""

import asyncio
import json
from datetime import UTC
from email.utils import format_datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from sandbox.api import METHODS
from sandbox.api.call import Call, Method
from sandbox.box import Box
from sandbox.errors import Refused
from sandbox.faults import Fault
from sandbox.forms import multipart, urlencoded
from sandbox.hangup import hang_up
from sandbox.model import Json

HTML = "<html><body><h1>Service unavailable</h1><p>Slack is having a bad day.</p></body></html>"
MALFORMED = {
    "invalid_blocks",
    "invalid_blocks_format",
    "invalid_arguments",
    "invalid_attachments",
    "invalid_metadata_format",
    "invalid_metadata_schema",
    "invalid_thread_ts",
    "invalid_limit",
    "invalid_cursor",
    "invalid_name",
    "markdown_text_conflict",
    "metadata_too_large",
    "missing_scope",
    "msg_blocks_too_long",
    "msg_too_long",
    "no_text",
    "not_authed",
    "not_allowed_token_type",
    "push_limit_reached",
    "too_many_attachments",
    "unknown_method",
    "view_too_large",
}


async def answer(request: Request, box: Box) -> Response:
    """Slack's answer; with a fault standing, the bad answer or none at all."""
    name = request.path_params["method"]
    box.journal.began()
    args = await _arguments(request, box, name)
    channel = str(args.get("channel") or args.get("channel_id") or "")
    if slow := box.faults.take("slow", name, channel):
        await asyncio.sleep(slow.seconds)
    for kind in ("down", "rate_limited", "server_error", "refuse"):
        if fault := box.faults.take(kind, name, channel):
            return await _struck(request, box, name, args, fault)
    drop = box.faults.take("drop", name, channel)
    status, body, headers = _answer(request, box, name, args)
    fault = drop or slow
    box.journal.called(name, args, status, body, fault=fault.kind if fault else "")
    if drop:
        return await hang_up(request)
    return JSONResponse(body, status_code=status, headers=headers)


async def _struck(request: Request, box: Box, name: str, args: Json, fault: Fault) -> Response:
    body: Json = {"ok": False, "error": fault.error}
    if fault.kind == "rate_limited":
        return _too_many(box, name, args, fault.retry_after, fault.kind)
    if fault.kind == "refuse":
        box.journal.called(name, args, 200, body, fault=fault.kind)
        return JSONResponse(body)
    box.journal.called(name, args, 0 if fault.kind == "down" else fault.status, body, fault.kind)
    if fault.kind == "down":
        return await hang_up(request)
    if fault.html:
        return HTMLResponse(HTML, status_code=fault.status)
    return JSONResponse(body, status_code=fault.status)


def _too_many(box: Box, name: str, args: Json, seconds: int, fault: str = "") -> Response:
    body: Json = {"ok": False, "error": "ratelimited"}
    box.journal.called(name, args, 429, body, fault)
    return JSONResponse(body, status_code=429, headers={"Retry-After": str(seconds)})


def _answer(
    request: Request, box: Box, name: str, args: Json
) -> tuple[int, Json, dict[str, str] | None]:
    call = Call(box, name, args)
    try:
        method = METHODS.get(name)
        if method is None:
            raise Refused("unknown_method", req_method=name)
        _authenticate(box, method, _token(request, args))
        channel = str(args.get("channel") or args.get("channel_id") or "")
        if wait := box.limits.wait(name, method.tier, channel):
            headers = {"Retry-After": str(wait)}
            return 429, {"ok": False, "error": "ratelimited"}, headers
        if method.token == "bot":
            call.need(*method.scopes)
        return 200, {"ok": True, **method.run(call)}, _granted(box)
    except Refused as refused:
        if refused.error in MALFORMED:
            why = "; ".join([refused.error, *refused.messages])
            box.journal.complain(name, why, args)
        return 200, refused.answer(), _granted(box)


def _granted(box: Box) -> dict[str, str]:
    """With the time as Slack has it, which is also that of its signatures."""
    now = box.courier.post.signing_clock.now().astimezone(UTC)
    return {
        "X-OAuth-Scopes": ",".join(sorted(box.scopes)),
        "Date": format_datetime(now, usegmt=True),
    }


def _authenticate(box: Box, method: Method, token: str) -> None:
    if method.token == "none":
        return
    if not token:
        raise Refused("not_authed")
    known = {box.settings.bot_token: "bot", box.settings.app_token: "app"}
    if token not in known:
        raise Refused("invalid_auth")
    if known[token] != method.token:
        raise Refused("not_allowed_token_type")
    if box.revoked:
        raise Refused("token_revoked")


def _token(request: Request, args: Json) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else str(args.get("token") or "")


async def _arguments(request: Request, box: Box, name: str) -> Json:
    args: Json = dict(request.query_params)
    if "token" in args:
        box.journal.complain(name, "the token is in the URL", args)
    kind = request.headers.get("content-type", "")
    raw = await request.body()
    if kind.startswith("application/json"):
        return args | _from_json(raw, box, name)
    if kind.startswith("application/x-www-form-urlencoded"):
        return args | urlencoded(raw)
    if kind.startswith("multipart/form-data"):
        parts = multipart(raw, kind)
        return args | {key: value.decode() for key, value in parts.items()}
    return args


def _from_json(raw: bytes, box: Box, name: str) -> dict[str, Any]:
    try:
        body = json.loads(raw or b"{}")
    except ValueError:
        body = None
    if isinstance(body, dict):
        return body
    box.journal.complain(name, "the body is not a JSON object")
    return {}
