"""Which of two colours can be read on a third, as WCAG 2 counts contrast."""

from matplotlib.colors import to_rgb
from matplotlib.typing import ColorType

_KNEE, _SLOPE, _OFFSET, _GAMMA = 0.04045, 12.92, 0.055, 2.4


def contrast(one: ColorType, other: ColorType) -> float:
    """From 1 (the same) to 21 (black on white); text takes 4.5."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def readable(on: ColorType, *colours: str) -> str:
    return max(colours, key=lambda colour: contrast(colour, on))


def _luminance(colour: ColorType) -> float:
    red, green, blue = (_linear(part) for part in to_rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / _SLOPE if part <= _KNEE else ((part + _OFFSET) / (1 + _OFFSET)) ** _GAMMA
