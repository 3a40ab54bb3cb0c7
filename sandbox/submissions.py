"""A person sends a form off or closes it, and the app says what becomes of it."""

from typing import Any

from sandbox import fields, interactions, modals
from sandbox.box import Box
from sandbox.errors import AppFailed, Refused
from sandbox.members import User
from sandbox.model import Json
from sandbox.presses import own_view, send
from sandbox.views import View


async def submit(box: Box, user: User, *, view_id: str, values: Json) -> Json:
    view = own_view(box, user, view_id)
    blocks = view.given["blocks"]
    fields.fill(blocks, view.state, values)
    fields.check_filled(blocks, view.state)
    answer = await send(box, user, interactions.view_submission(box, user, view))
    return {"errors": _after_submission(box, user, view, answer.body)}


async def close(box: Box, user: User, *, view_id: str = "", everything: bool = False) -> Json:
    view = own_view(box, user, view_id)
    modals.close(box, view, everything=everything or view.given.get("clear_on_close", False))
    if view.given.get("notify_on_close"):
        payload = interactions.view_closed(box, user, view, everything=everything)
        await send(box, user, payload)
    return {}


def _after_submission(box: Box, user: User, view: View, said: Any) -> Json | None:
    """As the app says: close it, show errors, put another form in its place or on top."""
    action = said.get("response_action") if isinstance(said, dict) else None
    try:
        match action:
            case None:
                modals.close(box, view)
            case "clear":
                modals.close(box, view, everything=True)
            case "update":
                modals.replace(box, view, said.get("view"))
            case "push":
                modals.push(box, user.id, said.get("view"))
            case "errors":
                return _checked_errors(view, said.get("errors"))
            case _:
                raise AppFailed(f"Slack knows no response_action {action!r}")
    except Refused as refused:
        why = "; ".join([refused.error, *refused.messages])
        box.journal.complain(f"response_action {action}", why, {"view": said.get("view")})
        raise AppFailed(f"Slack refused the view in the answer: {why}") from refused
    return None


def _checked_errors(view: View, errors: Any) -> Json:
    inputs = {one["block_id"] for one in view.given["blocks"] if one["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        raise AppFailed(f"errors must name input blocks of the form, not {errors!r}")
    return errors
