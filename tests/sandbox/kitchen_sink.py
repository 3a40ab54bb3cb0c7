"""One of everything that Block Kit has, as an app would send it."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.pages.draw import Reader

Json = dict[str, Any]
NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
STAMP = int(NOON.timestamp())
BERLIN = Reader(
    zone=ZoneInfo("Europe/Berlin"),
    now=NOON,
    names={
        "U0ANA": "ana",
        "U0BEN": "ben",
        "C0REFUNDS": "refunds",
        "G0RISK": "risk",
        "S0LEADS": "leads",
    },
    user="U0ANA",
)


def plain(words: str = "words", **change: Any) -> Json:
    return {"type": "plain_text", "text": words} | change


def mrkdwn(words: str = "words") -> Json:
    return {"type": "mrkdwn", "text": words}


def option(words: str, **change: Any) -> Json:
    return {"text": plain(words), "value": words.lower().replace(" ", "_")} | change


def button(words: str = "Approve", **change: Any) -> Json:
    return {"type": "button", "text": plain(words), "action_id": words.lower()} | change


def element(type: str, **change: Any) -> Json:
    return {"type": type, "action_id": type} | change


def section(words: str, **change: Any) -> Json:
    return {"type": "section", "text": mrkdwn(words)} | change


def actions(*elements: Json, **change: Any) -> Json:
    return {"type": "actions", "block_id": "acts", "elements": list(elements)} | change


def field(label: str, given: Json, **change: Any) -> Json:
    block = {"type": "input", "label": plain(label), "element": given}
    return block | {"block_id": f"b_{given['type']}"} | change


def passage(type: str, *pieces: Json, **change: Any) -> Json:
    return {"type": f"rich_text_{type}", "elements": list(pieces)} | change


def rich(*passages: Json) -> Json:
    return {"type": "rich_text", "elements": list(passages)}


def run(words: str, **style: bool) -> Json:
    return {"type": "text", "text": words} | ({"style": style} if style else {})


def item(words: str) -> Json:
    return passage("section", run(words))


def items(style: str, *words: str, **change: Any) -> Json:
    return passage("list", *map(item, words), style=style, **change)


PICTURE = {"type": "image", "image_url": "https://example.com/cat.png", "alt_text": "a tabby cat"}
COLORS = [option("Red"), option("Green", description=plain("as grass")), option("Blue")]
FRUIT = [{"label": plain("Soft"), "options": [option("Fig"), option("Plum")]}]
FRUIT += [{"label": plain("Hard"), "options": [option("Apple")]}]
SURE = {
    "title": plain("High stakes"),
    "text": mrkdwn("*€129* goes back to <@U0BEN>."),
    "confirm": plain("Yes, approve"),
    "deny": plain("Not yet"),
}
LONG = "Donaudampfschifffahrtsgesellschaftskapitän" * 6
ARABIC = "أريد استرداد أموالي من فضلك، الطلب رقم 4711"

WORDS = [
    {"type": "header", "text": plain("Refund €129.00 :moneybag:")},
    section(
        "*Bold* _italic_ ~struck~ `code &lt;&amp;&gt;` :wave: :no_such_emoji: <@U0ANA> <@U0BEN> <#C0REFUNDS> "
        "<!subteam^S0LEADS> <!here> <https://example.com/a?b=1&amp;c=2|a link> "
        f"<!date^{STAMP}^{{date_short_pretty}} at {{time}}|then> https://example.com/bare.\n"
        "&gt; quoted *words*\n&gt; and more\n• first thing\n• second thing\n```def f():\n    1 &lt; 2```"
    ),
    {
        "type": "section",
        "fields": [
            mrkdwn("*Customer*\nAda"),
            mrkdwn("*Amount*\n€129.00"),
            plain("Tier: gold"),
            mrkdwn(f"*Order*\n{LONG}"),
        ],
    },
    section("With a picture beside it", accessory=PICTURE),
    section(ARABIC),
    {
        "type": "context",
        "elements": [PICTURE, mrkdwn("asked by *ada*"), plain(":alarm_clock: 10 min")],
    },
    {"type": "divider"},
    {"type": "image", "title": plain("The cat"), **PICTURE},
    {
        "type": "markdown",
        "text": "## Title\n\n1. **one**\n2. `two`\n\n> quote\n\n[x](https://x.test)",
    },
]

RICH = rich(
    passage(
        "section",
        run("plain "),
        run("bold", bold=True),
        run(" "),
        run("all of them", bold=True, italic=True, strike=True, underline=True),
        run(" "),
        run("code", code=True),
        run(" "),
        run("marked", highlight=True),
        run(" "),
        {"type": "link", "url": "https://example.com", "text": "a link"},
        run(" "),
        {"type": "emoji", "name": "thumbsup", "skin_tone": 4},
        {"type": "emoji", "name": "unheard_of", "unicode": "1f9a6"},
        {"type": "emoji", "name": "our-own"},
        run(" "),
        {"type": "user", "user_id": "U0ANA"},
        run(" "),
        {"type": "channel", "channel_id": "C0REFUNDS"},
        run(" "),
        {"type": "usergroup", "usergroup_id": "S0LEADS"},
        run(" "),
        {"type": "broadcast", "range": "channel"},
        run(" "),
        {"type": "color", "value": "#e01e5a"},
        run(" "),
        {"type": "date", "timestamp": STAMP, "format": "{date_long} at {time}", "fallback": "then"},
    ),
    items("bullet", "outer", LONG),
    items("bullet", "inner", indent=1),
    items("bullet", "innermost", indent=2),
    items("ordered", "first", "second"),
    items("ordered", "nested", indent=1),
    items("ordered", "third", offset=2),
    passage("quote", run("The customer wrote:\nI want my money back.")),
    passage("preformatted", run("{\n  'amount': 129.0\n}")),
)

TABLE = {
    "type": "table",
    "column_settings": [{"is_wrapped": True}, {"align": "right"}],
    "rows": [
        [{"type": "raw_text", "text": "Check"}, {"type": "raw_text", "text": "Value"}],
        [{"type": "raw_text", "text": "Days since purchase"}, {"type": "raw_number", "value": 41}],
        [
            rich(passage("section", run("Within 30 days", bold=True))),
            {"type": "raw_text", "text": "no"},
        ],
    ],
}

SELECTS = (
    element("static_select", options=COLORS, placeholder=plain("A colour")),
    element("users_select"),
    element("channels_select"),
    element("conversations_select"),
    element("external_select", placeholder=plain("An order")),
)
PICKERS = (
    element("datepicker", initial_date="2026-11-18"),
    element("timepicker", initial_time="09:30"),
    element("datetimepicker", initial_date_time=STAMP),
)
MENU = element("overflow", options=[option("Copy link"), option("How this works")])

CONTROLS = [
    actions(
        button("Approve", style="primary", value="esc_1:1", confirm=SURE),
        button("Reject", style="danger", value="esc_1:1"),
        button("Edit…", value="esc_1:1"),
        button("Docs", url="https://example.com/docs"),
        MENU,
    ),
    actions(*SELECTS, block_id="menus"),
    actions(*PICKERS, block_id="pickers"),
    actions(
        element("checkboxes", options=COLORS, initial_options=[COLORS[1]]),
        element("radio_buttons", options=COLORS, initial_option=COLORS[0]),
        block_id="ticks",
    ),
    section("Several of these", accessory=element("multi_static_select", option_groups=FRUIT)),
    section("Several people", accessory=element("multi_users_select", initial_users=["U0BEN"])),
    section("More to do", accessory=MENU | {"action_id": "more"}),
    {
        "type": "context_actions",
        "block_id": "thumbs",
        "elements": [
            element(
                "feedback_buttons",
                positive_button={"text": plain("Good"), "value": "good"},
                negative_button={"text": plain("Bad"), "value": "bad"},
            ),
            element("icon_button", icon="trash", text=plain("Throw away"), value="bin"),
        ],
    },
]

CARD = {
    "type": "card",
    "icon": PICTURE,
    "title": mrkdwn("*Offer a voucher*"),
    "subtitle": plain("instead of a refund"),
    "body": mrkdwn("The customer keeps the *shoes*."),
    "subtext": plain("policy 4.2"),
    "actions": [button("Choose", value="voucher")],
}


def task(id: str, title: str, **change: Any) -> Json:
    return {"type": "task_card", "task_id": id, "title": title} | change


SOURCES = [{"type": "url", "url": "https://example.com/4.2", "text": "Refund policy 4.2"}]
FOUND = rich(passage("section", run("Two orders of the same day.")))
TASKS = [
    task("1", "Find the order", status="complete", output=FOUND, sources=SOURCES),
    task("2", "Check the policy", status="in_progress"),
    task("3", "Refund", status="pending"),
    task("4", "Tell the bank", status="error"),
]
PANELS = [
    CARD,
    {"type": "carousel", "elements": [CARD | {"hero_image": PICTURE}, CARD, CARD]},
    {
        "type": "container",
        "title": plain("What the agent knew"),
        "subtitle": plain("3 documents"),
        "is_collapsible": True,
        "has_header_divider": True,
        "child_blocks": [section("Refund policy *4.2*"), actions(button("Open", value="open"))],
    },
    {"type": "plan", "title": "What the agent did", "tasks": TASKS},
    task("5", "On its own", status="complete"),
    {
        "type": "video",
        "title": plain("How to return shoes"),
        "title_url": "https://example.com/video",
        "video_url": "https://example.com/video.mp4",
        "thumbnail_url": "https://example.com/video.png",
        "alt_text": "a box being taped",
        "author_name": "Ada",
    },
    {"type": "file", "external_id": "refunds.csv", "source": "remote"},
]

BEYOND = [
    {"type": "alert", "text": mrkdwn("The *deadline* has passed"), "level": "warning"},
    {"type": "alert", "text": plain("All is well"), "level": "success"},
    {"type": "alert", "text": plain("It failed"), "level": "error"},
    {
        "type": "call",
        "call_id": "R1",
        "call": {"v1": {"name": "Weekly", "join_url": "https://a.b"}},
    },
    {"type": "auth_provider", "value": "crm", "name": plain("The CRM"), "is_connected": False}
    | {"auth_url": "https://example.com/connect", "description": plain("customers and orders")},
    {"type": "hologram", "text": plain("never seen")},
]

MESSAGE = [*WORDS, RICH, TABLE, *CONTROLS, *PANELS]

FORM: Json = {
    "type": "modal",
    "title": plain("Edit"),
    "submit": plain("Send"),
    "blocks": [
        field("Your words", element("plain_text_input", placeholder=plain("Dear Ada…"))),
        field("More words", element("plain_text_input", multiline=True, initial_value="\na\n b"))
        | {"block_id": "more_words", "hint": plain("The customer reads this.")},
        field("Styled", element("rich_text_input", initial_value=rich(item("as it was")))),
        field("Mail", element("email_text_input"), optional=True),
        field("Page", element("url_text_input")),
        field("Amount", element("number_input", is_decimal_allowed=True, min_value="0")),
        field("Attachments", element("file_input", filetypes=["pdf", "csv"])),
        field("Colour", element("static_select", options=COLORS)),
        field("Fruit", element("multi_static_select", option_groups=FRUIT)),
        field("People", element("multi_users_select")),
        field("Channels", element("multi_channels_select")),
        field("Conversations", element("multi_conversations_select")),
        field("Order", element("external_select", min_query_length=1)),
        field("Orders", element("multi_external_select", min_query_length=1)),
        field("Ticks", element("checkboxes", options=COLORS)),
        field("One of", element("radio_buttons", options=COLORS)),
        field("Day", element("datepicker")),
        field("Hour", element("timepicker")),
        field("Moment", element("datetimepicker", initial_date_time=STAMP)),
    ],
}
