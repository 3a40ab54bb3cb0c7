"""What the app says through a response_url, or in its answer to a command."""

import json
from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from sandbox.blockkit import check_message, finished
from sandbox.box import Box
from sandbox.errors import Refused
from sandbox.events import publish
from sandbox.messages import change, put, remove
from sandbox.model import Ephemeral, Json, Message
from sandbox.views import ResponseUrl

MOST_USES, LIVES = 5, timedelta(minutes=30)


async def receive(request: Request, box: Box) -> Response:
    key = request.path_params["key"]
    raw = await request.body()
    spot = box.team.response_urls.get(key)
    if spot is None or box.clock.now() - spot.at > LIVES:
        return _refuse(box, {}, "expired_url")
    if spot.uses >= MOST_USES:
        return _refuse(box, {}, "used_url")
    said = _parsed(raw)
    try:
        _check(said)
    except Refused as refused:
        return _refuse(box, said, refused.error, refused.messages)
    spot.uses += 1
    _carry_out(box, spot, said)
    box.journal.called("response_url", said, 200, {"ok": True})
    return PlainTextResponse("ok")


def after_command(box: Box, url: str, said: Any) -> Json | None:
    """The command's own answer: words or a message, for the person alone unless said otherwise."""
    if not said:
        return None
    message = {"text": said} if isinstance(said, str) else said
    spot = box.team.response_urls[url.rpartition("/")[2]]
    try:
        _check(message)
    except Refused as refused:
        why = "; ".join([refused.error, *refused.messages])
        box.journal.complain("slash command answer", why, message)
        return None
    return _say(box, spot, message)


def _carry_out(box: Box, spot: ResponseUrl, said: Json) -> None:
    original = box.team.message(spot.channel, spot.message_ts)
    whisper = next((one for one in box.team.ephemerals if one.ts == spot.message_ts), None)
    if said.get("delete_original"):
        _delete(box, original, whisper)
    elif said.get("replace_original") and (original or whisper):
        _replace(box, original, whisper, said)
    else:
        _say(box, spot, said)


def _delete(box: Box, original: Message | None, whisper: Ephemeral | None) -> None:
    if original:
        publish(box, remove(box, box.team.channels[original.channel], original))
    if whisper:
        whisper.deleted = True
        box.changed.ring()


def _replace(box: Box, original: Message | None, whisper: Ephemeral | None, said: Json) -> None:
    text, blocks = said.get("text", ""), finished(said.get("blocks") or [])
    if original:
        publish(box, change(box, original, box.app.user_id, text=text, blocks=blocks))
    if whisper:
        whisper.text, whisper.blocks = text, blocks
        box.changed.ring()


def _say(box: Box, spot: ResponseUrl, said: Json) -> Json:
    team = box.team
    bot = team.users[box.app.user_id]
    text, blocks = said.get("text", ""), finished(said.get("blocks") or [])
    thread_ts = said.get("thread_ts") or spot.thread_ts
    if said.get("response_type", "ephemeral") == "ephemeral":
        whisper = Ephemeral(spot.channel, spot.user, team.stamp(), text, blocks, thread_ts)
        whisper.bot = team.signature_of(bot) | {"user": bot.id}
        team.ephemerals.append(whisper)
        box.changed.ring()
        return whisper.to_json()
    message = Message(
        channel=spot.channel,
        ts=team.stamp(),
        text=text,
        user=bot.id,
        team=bot.team_id,
        bot=team.signature_of(bot),
        blocks=blocks,
        thread_ts=thread_ts,
    )
    publish(box, put(box, message))
    return message.to_json() | {"channel": spot.channel}


def _parsed(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return None


def _check(said: Any) -> None:
    if not isinstance(said, dict):
        raise Refused("invalid_payload")
    check_message(said.get("blocks"))
    if not (said.get("text") or said.get("blocks") or said.get("delete_original")):
        raise Refused("no_text")


def _refuse(box: Box, said: Any, error: str, messages: list[str] | None = None) -> Response:
    refused = Refused(error, messages)
    shown = said if isinstance(said, dict) else {}
    box.journal.called("response_url", shown, 404, refused.answer())
    if error not in {"expired_url", "used_url"}:
        box.journal.complain("response_url", "; ".join([error, *refused.messages]), shown)
    return JSONResponse(refused.answer(), status_code=404)
