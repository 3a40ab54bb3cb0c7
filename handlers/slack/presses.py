"""Reading what Slack says of a press: who, where, on which card, and a name for this very press."""

import re
from dataclasses import dataclass
from typing import Any

from bot.rules.json import Json
from bot.rules.press import Press
from handlers.slack.text import one_line

VALUE = re.compile(r"([A-Za-z0-9_-]{1,80}):([0-9]{1,9})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """One interaction. `press` is None when the button's own words make no sense."""

    verb: str
    press: Press | None
    user: str
    channel: str
    trigger: str = ""


def button_pressed(body: Json) -> Pressed:
    """A button, or an entry of the overflow menu, whose value is `<verb> <id>:<version>`."""
    action = at(body, "actions", 0) or {}
    verb, value = str(action.get("action_id") or ""), str(action.get("value") or "")
    if chosen := at(action, "selected_option", "value"):
        verb, _, value = str(chosen).partition(" ")
    message = str(at(body, "container", "message_ts") or at(body, "message", "ts") or "")
    channel = str(at(body, "channel", "id") or at(body, "container", "channel_id") or "")
    key = "/".join(
        (
            channel,
            message,
            str(action.get("action_id")),
            user_of(body),
            str(action.get("action_ts")),
        )
    )
    return Pressed(
        verb=verb,
        press=_press(
            body,
            value,
            key=f"button/{key}",
            channel=channel,
            at_=str(action.get("action_ts") or ""),
        ),
        user=user_of(body),
        channel=channel,
        trigger=str(body.get("trigger_id") or ""),
    )


def form_submitted(body: Json) -> Pressed:
    view = body.get("view") or {}
    key = f"form/{view.get('id')}/{view.get('hash')}/{user_of(body)}"
    return Pressed(
        verb=str(view.get("callback_id") or ""),
        press=_press(body, str(view.get("private_metadata") or ""), key=key, channel=""),
        user=user_of(body),
        channel="",
        trigger=str(body.get("trigger_id") or ""),
    )


def values_of(body: Json) -> Json:
    return at(body, "view", "state", "values") or {}


def user_of(body: Json) -> str:
    return str(at(body, "user", "id") or body.get("user_id") or "")


def team_of(body: Json) -> str:
    """The person's own team: a stranger's is not ours, even in a channel of ours."""
    return str(at(body, "user", "team_id") or at(body, "team", "id") or body.get("team_id") or "")


def at(value: Any, *path: str | int) -> Any:
    """What is at a path, or None where Slack sent something else."""
    for step in path:
        if isinstance(step, int):
            value = value[step] if isinstance(value, list) and len(value) > step else None
        else:
            value = value.get(step) if isinstance(value, dict) else None
    return value


def _press(body: Json, value: str, *, key: str, channel: str, at_: str = "") -> Press | None:
    found = VALUE.fullmatch(value)
    if found is None or not user_of(body):
        return None
    return Press(
        escalation_id=found[1],
        version=int(found[2]),
        team=team_of(body),
        user=user_of(body),
        name=one_line(str(at(body, "user", "name") or at(body, "user", "username") or ""), 80),
        channel=channel,
        key=key,
        at=at_,
    )
