"""Reading a form's body: urlencoded, or in parts."""

from collections.abc import Iterator
from dataclasses import dataclass
from email.message import MIMEPart as Mail
from email.parser import BytesParser
from email.policy import HTTP
from urllib.parse import parse_qsl

from starlette.requests import Request

LARGEST = 64 * 1024
FORM = "application/x-www-form-urlencoded"


def urlencoded(raw: bytes) -> dict[str, str]:
    return dict(parse_qsl(raw.decode(), keep_blank_values=True))


async def filled_in(request: Request) -> dict[str, str]:
    """What a page's own form says; one that is too large, or no form, says nothing."""
    if not request.headers.get("content-type", "").startswith(FORM):
        return {}
    raw = b""
    async for piece in request.stream():
        raw += piece
        if len(raw) > LARGEST:
            return {}
    try:
        return urlencoded(raw)
    except ValueError:  # not UTF-8, or more fields than anybody fills in
        return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploaded:
    """A file that somebody chose in a form."""

    name: str
    mimetype: str
    content: bytes


async def uploaded(request: Request, field: str, *, at_most: int) -> Uploaded | None:
    """The file of a page's own form; None when there is none, it is empty or too large."""
    kind, raw = request.headers.get("content-type", ""), b""
    if not kind.startswith("multipart/form-data"):
        return None
    async for piece in request.stream():
        raw += piece
        if len(raw) > at_most + LARGEST:
            return None
    for part in _parts(raw, kind):
        content = _content(part)
        if _named(part) == field and 0 < len(content) <= at_most:
            name = (part.get_filename() or "file").replace("\\", "/").rpartition("/")[2]
            return Uploaded(
                name=name[:200] or "file", mimetype=part.get_content_type(), content=content
            )
    return None


def multipart(raw: bytes, content_type: str) -> dict[str, bytes]:
    return {_named(part): _content(part) for part in _parts(raw, content_type)}


def _parts(raw: bytes, content_type: str) -> Iterator[Mail]:
    head = b"Content-Type: " + content_type.encode() + b"\r\n\r\n"
    yield from BytesParser(policy=HTTP).parsebytes(head + raw).iter_parts()


def _named(part: Mail) -> str:
    return str(part.get_param("name", header="content-disposition"))


def _content(part: Mail) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""
