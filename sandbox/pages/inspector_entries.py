"""The journal as a person reads it: who called whom, about what, how it went, how long it took."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatch
from heapq import merge
from itertools import islice
from typing import Any, Literal

from sandbox.box import Box
from sandbox.journal import Attempt, Call
from sandbox.model import Json
from sandbox.pages.inspector_secrets import shown
from sandbox.parcels import EVENT

PAGE = 100

Side = Literal["calls", "events", "people"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """`side` is whose doing it was: the app's calls, Slack's events, or people's presses."""

    number: int
    at: datetime
    side: Side
    name: str
    gist: str
    verdict: str
    went_well: bool
    fault: str
    retry: int
    ms: float | None
    status: int
    said: str
    answer: str

    @property
    def duration(self) -> str:
        if self.ms is None:
            return ""
        if self.ms < 1:
            return "< 1 ms"
        return f"{self.ms / 1000:.1f} s" if self.ms >= 1000 else f"{self.ms:.0f} ms"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """`name` is a glob or a part of a name; empty fields let everything through."""

    name: str = ""
    side: str = ""
    outcome: str = ""

    @property
    def lets_all_through(self) -> bool:
        return self == Filter()

    def lets_through(self, one: Call | Attempt) -> bool:
        name = _name(one)
        if self.name and not (self.name in name or fnmatch(name, self.name)):
            return False
        if self.side and _side(one) != self.side:
            return False
        return not self.outcome or (self.outcome == "ok") is _verdict(one)[1]


def newest(box: Box, filter: Filter, *, before: int = 0, most: int = PAGE) -> list[Entry]:
    """Newest first, of those before a number."""
    found = (one for one in _backwards(box) if not before or one.number < before)
    return [_entry(box, one) for one in islice(filter_through(found, filter), most)]


def since(box: Box, filter: Filter, number: int) -> list[Entry]:
    """What came after a number, oldest first."""
    found: list[Call | Attempt] = []
    for one in _backwards(box):
        if one.number <= number:
            break
        found.append(one)
    return [_entry(box, one) for one in filter_through(reversed(found), filter)]


def last_number(box: Box) -> int:
    return next((one.number for one in _backwards(box)), 0)


def filter_through(found: Any, filter: Filter) -> Iterator[Call | Attempt]:
    return (one for one in found if filter.lets_through(one))


def _backwards(box: Box) -> Iterator[Call | Attempt]:
    journal = box.journal
    return merge(
        reversed(journal.calls),
        reversed(journal.attempts),
        key=lambda one: one.number,
        reverse=True,
    )


def _entry(box: Box, one: Call | Attempt) -> Entry:
    verdict, went_well = _verdict(one)
    body = one.args if isinstance(one, Call) else one.body
    return Entry(
        number=one.number,
        at=one.at,
        side=_side(one),
        name=_name(one),
        gist=_gist(box, one),
        verdict=verdict,
        went_well=went_well,
        fault=one.fault if isinstance(one, Call) else "",
        retry=one.attempt if isinstance(one, Attempt) else 0,
        ms=one.ms,
        status=one.status,
        said=shown(body, box.settings),
        answer=shown(one.answer, box.settings),
    )


def _name(one: Call | Attempt) -> str:
    return one.method if isinstance(one, Call) else one.name


def _side(one: Call | Attempt) -> Side:
    if isinstance(one, Call):
        return "calls"
    return "events" if one.kind == EVENT else "people"


def _verdict(one: Call | Attempt) -> tuple[str, bool]:
    """In a word, and whether it is a good one."""
    if isinstance(one, Attempt):
        said = "lost on its way" if one.transport == "lost" else one.reason.replace("_", " ")
        return (said or "ok", not said)
    if one.fault == "drop":
        return "done, but no answer", False
    if one.status == 0:
        return "no answer", False
    if one.status != 200:
        return ("rate limited" if one.status == 429 else f"HTTP {one.status}"), False
    return ("ok", True) if one.answer.get("ok") else (str(one.answer.get("error")), False)


def _gist(box: Box, one: Call | Attempt) -> str:
    """Where, who and the first words: enough to find the one that is looked for."""
    if isinstance(one, Call):
        words = [_room(box, one.args), _who(box, one.args), _first_line(_told(one.args))]
    elif _side(one) == "events":
        event = one.body.get("event") or {}
        text = (event.get("message") or event).get("text")
        kind = str(event.get("subtype") or "").replace("_", " ")
        words = [_room(box, event), _who(box, event), kind, _first_line(text)]
    else:
        words = [_who(box, one.body), _pressed(one.body)]
    return " · ".join(each for each in words if each)


def _room(box: Box, said: Json) -> str:
    id = said.get("channel") or said.get("channel_id") or ""
    room = box.team.channels.get(id) if isinstance(id, str) else None
    return f"#{room.name}" if room and room.name else ""


def _who(box: Box, said: Json) -> str:
    user = said.get("user") or said.get("user_id") or ""
    id = user.get("id", "") if isinstance(user, dict) else user
    known = box.team.users.get(id) if isinstance(id, str) else None
    return known.member.name if known else ""


def _told(args: Json) -> Any:
    """The text of a message, the title of a modal, the id of whatever is asked about."""
    view = args.get("view")
    title = view.get("title") if isinstance(view, dict) else None
    words = title.get("text") if isinstance(title, dict) else ""
    return args.get("text") or words or args.get("usergroup") or args.get("filename")


def _pressed(body: Json) -> str:
    actions = body.get("actions") or [{}]
    view = body.get("view") or {}
    return str(actions[0].get("action_id") or view.get("callback_id") or body.get("text") or "")


def _first_line(text: Any) -> str:
    line = str(text or "").strip().partition("\n")[0]
    return f"{line[:80]}…" if len(line) > 80 else line
