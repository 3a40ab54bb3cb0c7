"""Modals and Home tabs: who sees which, how they stack, and what the person has filled in."""

import secrets
from typing import Any

from sandbox.blockkit import check_view, finished
from sandbox.box import Box
from sandbox.errors import Refused
from sandbox.fields import initial_state
from sandbox.model import Json
from sandbox.views import Trigger, View

DEEPEST = 3


def open_first(box: Box, trigger: Trigger, given: Any) -> View:
    view = _new(box, trigger.user, given, trigger)
    box.team.modals[trigger.user] = [view]
    return view


def push(box: Box, user: str, given: Any, trigger: Trigger | None = None) -> View:
    stack = box.team.modals.get(user) or []
    if len(stack) >= DEEPEST:
        raise Refused("push_limit_reached")
    view = _new(box, user, given, trigger)
    if stack:
        view.previous_id, view.root_id = stack[-1].id, stack[0].id
        view.opened_in = stack[0].opened_in
    box.team.modals[user] = [*stack, view]
    return view


def replace(box: Box, view: View, given: Any) -> View:
    """What the person typed stays in the fields whose block and action ids stay."""
    check_view(given, view.type)
    _unique(box, given, view)
    view.given = _finished(given)
    view.hash = _hash(box)
    fresh = initial_state(view.given["blocks"])
    view.state = {
        block: {id: view.state.get(block, {}).get(id, value) for id, value in values.items()}
        for block, values in fresh.items()
    }
    box.changed.ring()
    return view


def publish(box: Box, user: str, given: Any) -> View:
    check_view(given, "home")
    view = box.team.homes.get(user)
    if view:
        return replace(box, view, given)
    view = _made(box, user, given)
    box.team.homes[user] = view
    return view


def close(box: Box, view: View, *, everything: bool = False) -> None:
    stack = box.team.modals.get(view.user) or []
    gone = stack if everything else [one for one in stack if one is view]
    box.team.modals[view.user] = [one for one in stack if one not in gone]
    for one in gone:
        box.team.views.pop(one.id, None)
    box.changed.ring()


def top(box: Box, user: str) -> View | None:
    stack = box.team.modals.get(user) or []
    return stack[-1] if stack else None


def _new(box: Box, user: str, given: Any, trigger: Trigger | None) -> View:
    check_view(given, "modal")
    view = _made(box, user, given)
    view.opened_in = trigger.opened_in if trigger else None
    return view


def _made(box: Box, user: str, given: Any) -> View:
    _unique(box, given)
    id = box.team.new_id("V")
    view = View(id, user, _finished(given), _hash(box), box.context(), id)
    view.state = initial_state(view.given["blocks"])
    box.team.views[id] = view
    box.changed.ring()
    return view


def _finished(given: Json) -> Json:
    return given | {"blocks": finished(given["blocks"])}


def _unique(box: Box, given: Json, but: View | None = None) -> None:
    id = given.get("external_id")
    same = [one for one in box.team.views.values() if id and one.given.get("external_id") == id]
    if any(one is not but for one in same):
        raise Refused("duplicate_external_id")


def _hash(box: Box) -> str:
    return f"{box.team.seconds()}.{secrets.token_hex(4)}"
