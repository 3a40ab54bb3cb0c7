"""What figures count can be listed: each filter narrows, spans are half-open, nonsense is named."""

from datetime import timedelta
from typing import Any

import pytest

from bot.rules.approvers import actor_of
from bot.rules.conversation import Item, ItemState, ItemType
from bot.rules.feedback import Answer, Opinion, appraisal_of
from tests.handlers.gateway_world import Gateway
from tests.makers import ANA, NINE


async def listed(gateway: Gateway, **wanted: Any) -> list[str]:
    found = await gateway.client.get("/v1/escalations", params=wanted)
    assert found.status_code == 200, found.text
    return [each["turn_id"] for each in found.json()["items"]]


async def two_an_hour_apart(gateway: Gateway) -> list[Any]:
    early = await gateway.an_escalation(turn_id="early")
    gateway.clock.wind(hours=1)
    action = {"name": "other", "args": {}}
    return [early, await gateway.an_escalation(turn_id="late", action_request=action)]


async def test_a_span_takes_in_its_beginning_and_not_its_end(gateway: Gateway) -> None:
    await two_an_hour_apart(gateway)
    nine, ten = NINE.isoformat(), (NINE + timedelta(hours=1)).isoformat()
    assert await listed(gateway, created_after=nine, created_before=ten) == ["early"]
    assert await listed(gateway, created_after=ten) == ["late"]
    assert await listed(gateway, created_before=nine) == []


async def test_closed_ones_are_listed_by_when_they_were_closed(gateway: Gateway) -> None:
    early, _ = await two_an_hour_apart(gateway)
    await gateway.client.post(f"/v1/escalations/{early['id']}/cancel")
    at = (NINE + timedelta(hours=1)).isoformat()
    assert await listed(gateway, status="closed") == ["early"]
    assert await listed(gateway, closed_after=at) == ["early"]
    assert await listed(gateway, closed_before=at) == []
    assert await listed(gateway, status="open") == ["late"]


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
async def test_a_span_may_begin_and_end_as_far_away_as_there_are_dates(
    gateway: Gateway, at: str
) -> None:
    await gateway.an_escalation()
    is_long_ago = at.startswith("0001")
    assert len(await listed(gateway, created_after=at)) == is_long_ago
    assert len(await listed(gateway, created_before=at)) == (not is_long_ago)


async def test_they_are_listed_by_why_people_were_asked(gateway: Gateway) -> None:
    await two_an_hour_apart(gateway)
    assert await listed(gateway, reason="high_stakes") == ["late", "early"]
    assert await listed(gateway, reason="sampled") == []


async def test_they_are_listed_by_what_people_said_of_the_agents_answer(gateway: Gateway) -> None:
    early, late = await two_an_hour_apart(gateway)
    await gateway.press(late)
    said = Opinion(answer=Answer.UNSAFE, needed=False)

    def appraise(memory: Any) -> None:
        decided = memory.escalation(late["id"])
        memory.save_appraisal(appraisal_of(decided, said, actor_of(ANA), gateway.clock.now()))

    await gateway.store.write(appraise)
    assert await listed(gateway, answer="unsafe") == ["late"]
    assert await listed(gateway, needed="false") == ["late"]
    assert await listed(gateway, answer="correct") == []
    assert await listed(gateway, needed="true") == []
    assert early["turn_id"] in await listed(gateway)


async def test_they_are_listed_by_subject_and_by_what_was_promised_about_time(
    gateway: Gateway,
) -> None:
    await gateway.an_escalation(turn_id="early", topic="invoice")
    gateway.clock.wind(hours=1)
    await gateway.an_escalation(turn_id="late", action_request={"name": "b", "args": {}})
    assert await listed(gateway, topic="invoice") == ["early"]
    assert await listed(gateway, topic="mood") == []
    assert await listed(gateway, promised="notify") == ["late", "early"]
    assert await listed(gateway, promised="claim") == []
    assert await listed(gateway, broken="notify") == ["early"]


async def test_what_was_open_at_a_moment_is_listed_whatever_became_of_it(gateway: Gateway) -> None:
    early, _ = await two_an_hour_apart(gateway)
    gateway.clock.wind(minutes=1)
    await gateway.client.post(f"/v1/escalations/{early['id']}/cancel")
    nine = NINE.isoformat()
    half, three = ((NINE + timedelta(hours=each)).isoformat() for each in (0.5, 3))
    assert await listed(gateway, open_at=nine) == []
    assert await listed(gateway, open_at=half) == ["early"]
    assert await listed(gateway, open_at=three) == ["late"]


async def test_what_nobody_said_anything_of_is_listed_apart(gateway: Gateway) -> None:
    _, late = await two_an_hour_apart(gateway)
    await gateway.press(late)
    said = Opinion(answer=Answer.CORRECT)

    def appraise(memory: Any) -> None:
        decided = memory.escalation(late["id"])
        memory.save_appraisal(appraisal_of(decided, said, actor_of(ANA), gateway.clock.now()))

    await gateway.store.write(appraise)
    assert await listed(gateway, appraised="true") == ["late"]
    assert await listed(gateway, appraised="false") == ["early"]


async def test_words_that_never_reached_the_customer_lead_to_their_case(gateway: Gateway) -> None:
    early, late = await two_an_hour_apart(gateway)
    at = gateway.clock.now()

    def write(memory: Any) -> None:
        for case, state in ((early, ItemState.FAILED), (late, ItemState.DELIVERED)):
            item = Item(
                id=f"msg_{case['turn_id']}",
                workspace="default",
                conversation_id=case["conversation_id"],
                escalation_id=case["id"],
                type=ItemType.MESSAGE,
                at=at,
                state=state,
                source=case["id"],
                text="Hello.",
            )
            memory.add_item(item)

    await gateway.store.write(write)
    since, later = at.isoformat(), (at + timedelta(seconds=1)).isoformat()
    assert await listed(gateway, written_after=since) == ["late", "early"]
    assert await listed(gateway, written_after=since, undelivered="true") == ["early"]
    assert await listed(gateway, written_after=later) == []
    assert await listed(gateway, written_before=since) == []


async def test_what_customers_found_bad_is_listed_by_when_they_said_so(gateway: Gateway) -> None:
    await two_an_hour_apart(gateway)
    for turn, rating in (("early", "bad"), ("late", "good")):
        gateway.clock.wind(hours=1)
        said = await gateway.client.post(
            f"/v1/turns/{turn}/feedback",
            params={"conversation_id": "conv-1", "agent_id": "support-bot"},
            json={"rating": rating},
        )
        assert said.status_code == 200, said.text
    assert await listed(gateway, rating="bad") == ["early"]
    noon = (NINE + timedelta(hours=3)).isoformat()
    assert await listed(gateway, rated_after=noon) == ["late"]
    assert await listed(gateway, rated_before=noon) == ["early"]
    assert await listed(gateway, rated_after=noon, rating="bad") == []


async def test_what_is_at_stake_and_what_was_asked_before_narrow_a_list(gateway: Gateway) -> None:
    _, late = await two_an_hour_apart(gateway)
    assert await listed(gateway, stakes="normal") == ["late", "early"]
    assert await listed(gateway, stakes="high") == []
    assert await listed(gateway, asked_again="true") == ["late"]
    assert await listed(gateway, steps=1) == []
    await gateway.press(late)
    assert await listed(gateway, ended_after=NINE.isoformat()) == ["late"]
    assert await listed(gateway, ended_before=NINE.isoformat()) == []
    assert await listed(gateway, reopened="true") == []


@pytest.mark.parametrize(
    ("name", "nonsense"),
    [("past_due", "false"), ("created_before", "0001-01-01T00:00:00+14:00"), ("created_after", "2026-11-16T09:00:00"), ("closed_before", "soon"), ("reason", "mood"),
     ("answer", "fine"), ("needed", "perhaps"), ("broken", "heart"), ("promised", "moon"), ("undelivered", "no"),
     ("reopened", "false"), ("asked_again", "1"), ("rating", "fair"), ("steps", "0"), ("stakes", "vast"), ("ended_after", "late"), ("rated_before", "never"),
     ("open_at", "noon"), ("delivered", "false"), ("sent", "no"), ("late_then", "false"), ("happened", "luck"), ("timed", "mood"), ("band", "0.65"),
     ("kept", "calm"), ("owed", "money"), ("unanswered", "prayer"), ("private", "true"), ("off_hours", "false"), ("corrected", "no"),
     ("waiting_after", "long"), ("judged_before", "us"), ("happened_after", "all")],
)  # fmt: skip
async def test_nonsense_is_refused_by_name(gateway: Gateway, name: str, nonsense: str) -> None:
    refused = await gateway.client.get("/v1/escalations", params={name: nonsense})
    assert refused.status_code == 422
    assert [each["field"] for each in refused.json()["errors"]] == [name]


@pytest.mark.parametrize(
    ("path", "name", "nonsense"),
    [
        *(("/v1/turns", "as_written", each) for each in ("false", "well")),
        *(("/v1/turns", name, "fair") for name in ("rating", "rated", "band", "judged_after")),
        *(("/v1/corrections", name, "soon") for name in ("applied", "closed_after")),
        *(("/v1/schedule", "week", each) for each in ("next", "2026-W99")),
    ],
)
async def test_nonsense_is_refused_by_name_of_turns_and_corrections_too(
    gateway: Gateway, path: str, name: str, nonsense: str
) -> None:
    gateway.client.headers["Authorization"] = f"Bearer {await gateway.a_key(frozenset({'admin'}))}"
    refused = await gateway.client.get(path, params={name: nonsense})
    assert refused.status_code == 422
    assert [each["field"] for each in refused.json()["errors"]] == [name]


@pytest.mark.parametrize("days", [None, 9])
async def test_hours_off_are_those_of_one_week_that_is_named(
    gateway: Gateway, days: int | None
) -> None:
    span = (
        {}
        if days is None
        else {
            "created_after": NINE.isoformat(),
            "created_before": (NINE + timedelta(days=days)).isoformat(),
        }
    )
    refused = await gateway.client.get("/v1/escalations", params={"off_hours": "true", **span})
    assert refused.status_code == 422
    assert [each["field"] for each in refused.json()["errors"]] == ["off_hours"]


async def test_turns_are_listed_by_what_was_said_of_them_and_when(gateway: Gateway) -> None:
    await two_an_hour_apart(gateway)
    for turn, rating in (("early", "bad"), ("late", "good")):
        gateway.clock.wind(hours=1)
        await gateway.client.post(
            f"/v1/turns/{turn}/feedback",
            params={"conversation_id": "conv-1", "agent_id": "support-bot"},
            json={"rating": rating},
        )

    async def turns(**asked: Any) -> list[str]:
        found = await gateway.client.get("/v1/turns", params=asked)
        assert found.status_code == 200, found.text
        return [each["turn_id"] for each in found.json()["items"]]

    noon = (NINE + timedelta(hours=3)).isoformat()
    assert await turns(rated="true") == ["late", "early"]
    assert await turns(rated="false") == []
    assert await turns(rating="bad") == ["early"]
    assert await turns(rated_after=noon) == ["late"]
    assert await turns(rated_before=noon, rating="good") == []
    assert await turns(judged_before=noon, queue="refunds") == ["late", "early"]
    assert await turns(queue="support") == []
    assert await turns(as_written="true") == []
    assert await turns(band="0.4") == ["late", "early"]
    assert await turns(band="none") == []
    assert await turns(judged_after=noon) == []
