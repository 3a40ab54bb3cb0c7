"""Where a line leads: into Slack as it stands, or to the list behind a figure."""

from bot.rules.weekly.content import Line


def where(line: Line, address: str | None) -> str:
    """`address` is put before the lists, which the gateway has: nothing where it shows the page
    itself. Without one (`None`) nobody could follow them. Empty: nowhere.
    """
    if line.link.startswith(("https://", "http://")):
        return line.link
    return f"{address}{line.link}" if address is not None and line.link.startswith("/") else ""
