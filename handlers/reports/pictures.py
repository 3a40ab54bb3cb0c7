"""A week's pictures with their words, each for light and for dark surroundings."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from bot.rules.weekly.pictures import load_in_words, volume_in_words
from bot.rules.weekly.report import Report
from handlers.reports import studio

KEPT = 8
TITLES = {"volume": "Volume and time to human", "load": "Load by weekday and hour"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """PNGs for light and for dark surroundings; `words` for whoever sees neither."""

    name: str
    title: str
    words: str
    light: bytes
    dark: bytes


class Pictures:
    """The last few are kept: the same week is asked for by several people, and by one again. One
    week is drawn at a time, so that asking for many does not take the machine from the desk. What
    is read on white alone wants none that are `dark`.
    """

    def __init__(self, *, dark: bool = True) -> None:
        self._kept: dict[str, Sequence[Picture]] = {}
        self._turn = asyncio.Lock()
        self._dark = dark

    async def of(self, report: Report) -> Sequence[Picture]:
        """None when they could not be drawn: the figures are worth telling without them."""
        shown = repr((report.bars, report.load))
        async with self._turn:
            if shown not in self._kept:
                drawn = await self._draw(report)
                if not drawn:
                    return ()
                self._keep(shown, drawn)
            return self._kept[shown]

    def _keep(self, shown: str, drawn: Sequence[Picture]) -> None:
        self._kept[shown] = drawn
        while len(self._kept) > KEPT:
            del self._kept[next(iter(self._kept))]

    async def _draw(self, report: Report) -> Sequence[Picture]:
        themes = (False, True) if self._dark else (False,)
        shows = [partial(studio.of_volume, report.bars)]
        if report.load is not None:
            shows.append(partial(studio.of_load, report.load))
        pngs = await studio.together(*(each(dark=dark) for each in shows for dark in themes))
        lights, darks = pngs[:: len(themes)], pngs[1 :: len(themes)] if self._dark else pngs
        return [
            Picture(name=name, title=TITLES[name], words=words, light=light, dark=dark)
            for (name, words), light, dark in zip(_words(report), lights, darks, strict=False)
        ]


def _words(report: Report) -> Iterator[tuple[str, str]]:
    yield "volume", volume_in_words(report.bars)
    if report.load is not None:
        yield "load", load_in_words(report.load)
