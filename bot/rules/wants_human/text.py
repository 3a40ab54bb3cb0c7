"""What a customer wrote, made plain: short enough to read at once, without case or accents."""

import re
import unicodedata
from collections.abc import Iterator

LONGEST = 4_000
_HIDDEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_ACCENTS = re.compile("[\u0300-\u036f]")
_BLANKS = re.compile(r"[^\S\n]+")
_APOSTROPHES = str.maketrans("\u2018\u2019\u02bc\u00b4`", "'''''")
_SENTENCE = re.compile(r"[^.!?;\n]*[.!?;\n]?")


def plain(text: str) -> str:
    """The beginning and the end of a very long message: requests stand at either."""
    folded = unicodedata.normalize("NFKD", _ends(text).translate(_APOSTROPHES)).casefold()
    shown = _ACCENTS.sub("", _HIDDEN.sub("", folded))
    return _ends(_BLANKS.sub(" ", shown).strip())


def sentences(text: str) -> Iterator[str]:
    """The sentences of a plain text, with the mark that ends each."""
    for found in _SENTENCE.finditer(text):
        if sentence := found[0].strip(" .\n"):
            yield sentence


def _ends(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    return f"{text[: LONGEST // 2]}\n{text[-LONGEST // 2 :]}"
