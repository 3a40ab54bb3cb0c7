"""The pictures of a week as PNG. Opaque, so that they can be read wherever they are shown.

Only this folder knows matplotlib, which takes its time to load: nothing that serves imports it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator
from matplotlib.typing import ColorType

from bot.rules.calendars.hours import WEEKDAYS
from bot.rules.weekly.pictures import HOURS, Bar, Load
from bot.rules.weekly.spans import say_measured, say_span
from bot.rules.weekly.statistics import Measured
from handlers.reports.colours import readable

DOTS = 160
MINUTE = 60.0
ROOM = 0.28
WAITS = "Time to human: median, nine in ten (dashed); hollow: each of few; ▲ or longer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """`quiet` is for what is not there: closed hours, lines between."""

    paper: str
    ink: str
    soft: str
    quiet: str
    bar: str
    line: str
    full: str


LIGHT = Theme(
    paper="#ffffff",
    ink="#1d1c1d",
    soft="#5a5a5c",
    quiet="#e4e4e6",
    bar="#3f6fb5",
    line="#b3471d",
    full="#1f4e95",
)
DARK = Theme(
    paper="#1a1d21",
    ink="#f2f2f2",
    soft="#b5b7ba",
    quiet="#383b40",
    bar="#6f9fe0",
    line="#f0915f",
    full="#8ab8ff",
)


def draw_volume(bars: Sequence[Bar], theme: Theme = LIGHT) -> bytes:
    return _png(volume(bars, theme))


def volume(bars: Sequence[Bar], theme: Theme = LIGHT) -> Figure:
    """Above how many, below how long half of the customers and nine in ten waited; of fewer than
    five there is no half, so each of them is shown.
    """
    figure = Figure(figsize=(7.5, 4.6), dpi=DOTS, facecolor=theme.paper, layout="constrained")
    above, below = figure.subplots(2, 1, sharex=True)
    labels = [f"W{bar.week.number:02}" for bar in bars]
    _plain(above, "Escalations a week", theme)
    drawn = above.bar(range(len(bars)), [bar.count for bar in bars], color=theme.bar, width=0.62)
    above.bar_label(drawn, color=theme.ink, fontsize=9, padding=2)
    above.set_ylim(0, 1.22 * max((bar.count for bar in bars if bar.count), default=1))
    above.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))
    _plain(below, WAITS, theme)
    _waits(below, [bar.time_to_human.p90 for bar in bars], theme, style="--")
    _waits(below, [bar.time_to_human.median for bar in bars], theme, style="-", named=True)
    _each(below, [bar.time_to_human.values for bar in bars], theme)
    below.set_xticks(range(len(bars)), labels, color=theme.ink, fontsize=9)
    below.set_xlim(-0.6, max(len(bars), 1) - 0.4)
    _from_nought(below)
    return figure


def title_of(load: Load) -> str:
    """Where a team is always there, nothing is hatched."""
    is_ever_closed = not all(map(all, load.is_open))
    return f"Escalations by hour{'; hatched: closed' if is_ever_closed else ''}"


def draw_load(load: Load, theme: Theme = LIGHT) -> bytes:
    """Weekdays down, hours across; the number stands in each field, closed hours are hatched."""
    figure = Figure(figsize=(7.5, 2.9), dpi=DOTS, facecolor=theme.paper, layout="constrained")
    axes = figure.subplots()
    _plain(axes, title_of(load), theme)
    most = max(*map(max, load.counts), 1)
    shades = LinearSegmentedColormap.from_list("load", [theme.paper, theme.full])
    axes.imshow(load.counts, cmap=shades, vmin=0, vmax=most, aspect="auto")
    for day, (counts, open_hours) in enumerate(zip(load.counts, load.is_open, strict=True)):
        for hour, (count, is_open) in enumerate(zip(counts, open_hours, strict=True)):
            if not is_open:
                axes.add_patch(_hatched(day, hour, theme))
            if count:
                _number(axes, hour, day, count, shades(count / most), theme)
    hours = range(0, HOURS, 3)
    axes.set_xticks(hours, [f"{hour:02}:00" for hour in hours], color=theme.ink, fontsize=9)
    axes.set_yticks(range(7), [day.capitalize() for day in WEEKDAYS], color=theme.ink, fontsize=9)
    axes.grid(visible=False)
    return _png(figure)


def _from_nought(axes: Axes) -> None:
    """With room for words above the longest and below the shortest; no time is less than none."""
    longest = max(axes.dataLim.y1, 1.0) if axes.has_data() else 1.0
    axes.set_ylim(-ROOM * longest, (1 + ROOM) * longest)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=longest > 1.0, prune=None))
    axes.yaxis.set_major_formatter(
        lambda minutes, _: say_span(minutes * MINUTE) if minutes >= 0 else ""
    )


def _plain(axes: Axes, title: str, theme: Theme) -> None:
    axes.set_facecolor(theme.paper)
    axes.set_title(title, loc="left", color=theme.ink, fontsize=10.5, fontweight="bold")
    axes.tick_params(colors=theme.soft, labelsize=8.5, length=0)
    axes.grid(axis="y", color=theme.quiet, linewidth=0.8)
    axes.set_axisbelow(True)
    for side in axes.spines.values():
        side.set_visible(False)


def _waits(
    axes: Axes, waits: Sequence[Measured | None], theme: Theme, *, style: str, named: bool = False
) -> None:
    """A gap where nothing is known; an arrow up where it can only be longer."""
    minutes = [each.value / MINUTE if each else float("nan") for each in waits]
    axes.plot(range(len(waits)), minutes, style, color=theme.line, linewidth=1.8)
    for at, (wait, minute) in enumerate(zip(waits, minutes, strict=True)):
        if wait is None:
            continue
        axes.plot(at, minute, "^" if wait.at_least else "o", color=theme.line, markersize=6)
        if named:
            axes.annotate(
                say_measured(wait),
                (at, minute),
                textcoords="offset points",
                xytext=(0, -14),
                ha="center",
                color=theme.ink,
                fontsize=8,
                bbox={"facecolor": theme.paper, "edgecolor": "none", "pad": 0.8},
            )


def _each(axes: Axes, values: Sequence[Sequence[Measured]], theme: Theme) -> None:
    """Of a week with few of them: hollow, and no line leads through them."""
    for at, found in enumerate(values):
        for each in found:
            mark = "^" if each.at_least else "o"
            axes.plot(at, each.value / MINUTE, mark, mfc="none", mec=theme.line, markersize=5)


def _number(axes: Axes, hour: int, day: int, count: int, shade: ColorType, theme: Theme) -> None:
    """On the colour of its field alone: lines through it would make it hard to read."""
    axes.text(
        hour,
        day,
        str(count),
        ha="center",
        va="center",
        fontsize=8,
        color=readable(shade, theme.ink, theme.paper),
        bbox={"facecolor": shade, "edgecolor": "none", "pad": 1.0},
    )


def _hatched(day: int, hour: int, theme: Theme) -> Rectangle:
    return Rectangle(
        (hour - 0.5, day - 0.5), 1, 1, fill=False, hatch="///", edgecolor=theme.quiet, linewidth=0
    )


def _png(figure: Figure) -> bytes:
    """The same figures give the same bytes."""
    into = BytesIO()
    FigureCanvasAgg(figure).print_png(into, metadata={"Software": None})
    return into.getvalue()
