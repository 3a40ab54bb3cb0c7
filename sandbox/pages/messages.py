"""A message as a person sees it: who, when, what; and what they may do with it."""

from datetime import datetime
from typing import Any

from markupsafe import Markup

from sandbox import reading
from sandbox.box import Box
from sandbox.model import Json
from sandbox.pages.draw import Reader, blocks, mrkdwn
from sandbox.pages.files import shared
from sandbox.pages.lines import Line, moment
from sandbox.pages.looking import Looking
from sandbox.pages.typing_back import as_typed

LONGEST_EXCERPT = 90
TINTS = 8


def message(
    box: Box, looking: Looking, line: Line, reader: Reader, *, in_thread: bool
) -> dict[str, Any]:
    """All that the template needs to show the line."""
    shown, at = line.shown, moment(line.ts, reader.zone)
    is_own = line.author == looking.user.id and not line.is_whisper
    return {
        "line": line,
        "of": f"{'t' if in_thread else 'c'}-{line.ts.replace('.', '-')}",
        "room": looking.room,
        "author": author(box, line.author),
        "clock": clock(at),
        "at": at,
        "body": _body(box, looking, line, reader, in_thread=in_thread),
        "attachments": [_attachment(one, reader, line) for one in shown.get("attachments", [])],
        "files": [shared(box, looking.user, one) for one in shown.get("files", [])],
        "reactions": [_reaction(one, looking, reader) for one in shown.get("reactions", [])],
        "replies": None if in_thread else _replies(box, looking, line, reader),
        "is_echo": line.is_echo and not in_thread,
        "root": _root(looking, shown, reader) if line.is_echo and not in_thread else None,
        "is_own": is_own and not line.is_deleted,
        "may_delete": (is_own or looking.user.member.is_admin)
        and not (line.is_deleted or line.is_whisper),
        "typed": as_typed(box.team, shown.get("text", "")) if is_own else "",
        "thread": looking.in_thread(shown.get("thread_ts") or line.ts),
        "in_thread": in_thread,
        "shortcuts": [one for one in box.settings.shortcuts if one["type"] == "message"],
    }


def author(box: Box, id: str) -> dict[str, Any]:
    user = box.team.users.get(id)
    number = list(box.team.users).index(id) if user else 0
    name = user.member.real_name if user else "Slackbot"
    return {
        "name": name,
        "initial": name[:1].upper(),
        "tint": number % TINTS,
        "is_bot": bool(user and user.member.is_bot),
    }


def spoken(box: Box, line: Line, most: int) -> str:
    """The line for a screen reader, in one breath."""
    words = line.shown.get("text") or " ".join(reading.readable(line.shown.get("blocks", [])))
    words = as_typed(box.team, words)
    return f"{author(box, line.author)['name']}: {excerpt(words, most)}"


def excerpt(words: str, most: int = LONGEST_EXCERPT) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= most else f"{flat[: most - 1]}…"


def clock(at: datetime) -> str:
    return f"{at.hour % 12 or 12}:{at:%M} {'AM' if at.hour < 12 else 'PM'}"


def day(at: datetime, now: datetime) -> str:
    days = (now.astimezone(at.tzinfo).date() - at.date()).days
    year = "" if at.year == now.year else f", {at.year}"
    return {0: "Today", 1: "Yesterday"}.get(days, f"{at:%A, %B} {at.day}{year}")


def _body(
    box: Box, looking: Looking, line: Line, reader: Reader, *, in_thread: bool
) -> Markup | None:
    shown = line.shown
    if line.is_deleted:
        return None
    if not shown.get("blocks"):
        return mrkdwn(shown.get("text", ""), reader)
    of = f"{'t' if in_thread else 'c'}{line.ts.replace('.', '-')}"
    values = box.team.filled.get((looking.user.id, line.ts), {})
    return blocks(shown["blocks"], reader, of=of, values=values)


def _attachment(given: Json, reader: Reader, line: Line) -> dict[str, Any]:
    of = f"a{line.ts.replace('.', '-')}"
    words = given.get("text") or ("" if given.get("blocks") else given.get("fallback", ""))
    return {
        "title": str(given.get("title") or given.get("author_name") or ""),
        "words": mrkdwn(str(words), reader),
        "blocks": blocks(given["blocks"], reader, of=of) if given.get("blocks") else None,
    }


def _reaction(given: Json, looking: Looking, reader: Reader) -> dict[str, Any]:
    who = ", ".join(reader.name_of(one) for one in given["users"])
    return {
        "name": given["name"],
        "sign": mrkdwn(f":{given['name']}:", reader),
        "count": given["count"],
        "who": who,
        "is_mine": looking.user.id in given["users"],
    }


def _replies(box: Box, looking: Looking, line: Line, reader: Reader) -> dict[str, Any] | None:
    count = line.shown.get("reply_count", 0)
    if not count:
        return None
    at = moment(line.shown["latest_reply"], reader.zone)
    return {
        "count": f"{count} {'reply' if count == 1 else 'replies'}",
        "faces": [author(box, one) for one in line.shown["reply_users"][:3]],
        "last": f"{day(at, reader.now)} at {clock(at)}",
        "is_open": looking.thread == line.ts,
    }


def _root(looking: Looking, shown: Json, reader: Reader) -> Markup:
    root = looking.room.messages.get(shown.get("thread_ts", ""))
    return mrkdwn(excerpt(root.text) if root else "a message that is gone", reader)
