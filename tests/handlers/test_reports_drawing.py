import struct
from dataclasses import fields
from math import isnan
from typing import Any

import pytest

from bot.rules.calendars.week import Week
from bot.rules.weekly.pictures import Bar, Load
from bot.rules.weekly.statistics import Measured, summarise
from handlers.reports.colours import contrast, readable
from handlers.reports.drawing import DARK, LIGHT, Theme, draw_load, draw_volume, title_of, volume

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])


def bars(*counts: int) -> list[Bar]:
    return [
        Bar(
            week=Week(2026, 40 + number),
            count=count,
            time_to_human=summarise(Measured(60.0 * at, at % 7 == 6) for at in range(count)),
        )
        for number, count in enumerate(counts)
    ]


def load(most: int) -> Load:
    return Load(
        counts=tuple(tuple(hour * most // 23 for hour in range(24)) for _ in range(7)),
        is_open=tuple(tuple(day < 5 and 8 <= hour < 17 for hour in range(24)) for day in range(7)),
    )


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", png[16:24])


@pytest.mark.parametrize(
    ("counts", "theme"),
    [((0, 3, 12, 40, 30, 0, 25, 60), LIGHT), ((0,), DARK), ((), DARK)],
    ids=["eight weeks", "an empty one", "none"],
)
def test_any_weeks_make_a_picture(counts: tuple[int, ...], theme: Theme) -> None:
    assert size(draw_volume(bars(*counts), theme)) == (1200, 736)


@pytest.mark.parametrize(("most", "theme"), [(0, LIGHT), (5_000, DARK)], ids=["none", "many"])
def test_any_load_makes_a_picture(most: int, theme: Theme) -> None:
    assert size(draw_load(load(most), theme)) == (1200, 464)


def heights(line: Any) -> list[float]:
    return [float(each) for each in line.get_ydata()]


def test_of_fewer_than_five_each_is_shown_and_no_line_leads_through_them() -> None:
    _, below = volume(bars(0, 3, 12)).axes
    through = [heights(line) for line in below.lines if line.get_linestyle() == "-"]
    assert [sum(not isnan(value) for value in line) for line in through] == [1]
    hollow = [line for line in below.lines if line.get_markerfacecolor() == "none"]
    assert [heights(line) for line in hollow] == [[0.0], [1.0], [2.0]]


@pytest.mark.parametrize("most", [0, 1, 2, 3, 60])
def test_an_axis_of_counts_has_whole_numbers_and_one_of_times_none_below_nought(most: int) -> None:
    figure = volume(bars(most))
    figure.canvas.draw()
    above, below = figure.axes
    assert all(float(tick).is_integer() for tick in above.get_yticks())
    labels = zip(below.get_yticks(), below.get_yticklabels(), strict=True)
    assert all((tick >= 0) == bool(label.get_text()) for tick, label in labels)


def test_hatching_is_explained_where_there_is_any() -> None:
    always = Load(counts=load(5).counts, is_open=((True,) * 24,) * 7)
    assert title_of(load(5)) == "Escalations by hour; hatched: closed"
    assert title_of(always) == "Escalations by hour"


def test_the_same_figures_give_the_same_bytes() -> None:
    assert draw_volume(bars(3)) == draw_volume(bars(3))


@THEMES
def test_what_is_written_can_be_read(theme: Theme) -> None:
    assert contrast(theme.ink, theme.paper) > 7
    assert contrast(theme.soft, theme.paper) > 4.5
    assert contrast(theme.bar, theme.paper) > 3
    assert contrast(theme.line, theme.paper) > 3
    assert len({getattr(theme, each.name) for each in fields(theme)}) == len(fields(theme))


def test_black_on_white_is_as_much_as_there_is() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)
    assert readable("#1f4e95", "#1d1c1d", "#ffffff") == "#ffffff"
