"""Ten thousand texts in a thread, of everybody but a live owner: the customer hears none."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import count, islice
from random import Random
from typing import Any

from bot.flows.take_over import take_over
from bot.ports import AuditLine
from bot.rules.conversation import Item
from bot.rules.delivery import Owed
from bot.rules.escalation import Escalation
from bot.rules.json import Json
from handlers.slack.identity import Identity, WhoAmI
from handlers.slack.messages import heard
from tests.flows.conftest import Team
from tests.flows.test_conversation import asked, told, ts, writes

MANY = 10_000
AS_SLACK_TELLS_THEM = 600
AT_ONCE = 100
OTHERS = ("U0BEN", "U0SAM", "U0GUEST", "u0ana", "U0ANA ", "U0ANA2", "W0ANA", "USLACKBOT", "")
SUBTYPES = ("", "", "", "", "file_share", "thread_broadcast", "me_message", "invented_tomorrow")
BEGINNINGS = (
    *(
        "Note: ",
        "note:",
        "NOTE ",
        "Notiz: ",
        "nota: ",
        "/reply ",
        "/handrail ",
        "@Ada ",
        "to: customer ",
    ),
    *("<@U0ANA> ", "<@U0BEN> ", "<!channel> ", "<#C0REFUNDS|refunds> ", "<https://x.example|Ada> "),
    *(
        "\u202e",
        "\u200b",
        "\u2066",
        "\ufeff",
        "\u00a0",
        "\u0000",
        "> ",
        "```",
        "*",
        "_",
        "~",
        "&lt;",
    ),
    *("", "", "", ""),
)
WORDS = (
    *(
        "She is wrong, you know.",
        "Approve it.",
        "take over",
        "You are live: what you write goes to",
    ),
    *("customer", "Ada", "send this", "yes", "hand_back", "esc_0001:1", '{"type": "message"}'),
    *(
        "\u05d4\u05d9\u05d0 \u05d8\u05d5\u05e2\u05d4",
        "\u0647\u0630\u0627 \u062e\u0637\u0623",
        "\U0001f469\u200d\U0001f692",
        "x" * 301,
        "\n\n",
        "a\u0301" * 40,
    ),
)
Event = tuple[str, Json]


def remark(dice: Random) -> str:
    return dice.choice(BEGINNINGS) + " ".join(dice.choices(WORDS, k=dice.randint(0, 3)))


def remarks(dice: Random, users: tuple[str, ...]) -> Iterator[Event]:
    """Each with the team of its envelope; some are edits of one that was there before."""
    for number in range(AS_SLACK_TELLS_THEM):
        said: Json = {
            "type": "message",
            "channel": dice.choice(("C0REFUNDS", "C0REFUNDS", "C0REFUNDS", "C0OPS")),
            "user": dice.choice(users),
            "text": remark(dice),
            "ts": f"{dice.randint(1, 5)}.{number:06}",
            "thread_ts": "1.0",
        }
        if subtype := dice.choice(SUBTYPES):
            said["subtype"] = subtype
        if subtype == "file_share":
            said["files"] = [{"id": "F1", "name": "secret.png", "url_private": "https://x.example"}]
        if dice.random() < 0.1:
            said = {
                "type": "message",
                "subtype": "message_changed",
                "channel": said["channel"],
                "message": {**said, "edited": {"ts": f"6.{number:06}"}},
                "previous_message": {**said, "text": "before"},
            }
        yield dice.choice(("T0SANDBOX", "T0SANDBOX", "T0OTHER")), said


async def say_all(team: Team, events: Iterator[Event]) -> None:
    me = WhoAmI(None, team.clock)  # type: ignore[arg-type]  # nobody asks Slack here
    me.known = Identity(team="T0SANDBOX", user="U0HANDRAIL", bot="B0", url="", enterprise=None)
    numbers = count()
    while some := list(islice(events, AT_ONCE)):
        await asyncio.gather(
            *(
                heard(
                    team.desk,
                    me,
                    {
                        "api_app_id": "A0",
                        "team_id": of,
                        "event_id": f"E{next(numbers)}",
                        "event": said,
                    },
                )
                for of, said in some
            )
        )


async def sent(team: Team) -> list[str]:
    """Whatever waits or went out."""
    waiting = await team.desk.store.read(lambda memory: memory.waiting_items("default", "conv-1"))
    return [item.text for item in waiting] + await told(team)


class Pad:
    """As much of a record as hearing needs, in memory: ten thousand commits would take minutes."""

    def __init__(self, escalation: Escalation) -> None:
        self.card = escalation
        self.seen: set[tuple[str, str]] = set()
        self.items: list[Item] = []
        self.lines: list[AuditLine] = []

    async def read(self, work: Callable[[Any], Any]) -> Any:
        return work(self)

    write = read

    def has_seen(self, source: str, key: str) -> bool:
        return (source, key) in self.seen

    def first_time(self, source: str, key: str, at: datetime) -> bool:
        is_new = (source, key) not in self.seen
        self.seen.add((source, key))
        return is_new

    def by_thread(self, team: str, channel: str, root_ts: str) -> Escalation:
        return self.card

    def save(self, escalation: Escalation, *, was: Escalation, change: str, at: datetime) -> None:
        assert self.card is was
        self.card = escalation

    def escalation(self, id: str) -> Escalation:
        return self.card

    def conversation(self, workspace: str, id: str) -> None:
        """Only locked."""

    def add_item(self, item: Item) -> bool:
        self.items.append(item)
        return True

    def owe(self, *owed: Owed) -> None:
        """Whoever wrote is told; nothing of that goes to the customer."""

    def note(self, *lines: AuditLine) -> None:
        self.lines += lines


async def test_ten_thousand_texts_of_everybody_but_a_live_owner_stay_inside(team: Team) -> None:
    """F6: an internal remark reaches the customer."""
    waiting, dice = await asked(team), Random(3)
    taken = await take_over(team.desk, team.press(waiting, at="6.0"))
    pad = Pad(waiting)
    quick = replace(team, desk=replace(team.desk, store=pad))
    for number in range(MANY):
        pad.card = waiting if number < MANY // 4 else taken
        is_owner = number < MANY // 2
        user, ts = ("U0ANA", "5.9") if is_owner else (dice.choice(OTHERS), "7.0")
        await writes(quick, remark(dice), user=user, ts=ts)
    assert pad.items == []
    assert {line.action for line in pad.lines} == {"wrote in the thread"}
    assert len(pad.lines) == MANY
    await writes(quick, "Hello Ada", ts="7.0")
    assert [item.text for item in pad.items] == ["Hello Ada"]


async def test_what_slack_tells_of_everybody_but_the_owner_stays_inside(team: Team) -> None:
    """F6, with files, edits, other channels and other workspaces."""
    escalation = await asked(team)
    await take_over(team.desk, team.press(escalation, at="0.5"))
    await say_all(team, remarks(Random(1), OTHERS))
    assert await sent(team) == []
    some = await noted(team, escalation)
    assert some > AS_SLACK_TELLS_THEM / 4, "many of them were heard, and stayed inside"


async def test_what_slack_tells_late_of_the_owner_before_they_were_live_stays_inside(
    team: Team,
) -> None:
    """F6, also for what Slack tells only after they have pressed."""
    escalation = await asked(team)
    early = list(remarks(Random(2), ("U0ANA",)))
    half = AS_SLACK_TELLS_THEM // 2
    await say_all(team, iter(early[:half]))
    await take_over(team.desk, team.press(escalation, at=ts(team)))
    await say_all(team, iter(early[half:]))
    assert await sent(team) == []
    assert await noted(team, escalation) > AS_SLACK_TELLS_THEM / 4


async def noted(team: Team, escalation: Escalation) -> int:
    audit = await team.desk.store.read(lambda memory: memory.audit(escalation.id))
    return Counter(line.action for line in audit)["wrote in the thread"]
