"""Where a figure leads: into Slack as it stands, or to the list behind it."""

from bot.rules.weekly.content import Line, Piece, Section

SLACK = ("https://", "http://")


def where(shown: Line | Piece | Section, address: str | None) -> str:
    """`address` is put before the lists, which the gateway has: nothing where it shows the page
    itself. Without one (`None`) nobody could follow them. Empty: nowhere.
    """
    if shown.link.startswith(SLACK):
        return shown.link
    return f"{address}{shown.link}" if address is not None and shown.link.startswith("/") else ""


def worded(line: Line, leads: str) -> str:
    """An address that its link leads to need not be read as well."""
    return line.text.removesuffix(f": {line.link}") if leads else line.text


def cards(line: Line) -> list[tuple[str, str]]:
    """The cards behind a figure, each under its number."""
    found = (each for each in line.threads if each.startswith(SLACK))
    return [(str(number), link) for number, link in enumerate(found, 1)]
