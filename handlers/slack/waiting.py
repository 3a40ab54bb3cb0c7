"""What waits for one person: the open cards they may decide, soonest deadline first."""

from collections.abc import Sequence

from bot.ports import Card, Desk, Filter, Memory
from bot.rules.approvers import Person, may_decide
from bot.rules.escalation import Escalation
from bot.rules.json import Json
from handlers.slack.blocks import bold, header, line, link, rich, run, section, when
from handlers.slack.text import one_line
from handlers.slack.words import title

READ = 200
SHOWN = 20
LINK = 120


async def waiting_for(desk: Desk, workspace: str, team: str, user: str) -> list[Card]:
    """All of them, as cards; whom Slack cannot name just now is shown nothing."""
    wanted = Filter(workspace=workspace, status="open", limit=READ)
    found = await desk.store.read(lambda memory: list(memory.list_escalations(wanted)))
    groups = {group for each in found for group in each.promise.approvers.usergroups}
    person = await desk.people.person(team, user, groups)
    theirs = sorted(
        (each for each in found if _may(each, person)), key=lambda each: each.expires_at
    )

    def cards(memory: Memory) -> list[Card]:
        return [memory.card(each.id) for each in theirs]

    return await desk.store.read(cards)


def waiting_blocks(cards: Sequence[Card]) -> list[Json]:
    if not cards:
        return [section("Nothing waits for you. Well done.")]
    blocks = [header(f"{len(cards)} waiting for you")]
    blocks += [_entry(card) for card in cards[:SHOWN]]
    if len(cards) > SHOWN:
        blocks.append(section(f"and {len(cards) - SHOWN} more, less urgent."))
    return blocks


def _entry(card: Card) -> Json:
    escalation = card.escalation
    heading = one_line(title(card), LINK)
    permalink = escalation.thread.permalink if escalation.thread else ""
    runs = [
        link(permalink, heading) or bold(heading),
        run(f"\n{one_line(escalation.promise.queue, 60)}, decide by "),
        when(escalation.expires_at),
    ]
    return rich(line(*runs))


def _may(escalation: Escalation, person: Person) -> bool:
    return (
        may_decide(escalation.promise.approvers, person, requester_slack_user=escalation.requester)
        is None
    )
