"""How much of a draft was changed: the fewest letters to put in, take out or replace."""


def edit_share(before: str, after: str) -> float:
    """From 0.0 (not a letter) to 1.0 (nothing is left of it)."""
    longer = max(len(before), len(after))
    return edit_distance(before, after) / longer if longer else 0.0


def edit_distance(before: str, after: str) -> int:
    """Levenshtein's, a whole column of his table at a time as the bits of one number (Hyyrö 2003),
    so that long texts take no time worth speaking of.
    """
    before, after = _without_what_is_common(before, after)
    if not before or not after:
        return len(before) + len(after)
    everywhere, last = (1 << len(before)) - 1, 1 << (len(before) - 1)
    places: dict[str, int] = {}
    for at, letter in enumerate(before):
        places[letter] = places.get(letter, 0) | 1 << at
    more, less, distance = everywhere, 0, len(before)
    for letter in after:
        same = places.get(letter, 0)
        down = same | less
        across = ((same & more) + more) ^ more | same
        rises, falls = (less | ~(across | more)) & everywhere, more & across
        distance += bool(rises & last) - bool(falls & last)
        rises, falls = rises << 1 | 1, falls << 1
        more, less = (falls | ~(down | rises)) & everywhere, rises & down & everywhere
    return distance


def _without_what_is_common(before: str, after: str) -> tuple[str, str]:
    """Beginning and end, where most edits leave the words as they are."""
    shorter = min(len(before), len(after))
    start = next((at for at in range(shorter) if before[at] != after[at]), shorter)
    before, after, shorter = before[start:], after[start:], shorter - start
    end = next((at for at in range(shorter) if before[-1 - at] != after[-1 - at]), shorter)
    return before[: len(before) - end], after[: len(after) - end]
