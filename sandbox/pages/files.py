"""Files as people open them: by their own membership, where the app would need its token."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from starlette.responses import PlainTextResponse, Response

from sandbox.box import Box
from sandbox.members import User
from sandbox.model import File, Json

LONGEST_PREVIEW = 4_000  # characters
TEXTS = {"application/json", "application/yaml", "application/x-yaml", "application/xml"}
PICTURES = {"image/png", "image/jpeg", "image/gif", "image/webp"}
UNITS = ((1 << 20, "MB"), (1 << 10, "kB"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    name: str
    size: str
    kind: str
    address: str
    words: str = ""
    is_picture: bool = False
    is_cut: bool = False


def shared(box: Box, user: User, given: Json) -> Shared:
    """What a message shows of a file; the beginning of it when it is text."""
    file = box.team.files.get(given["id"])
    words = as_text(file) if file else ""
    return Shared(
        name=given.get("title") or given["name"],
        size=_size(given["size"]),
        kind=given["pretty_type"],
        address=f"/file/{quote(given['id'])}?{urlencode({'as': user.member.name})}",
        words=words[:LONGEST_PREVIEW],
        is_picture=given["mimetype"] in PICTURES,
        is_cut=len(words) > LONGEST_PREVIEW,
    )


def opened(box: Box, user: User, id: str) -> Response:
    """Nothing but words and pictures is shown; what a browser might run is only saved."""
    file = box.team.files.get(id)
    if file is None or file.content is None or not _may_see(box, user, file):
        return PlainTextResponse("There is no such file for you.", status_code=404)
    if file.mimetype in PICTURES:
        return Response(file.content, media_type=file.mimetype)
    if as_text(file):
        return Response(file.content, media_type="text/plain; charset=utf-8")
    saved = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"}
    return Response(file.content, media_type="application/octet-stream", headers=saved)


def as_text(file: File) -> str:
    if not (file.mimetype.startswith("text/") or file.mimetype in TEXTS):
        return ""
    try:
        return (file.content or b"").decode()
    except UnicodeDecodeError:
        return ""


def _may_see(box: Box, user: User, file: File) -> bool:
    rooms = (box.team.channels.get(channel) for channel, _, _ in file.shares)
    return any(room and user.id in room.members for room in rooms)


def _size(length: int) -> str:
    for unit, name in UNITS:
        if length >= unit:
            return f"{length / unit:.1f} {name}"
    return f"{length} {'byte' if length == 1 else 'bytes'}"
