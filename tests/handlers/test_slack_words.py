import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.rules.escalation import Escalation
from handlers.slack.messages import SUBTYPES, Meaning, meaning_of
from handlers.slack.socket import WrongAppToken
from tests.handlers.slack_world import APP_TOKEN, Office, an_office
from tests.makers import a_refund


@pytest.fixture
async def office(tmp_path: Path) -> AsyncGenerator[Office]:
    async with an_office(tmp_path) as office:
        yield office


async def heard(office: Office, escalation: Escalation) -> int:
    return (await office.audit(escalation)).count("wrote in the thread")


async def test_an_ok_typed_in_the_thread_decides_nothing_and_says_so_once(office: Office) -> None:
    """F42: typed "approve" in prose executes."""
    escalation, card = await office.ask()
    ana = office.slack.as_user("ana")
    await ana.reply("ok approve it", in_thread=card)
    await ana.reply("really, approve", in_thread=card)
    told = await office.whispers("ana")
    assert len(told) == 1
    assert "nothing typed here decides" in told[0]
    assert (await office.now(escalation)).is_open
    assert await heard(office, escalation) == 2


async def test_every_subtype_is_heard_or_told_or_no_persons_words(office: Office) -> None:
    """F5: reply silently ignored by subtype."""
    escalation, card = await office.ask()
    wrong: list[str] = []
    for number, subtype in enumerate([*filter(None, SUBTYPES), "invented_tomorrow"]):
        before = await heard(office, escalation)
        event = {
            "type": "message",
            "subtype": subtype,
            "user": "U0ANA",
            "channel": card.channel,
            "text": "x",
            "ts": f"9.{number}",
            "thread_ts": card.ts,
        }
        await office.slack.send_event(event)
        is_heard = await heard(office, escalation) - before
        if is_heard != (meaning_of(subtype) is Meaning.WORDS):
            wrong.append(subtype)
    assert wrong == []
    assert len(await office.whispers("ana")) == 1


async def test_what_was_written_while_nobody_heard_is_read_afterwards_and_once(
    office: Office,
) -> None:
    """F3: lost because retries are dropped."""
    escalation, card = await office.ask()
    ana = office.slack.as_user("ana")
    await ana.reply("this one arrives", in_thread=card)
    await office.slack.faults.add("lose", attempts=4, times=None)
    lost = await ana.reply("and this one never does", in_thread=card)
    await ana.edit(lost, "and this one never does, edited")
    await office.slack.faults.clear()
    assert await heard(office, escalation) == 1
    catch_up = office.side.catch_up(office.desk)
    assert await catch_up() == 1
    assert await heard(office, escalation) == 2
    office.clock.wind(minutes=5)
    assert [await catch_up(), await catch_up()] == [1, 0]
    assert await office.side.catch_up(office.desk)() == 1, "as after a restart"
    assert await heard(office, escalation) == 2


async def test_a_thread_that_slack_does_not_show_now_is_read_later(office: Office) -> None:
    escalation, card = await office.ask()
    await office.slack.faults.add("lose", attempts=4, times=None)
    await office.slack.as_user("ana").reply("is anybody there?", in_thread=card)
    await office.slack.faults.clear()
    await office.slack.faults.add("server_error", method="conversations.replies")
    catch_up = office.side.catch_up(office.desk)
    assert [await catch_up(), await heard(office, escalation)] == [1, 0]
    assert [await catch_up(), await heard(office, escalation)] == [1, 1]


async def test_what_people_really_do_in_a_thread_is_heard(office: Office) -> None:
    """F5: `thread_broadcast`, files, `/me`."""
    escalation, card = await office.ask()
    ana = office.slack.as_user("ana")
    await ana.reply("plain", in_thread=card)
    await ana.reply("to all", in_thread=card, also_to_channel=True)
    await ana.reply("waves", in_thread=card, subtype="me_message")
    await ana.upload({"a.txt": b"x"}, in_thread=card)
    await office.drain()
    assert await heard(office, escalation) == 4


async def test_edits_deletions_bots_and_our_own_posts_are_let_pass(office: Office) -> None:
    escalation, card = await office.ask()
    ana = office.slack.as_user("ana")
    said = await ana.reply("first", in_thread=card)
    await ana.edit(said, "second")
    await ana.delete(said)
    await office.slack.as_user("otherbot").reply("beep", in_thread=card)
    await ana.say("in the channel", channel=card.channel)
    await office.drain()
    assert await heard(office, escalation) == 1


async def test_one_message_told_eleven_times_is_one_message(office: Office) -> None:
    """F1: duplicate on Slack retry. F2: duplicates with different event ids."""
    escalation, card = await office.ask()
    await office.slack.faults.add("duplicate", event="message", copies=5, concurrently=True)
    await office.slack.faults.add("twin", event="message", copies=5, concurrently=True)
    await office.slack.as_user("ana").reply("hello", in_thread=card)
    await office.drain()
    assert await heard(office, escalation) == 1
    assert len(await office.whispers("ana")) == 1


async def test_a_message_of_which_only_the_third_retry_arrives_is_heard_once(
    office: Office,
) -> None:
    """F3: lost because retries are dropped."""
    escalation, card = await office.ask()
    await office.slack.faults.add("lose", event="message", attempts=3)
    await office.slack.as_user("ana").reply("hello", in_thread=card)
    for _ in range(3):
        office.clock.wind(minutes=6)
        await office.slack.advance_retries()
    assert await heard(office, escalation) == 1


async def test_the_same_ts_in_another_channel_is_another_case(office: Office) -> None:
    """F8: wrong conversation."""
    escalation, card = await office.ask()
    event = {
        "type": "message",
        "user": "U0ANA",
        "channel": "C0OPS",
        "text": "x",
        "ts": "9.1",
        "thread_ts": card.ts,
    }
    await office.slack.send_event(event)
    assert await heard(office, escalation) == 0


async def test_the_command_lists_what_waits_for_whoever_asks(office: Office) -> None:
    _, card = await office.ask()
    await office.ask(a_refund("t-2", amount=7.0, conversation_id="conv-2"))
    seen = await office.slack.as_user("ana").command("/handrail")
    assert "2 waiting for you" in seen.words
    assert card.ts.replace(".", "") in str(seen.json)
    nothing = await office.slack.as_user("sam").command("/handrail")
    assert "Nothing waits for you." in nothing.words
    explained = await office.slack.as_user("sam").command("/handrail", "help")
    assert "asks you before it acts" in explained.words


async def test_the_shortcut_opens_the_same_list(office: Office) -> None:
    await office.ask()
    form = await office.slack.as_user("ana").shortcut("waiting")
    assert form is not None
    assert "1 waiting for you" in str(form.json)


async def test_the_home_tab_explains_and_counts(office: Office) -> None:
    await office.ask()
    ana = office.slack.as_user("ana")
    await ana.open_home()
    home = await ana.wait_for_home("How this works")
    assert "1 waiting for you" in str(home.json)


@pytest.mark.parametrize(
    ("choice", "shows"),
    [
        ("Show the whole conversation", "I want my money back"),
        ("Copy link", "https://sandbox.slack.com/archives/C0REFUNDS/p"),
        ("How this works", "asks you before it acts"),
    ],
)
async def test_the_menu_shows_what_it_says(office: Office, choice: str, shows: str) -> None:
    _, card = await office.ask()
    form = await office.slack.as_user("sam").click(choice, on=card)
    assert form is not None
    assert shows in str(form.json)


async def test_a_form_that_slack_does_not_open_is_not_silence(office: Office) -> None:
    escalation, card = await office.ask()
    await office.slack.faults.add("refuse", method="views.open", error="expired_trigger_id")
    assert await office.slack.as_user("ana").click("edit", on=card) is None
    assert "could not open the form" in (await office.whispers("ana"))[0]
    assert (await office.now(escalation)).is_open


async def test_socket_mode_does_all_that_http_does_and_leaves_nothing_behind(
    office: Office,
) -> None:
    before = set(asyncio.all_tasks())
    socket = await office.side.open_socket(office.desk, app_token=APP_TOKEN)
    await office.slack.wait_for_sockets(1)
    assert await socket.is_connected()
    escalation, card = await office.ask()
    await office.slack.as_user("ana").click("approve", on=card)
    assert not (await office.now(escalation)).is_open
    assert {
        each["transport"] for each in await office.slack.journal.events(kind="interactive")
    } == {"socket"}
    await office.slack.disconnect_sockets()
    await office.slack.wait_for_sockets(1)
    await socket.stop()
    await office.slack.wait_for_sockets(0)
    left = {task for task in asyncio.all_tasks() - before if "slack" in repr(task.get_coro())}
    assert not left


async def test_an_app_token_that_slack_refuses_stops_the_start(office: Office) -> None:
    with pytest.raises(WrongAppToken, match="SLACK_APP_TOKEN"):
        await office.side.open_socket(office.desk, app_token="xapp-wrong")
