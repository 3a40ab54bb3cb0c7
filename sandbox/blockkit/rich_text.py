"""Rich text: sections, lists, quotes and preformatted passages of styled pieces."""

from sandbox.blockkit.check import (
    Field,
    Rule,
    boolean,
    by_type,
    integer,
    listing,
    may,
    must,
    one_of,
    shape,
    string,
)

STYLE = shape(
    {
        name: may(boolean)
        for name in (
            "bold",
            "italic",
            "strike",
            "code",
            "underline",
            "highlight",
            "client_highlight",
            "unlink",
        )
    }
)


def _piece(type: str, **fields: Field) -> Rule:
    return shape({"type": must(one_of(type)), "style": may(STYLE), **fields})


PIECES: dict[str, Rule] = {
    "text": _piece("text", text=must(string(1))),
    "link": _piece("link", url=must(string(1, 3000)), text=may(string()), unsafe=may(boolean)),
    "emoji": _piece(
        "emoji",
        name=must(string(1)),
        unicode=may(string()),
        skin_tone=may(integer(1, 6)),
        url=may(string()),
        display_team_id=may(string()),
    ),
    "user": _piece("user", user_id=must(string(1))),
    "usergroup": _piece("usergroup", usergroup_id=must(string(1))),
    "channel": _piece("channel", channel_id=must(string(1))),
    "team": _piece("team", team_id=must(string(1))),
    "broadcast": _piece("broadcast", range=must(one_of("here", "channel", "everyone"))),
    "color": _piece("color", value=must(string(1))),
    "date": _piece(
        "date",
        timestamp=must(integer(0, 99_999_999_999)),
        format=must(string(1)),
        url=may(string()),
        fallback=may(string()),
    ),
}


def _passage(type: str, *pieces: str, **fields: Field) -> Rule:
    elements = must(listing(by_type(lambda: PIECES, pieces)))
    return shape({"type": must(one_of(type)), "elements": elements, **fields})


SECTION = _passage("rich_text_section")
PASSAGES: dict[str, Rule] = {
    "rich_text_section": SECTION,
    "rich_text_quote": _passage("rich_text_quote", border=may(integer(0, 1))),
    "rich_text_preformatted": _passage(
        "rich_text_preformatted",
        "text",
        "link",
        "user",
        "emoji",
        "channel",
        border=may(integer(0, 1)),
        language=may(string()),
    ),
    "rich_text_list": shape(
        {
            "type": must(one_of("rich_text_list")),
            "style": must(one_of("bullet", "ordered")),
            "elements": must(listing(by_type(lambda: {"rich_text_section": SECTION}))),
            "indent": may(integer(0, 8)),
            "offset": may(integer(0, 1_000_000)),
            "border": may(integer(0, 1)),
        }
    ),
}

RICH_TEXT = shape(
    {
        "type": must(one_of("rich_text")),
        "block_id": may(string(1, 255)),
        "elements": must(listing(by_type(lambda: PASSAGES))),
    }
)
