"""Emoji by their names; a name that is not known here is shown as it was written."""

import re

from markupsafe import Markup

from sandbox.pages.draw.emoji_names import GLYPHS
from sandbox.pages.draw.html import lines, tag

SHORTCODE = re.compile(r":([a-z0-9_+'-]+):(?::skin-tone-([2-6]):)?", re.IGNORECASE)
TONES = {tone: chr(0x1F3FB + tone - 2) for tone in range(2, 7)}
VARIATION = "\N{VARIATION SELECTOR-16}"
LAST = 0x10FFFF


def glyph(name: str, tone: int = 0) -> str:
    found = GLYPHS.get(name.lower(), "")
    return found.removesuffix(VARIATION) + TONES[tone] if found and tone in TONES else found


def from_code_points(written: str) -> str:
    """`1f44d-1f3fd`, as Slack writes an emoji's code points."""
    try:
        points = [int(part, 16) for part in written.split("-")]
    except ValueError:
        return ""
    is_drawable = all(0xA0 < one <= LAST and not 0xD800 <= one < 0xE000 for one in points)
    return "".join(map(chr, points)) if is_drawable else ""


def image(name: str, drawn: str) -> Markup:
    """For the eye a glyph, for the ear its name."""
    label = name.replace("_", " ").replace("-", " ")
    return tag("span", drawn, class_="bk-emoji", role="img", aria_label=label, title=f":{name}:")


def in_words(text: str) -> str:
    """Glyphs where no element can stand, as in the options of a menu."""
    return SHORTCODE.sub(lambda found: _drawn(found) or found[0], text)


def in_text(text: str) -> Markup:
    """Words with their emoji and line breaks."""
    parts: list[Markup] = []
    position = 0
    for found in SHORTCODE.finditer(text):
        if drawn := _drawn(found):
            parts += [lines(text[position : found.start()]), image(found[1].lower(), drawn)]
            position = found.end()
    return Markup("").join([*parts, lines(text[position:])])


def _drawn(found: re.Match[str]) -> str:
    return glyph(found[1], int(found[2] or 0))
