"""Each kind of block: its fields, its limits, and where it may stand."""

from typing import Any

from sandbox.blockkit.check import (
    Field,
    Place,
    Rule,
    any_of,
    anything,
    boolean,
    by_type,
    listing,
    may,
    must,
    one_of,
    shape,
    string,
)
from sandbox.blockkit.elements import (
    IN_ACTIONS,
    IN_CONTEXT_ACTIONS,
    IN_INPUT,
    IN_SECTION,
    element,
)
from sandbox.blockkit.rich_text import RICH_TEXT
from sandbox.blockkit.text import SLACK_FILE, plain, text

URL = string(1, 3000)
IMAGE = element("image")
BUTTONS = listing(element("button"), 1, 3)


def block(type: str, *also: Rule, **fields: Field) -> Rule:
    common = {"type": must(one_of(type)), "block_id": may(string(1, 255))}
    return shape({**common, **fields}, *also)


def _differing_actions(value: Any, place: Place) -> None:
    ids = [one.get("action_id") for one in value.get("elements") or [] if isinstance(one, dict)]
    given = [one for one in ids if one]
    for id in sorted({one for one in given if given.count(one) > 1}):
        place.wrong(f'`action_id` "{id}" already exists for another element')


def _context_part(value: Any, place: Place) -> None:
    is_image = isinstance(value, dict) and value.get("type") == "image"
    (IMAGE if is_image else text(3000))(value, place)


def _cell(value: Any, place: Place) -> None:
    by_type(lambda: CELLS)(value, place)


def _rectangular(value: Any, place: Place) -> None:
    rows = value.get("rows")
    lengths = (
        {len(row) for row in rows if isinstance(row, list)} if isinstance(rows, list) else set()
    )
    if len(lengths) > 1:
        place.wrong("every row must have as many cells")


CELLS: dict[str, Rule] = {
    "raw_text": shape({"type": must(one_of("raw_text")), "text": must(string(1))}),
    "raw_number": shape(
        {"type": must(one_of("raw_number")), "value": must(anything), "text": may(string())}
    ),
    "rich_text": RICH_TEXT,
}
COLUMN = shape({"align": may(one_of("left", "center", "right")), "is_wrapped": may(boolean)})
SOURCE = shape(
    {"type": must(one_of("url")), "url": must(URL), "text": must(string(1)), "icon_url": may(URL)}
)
CARD = block(
    "card",
    any_of("missing required field: title", "hero_image", "title", "actions", "body"),
    hero_image=may(IMAGE),
    icon=may(IMAGE),
    slack_icon=may(anything),
    title=may(text(150)),
    subtitle=may(text(150)),
    body=may(text(200)),
    actions=may(BUTTONS),
    subtext=may(text(200)),
)
TASK = block(
    "task_card",
    task_id=must(string(1)),
    title=must(string(1)),
    status=may(one_of("pending", "in_progress", "complete", "error")),
    details=may(RICH_TEXT),
    output=may(RICH_TEXT),
    sources=may(listing(SOURCE)),
)

BLOCKS: dict[str, Rule] = {
    "section": block(
        "section",
        any_of("missing required field: text", "text", "fields"),
        text=may(text(3000)),
        fields=may(listing(text(2000), 1, 10)),
        accessory=may(element(*IN_SECTION)),
        expand=may(boolean),
    ),
    "header": block("header", text=must(plain(150)), level=may(anything)),
    "divider": block("divider"),
    "image": block(
        "image",
        any_of("missing required field: image_url", "image_url", "slack_file"),
        alt_text=must(string(1, 2000)),
        image_url=may(URL),
        slack_file=may(SLACK_FILE),
        title=may(plain(2000)),
    ),
    "actions": block(
        "actions", _differing_actions, elements=must(listing(element(*IN_ACTIONS), 1, 25))
    ),
    "context": block("context", elements=must(listing(_context_part, 1, 10))),
    "context_actions": block(
        "context_actions",
        _differing_actions,
        elements=must(listing(element(*IN_CONTEXT_ACTIONS), 1, 5)),
    ),
    "input": block(
        "input",
        label=must(plain(2000)),
        element=must(element(*IN_INPUT)),
        hint=may(plain(2000)),
        optional=may(boolean),
        dispatch_action=may(boolean),
    ),
    "rich_text": RICH_TEXT,
    "markdown": block("markdown", text=must(string(1, 12_000))),
    "table": block(
        "table",
        _rectangular,
        rows=must(listing(listing(_cell, 1, 20), 1, 100)),
        column_settings=may(listing(COLUMN, 0, 20)),
    ),
    "file": block("file", external_id=must(string(1)), source=must(one_of("remote"))),
    "video": block(
        "video",
        alt_text=must(string(1)),
        title=must(plain(199)),
        video_url=must(URL),
        thumbnail_url=must(URL),
        title_url=may(URL),
        description=may(plain(200)),
        author_name=may(string(1, 49)),
        provider_name=may(string(1)),
        provider_icon_url=may(URL),
    ),
    "alert": block(
        "alert",
        text=must(text(3000)),
        level=may(one_of("default", "info", "warning", "error", "success")),
    ),
    "card": CARD,
    "carousel": block("carousel", elements=must(listing(CARD, 1, 10))),
    "task_card": TASK,
    "plan": block("plan", title=must(string(1)), tasks=may(listing(TASK))),
    "container": block(
        "container",
        any_of("missing required field: title", "title", "rich_text_title"),
        title=may(plain(150)),
        rich_text_title=may(RICH_TEXT),
        subtitle=may(plain(150)),
        child_blocks=must(listing(anything, 1, 10)),
        width=may(one_of("narrow", "standard", "wide", "full")),
        icon=may(anything),
        is_collapsible=may(boolean),
        default_collapsed=may(boolean),
        has_header_divider=may(boolean),
    ),
}

EVERYWHERE = ("section", "header", "divider", "image", "actions", "context", "input", "rich_text")
SURFACES = {
    "message": (
        *EVERYWHERE,
        "markdown",
        "table",
        "context_actions",
        "file",
        "video",
        "card",
        "carousel",
        "container",
        "task_card",
        "plan",
    ),
    "modal": (*EVERYWHERE, "alert", "video", "card"),
    "home": (*EVERYWHERE, "video", "card", "carousel"),
}


def any_block(value: Any, place: Place) -> None:
    kind = value.get("type") if isinstance(value, dict) else None
    if kind in BLOCKS and kind not in SURFACES[place.surface]:
        place.wrong(f"unsupported type: {kind}; not allowed in a {place.surface}")
        return
    by_type(lambda: BLOCKS)(value, place)
