"""Reading a form's body: urlencoded, or in parts."""

from email.message import Message as Mail
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


def multipart(raw: bytes, content_type: str) -> dict[str, bytes]:
    mail = BytesParser(policy=HTTP).parsebytes(
        b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + raw
    )
    parts: dict[str, bytes] = {}
    for part in mail.iter_parts():
        name = part.get_param("name", header="content-disposition")
        parts[str(name)] = _content(part)
    return parts


def _content(part: Mail) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""
