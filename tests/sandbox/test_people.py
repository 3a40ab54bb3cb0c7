"""What people do reaches a real Bolt app, and what it answers is what they see."""

from typing import Any

import pytest

from sandbox import AppFailed, Form, FormRefused, NotThere
from tests.sandbox.cards import MODAL, a_card


async def test_a_click_reaches_the_app_as_slack_sends_it(desk: Any) -> None:
    bodies: list[dict[str, Any]] = []

    @desk.bolt.action("approve")
    async def approve(ack: Any, body: dict[str, Any], client: Any) -> None:
        bodies.append(body)
        await ack()
        await client.chat_update(
            channel="C0REFUNDS", ts=body["container"]["message_ts"], text="Approved", blocks=[]
        )

    card = await a_card(desk)
    ana = desk.workspace.as_user("ana")
    assert await ana.click("Approve", on=card) is None
    await desk.workspace.wait_until(card, shows="Approved")

    body = bodies[0]
    assert body["user"] == {
        "id": "U0ANA",
        "username": "ana",
        "name": "ana",
        "team_id": "T0SANDBOX",
    }
    assert body["actions"][0].items() >= {"value": "esc_1:1", "block_id": "verbs"}.items()
    assert body["message"]["ts"] == card.ts
    assert body["channel"] == {"id": "C0REFUNDS", "name": "refunds"}
    assert await desk.workspace.complaints() == []


async def test_a_modal_opens_is_checked_refused_and_closed(desk: Any) -> None:
    @desk.bolt.action("edit")
    async def edit(ack: Any, body: dict[str, Any], client: Any) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=MODAL)
        await ack()

    @desk.bolt.view("edit")
    async def submitted(ack: Any, view: dict[str, Any]) -> None:
        said = view["state"]["values"]["words"]["text"]["value"]
        if said == "no":
            await ack(response_action="errors", errors={"words": "Say more."})
        else:
            await ack()

    ana = desk.workspace.as_user("ana")
    modal = await ana.click("edit", on=await a_card(desk))
    assert isinstance(modal, Form)
    assert (modal.title, modal.labels) == ("Edit", ["Your words"])
    with pytest.raises(FormRefused, match="must be filled in"):
        await ana.fill_modal({})
    with pytest.raises(FormRefused, match="at most 20"):
        await ana.fill_modal({"words": "x" * 21})
    assert await ana.fill_modal({"Your words": "no"}) == {"words": "Say more."}
    assert await ana.submit(modal, {"words": "yes"}) is None
    assert await ana.modal() is None


async def test_a_reply_edit_and_delete_are_told_to_the_app(desk: Any) -> None:
    desk.hears("message")
    card = await a_card(desk)
    ana = desk.workspace.as_user("ana")
    said = await ana.reply("Tell them <b>no</b> & @ben", in_thread=card)
    await ana.edit(said, "Tell them yes")
    await ana.delete(said)

    events = [one["event"] for one in desk.heard]
    assert [one.get("subtype") for one in events] == [None, "message_changed", "message_deleted"]
    assert events[0]["text"] == "Tell them &lt;b&gt;no&lt;/b&gt; &amp; <@U0BEN>"
    assert events[0]["thread_ts"] == card.ts
    assert events[1]["message"]["text"] == "Tell them yes"
    assert events[2]["deleted_ts"] == said.ts


async def test_an_app_that_does_not_answer_shows_the_person_a_warning(desk: Any) -> None:
    card = await a_card(desk)
    with pytest.raises(AppFailed, match="404"):
        await desk.workspace.as_user("ana").click("approve", on=card)


async def test_who_is_not_in_the_channel_sees_nothing_to_press(desk: Any) -> None:
    with pytest.raises(NotThere):
        await desk.workspace.as_user("eve").click("approve", on=await a_card(desk))
    with pytest.raises(NotThere, match="'Approve', 'Edit…'"):
        await desk.workspace.as_user("ana").click("reject", on=await a_card(desk))
