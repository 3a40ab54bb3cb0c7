"""Slips of the thumb: letters swapped, lost, doubled or hit beside, as on a phone."""

from random import Random

LETTERS_A_SLIP = 12
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_BESIDE = {
    letter: row[max(0, place - 1) : place] + row[place + 1 : place + 2]
    for row in _ROWS
    for place, letter in enumerate(row)
}


def misspelled(text: str, dice: Random, *, every: int) -> str:
    """One slip in about so many letters, and at least one."""
    letters = [place for place, letter in enumerate(text) if letter.lower() in _BESIDE]
    slips = max(1, round(len(letters) / every))
    for place in sorted(dice.sample(letters, min(slips, len(letters))), reverse=True):
        text = text[:place] + _slip(text[place : place + 2], dice) + text[place + 2 :]
    return text


def _slip(two: str, dice: Random) -> str:
    """What becomes of a letter and the one after it."""
    letter, after = two[0], two[1:]
    beside = dice.choice(_BESIDE[letter.lower()])
    return dice.choice((after + letter, after, letter + two, beside + after))
