"""When nobody was on call while the team was there: whom would a ladder have called then?

A rota holds from when a manager set it until it was set again; before the first time, and where
nobody ever set it, it is as the policy file says it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from bot.rules.calendars.calendar import Calendar
from bot.rules.calendars.open_time import open_spans
from bot.rules.calendars.week import Window
from bot.rules.rota import Rota, Schedule, shifts


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """By which rotas somebody should be there in these hours: one of them is enough."""

    hours: Calendar
    rotas: tuple[Rota, ...]

    def uncovered(self, window: Window, history: Mapping[str, Sequence[Schedule]]) -> float:
        """Seconds of open time in which nobody was on call by any of them."""
        return sum(map(_seconds, self.alone(window, history)))

    def alone(self, window: Window, history: Mapping[str, Sequence[Schedule]]) -> list[Window]:
        """When that was."""
        gaps = [window]
        for rota in self.rotas:
            held = in_force(rota, history.get(rota.name, ()), window)
            alone = [gap for each, during in held for gap in _gaps(each, during)]
            gaps = list(_common(gaps, alone))
        return [span for each in gaps for span in open_spans(self.hours, each.start, each.end)]


def in_force(
    rota: Rota, history: Sequence[Schedule], window: Window
) -> Iterator[tuple[Rota, Window]]:
    """As it stood in each part of the window, without a gap."""
    began = [window.start, *(max(window.start, each.set_at) for each in history), window.end]
    stood = [rota, *(each.rota for each in history)]
    for each, (start, end) in zip(stood, pairwise(began), strict=True):
        if start < min(end, window.end):
            yield each, Window(start, min(end, window.end))


def _gaps(rota: Rota, window: Window) -> Iterator[Window]:
    for shift in shifts(rota, window.start, window.end):
        if shift.user is None:
            yield Window(shift.start, shift.end)


def _common(some: Sequence[Window], others: Sequence[Window]) -> Iterator[Window]:
    for one in some:
        for other in others:
            start, end = max(one.start, other.start), min(one.end, other.end)
            if start < end:
                yield Window(start, end)


def uncovered(
    covers: Sequence[Cover], window: Window, history: Mapping[str, Sequence[Schedule]]
) -> float | None:
    """Of all these teams together; None where no team said who should be there and when."""
    told = [each.uncovered(window, history) for each in covers]
    return sum(told) if told else None


def left_alone(
    covers: Sequence[Cover], window: Window, history: Mapping[str, Sequence[Schedule]]
) -> tuple[Window, ...]:
    """When at least one of these teams had nobody; what touches or overlaps is one span."""
    spans = sorted(span for each in covers for span in each.alone(window, history))
    merged = list[Window]()
    for span in spans:
        if merged and span.start <= merged[-1].end:
            merged[-1] = Window(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)


def _seconds(span: Window) -> float:
    return (span.end - span.start).total_seconds()


def rotas_of(covers: Sequence[Cover]) -> frozenset[str]:
    return frozenset(each.name for each in chain.from_iterable(of.rotas for of in covers))
