"""Modals open on a fresh trigger, are pushed, updated; Home tabs are published."""

from datetime import timedelta

from sandbox import modals
from sandbox.api.call import Call, Method
from sandbox.errors import Refused
from sandbox.model import Json
from sandbox.views import Trigger, View


def open_view(call: Call) -> Json:
    given, trigger = _given(call), _trigger(call)
    view = modals.open_first(call.box, trigger, given)
    trigger.spent, trigger.opened = True, view.id
    return {"view": view.to_json()}


def push(call: Call) -> Json:
    given, trigger = _given(call), _trigger(call)
    if not trigger.view_id:
        raise Refused("invalid_trigger_id")
    view = modals.push(call.box, trigger.user, given, trigger)
    trigger.spent, trigger.opened = True, view.id
    return {"view": view.to_json()}


def update(call: Call) -> Json:
    given, view = _given(call), _view(call)
    _check_hash(call, view)
    return {"view": modals.replace(call.box, view, given).to_json()}


def publish(call: Call) -> Json:
    user = call.require("user_id", "user_not_found")
    given = _given(call)
    if user not in call.box.team.users:
        raise Refused("user_not_found")
    if home := call.box.team.homes.get(user):
        _check_hash(call, home)
    return {"view": modals.publish(call.box, user, given).to_json()}


def _given(call: Call) -> Json:
    given = call.json("view")
    if not isinstance(given, dict):
        raise Refused("invalid_arguments", ["missing required field: view"])
    return given


def _trigger(call: Call) -> Trigger:
    box = call.box
    trigger = box.team.triggers.get(call.require("trigger_id"))
    if trigger is None:
        raise Refused("invalid_trigger_id")
    if trigger.spent:
        raise Refused("exchanged_trigger_id")
    if box.clock.now() - trigger.at > timedelta(seconds=box.settings.trigger_lives):
        raise Refused("expired_trigger_id")
    return trigger


def _view(call: Call) -> View:
    views, external = call.box.team.views, call.text("external_id")
    by_name = (
        one for one in views.values() if external and one.given.get("external_id") == external
    )
    view = views.get(call.text("view_id")) or next(by_name, None)
    if view is None:
        raise Refused("not_found" if call.text("view_id") or external else "invalid_arguments")
    return view


def _check_hash(call: Call, view: View) -> None:
    if call.text("hash") not in {"", view.hash}:
        raise Refused("hash_conflict")


METHODS = {
    "views.open": Method(open_view, tier=4),
    "views.push": Method(push, tier=4),
    "views.update": Method(update, tier=4),
    "views.publish": Method(publish, tier=4),
}
