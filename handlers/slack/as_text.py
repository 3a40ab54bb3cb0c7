"""Passages as plain text: what a person reads where nothing is formatted."""

from collections.abc import Sequence

from handlers.slack.passages import Code, Items, Passage, Run, Runs, shown_address


def as_text(passages: Sequence[Passage]) -> str:
    parts = [_quoted(passage, _text(passage)) for passage in passages]
    return "\n".join(parts).strip("\n").rstrip()


def _text(passage: Passage) -> str:
    if isinstance(passage, Code):
        return passage.text
    if isinstance(passage, Items):
        return "\n".join(_entries(passage))
    return _words(passage.runs).strip("\n")


def _entries(given: Items) -> list[str]:
    indent = "  " * given.level
    entries: list[str] = []
    for number, runs in enumerate(given.items, given.first):
        mark = f"{number}. " if given.is_ordered else "• "
        words = _words(runs).strip("\n").replace("\n", "\n" + indent + " " * len(mark))
        entries.append(f"{indent}{mark}{words}")
    return entries


def _quoted(passage: Passage, text: str) -> str:
    if not passage.is_quoted:
        return text
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _words(runs: Runs) -> str:
    return "".join(_run(run) for run in runs)


def _run(run: Run) -> str:
    """The address follows in brackets where the words do not say it."""
    if not run.url or run.text in (run.url, shown_address(run.url)):
        return run.text
    return f"{run.text} ({shown_address(run.url)})"
