"""Who looks at the workspace, and at what: all of it stands in the page's address."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from starlette.datastructures import QueryParams

from sandbox.box import Box
from sandbox.errors import NotThere
from sandbox.members import User
from sandbox.model import Channel
from sandbox.pages.draw import Reader
from sandbox.pages.places import people, rooms

PAGE = 100  # messages at first; each step back in time shows as many again


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    user: User
    place: str
    room: Channel
    tab: str = ""
    thread: str = ""
    most: int = PAGE

    @property
    def address(self) -> str:
        query = {"as": self.user.member.name, "in": self.place}
        query |= {"tab": self.tab} if self.tab else {}
        query |= {"thread": self.thread} if self.thread else {}
        query |= {"most": str(self.most)} if self.most != PAGE else {}
        return f"/?{urlencode(query)}"

    def at(self, place: str, tab: str = "") -> str:
        return replace(self, place=place, tab=tab, thread="", most=PAGE).address

    def as_user(self, user: User) -> str:
        return replace(self, user=user, thread="", most=PAGE).address

    def in_thread(self, ts: str) -> str:
        return replace(self, thread=ts).address

    def further_back(self) -> str:
        return replace(self, most=self.most + PAGE).address


def looking(box: Box, asked: QueryParams) -> Looking:
    """What the address says, as far as this person can see it; else what they see first."""
    user = _user(box, asked.get("as", ""))
    place, room = _place(box, user, asked.get("in", ""))
    thread = asked.get("thread", "")
    most = asked.get("most", "")
    return Looking(
        user=user,
        place=place,
        room=room,
        tab="home" if place == "app" and asked.get("tab") == "home" else "",
        thread=thread if thread in room.messages else "",
        most=int(most) if most.isdecimal() else PAGE,
    )


def reader(box: Box, user: User) -> Reader:
    team = box.team
    names = {one.id: one.member.name for one in team.users.values()}
    names |= {one.id: one.name for one in team.channels.values() if not one.is_im}
    names |= {one.id: one.handle for one in team.groups.values()}
    zone = ZoneInfo(user.member.tz)
    return Reader(zone=zone, now=box.clock.now(), names=names, user=user.id)


def _user(box: Box, name: str) -> User:
    known = people(box)
    if not known:
        raise NotThere("there is nobody in this workspace")
    return next((one for one in known if name in {one.id, one.member.name}), known[0])


def _place(box: Box, user: User, wanted: str) -> tuple[str, Channel]:
    own = rooms(box, user)
    direct = box.team.direct(user.id)
    if wanted in {"app", direct.id} or not own:
        return "app", direct
    room = next((one for one in own if wanted in {one.id, one.name}), own[0])
    return room.id, room
