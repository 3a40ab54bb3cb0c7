"""Emoji by the names that Slack gives them; a workspace's own emoji stay names."""

import re
from functools import cache
from importlib.resources import files

SHORTCODE = re.compile(r":([a-z0-9_+'&-]{1,80}):(?::skin-tone-([2-6]):)?")
_VARIATION = "\ufe0f"
_TONES = {tone: chr(0x1F3FB + tone - 2) for tone in range(2, 7)}
_DRAWN = (range(0x21, 0xD800), range(0xE000, 0x110000))


def glyph(name: str, tone: int = 0) -> str:
    """Empty when no emoji has this name."""
    found, takes_tone = _glyphs().get(name, ("", False))
    if not takes_tone or tone not in _TONES:
        return found
    return found[0] + _TONES[tone] + found[1:].removeprefix(_VARIATION)


def from_code_points(written: str) -> str:
    """`1f44d-1f3fd`, as Slack writes them; empty when it is not that."""
    try:
        points = [int(part, 16) for part in written.split("-")]
    except ValueError:
        return ""
    is_drawn = all(any(point in drawn for drawn in _DRAWN) for point in points)
    return "".join(map(chr, points)) if is_drawn else ""


@cache
def _glyphs() -> dict[str, tuple[str, bool]]:
    known: dict[str, tuple[str, bool]] = {}
    for line in files("handlers.slack").joinpath("emoji.txt").read_text("utf-8").splitlines():
        if line[:2] in ("#", "# "):
            continue
        drawn, *names = line.split(" ")
        takes_tone = names[0] == "*"
        known |= dict.fromkeys(names[takes_tone:], (drawn, takes_tone))
    return known
