"""The list of what is open for one person, with a link to each card and when it is due."""

from collections.abc import Sequence
from datetime import datetime
from math import ceil

from bot.flows.worklist import Worklist
from bot.ports import Card
from bot.rules.json import Json
from bot.rules.keeping import due_first
from bot.rules.policy import Reason
from bot.rules.status import Kind, Status
from bot.rules.worklist import SURE, UNSURE, Sureness, Wish
from handlers.slack.blocks import (
    actions,
    bold,
    button,
    header,
    line,
    link,
    option,
    plain,
    rich,
    run,
    section,
    when,
)
from handlers.slack.presses import at
from handlers.slack.text import one_line
from handlers.slack.words import name_of, reason_of, title

SHOWN = 20
LINK = 120
MOST_QUEUES = 99
NOTHING = "Nothing waits for you. Well done."
FIRST, NEXT = "first_page", "next_page"
_ANY = "any"
_LABELS: dict[str, str] = {
    Sureness.LOW: f"Agent below {UNSURE:.0%} sure",
    Sureness.MEDIUM: f"{UNSURE:.0%} to {SURE:.0%} sure",
    Sureness.HIGH: f"Over {SURE:.0%} sure",
    Sureness.UNKNOWN: "Did not say how sure",
}


def worklist_blocks(work: Worklist, now: datetime, page: int = 1) -> list[Json]:
    """One page of it, or the last where there are not so many any more."""
    if not work.mine and not work.others:
        return [section(NOTHING)]
    count = len(work.mine) + len(work.others)
    blocks = [header(f"{'Over ' if work.goes_on else ''}{count} waiting for you")]
    page = min(page, _pages(work))
    blocks += _part("Yours", work.mine, work, now, page)
    blocks += _part("Of your queues", work.others, work, now, page)
    return blocks


def page_buttons(work: Worklist, page: int) -> list[Json]:
    """To what is due later, and back; none where one page holds all of it."""
    page = min(page, _pages(work))
    back = [button("Due first", FIRST, "1")] if page > 1 else []
    on = [button("Due later", NEXT, str(page + 1))] if page < _pages(work) else []
    return [actions(*back, *on)] if back or on else []


def page_words(work: Worklist, page: int) -> list[Json]:
    """The same where nothing can be pressed."""
    page = min(page, _pages(work))
    if page == _pages(work):
        return []
    return [section(f"Write page:{page + 1} behind the command to see what is due later.")]


def chosen_page(body: Json) -> int:
    """The buttons hold only pages; anything else begins with the first."""
    action = at(body, "actions", 0) or {}
    value = str(at(action, "value") or "")
    return int(value) if at(action, "action_id") in (FIRST, NEXT) and value.isdecimal() else 1


def filter_blocks(work: Worklist, wish: Wish) -> list[Json]:
    """Menus; what is chosen is chosen again when the page is drawn anew."""
    return [
        actions(
            _menu("queue", "Any queue", {each: each for each in work.queues}, wish.queue),
            _menu("kind", "Any kind", {str(each): _shown(each) for each in Kind}, wish.kind),
            _menu(
                "reason", "Any reason", {str(each): _shown(each) for each in Reason}, wish.reason
            ),
            _menu("confidence", "However sure", _LABELS, wish.confidence),
        )
    ]


def chosen_filters(body: Json) -> dict[str, str]:
    """What the menus of the page stand at."""
    found: dict[str, str] = {}
    for state in (at(body, "view", "state", "values") or {}).values():
        for name in state:
            value = str(at(state, name, "selected_option", "value") or _ANY)
            if value != _ANY:
                found[name] = value
    return found


def _pages(work: Worklist) -> int:
    return max(1, ceil(max(len(work.mine), len(work.others)) / SHOWN))


def _part(
    title: str, cards: Sequence[Card], work: Worklist, now: datetime, page: int
) -> list[Json]:
    first = (page - 1) * SHOWN
    shown, more = cards[first : first + SHOWN], len(cards) - first - SHOWN
    if not shown:
        return []
    blocks = [rich(line(bold(title))), *(_entry(card, now) for card in shown)]
    if more > 0:
        over = "over " if work.goes_on else ""
        blocks.append(section(f"and {over}{more} more, due later."))
    return blocks


def _entry(card: Card, now: datetime) -> Json:
    escalation = card.escalation
    heading = one_line(title(card), LINK)
    permalink = escalation.thread.permalink if escalation.thread else ""
    due = due_first(escalation)
    runs = [
        link(permalink, heading) or bold(heading),
        run(f"\n{one_line(escalation.promise.queue, 60)}, "),
        bold("⚠ was due ") if due < now else run("due "),
        when(due),
        run(f"; {reason_of(escalation)}; {_whose(card)}"),
    ]
    return rich(line(*runs))


def _whose(card: Card) -> str:
    escalation = card.escalation
    if escalation.status is Status.PENDING:
        named = f", for {name_of(escalation.assignee)}" if escalation.assignee else ""
        return f"unclaimed{named}"
    verb = "with" if escalation.is_live else "taken by"
    return f"{verb} {name_of(escalation.assignee)}"


def _menu(name: str, any_of: str, labels: dict[str, str], chosen: str | None) -> Json:
    if chosen and chosen not in labels:
        labels = {**labels, chosen: chosen}
    options = [option(any_of, _ANY)]
    options += [option(label, value) for value, label in list(labels.items())[:MOST_QUEUES]]
    first = next((each for each in options if each["value"] == chosen), options[0])
    return {
        "type": "static_select",
        "action_id": name,
        "placeholder": plain(any_of, 75),
        "options": options,
        "initial_option": first,
    }


def _shown(word: str) -> str:
    return str(word).replace("_", " ").capitalize()
