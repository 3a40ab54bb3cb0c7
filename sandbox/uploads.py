"""Where file bytes come in and go out: the upload address and the private download."""

import mimetypes

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from sandbox.box import Box
from sandbox.forms import multipart
from sandbox.model import File

SIGN_IN = """<!DOCTYPE html><html><head><title>Sign in | Slack</title></head>
<body><h1>Sign in to your workspace</h1><form action="/signin"></form></body></html>"""


def new_file(box: Box, name: str, length: int, user: str) -> File:
    id = box.team.new_id("F")
    url = f"{box.url}/files-pri/{box.cast.team_id}-{id}/{name}"
    file = File(id, name, length, user, url, box.team.seconds())
    file.mimetype = mimetypes.guess_type(name)[0] or file.mimetype
    box.team.files[id] = file
    return file


async def receive(request: Request, box: Box) -> Response:
    file = box.team.files.get(request.path_params["id"])
    if file is None or file.content is not None:
        return PlainTextResponse("no such upload", status_code=404)
    content = await _content(request)
    if len(content) != file.length:
        why = f"{file.name} was announced with {file.length} bytes and came with {len(content)}"
        box.journal.complain("upload", why)
        return PlainTextResponse("length mismatch", status_code=400)
    file.content = content
    return PlainTextResponse(f"OK - {len(content)}")


async def download(request: Request, box: Box) -> Response:
    """The bytes for the app's token; a page to sign in for anyone else, as Slack answers."""
    file = box.team.files.get(request.path_params["id"])
    token = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
    may_read = token == box.settings.bot_token and not box.revoked and "files:read" in box.scopes
    if not may_read:
        box.journal.called("download", {"url": str(request.url)}, 200, {"ok": False})
        return HTMLResponse(SIGN_IN)
    if file is None or file.content is None:
        return PlainTextResponse("no such file", status_code=404)
    box.journal.called("download", {"url": str(request.url)}, 200, {"ok": True})
    return Response(file.content, media_type=file.mimetype)


async def _content(request: Request) -> bytes:
    kind = request.headers.get("content-type", "")
    raw = await request.body()
    if not kind.startswith("multipart/form-data"):
        return raw
    return next(iter(multipart(raw, kind).values()), b"")
