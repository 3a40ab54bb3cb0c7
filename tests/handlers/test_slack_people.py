import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.rules.approvers import Approvers, Standing
from handlers.slack.identity import WrongToken
from tests.handlers.slack_world import Office, an_office

TEAM = "T0SANDBOX"


@pytest.fixture
async def office(tmp_path: Path) -> AsyncGenerator[Office]:
    async with an_office(tmp_path) as office:
        yield office


@pytest.mark.parametrize(
    ("user", "team", "standing"),
    [
        ("U0ANA", TEAM, Standing.MEMBER),
        ("U0GUS", TEAM, Standing.GUEST),
        ("U0EVE", "T0OTHER", Standing.EXTERNAL),
        ("U0EVE", TEAM, Standing.EXTERNAL),
        ("U0ANA", "T0OTHER", Standing.EXTERNAL),
        ("U0OTHERBOT", TEAM, Standing.BOT),
        ("U0HANDRAIL", TEAM, Standing.BOT),
        ("U0NOBODY", TEAM, Standing.UNKNOWN),
    ],
)
async def test_everybody_is_what_slack_says_they_are(
    office: Office, user: str, team: str, standing: Standing
) -> None:
    """F33: user kinds."""
    assert (await office.side.people.person(team, user, ())).standing is standing


async def test_somebody_who_left_is_deactivated(office: Office) -> None:
    await office.slack.manage("deactivate", user="ana")
    person = await office.side.people.person(TEAM, "U0ANA", ())
    assert person.standing is Standing.DEACTIVATED


async def test_groups_are_those_that_hold_the_person(office: Office) -> None:
    person = await office.side.people.person(TEAM, "U0MIA", ("S0REFUNDS", "S0LEADS", "S0SUPPORT"))
    assert person.groups == {"S0LEADS", "S0SUPPORT"}
    assert person.groups_known
    assert person.name == "Mia"


async def test_what_slack_does_not_say_is_unknown(office: Office) -> None:
    await office.slack.faults.add("server_error", method="users.info")
    person = await office.side.people.person(TEAM, "U0ANA", ("S0REFUNDS",))
    assert person.standing is Standing.UNKNOWN
    await office.slack.faults.add("rate_limited", method="usergroups.users.list")
    person = await office.side.people.person(TEAM, "U0ANA", ("S0LEADS",))
    assert not person.groups_known
    assert person.groups == frozenset()


async def test_an_unknown_group_holds_nobody(office: Office) -> None:
    person = await office.side.people.person(TEAM, "U0ANA", ("S0NOWHERE",))
    assert person.groups == frozenset()


async def test_knowledge_is_at_most_a_minute_old(office: Office) -> None:
    async def is_in() -> bool:
        person = await office.side.people.person(TEAM, "U0ANA", ("S0REFUNDS",))
        return "S0REFUNDS" in person.groups

    assert await is_in()
    await office.slack.manage("set_group", group="S0REFUNDS", members=["U0BEN"])
    office.clock.wind(seconds=59)
    assert await is_in()
    office.clock.wind(seconds=1)
    assert not await is_in()


async def test_a_failure_is_not_remembered(office: Office) -> None:
    await office.slack.faults.add("server_error", method="users.info")
    assert (await office.side.people.person(TEAM, "U0ANA", ())).standing is Standing.UNKNOWN
    assert (await office.side.people.person(TEAM, "U0ANA", ())).standing is Standing.MEMBER


async def test_a_hundred_who_press_at_once_ask_for_the_group_once(office: Office) -> None:
    ask = office.side.people.person
    await asyncio.gather(*(ask(TEAM, "U0ANA", ("S0REFUNDS",)) for _ in range(100)))
    assert len(await office.slack.journal.calls("usergroups.users.list")) == 1
    assert len(await office.slack.journal.calls("users.info")) == 1


async def test_who_we_are_is_asked_once(office: Office) -> None:
    escalation, card = await office.ask()
    await office.slack.as_user("ana").click("approve", on=card)
    assert not (await office.now(escalation)).is_open
    assert len(await office.slack.journal.calls("auth.test")) == 1


async def test_a_token_that_slack_refuses_stops_the_start(office: Office) -> None:
    office.side.me.known = None
    office.side.client.token = "xoxb-wrong"
    with pytest.raises(WrongToken, match="SLACK_BOT_TOKEN"):
        await office.side.check()


async def test_a_slack_that_is_down_does_not_stop_the_start(office: Office) -> None:
    office.side.me.known = None
    await office.slack.faults.add("down", method="auth.test")
    assert not await office.side.check()
    assert await office.side.check()


async def test_reviewers_are_those_named_and_those_in_the_groups(office: Office) -> None:
    approvers = Approvers(users=frozenset({"U0SAM"}), usergroups=frozenset({"S0REFUNDS"}))
    found = await office.side.people.reviewers(approvers)
    assert [person.user for person in found] == ["U0ANA", "U0BEN", "U0SAM"]
    assert found[0].groups == {"S0REFUNDS"}


async def test_nobody_is_a_reviewer_while_slack_says_nothing(office: Office) -> None:
    await office.slack.faults.add("server_error", method="users.info", times=None)
    await office.slack.faults.add("server_error", method="usergroups.users.list", times=None)
    approvers = Approvers(users=frozenset({"U0SAM"}), usergroups=frozenset({"S0REFUNDS"}))
    assert await office.side.people.reviewers(approvers) == []


async def test_only_of_whom_slack_says_so_it_is_known_that_they_are_gone(office: Office) -> None:
    """F66: nobody to notify."""
    await office.slack.manage("deactivate", user="ana")
    asked = ("U0ANA", "U0BEN", "U0NOBODY", "S0LEADS", "C0OPS", "C0GENERAL", "C0NONE")
    gone = await office.side.people.gone(asked)
    assert gone == {"U0ANA", "U0NOBODY", "C0GENERAL", "C0NONE"}, "and in C0GENERAL is no bot"


async def test_while_slack_is_down_nobody_is_gone(office: Office) -> None:
    for method in ("users.info", "usergroups.users.list", "conversations.info"):
        await office.slack.faults.add("server_error", method=method, times=None)
    assert await office.side.people.gone(("U0NOBODY", "S0NONE", "C0NONE")) == frozenset()
