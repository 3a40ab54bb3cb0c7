"""What somebody said, taken apart: words, lists and code, in whichever form Slack sent them."""

import re
from dataclasses import dataclass, replace

from handlers.slack.text import clean

_SAFE_URL = re.compile(r"(?:https?://|mailto:|tel:)[^\s<>\x00-\x1f\x7f]+", re.IGNORECASE)
_SCHEME = re.compile(r"(?:mailto|tel):", re.IGNORECASE)
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Words of one look; `url` makes them a link. Code is kept byte for byte."""

    text: str
    bold: bool = False
    italic: bool = False
    strike: bool = False
    code: bool = False
    url: str = ""


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    runs: Runs
    is_quoted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    text: str
    is_quoted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """Entries of a list on one level; an ordered list counts from `first`."""

    items: tuple[Runs, ...]
    is_ordered: bool = False
    level: int = 0
    first: int = 1
    is_quoted: bool = False


Passage = Words | Code | Items


def link(url: str, text: str, look: Run) -> Run:
    """Where it leads, and words for it. What is no web address, mail or phone stays words only."""
    url = clean(url)
    shown = text or shown_address(url)
    return replace(look, text=shown, url=url if _SAFE_URL.fullmatch(url) else "")


def shown_address(url: str) -> str:
    return _SCHEME.sub("", url, count=1)


def tidy(runs: list[Run]) -> Runs:
    """Cleaned, the empty ones left out, neighbours of one look as one."""
    kept: list[Run] = []
    for run in runs:
        text = verbatim(run.text) if run.code else clean(run.text)
        if kept and text and replace(kept[-1], text="") == replace(run, text=""):
            kept[-1] = replace(run, text=kept[-1].text + text)
        elif text:
            kept.append(replace(run, text=text))
    return tuple(kept)


def verbatim(code: str) -> str:
    """Code as it was typed, but for what no message can hold."""
    return _UNWRITABLE.sub("\ufffd", code.replace("\r\n", "\n").replace("\r", "\n"))
