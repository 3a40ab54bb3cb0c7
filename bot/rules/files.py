"""A file between a customer and people: how large, of which kind, and is it what it says?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

MOST_BYTES = 10 * 1024 * 1024
MOST_FILES = 10
UNKNOWN = "application/octet-stream"
OFFICE = "application/vnd.openxmlformats-officedocument."

TOO_LARGE = "it is larger than 10 MiB"
TOO_MANY = f"a message may have at most {MOST_FILES} files"
EXECUTABLE = "it is a program, and programs are not passed on"
WEB_PAGE = "it is a web page, and web pages are not passed on"

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_BEGINNINGS: dict[str, tuple[bytes, ...]] = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "image/webp": (b"RIFF",),
    "application/pdf": (b"%PDF-",),
    "application/zip": _ZIP,
    f"{OFFICE}wordprocessingml.document": _ZIP,
    f"{OFFICE}spreadsheetml.sheet": _ZIP,
    f"{OFFICE}presentationml.presentation": _ZIP,
}
_TEXTS = frozenset({"text/plain", "text/csv", "text/markdown", "application/json"})
_PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
)
_PROGRAM_NAMES = (
    *(".apk", ".app", ".bat", ".cmd", ".com", ".cpl", ".dll", ".dmg", ".exe", ".hta", ".jar"),
    *(".js", ".jse", ".lnk", ".msi", ".pif", ".ps1", ".scr", ".sh", ".vbe", ".vbs", ".wsf"),
)
_PAGES = (b"<!doctype html", b"<html", b"<head", b"<script")
_WIDE = (b"\xff\xfe", b"\xfe\xff")  # UTF-16, which is text with NULs in it


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A file that is to be fetched, as the other side announced it; `size` 0: it did not say."""

    id: str
    name: str
    mimetype: str
    url: str
    size: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What came, and what the other side called it as it came."""

    content: bytes
    content_type: str = ""


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why a file is not passed on, to be read behind its name. `passing`: it may be had later."""

    reason: str
    passing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A file that belongs to one message to the customer, and is seen with it or not at all."""

    id: str
    workspace: str
    conversation_id: str
    item_id: str
    name: str
    mimetype: str
    size: int
    sha256: str
    at: datetime
    content: bytes


def in_words(text: str, names: Iterable[str]) -> str:
    """Words as they are; files without words are named, so that nobody reads an empty line."""
    if text.strip():
        return text
    listed = ", ".join(names)
    return f"Sent without words: {listed}" if listed else text


def kind_of(mimetype: str) -> str:
    """A kind that we know how to check, else bytes of which nothing is promised."""
    named = mimetype.partition(";")[0].strip().lower()
    return named if named in _BEGINNINGS or named in _TEXTS else UNKNOWN


def is_page(fetched: Fetched) -> bool:
    """Whatever was asked for, this is a page for people, such as one to sign in (F14)."""
    if fetched.content_type.partition(";")[0].strip().lower() == "text/html":
        return True
    return fetched.content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_PAGES)


def misfit(wanted: Wanted, content: bytes) -> str:
    """Empty when the bytes may be what the name, the size and the kind say."""
    if not content:
        return "it is empty"
    if len(content) > MOST_BYTES:
        return TOO_LARGE
    if wanted.size and wanted.size != len(content):
        return f"it has {len(content)} bytes instead of {wanted.size}"
    if content.startswith(_PROGRAMS) or _is_program(wanted.name):
        return EXECUTABLE
    kind = kind_of(wanted.mimetype)
    return "" if _fits(kind, content) else f"it is not what it is called ({kind})"


def _is_program(name: str) -> bool:
    return name.strip().rstrip(".").lower().endswith(_PROGRAM_NAMES)


def _fits(kind: str, content: bytes) -> bool:
    if kind in _TEXTS:
        return b"\x00" not in content or content.startswith(_WIDE)
    if kind == "image/webp" and content[8:12] != b"WEBP":
        return False
    return content.startswith(_BEGINNINGS.get(kind, ()) or (b"",))
