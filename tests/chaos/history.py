"""Reads what people, agents and the record saw, and says in sentences which promise was broken."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from bot.rules.decision import Decision
from bot.rules.delivery import LOOKABLE, DeliveryKind, DeliveryState
from sandbox.client import Workspace
from sandbox.things import Message
from store.store import SqlStore
from store.tables import deliveries, lines
from tests.chaos.crowd import Case
from tests.chaos.receiver import Receiver

RAN = frozenset({"approved", "edited"})
ALWAYS_TOLD = ("escalation.opened", "escalation.decided")
POSTED = tuple(str(kind) for kind in LOOKABLE)


async def broken_promises(
    cases: Sequence[Case], slack: Workspace, store: SqlStore, receiver: Receiver
) -> list[str]:
    posts = [
        message
        for root in await slack.messages("C0REFUNDS")
        if root.ts == root.root_ts
        for message in await slack.thread(root)
    ]
    return [
        *_agents(cases),
        *_cards(cases, posts),
        *_doubles(posts),
        *await _order(store, posts),
        *await _decisions(cases, store),
        *_webhooks(cases, receiver),
        *await _owed(store),
        *await _audit(store),
        *(f"Slack complains: {each}" for each in await slack.complaints()),
    ]


def _agents(cases: Sequence[Case]) -> Iterator[str]:
    for case in cases:
        for words in case.refused:
            yield f"{case.conversation_id} was refused: {words}"
        if len(case.ids) != 1:
            yield f"{case.conversation_id} was given {len(case.ids)} escalations"
        if not case.final:
            yield f"{case.conversation_id} never heard how it ended"
        elif case.final["status"] in RAN and (len(case.tokens) != 1 or case.runs != 1):
            yield f"{case.conversation_id} ran {case.runs} times with {len(case.tokens)} rights"


def _cards(cases: Sequence[Case], posts: Sequence[Message]) -> Iterator[str]:
    roots = Counter(_payload(post)["escalation_id"] for post in posts if post.ts == post.root_ts)
    for case in cases:
        if case.ids and roots[case.id] != 1:
            yield f"{case.id} has {roots[case.id]} cards"
    for stray in roots.keys() - {case.id for case in cases if case.ids}:
        yield f"{stray} has a card, and no agent knows of it"


def _doubles(posts: Sequence[Message]) -> Iterator[str]:
    for id, times in Counter(_payload(post)["delivery_id"] for post in posts).items():
        if times > 1:
            yield f"{id} was posted {times} times"


async def _order(store: SqlStore, posts: Sequence[Message]) -> list[str]:
    """In each thread, by time, stands what was owed, by number."""
    rows = await store.read(
        lambda memory: memory.connection.execute(
            deliveries.select().where(deliveries.c.kind.in_(POSTED))
        ).all()
    )
    numbers = {row.id: row.seq for row in rows}
    threads: dict[str, list[int]] = defaultdict(list)
    for post in sorted(posts, key=lambda post: float(post.ts)):
        payload = _payload(post)
        threads[payload["escalation_id"]].append(numbers[payload["delivery_id"]])
    return [
        f"the thread of {id} stands in the order {seen}"
        for id, seen in threads.items()
        if seen != sorted(seen)
    ]


async def _decisions(cases: Sequence[Case], store: SqlStore) -> list[str]:
    found = []
    for case in cases:
        if not case.final:
            continue
        id = case.id
        changes = await store.read(lambda memory, id=id: memory.changes(id, 0))
        decided = [change for change in changes if change.type == "decided"]
        record = await store.read(lambda memory, id=id: memory.escalation(id))
        if len(decided) != 1:
            found.append(f"{id} was decided {len(decided)} times")
        if record.status != case.final["status"]:
            found.append(f"{id} is {record.status}, and its agent was told {case.final['status']}")
        if len(decided) == 1:
            found += _another_effect(case, decided[0].escalation.decision)
    return found


def _another_effect(case: Case, decision: Decision | None) -> Iterator[str]:
    """A press that was taken has the effect that its button names, by the hand that pressed."""
    if decision is None:
        yield f"{case.id} was decided without a decision"
    elif decision.type != case.verb:
        yield f"{case.id} was pressed to {case.verb}, and it was decided to {decision.type}"
    elif not decision.decided_by.id.endswith(
        tuple(f"/U0{each.upper()}" for each in case.pressed_by)
    ):
        yield f"{case.id} was decided by {decision.decided_by.name}, who did not press"


def _webhooks(cases: Sequence[Case], receiver: Receiver) -> Iterator[str]:
    if receiver.forged:
        yield f"{receiver.forged} webhooks were badly signed"
    for id, bodies in receiver.bodies.items():
        if len(bodies) > 1:
            yield f"webhook {id} came with {len(bodies)} bodies"
    for case in cases:
        if not case.ids:
            continue
        told, runs = receiver.told_of(case.id), case.final.get("status") in RAN
        if told != [*ALWAYS_TOLD, *(["execution.finished"] if runs else [])]:
            yield f"{case.id} was told of by {', '.join(told) or 'nothing'}"


async def _owed(store: SqlStore) -> list[str]:
    """All but a whisper, which gives up after five tries: its moment is over by then."""
    rows = await store.read(
        lambda memory: memory.connection.execute(
            deliveries.join(lines)
            .select()
            .where(
                deliveries.c.state != DeliveryState.SENT,
                deliveries.c.kind != DeliveryKind.WHISPER,
            )
        ).all()
    )
    return [f"{row.kind} of {row.escalation_id} is still {row.state}" for row in rows]


async def _audit(store: SqlStore) -> list[str]:
    broken = await store.verify_audit()
    return [broken] if broken else []


def _payload(post: Message) -> dict[str, str]:
    return post.metadata["event_payload"]
