"""Files in two steps: an address to send the bytes to, then a place to show them."""

from sandbox.api.call import Call, Method
from sandbox.api.chat import speaking_in, thread_of
from sandbox.errors import Refused
from sandbox.events import file_shared, publish
from sandbox.messages import put
from sandbox.model import File, Json, Message
from sandbox.uploads import new_file


def get_upload_url(call: Call) -> Json:
    name, length = call.require("filename"), call.number("length", 0)
    if length <= 0:
        raise Refused("invalid_arguments", ["must be greater than 0: length"])
    file = new_file(call.box, name, length, call.bot)
    return {"upload_url": f"{call.box.url}/upload/v1/{file.id}", "file_id": file.id}


def complete_upload(call: Call) -> Json:
    asked = call.json("files")
    if not isinstance(asked, list) or not asked:
        raise Refused("invalid_arguments", ["missing required field: files"])
    files = [_uploaded(call, one) for one in asked]
    if call.text("channel_id") or call.text("channels"):
        _share(call, files)
    return {"files": [file.to_json() for file in files]}


def info(call: Call) -> Json:
    file = call.box.team.files.get(call.require("file", "file_not_found"))
    if file is None:
        raise Refused("file_not_found")
    return {"file": _with_shares(file), "comments": [], "response_metadata": {"next_cursor": ""}}


def _uploaded(call: Call, asked: Json) -> File:
    file = call.box.team.files.get(str(asked.get("id")))
    if file is None or file.content is None:
        raise Refused("file_not_found")
    file.title = asked.get("title") or file.name
    return file


def _share(call: Call, files: list[File]) -> None:
    box, team = call.box, call.box.team
    call.args["channel"] = call.text("channel_id") or call.text("channels").split(",")[0]
    channel = speaking_in(call)
    user = team.users[call.bot]
    message = Message(
        channel=channel.id,
        ts=team.stamp(),
        text=call.text("initial_comment"),
        user=user.id,
        team=user.team_id,
        bot=team.signature_of(user),
        subtype="file_share",
        thread_ts=thread_of(call, channel),
        files=[file.to_json() for file in files],
    )
    publish(box, put(box, message))
    for file in files:
        file.shares.append((channel.id, message.ts, message.thread_ts))
        publish(box, file_shared(box, file, channel.id))


def _with_shares(file: File) -> Json:
    public: Json = {}
    for channel, ts, thread_ts in file.shares:
        share = {"ts": ts} | ({"thread_ts": thread_ts} if thread_ts else {})
        public.setdefault(channel, []).append(share)
    return file.to_json() | {"shares": {"public": public}}


METHODS = {
    "files.getUploadURLExternal": Method(get_upload_url, ("files:write",), 4),
    "files.completeUploadExternal": Method(complete_upload, ("files:write",), 4),
    "files.info": Method(info, ("files:read",), 4),
}
