"""Who people are, and which user groups they are in."""

from sandbox.api.call import Call, Method, page
from sandbox.errors import Refused
from sandbox.members import User, UserGroup
from sandbox.model import Json


def info(call: Call) -> Json:
    user = call.box.team.users.get(call.require("user", "user_not_found"))
    if user is None:
        raise Refused("user_not_found")
    return {"user": _shown(call, user)}


def users_list(call: Call) -> Json:
    users = list(call.box.team.users.values())
    shown, cursor = page(call, users, 1000, 1000)
    members = [_shown(call, user) for user in shown]
    now = call.box.team.seconds()
    return {"members": members, "cache_ts": now, "response_metadata": {"next_cursor": cursor}}


def lookup_by_email(call: Call) -> Json:
    wanted = call.require("email").lower()
    for user in call.box.team.users.values():
        if user.member.email.lower() == wanted and not user.deleted:
            return {"user": _shown(call, user)}
    raise Refused("users_not_found")


def conversations(call: Call) -> Json:
    whose = call.text("user", call.bot)
    types = call.text("types", "public_channel").split(",")
    names = {"channel": "public_channel", "group": "private_channel", "im": "im"}
    mine = [
        {
            "id": one.id,
            "name": one.name,
            "is_private": one.is_private,
            "is_archived": one.is_archived,
        }
        for one in call.box.team.channels.values()
        if whose in one.members and names[one.kind] in types
        if one.kind == "channel" or call.bot in one.members
    ]
    shown, cursor = page(call, mine, 1000, 100)
    return {"channels": shown, "response_metadata": {"next_cursor": cursor}}


def presence(call: Call) -> Json:
    info(call)
    return {"presence": "active"}


def groups_list(call: Call) -> Json:
    groups = call.box.team.groups.values()
    asked = [one for one in groups if call.flag("include_disabled") or not one.disabled]
    return {"usergroups": [_group(call, one) for one in asked]}


def group_users(call: Call) -> Json:
    group = call.box.team.groups.get(call.require("usergroup", "no_such_subteam"))
    if group is None or (group.disabled and not call.flag("include_disabled")):
        raise Refused("no_such_subteam")
    return {"users": list(group.members)}


def _shown(call: Call, user: User) -> Json:
    return user.to_json(with_email=call.has("users:read.email"))


def _group(call: Call, group: UserGroup) -> Json:
    body: Json = {
        "id": group.id,
        "team_id": call.box.cast.team_id,
        "is_usergroup": True,
        "name": group.name,
        "handle": group.handle,
        "description": "",
        "is_external": False,
        "date_delete": 1 if group.disabled else 0,
        "user_count": len(group.members),
    }
    return body | ({"users": list(group.members)} if call.flag("include_users") else {})


METHODS = {
    "users.info": Method(info, ("users:read",), 4),
    "users.list": Method(users_list, ("users:read",), 2),
    "users.lookupByEmail": Method(lookup_by_email, ("users:read.email",), 3),
    "users.getPresence": Method(presence, ("users:read",), 3),
    "users.conversations": Method(conversations, ("channels:read", "groups:read"), 3),
    "usergroups.list": Method(groups_list, ("usergroups:read",), 2),
    "usergroups.users.list": Method(group_users, ("usergroups:read",), 2),
}
