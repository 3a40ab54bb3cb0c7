"""One person's screen, drawn: the places, the channel, the thread, what lies on top."""

import json
from collections import OrderedDict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sandbox.box import Box
from sandbox.pages.draw import Reader, mrkdwn, view
from sandbox.pages.lines import Line, channel_lines, earlier, moment, thread_lines
from sandbox.pages.looking import Looking, reader
from sandbox.pages.messages import author, day, message, spoken
from sandbox.pages.pieces import Piece, Screen
from sandbox.pages.places import Read, about, direct, people, places

HERE = Path(__file__).parent
KEPT = 2_000  # drawn messages, so that only what has changed is drawn again
SPOKEN = 200  # characters of a message that a screen reader says by itself


class Artist:
    def __init__(self, box: Box, read: Read) -> None:
        self._box, self._read = box, read
        self._drawn: OrderedDict[str, Piece] = OrderedDict()
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def page(self, looking: Looking) -> str:
        return self._template(
            "workspace.html",
            box=self._box,
            looking=looking,
            screen=self.screen(looking),
            title=self.title(looking),
        )

    def title(self, looking: Looking) -> str:
        where = self._box.app.name if looking.place == "app" else f"#{looking.room.name}"
        waiting = sum(one.pings for one in places(self._box, looking.user, self._read))
        return f"{f'({waiting}) ' if waiting else ''}{where} · Slack in a box"

    def screen(self, looking: Looking) -> Screen:
        """What is shown now counts as read."""
        self._read.everything(looking.user, looking.room)
        by = reader(self._box, looking.user)
        return {
            "person": [self._piece("person", looking=looking, **self._people(looking))],
            "places": [self._piece("places", looking=looking, **self._places(looking))],
            "head": [self._piece("head", looking=looking, app=self._box.app)],
            "hints": [self._hint(number, text, by) for number, text in self._hints()],
            "log": list(self._home(looking, by) if looking.tab else self._log(looking, by)),
            "composer": [self._composer(looking)],
            "thread-head": self._with_thread("thread-head", looking),
            "thread": list(self._thread(looking, by)),
            "thread-composer": self._with_thread("thread-composer", looking),
            "modal": list(self._modals(looking, by)),
        }

    def _log(self, looking: Looking, by: Reader) -> Iterator[Piece]:
        seen = channel_lines(self._box, looking)
        yield self._piece("beginning", looking=looking, app=self._box.app, more=earlier(looking))
        before = ""
        for line in seen:
            today = day(moment(line.ts, by.zone), by.now)
            if today != before:
                yield self._piece("day", key=f"day-{line.ts}", day=today)
            stands = line if today == before else Line(line.shown)  # below the day a name again
            yield self._line(looking, stands, by, in_thread=False)
            before = today

    def _thread(self, looking: Looking, by: Reader) -> Iterator[Piece]:
        if not looking.thread:
            return
        root, *replies = thread_lines(self._box, looking)
        yield self._line(looking, root, by, in_thread=True)
        yield self._piece("replies", count=sum(not line.is_whisper for line in replies))
        for line in replies:
            yield self._line(looking, line, by, in_thread=True)

    def _composer(self, looking: Looking) -> Piece:
        offered = [one for one in self._box.settings.shortcuts if one["type"] == "global"]
        return self._piece("composer", looking=looking, app=self._box.app, shortcuts=offered)

    def _with_thread(self, template: str, looking: Looking) -> list[Piece]:
        return [self._piece(template, looking=looking)] if looking.thread else []

    def _line(self, looking: Looking, line: Line, by: Reader, *, in_thread: bool) -> Piece:
        def draw() -> Piece:
            known = message(self._box, looking, line, by, in_thread=in_thread)
            html = Markup(self._template("message.html", **known))
            return Piece(f"m-{line.ts}", html, spoken(self._box, line, SPOKEN))

        today = by.now.astimezone(by.zone).date()
        values = self._box.team.filled.get((looking.user.id, line.ts))
        offers = self._box.settings.shortcuts
        seen = [line.shown, line.follows, in_thread, looking.address, by.names, today, values]
        return self._once(json.dumps([*seen, offers], default=str), draw)

    def _once(self, seen: str, draw: Callable[[], Piece]) -> Piece:
        piece = self._drawn.pop(seen, None) or draw()
        self._drawn[seen] = piece
        if len(self._drawn) > KEPT:
            self._drawn.popitem(last=False)
        return piece

    def _home(self, looking: Looking, by: Reader) -> Iterator[Piece]:
        home = self._box.team.homes.get(looking.user.id)
        body = view(home.to_json(), by, of="home") if home else None
        yield self._piece("home", body=body, view=home, app=self._box.app)

    def _modals(self, looking: Looking, by: Reader) -> Iterator[Piece]:
        stack = self._box.team.modals.get(looking.user.id) or []
        for depth, one in enumerate(stack):
            shown = one.to_json()
            body = view(shown, by, of=f"modal-{one.id}")
            key = f"view-{one.id}"
            yield self._piece("modal", key=key, view=shown, body=body, depth=depth)

    def _hints(self) -> list[tuple[int, str]]:
        return list(enumerate(self._box.settings.hints, start=1))

    def _hint(self, number: int, text: str, by: Reader) -> Piece:
        total = len(self._box.settings.hints)
        words = mrkdwn(text, by)
        return self._piece("hint", key=f"hint-{number}", number=number, total=total, words=words)

    def _people(self, looking: Looking) -> dict[str, Any]:
        box = self._box
        known = [
            {"user": one, "about": about(box, one), "author": author(box, one.id)}
            for one in people(box)
        ]
        return {"known": known, "own": author(box, looking.user.id), "team": box.cast.team_name}

    def _places(self, looking: Looking) -> dict[str, Any]:
        user = looking.user
        return {
            "places": places(self._box, user, self._read),
            "direct": direct(self._box, user, self._read),
        }

    def _piece(self, template: str, *, key: str = "", **what: Any) -> Piece:
        return Piece(key or template, Markup(self._template(f"{template}.html", **what)))

    def _template(self, name: str, **what: Any) -> str:
        return self._templates.get_template(name).render(**what)
