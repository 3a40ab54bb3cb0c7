"""The main job on real input: recorded airline conversations, every held turn decided by a press."""

import json
from collections import Counter
from pathlib import Path

import pytest

from bot.commands.replay.agent import ReplayedAgent, Took
from bot.commands.replay.recorded import agent_turns, conversations
from bot.commands.replay.report import shortcomings
from bot.commands.replay.reviewer import Reviewer
from tests.databases import Postgres
from tests.stories.world import World, a_key, a_world

DATA = Path(__file__).parents[3] / "shared" / "data" / "tau_airline.jsonl.gz"
WRITES = (
    "book_reservation",
    "cancel_reservation",
    "send_certificate",
    "update_reservation_baggages",
    "update_reservation_flights",
    "update_reservation_passengers",
)
POLICY = f"""
customer_requests: {{detect: false}}
queues:
  airline:
    channel: C0REFUNDS
    approvers: {{any_of: [{{usergroup: S0REFUNDS}}]}}
    timeout: 8h
rules:
  - name: writes are high stakes
    when: turn.action.name in {json.dumps(WRITES)}
    then: hold
    queue: airline
    stakes: high
"""

pytestmark = [
    pytest.mark.data,
    pytest.mark.timeout(600),
    pytest.mark.skipif(not DATA.exists(), reason="the recorded conversations are not here"),
]


async def test_every_held_turn_has_one_card_and_what_runs_is_what_was_approved(
    tmp_path: Path,
) -> None:
    async with a_world(tmp_path, policy=POLICY) as world:
        await replay_all(world)


@pytest.mark.postgres
async def test_every_held_turn_has_one_card_on_postgresql_too(
    tmp_path: Path, postgres: Postgres
) -> None:
    async with (
        postgres.database() as url,
        a_world(tmp_path, policy=POLICY, database_url=url) as world,
    ):
        await replay_all(world)


async def replay_all(world: World) -> None:
    recorded = [
        agent_turns(each, agent_id="replay", confidence_path="labels.self_consistency")
        for each in conversations(DATA)
    ]
    reviewer = Reviewer(world.slack)
    agent = ReplayedAgent(
        world.url, await a_key(world.app), parallel=12, wait=120, decide=reviewer.decide
    )
    took = await agent.play(recorded)
    await world.settled()
    held = [each for each in took if each.verdict == "hold"]
    assert len(took) == sum(map(len, recorded))
    assert len(held) == sum(
        turn.body.get("action_request", {}).get("name") in WRITES
        for turns in recorded
        for turn in turns
    )
    assert shortcomings(took) == []
    await check_cards(world, held)
    await check_outcomes(world, held)


async def check_cards(world: World, held: list[Took]) -> None:
    """Every held turn has exactly one card, but for what was rejected before and sent again."""
    cards = Counter(
        message.metadata["event_payload"]["escalation_id"]
        for message in await world.slack.messages("C0REFUNDS")
        if message.ts == message.root_ts
    )
    assert set(cards) == {each.escalation_id for each in held}
    assert set(cards.values()) == {1}
    assert await world.slack.complaints() == []


async def check_outcomes(world: World, held: list[Took]) -> None:
    found = await world.agent.get("/v1/escalations", params={"status": "open"})
    assert found.json()["items"] == []
    for each in held:
        record = await world.escalation(each.escalation_id)
        decision = record["decision"]
        assert each.status == record["status"] in ("approved", "edited", "rejected", "responded")
        assert each.decision == decision["type"]
        runs = record["status"] in ("approved", "edited")
        assert (
            (each.executed_digest == decision["action_digest"])
            if runs
            else not each.executed_digest
        )
        if runs:
            as_proposed = each.executed_digest == record["action_digest"]
            assert as_proposed is (record["status"] == "approved")
