"""The door for Slack: nothing is parsed that Slack did not sign, and nothing said is logged."""

import asyncio
import hashlib
import hmac
import json
import re
from collections.abc import Awaitable, Callable
from urllib.parse import parse_qs

import structlog
from slack_bolt.adapter.starlette.async_handler import (
    to_async_bolt_request,
    to_starlette_response,
)
from slack_bolt.app.async_app import AsyncApp
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from bot.errors import Refused
from bot.ports import Clock
from bot.rules.json import Json

log = structlog.get_logger(__name__)

PATH = "/slack/events"
LARGEST = 1_048_576
SECONDS_OLD = 300
SECONDS_TO_SEND = 10.0
_TIMESTAMP = re.compile(r"[0-9]{10}")
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")
_JSON = "application/json"

OK, BAD, UNSIGNED, SLOW, TOO_LARGE, AGAIN = 200, 400, 401, 408, 413, 503
NOT_UNDERSTOOD, BROKEN = 404, 500


class NoSigningSecret(Refused):
    """SLACK_SIGNING_SECRET is missing. Copy it from “Basic Information” of your Slack app."""

    slug = "no-signing-secret"


class _TooLarge(Exception):
    pass


class Door:
    """`POST /slack/events`: 401, 413 or 400 at the door, 503 when Slack should come again."""

    def __init__(
        self,
        app: AsyncApp,
        *,
        signing_secret: str,
        clock: Clock,
        press: Callable[[Json], Awaitable[int]] | None = None,
    ) -> None:
        """`press` answers a pressed button; without it `app` does, as it does all else."""
        if not signing_secret:
            raise NoSigningSecret
        self._app = app
        self._secret = signing_secret.encode()
        self._clock = clock
        self._press = press

    async def receive(self, request: Request) -> Response:
        stamp = request.headers.get("x-slack-request-timestamp", "")
        signature = request.headers.get("x-slack-signature", "")
        if not (_TIMESTAMP.fullmatch(stamp) and _SIGNATURE.fullmatch(signature)):
            return Response(status_code=UNSIGNED)
        try:
            async with asyncio.timeout(SECONDS_TO_SEND):
                body = await _read(request)
        except _TooLarge:
            return Response(status_code=TOO_LARGE)
        except TimeoutError:
            return Response(status_code=SLOW)
        except ClientDisconnect:
            return Response(status_code=BAD)
        if not self._is_signed(stamp, signature, body):
            return Response(status_code=UNSIGNED)
        return await self._understood(request, body)

    def _is_signed(self, stamp: str, signature: str, body: bytes) -> bool:
        if abs(self._clock.now().timestamp() - int(stamp)) > SECONDS_OLD:
            return False
        signed = hmac.new(self._secret, b"v0:%b:%b" % (stamp.encode(), body), hashlib.sha256)
        return hmac.compare_digest(f"v0={signed.hexdigest()}", signature)

    async def _understood(self, request: Request, body: bytes) -> Response:
        said = _parse(request.headers.get("content-type", ""), body)
        if said is None:
            return Response(status_code=BAD)
        match said.get("type"):
            case "url_verification":
                return JSONResponse({"challenge": str(said.get("challenge") or "")})
            case "app_rate_limited":
                log.warning("Slack limits our events", minute=said.get("minute_rate_limited"))
                return Response(status_code=OK)
            case _ if "ssl_check" in said:
                return Response(status_code=OK)
            case "block_actions" if self._press and said.get("actions"):
                return Response(status_code=await self._press(said))
            case _:
                return await self._hand_over(request, body)

    async def _hand_over(self, request: Request, body: bytes) -> Response:
        try:
            answer = await self._app.async_dispatch(to_async_bolt_request(request, body))
        except Exception as error:  # noqa: BLE001  # whatever it was, Slack should come again
            log.error("Slack's request failed", error=type(error).__name__)  # noqa: TRY400  # no body
            return Response(status_code=AGAIN)
        if answer.status == NOT_UNDERSTOOD:
            return Response(status_code=OK)
        if answer.status >= BROKEN:
            return Response(status_code=AGAIN)
        return to_starlette_response(answer)


async def _read(request: Request) -> bytes:
    declared = request.headers.get("content-length", "0")
    if declared.isdecimal() and int(declared) > LARGEST:
        raise _TooLarge
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            raise _TooLarge
    return bytes(body)


def _parse(content_type: str, body: bytes) -> Json | None:
    """What Slack said, if it has the shape that Slack's requests have."""
    try:
        text = body.decode()
        if content_type.startswith(_JSON):
            return _object(json.loads(text))
        form = parse_qs(text, strict_parsing=True, max_num_fields=100)
        if "payload" in form:
            return _object(json.loads(form["payload"][0]))
    except (ValueError, RecursionError):
        return None
    return dict(form) if "command" in form or "ssl_check" in form else None


def _object(value: object) -> Json | None:
    return value if isinstance(value, dict) and isinstance(value.get("type"), str) else None
