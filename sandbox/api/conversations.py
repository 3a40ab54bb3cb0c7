"""Channels: what was said in them, who is in them, and coming in."""

from sandbox.api.call import Call, Method, page
from sandbox.errors import Refused
from sandbox.events import member, publish
from sandbox.model import Channel, Json, Message

READ = ("channels:read", "groups:read", "im:read", "mpim:read")
KINDS = {"channel": "public_channel", "group": "private_channel", "im": "im"}


def history(call: Call) -> Json:
    """Newest first; replies are not in it unless they were sent to the channel too."""
    channel = call.joined_channel("history")
    said = [
        one
        for one in channel.messages.values()
        if not one.is_reply or one.subtype == "thread_broadcast"
    ]
    said = [one for one in sorted(said, key=lambda one: one.ts) if _between(call, one.ts)]
    shown, cursor = page(call, said[::-1], 999, 100)
    return _messages(call, channel, shown, cursor)


def replies(call: Call) -> Json:
    """Oldest first, the root at the head of every page."""
    channel = call.joined_channel("history")
    root = channel.messages.get(call.require("ts"))
    if root is None:
        raise Refused("thread_not_found")
    if root.is_reply:
        return _messages(call, channel, [root], "")
    answers = [one for one in channel.replies(root.ts) if _between(call, one.ts)]
    shown, cursor = page(call, sorted(answers, key=lambda one: one.ts), 1000, 1000)
    return _messages(call, channel, [root, *shown], cursor)


def info(call: Call) -> Json:
    call.need(*READ)
    channel = call.channel()
    body = shown_channel(call, channel)
    if call.flag("include_num_members"):
        body["num_members"] = len(channel.members)
    return {"channel": body}


def list_all(call: Call) -> Json:
    types = call.text("types", "public_channel").split(",")
    asked = [
        shown_channel(call, one)
        for one in call.box.team.channels.values()
        if KINDS[one.kind] in types and (one.kind == "channel" or call.bot in one.members)
        if not (one.is_archived and call.flag("exclude_archived"))
    ]
    shown, cursor = page(call, asked, 1000, 100)
    return {"channels": shown, "response_metadata": {"next_cursor": cursor}}


def members(call: Call) -> Json:
    channel = call.channel()
    shown, cursor = page(call, channel.members, 1000, 100)
    return {"members": shown, "response_metadata": {"next_cursor": cursor}}


def join(call: Call) -> Json:
    channel = call.channel()
    if channel.is_archived:
        raise Refused("is_archived")
    if channel.kind != "channel":
        raise Refused("method_not_supported_for_channel_type")
    if call.bot in channel.members:
        warnings = {"warnings": ["already_in_channel"]}
        body = {"warning": "already_in_channel", "response_metadata": warnings}
        return {"channel": shown_channel(call, channel), **body}
    channel.members.append(call.bot)
    publish(call.box, member(call.box, "member_joined_channel", channel, call.bot))
    return {"channel": shown_channel(call, channel)}


def invite(call: Call) -> Json:
    channel = call.channel()
    if call.bot not in channel.members:
        raise Refused("not_in_channel")
    for user in call.require("users").split(","):
        if user not in call.box.team.users:
            raise Refused("user_not_found")
        if user in channel.members:
            raise Refused("already_in_channel")
        channel.members.append(user)
        publish(call.box, member(call.box, "member_joined_channel", channel, user, call.bot))
    return {"channel": shown_channel(call, channel)}


def open_direct(call: Call) -> Json:
    users = [one for one in call.text("users").split(",") if one]
    if call.text("channel"):
        channel = call.channel()
    elif len(users) != 1:
        raise Refused("not_enough_users" if not users else "method_not_supported_for_channel_type")
    elif users[0] not in call.box.team.users:
        raise Refused("user_not_found")
    else:
        channel = call.box.team.direct(users[0])
    full = {"is_im": True, "user": channel.members[0], "is_open": True}
    return {"channel": {"id": channel.id} | (full if call.flag("return_im") else {})}


def shown_channel(call: Call, channel: Channel) -> Json:
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": channel.kind == "channel",
        "is_group": channel.kind == "group",
        "is_im": channel.is_im,
        "is_mpim": False,
        "is_private": channel.is_private,
        "is_archived": channel.is_archived,
        "is_general": channel.name == "general",
        "is_shared": channel.is_shared,
        "is_ext_shared": channel.is_shared,
        "is_org_shared": False,
        "is_member": call.bot in channel.members,
        "created": channel.created,
        "creator": "U0MIA",
        "context_team_id": call.box.cast.team_id,
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "previous_names": [],
    }


def _between(call: Call, ts: str) -> bool:
    oldest, latest = call.text("oldest", "0"), call.text("latest")
    moment, inclusive = float(ts), call.flag("inclusive")
    if float(oldest) > moment or (float(oldest) == moment and not inclusive):
        return False
    return not latest or moment < float(latest) or (inclusive and moment == float(latest))


def _messages(call: Call, channel: Channel, shown: list[Message], cursor: str) -> Json:
    with_metadata = call.flag("include_all_metadata")
    said = [channel.shown(one, with_metadata=with_metadata) for one in shown]
    body: Json = {"messages": said, "has_more": bool(cursor)}
    return body | ({"response_metadata": {"next_cursor": cursor}} if cursor else {})


METHODS = {
    "conversations.history": Method(history, tier=3),
    "conversations.replies": Method(replies, tier=3),
    "conversations.info": Method(info, READ, 3),
    "conversations.list": Method(list_all, READ, 2),
    "conversations.members": Method(members, READ, 4),
    "conversations.join": Method(join, ("channels:join",), 3),
    "conversations.invite": Method(invite, ("channels:write.invites", "groups:write.invites"), 3),
    "conversations.open": Method(open_direct, ("im:write", "mpim:write"), 3),
}
