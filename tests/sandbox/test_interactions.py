"""Forms that stack, triggers that expire, old buttons, double clicks, whispers, menus and Home tabs."""

from typing import Any

import httpx
import pytest
from slack_sdk.errors import SlackApiError

from sandbox import AppFailed, Form, Message, NotThere, WindUpClock
from tests.sandbox.cards import CARD, MODAL, a_card


def opens_modal(desk: Any, action: str = "edit") -> list[dict[str, Any]]:
    bodies: list[dict[str, Any]] = []

    @desk.bolt.action(action)
    async def listen(ack: Any, body: dict[str, Any], client: Any) -> None:
        bodies.append(body)
        await client.views_open(trigger_id=body["trigger_id"], view=MODAL)
        await ack()

    return bodies


def acknowledges(desk: Any, action: str = "approve") -> list[dict[str, Any]]:
    bodies: list[dict[str, Any]] = []

    @desk.bolt.action(action)
    async def listen(ack: Any, body: dict[str, Any]) -> None:
        bodies.append(body)
        await ack()

    return bodies


async def test_a_trigger_opens_one_modal_within_three_seconds(
    desk: Any, clock: WindUpClock
) -> None:
    bodies = opens_modal(desk)
    await desk.workspace.as_user("ana").click("edit", on=await a_card(desk))
    trigger = {"trigger_id": bodies[0]["trigger_id"], "view": MODAL}
    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        await desk.slack.views_open(**trigger)

    bodies = acknowledges(desk)
    await desk.workspace.as_user("ana").click("approve", on=await a_card(desk))
    clock.wind(seconds=3.1)
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        await desk.slack.views_open(trigger_id=bodies[0]["trigger_id"], view=MODAL)


async def test_forms_stack_three_deep_and_close_one_by_one(desk: Any) -> None:
    opens_modal(desk)

    @desk.bolt.view("edit")
    async def submitted(ack: Any) -> None:
        await ack(response_action="push", view=MODAL)

    ana = desk.workspace.as_user("ana")
    first = await ana.click("edit", on=await a_card(desk))
    assert await ana.fill_modal({"words": "1"}) is None
    assert await ana.fill_modal({"words": "2"}) is None
    third = await ana.modal()
    assert third["root_view_id"] == first.id
    assert third["previous_view_id"] not in {None, first.id}
    with pytest.raises(AppFailed, match="push_limit_reached"):
        await ana.fill_modal({"words": "3"})
    await ana.close_modal()
    assert (await ana.modal())["previous_view_id"] == first.id
    await ana.close_modal(everything=True)
    assert await ana.modal() is None


async def test_an_updated_form_keeps_what_was_typed_and_a_stale_hash_is_refused(
    desk: Any,
) -> None:
    opens_modal(desk)
    ana = desk.workspace.as_user("ana")
    form = await ana.click("edit", on=await a_card(desk))

    @desk.bolt.view("edit")
    async def submitted(ack: Any) -> None:
        await ack(
            response_action="update",
            view=MODAL | {"title": {"type": "plain_text", "text": "Again"}},
        )

    await ana.submit(form, {"words": "kept"})
    now = await ana.modal()
    assert (now.title, now.values["words"]["text"]["value"]) == ("Again", "kept")
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await desk.slack.views_update(view_id=form.id, hash=form["hash"], view=MODAL)
    await desk.slack.views_update(view_id=form.id, hash=now["hash"], view=MODAL)
    assert (await ana.modal()).title == "Edit"


async def test_slack_refuses_a_bad_view_and_errors_for_no_field(desk: Any) -> None:
    opens_modal(desk)
    answers = [
        {"response_action": "update", "view": {"type": "modal"}},
        {"response_action": "errors", "errors": {"elsewhere": "No."}},
        {"response_action": "explode"},
    ]

    @desk.bolt.view("edit")
    async def submitted(ack: Any) -> None:
        await ack(**answers[0])

    ana = desk.workspace.as_user("ana")
    form = await ana.click("edit", on=await a_card(desk))
    for problem in ("missing required field", "must name input blocks"):
        with pytest.raises(AppFailed, match=problem):
            await ana.submit(form, {"words": "x"})
        answers.pop(0)


async def test_an_external_id_names_one_view(desk: Any) -> None:
    view = {"type": "home", "external_id": "home-1", "blocks": CARD}
    await desk.slack.views_publish(user_id="U0ANA", view=view)
    with pytest.raises(SlackApiError, match="duplicate_external_id"):
        await desk.slack.views_publish(user_id="U0BEN", view=view)
    await desk.slack.views_publish(user_id="U0ANA", view=view)


async def test_closing_is_told_when_asked_for(desk: Any) -> None:
    closed: list[dict[str, Any]] = []

    @desk.bolt.action("edit")
    async def edit(ack: Any, body: dict[str, Any], client: Any) -> None:
        view = MODAL | {"notify_on_close": True}
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    @desk.bolt.view_closed("edit")
    async def listen(ack: Any, body: dict[str, Any]) -> None:
        closed.append(body)
        await ack()

    ana = desk.workspace.as_user("ana")
    await ana.click("edit", on=await a_card(desk))
    await ana.close_modal()
    assert (closed[0]["type"], closed[0]["is_cleared"]) == ("view_closed", False)


async def test_a_home_tab_is_published_seen_and_pressed(desk: Any) -> None:
    bodies = acknowledges(desk)

    @desk.bolt.event("app_home_opened")
    async def opened(event: dict[str, Any], client: Any) -> None:
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": CARD})

    ana = desk.workspace.as_user("ana")
    home = await ana.open_home()
    assert home.buttons == ["Approve", "Edit…"]
    await ana.click("approve", on=home)
    assert bodies[0]["container"] == {"type": "view", "view_id": home.id}
    assert bodies[0]["view"]["type"] == "home"
    assert await desk.workspace.as_user("ben").home() is None


async def test_a_double_click_is_two_presses_and_a_replay_is_one_twice(desk: Any) -> None:
    bodies = acknowledges(desk)
    ana = desk.workspace.as_user("ana")
    await ana.click("approve", on=await a_card(desk))
    answers = await ana.repeat_last(3, concurrently=True)
    assert [one["status"] for one in answers] == [200] * 3
    assert len({one["trigger_id"] for one in bodies}) == 4
    assert len({one["actions"][0]["action_ts"] for one in bodies}) == 4
    await ana.repeat_last(identical=True)
    assert bodies[-1] == bodies[0]


async def test_an_old_screen_still_shows_the_button(desk: Any) -> None:
    bodies = acknowledges(desk)
    card = await a_card(desk)
    ana = desk.workspace.as_user("ana")
    await desk.slack.chat_update(channel=card.channel, ts=card.ts, text="Done", blocks=[])
    with pytest.raises(NotThere, match="nothing to press"):
        await ana.click("approve", on=card)
    await ana.click("approve", on=card, stale=True)
    await desk.slack.chat_delete(channel=card.channel, ts=card.ts)
    await ana.click("approve", on=card, stale=True)
    assert [one["actions"][0]["value"] for one in bodies] == ["esc_1:1"] * 2


async def test_a_button_may_be_for_some_eyes_only(desk: Any) -> None:
    acknowledges(desk)
    button = CARD[1]["elements"][0] | {"visible_to_user_ids": ["U0ANA"]}
    await desk.slack.chat_postMessage(
        channel="C0OPS", text="x", blocks=[{"type": "actions", "elements": [button]}]
    )
    card = await desk.workspace.wait_for_message("C0OPS")
    await desk.workspace.as_user("ana").click("approve", on=card)
    with pytest.raises(NotThere, match="not shown to U0BEN"):
        await desk.workspace.as_user("ben").click("approve", on=card)


async def test_menus_tell_what_was_chosen(desk: Any) -> None:
    options = [
        {"text": {"type": "plain_text", "text": text}, "value": text.lower()}
        for text in ("Release", "Resolve")
    ]
    more = {"type": "overflow", "action_id": "more", "options": options}
    pick = {"type": "static_select", "action_id": "pick", "options": options}
    who = {"type": "users_select", "action_id": "who"}
    blocks = [
        CARD[0] | {"accessory": more},
        {"type": "actions", "block_id": "b", "elements": [pick, who]},
    ]
    bodies = [acknowledges(desk, name) for name in ("more", "pick", "who")]
    await desk.slack.chat_postMessage(channel="C0OPS", text="x", blocks=blocks)
    card = await desk.workspace.wait_for_message("C0OPS")
    ana = desk.workspace.as_user("ana")
    await ana.click("Release", on=card)
    await ana.choose("pick", "resolve", on=card)
    await ana.choose("who", "U0BEN", on=card)
    assert bodies[0][0]["actions"][0]["selected_option"]["value"] == "release"
    assert bodies[1][0]["actions"][0]["selected_option"]["value"] == "resolve"
    assert bodies[2][0]["actions"][0]["selected_user"] == "U0BEN"
    state = bodies[2][0]["state"]["values"]["b"]
    assert (state["pick"]["selected_option"]["value"], state["who"]["selected_user"]) == (
        "resolve",
        "U0BEN",
    )


async def test_an_external_menu_asks_the_app_what_to_offer(desk: Any) -> None:
    @desk.bolt.options("pick")
    async def offer(ack: Any, payload: dict[str, Any]) -> None:
        text = {"type": "plain_text", "text": payload["value"].upper()}
        await ack(options=[{"text": text, "value": "1"}])

    pick = {"type": "external_select", "action_id": "pick", "min_query_length": 1}
    await desk.slack.chat_postMessage(
        channel="C0OPS", text="x", blocks=[{"type": "actions", "elements": [pick]}]
    )
    card = await desk.workspace.wait_for_message("C0OPS")
    offered = await desk.workspace.as_user("ana").suggestions("pick", "abc", on=card)
    assert offered["options"][0]["text"]["text"] == "ABC"


async def test_a_whisper_is_pressed_and_changed_only_through_its_response_url(
    desk: Any,
) -> None:
    @desk.bolt.action("approve")
    async def approve(ack: Any, body: dict[str, Any], respond: Any) -> None:
        assert body["container"]["is_ephemeral"]
        assert "message" not in body
        await ack()
        await respond(text="Noted.", replace_original=True)

    await desk.slack.chat_postEphemeral(channel="C0OPS", user="U0ANA", text="Sure?", blocks=CARD)
    ana = desk.workspace.as_user("ana")
    whisper = await ana.wait_for_ephemeral("Sure?")
    await ana.click("approve", on=whisper)
    assert [one.words for one in await ana.ephemerals()] == ["Noted."]


async def test_a_response_url_serves_five_times_within_half_an_hour(
    desk: Any, clock: WindUpClock
) -> None:
    bodies = acknowledges(desk)
    ana = desk.workspace.as_user("ana")
    card = await a_card(desk)
    await ana.click("approve", on=card)
    url = bodies[0]["response_url"]
    async with httpx.AsyncClient() as http:
        said = [
            {"text": "for ana"},
            {"text": "for all", "response_type": "in_channel"},
            {"text": "for the thread", "response_type": "in_channel", "thread_ts": card.ts},
            {"text": "instead", "replace_original": True},
            {"delete_original": True},
            {"text": "too often"},
        ]
        statuses = [(await http.post(url, json=one)).status_code for one in said]
        assert statuses == [200, 200, 200, 200, 200, 404]
        await ana.repeat_last()
        clock.wind(minutes=31)
        late = await http.post(bodies[1]["response_url"], json={"text": "late"})
        assert late.json()["error"] == "expired_url"
    assert [one.text for one in await ana.ephemerals()] == ["for ana"]
    texts = [one.text for one in await desk.workspace.messages("C0REFUNDS")]
    assert texts == ["This message was deleted.", "for all", "for the thread"]


async def test_a_command_answers_with_words_a_message_or_a_modal(desk: Any) -> None:
    @desk.bolt.command("/handrail")
    async def command(ack: Any, body: dict[str, Any], client: Any) -> None:
        match body["text"]:
            case "words":
                await ack("Just words.")
            case "all":
                await ack(text="For all.", response_type="in_channel")
            case "modal":
                await client.views_open(trigger_id=body["trigger_id"], view=MODAL)
                await ack()
            case _:
                await ack()

    ana = desk.workspace.as_user("ana")
    said = await ana.command("/handrail", "words")
    assert isinstance(said, Message)
    assert said.text == "Just words."
    await ana.command("/handrail", "all", channel="C0OPS")
    assert (await desk.workspace.messages("C0OPS"))[0].text == "For all."
    assert isinstance(await ana.command("/handrail", "modal"), Form)
    assert await ana.command("/handrail", "nothing") is None


async def test_shortcuts_reach_the_app(desk: Any) -> None:
    seen: list[str] = []

    @desk.bolt.shortcut("escalate")
    async def shortcut(ack: Any, body: dict[str, Any]) -> None:
        seen.append(body["type"])
        await ack()

    ana = desk.workspace.as_user("ana")
    await ana.shortcut("escalate")
    await ana.shortcut("escalate", on=await ana.say("this one", channel="C0OPS"))
    assert seen == ["shortcut", "message_action"]


PINGS = [
    ({"text": "<!channel>"}, ["U0ANA", "U0BEN", "U0MIA", "U0SAM", "U0GUS"]),
    ({"text": "<!here|here> now"}, ["U0ANA", "U0BEN", "U0MIA", "U0SAM", "U0GUS"]),
    ({"text": "<@U0ANA> and <@U0EVE>"}, ["U0ANA"]),
    ({"text": "<!subteam^S0LEADS>"}, ["U0MIA"]),
    ({"text": "&lt;!channel&gt; `<@U0ANA>` ```<!here>```"}, []),
    ({"text": "<@U0ANA>", "blocks": [CARD[0]]}, []),
    (
        {"text": "x", "blocks": [CARD[0] | {"text": {"type": "mrkdwn", "text": "<@U0BEN>"}}]},
        ["U0BEN"],
    ),
    (
        {"text": "x", "blocks": [CARD[0] | {"text": {"type": "plain_text", "text": "<!here>"}}]},
        [],
    ),
    (
        {
            "text": "x",
            "blocks": [
                {
                    "type": "rich_text",
                    "elements": [
                        {
                            "type": "rich_text_section",
                            "elements": [
                                {"type": "text", "text": "<!channel>"},
                                {"type": "usergroup", "usergroup_id": "S0REFUNDS"},
                            ],
                        }
                    ],
                }
            ],
        },
        ["U0ANA", "U0BEN"],
    ),
]


@pytest.mark.parametrize(("said", "users"), PINGS)
async def test_only_real_mentions_ring_a_phone(
    slack: Any, workspace: Any, said: dict[str, Any], users: list[str]
) -> None:
    await slack.chat_postMessage(channel="C0OPS", **said)
    rung = [user for one in await workspace.notifications() for user in one["users"]]
    assert rung == users


async def test_the_request_url_gives_the_challenge_back(desk: Any) -> None:
    assert (await desk.workspace.manage("verify_url"))["verified"]
