"""A person presses something, and sees what the app makes of it."""

import asyncio
import copy
from typing import Any

from sandbox import buttons, fields, interactions
from sandbox.box import Box
from sandbox.errors import AppFailed, NotThere
from sandbox.members import User
from sandbox.model import Ephemeral, Json, Message
from sandbox.parcels import INTERACTIVE, Answer, Parcel
from sandbox.views import Trigger, View


async def click(
    box: Box,
    user: User,
    *,
    button: str,
    channel: str = "",
    ts: str = "",
    view_id: str = "",
    value: str | None = None,
    block_id: str = "",
    stale: bool = False,
) -> Json:
    """Press a button or an overflow option; on a message, a whisper, a modal or a Home tab."""
    spot = _spot(box, user, channel, ts, view_id, stale=stale)
    block, element, chosen = buttons.find(_blocks(spot), button, user.id, value, block_id)
    return await _press(box, user, spot, interactions.pressed(block, element, chosen))


async def choose(
    box: Box,
    user: User,
    *,
    field: str,
    choice: Any,
    channel: str = "",
    ts: str = "",
    view_id: str = "",
    block_id: str = "",
) -> Json:
    """Pick something in a menu, a date or ticks, which tells the app at once."""
    spot = _spot(box, user, channel, ts, view_id)
    block, element, _ = buttons.find(_blocks(spot), field, user.id, None, block_id)
    value = fields.written(element, choice)
    state = spot.state if isinstance(spot, View) else _filled(box, user, spot)
    key = fields.VALUE_KEYS[element["type"]][0]
    entry = {"type": element["type"], key: value}
    state.setdefault(block["block_id"], {})[element["action_id"]] = entry
    return await _press(box, user, spot, interactions.pressed(block, element, value))


async def repeat(
    box: Box, user: User, *, times: int = 1, concurrently: bool = False, identical: bool = False
) -> Json:
    """The last interaction again: new presses of the same button, or the same bytes."""
    last = box.last_interaction.get(user.id)
    if last is None:
        raise NotThere(f"{user.member.name} has not pressed anything yet")
    parcels = [last if identical else _fresh(box, user, last) for _ in range(times)]
    if concurrently:
        answers = list(await asyncio.gather(*(box.courier.ask(one) for one in parcels)))
    else:
        answers = [await box.courier.ask(one) for one in parcels]
    return {"answers": [_shown(one) for one in answers]}


async def suggestions(
    box: Box,
    user: User,
    *,
    field: str,
    typed: str,
    channel: str = "",
    ts: str = "",
    view_id: str = "",
    block_id: str = "",
) -> Json:
    """What the app offers in an external select while a person types."""
    spot = _spot(box, user, channel, ts, view_id)
    block, element, _ = buttons.find(_blocks(spot), field, user.id, None, block_id)
    action = {"action_id": element["action_id"], "block_id": block["block_id"]}
    payload = interactions.block_suggestion(box, user, _where(box, user, spot), action, typed)
    answer = await send(box, user, payload)
    body = answer.body if isinstance(answer.body, dict) else {}
    return {"options": body.get("options", []), "option_groups": body.get("option_groups", [])}


async def send(box: Box, user: User, payload: Json, kind: str = INTERACTIVE) -> Answer:
    """Slack hands it over once; a bad answer is a warning sign that the person sees."""
    if not box.courier.can_reach_the_app:
        raise AppFailed("the app has given Slack no address and opened no socket")
    parcel = Parcel(kind=kind, body=payload)
    box.last_interaction[user.id] = parcel
    answer = await box.courier.ask(parcel)
    if not answer.ok:
        raise AppFailed(f"the app did not take it: {answer.reason} (status {answer.status})")
    return answer


def new_trigger(box: Box, user: User, view: View | None = None) -> str:
    trigger = Trigger(user.id, box.clock.now(), view.id if view else "")
    return box.team.new_trigger(trigger)


def opened_by(box: Box, trigger_id: str) -> Json:
    view = box.team.views.get(box.team.triggers[trigger_id].opened)
    return {"view": view.to_json() if view else None}


Spot = Message | Ephemeral | View


async def _press(box: Box, user: User, spot: Spot, action: Json) -> Json:
    trigger_id = new_trigger(box, user, spot if isinstance(spot, View) else None)
    payload = interactions.block_actions(box, user, action, trigger_id)
    await send(box, user, payload | _where(box, user, spot))
    return opened_by(box, trigger_id)


def _where(box: Box, user: User, spot: Spot) -> Json:
    if isinstance(spot, View):
        return interactions.on_view(spot)
    if isinstance(spot, Ephemeral):
        return interactions.on_ephemeral(box, user, spot)
    channel = box.team.channels[spot.channel]
    return interactions.on_message(box, user, spot, channel.shown(spot, with_metadata=True))


def _spot(
    box: Box, user: User, channel: str, ts: str, view_id: str, *, stale: bool = False
) -> Spot:
    if view_id:
        return own_view(box, user, view_id)
    whispers = (one for one in box.team.ephemerals if one.ts == ts and one.user == user.id)
    if whisper := next(whispers, None):
        if whisper.deleted and not stale:
            raise NotThere("that message is gone")
        return whisper
    room = box.team.room(channel)
    if room is None or user.id not in room.members:
        raise NotThere(f"{user.member.name} is not in {channel}")
    message = (room.deleted.get(ts) if stale else None) or room.messages.get(ts)
    if message is None or message.subtype == "tombstone":
        raise NotThere(f"there is no message {ts} in {channel}")
    return _as_it_was(message) if stale else message


def _as_it_was(message: Message) -> Message:
    """With every block it ever had, the newest first: what a screen not yet redrawn may show."""
    old = copy.copy(message)
    old.blocks = [block for blocks in (message.blocks, *message.past[::-1]) for block in blocks]
    return old


def own_view(box: Box, user: User, view_id: str) -> View:
    home = box.team.homes.get(user.id)
    seen = [*(box.team.modals.get(user.id) or []), *([home] if home else [])]
    if not view_id and seen:
        return seen[-1]
    for view in seen:
        if view.id == view_id:
            return view
    raise NotThere(f"{user.member.name} has no such form open")


def _blocks(spot: Spot) -> list[Json]:
    return spot.given["blocks"] if isinstance(spot, View) else spot.blocks


def _filled(box: Box, user: User, spot: Message | Ephemeral) -> Json:
    return box.team.filled.setdefault((user.id, spot.ts), {})


def _fresh(box: Box, user: User, last: Parcel) -> Parcel:
    """The same press a moment later: its own trigger and its own moment."""
    body = copy.deepcopy(last.body)
    old = box.team.triggers.get(body.get("trigger_id", ""))
    if old:
        again = Trigger(user.id, box.clock.now(), old.view_id, old.opened_in)
        body["trigger_id"] = box.team.new_trigger(again)
    for action in body.get("actions", []):
        action["action_ts"] = box.team.stamp()
    return Parcel(kind=last.kind, body=body)


def _shown(answer: Answer) -> Json:
    return {"status": answer.status, "body": answer.body, "reason": answer.reason}
