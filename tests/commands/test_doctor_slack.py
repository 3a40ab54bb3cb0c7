"""The doctor asks a Slack workspace in a box, over real HTTP, what it would ask Slack."""

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest

from bot.commands.doctor.policy import named, read_policy
from bot.commands.manifest import bot_scopes
from bot.rules.finding import Finding, Level
from handlers.slack.checkup import Wanted, check_app_token, check_workspace
from handlers.slack.side import SlackSide
from sandbox import Sandbox, Workspace
from tests.makers import WindUpClock

TOKEN, APP_TOKEN = "xoxb-of-the-tests", "xapp-of-the-tests"
MEANT = {"missing_scope", "not_allowed_token_type"}  # these tests bring about themselves
WANTED = Wanted(
    scopes=bot_scopes(),
    channels={"C0REFUNDS": "queue refunds", "G0RISK": "queue risk"},
    groups={"S0REFUNDS": "queue refunds"},
    users={"U0MIA": "queue risk"},
)
WITH_A_ROTA = """\
queues:
  refunds:
    channel: C0REFUNDS
    approvers: {any_of: [{rota: days}]}
    managers: [{user: U0NOBODY}]
rotas: {days: {timezone: UTC, people: [U0ANA, U0BEN]}}
rules: [{name: all, when: "true", then: hold, queue: refunds}]
"""


@pytest.fixture
async def slack(clock: WindUpClock) -> AsyncGenerator[Workspace]:
    async with Sandbox.serve(
        clock=WindUpClock(clock.now()),
        signing_clock=WindUpClock(clock.now()),
        bot_token=TOKEN,
        app_token=APP_TOKEN,
    ) as workspace:
        yield workspace
        assert {one["why"] for one in await workspace.complaints()} <= MEANT


async def look(
    slack: Workspace, clock: WindUpClock, wanted: Wanted = WANTED, token: str = TOKEN
) -> dict[str, Finding]:
    side = SlackSide(bot_token=token, clock=clock, api_url=slack.api_url)
    try:
        found = [each async for each in check_workspace(side.client, wanted, clock)]
    finally:
        await side.close()
    assert len({each.name for each in found}) == len(found)
    assert all(each.remedy or each.level is Level.OK for each in found)
    assert not [each for each in found if token in repr(each)]
    return {each.name: each for each in found}


async def test_a_workspace_where_all_is_well_has_nothing_to_mend(
    slack: Workspace, clock: WindUpClock
) -> None:
    found = await look(slack, clock)
    assert {each.level for each in found.values()} == {Level.OK}
    assert {name: each.words for name, each in found.items()} == {
        "clock": "It agrees with Slack's.",
        "Slack token": "It is handrail's, in the workspace Sandbox.",
        "scopes": "The token has all 13 of manifest.yml, and 1 more that nothing here uses.",
        "channel C0REFUNDS": "The app is in #refunds; queue refunds.",
        "channel G0RISK": "The app is in #risk; queue risk.",
        "user group S0REFUNDS": "@refunds has 2 members; queue refunds.",
        "user U0MIA": "Mia Lindt is there; queue risk.",
    }


async def test_looking_changes_nothing(slack: Workspace, clock: WindUpClock) -> None:
    await look(slack, clock)
    asked = {call["method"] for call in await slack.journal.calls()}
    assert asked == {"auth.test", "conversations.info", "usergroups.list", "users.info"}


@pytest.mark.parametrize(
    ("act", "arguments", "name", "words", "remedy"),
    [
        ("remove_app", {"channel": "C0REFUNDS"}, "channel C0REFUNDS",
         "not in #refunds", "/invite @handrail in #refunds"),
        ("remove_app", {"channel": "G0RISK"}, "channel G0RISK",
         "no such channel", "private one needs /invite"),
        ("archive", {"channel": "C0REFUNDS"}, "channel C0REFUNDS", "is archived", "Unarchive"),
        ("set_group", {"group": "S0REFUNDS", "members": ["ana"], "disabled": True},
         "user group S0REFUNDS", "@refunds is disabled", "Enable it"),
        ("set_group", {"group": "S0REFUNDS", "members": []},
         "user group S0REFUNDS", "Nobody is in @refunds", "Put the reviewers into it"),
        ("deactivate", {"user": "mia"}, "user U0MIA", "deactivated", "Name somebody else"),
        ("set_scopes", {"withdraw": ["chat:write", "files:read"]}, "scopes",
         "lacks chat:write, files:read", "reinstall"),
    ],
)  # fmt: skip
async def test_what_is_wrong_is_named_with_what_to_do(
    slack: Workspace,
    clock: WindUpClock,
    act: str,
    arguments: dict[str, Any],
    name: str,
    words: str,
    remedy: str,
) -> None:
    await slack.manage(act, **arguments)
    found = await look(slack, clock)
    assert found[name].level is Level.WRONG
    assert words in found[name].words
    assert remedy in found[name].remedy
    others = {each.level for other, each in found.items() if other != name}
    assert others == {Level.OK}, "one fault does not hide or cause another"


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (Wanted(scopes=bot_scopes(), channels={"C0NOWHERE": "queue x"}), "no such channel"),
        (Wanted(scopes=bot_scopes(), groups={"S0NOBODY": "queue x"}), "no such user group"),
        (Wanted(scopes=bot_scopes(), users={"U0NOBODY": "queue x"}), "no such person"),
        (Wanted(scopes=bot_scopes(), users={"U0OTHERBOT": "queue x"}), "is a bot"),
    ],
)
async def test_an_id_that_leads_nowhere_is_wrong_and_says_who_relies_on_it(
    slack: Workspace, clock: WindUpClock, wanted: Wanted, words: str
) -> None:
    (finding,) = [
        each for each in (await look(slack, clock, wanted)).values() if each.level is not Level.OK
    ]
    assert finding.level is Level.WRONG
    assert words in finding.words
    assert "queue x" in finding.words


async def test_whoever_takes_turns_or_manages_and_has_left_is_told(
    slack: Workspace, clock: WindUpClock, tmp_path: Path
) -> None:
    (file := tmp_path / "handrail.yaml").write_text(WITH_A_ROTA)
    await slack.manage("deactivate", user="ben")
    users = named(read_policy(file, clock.now().date()).policy, "users")
    found = await look(slack, clock, Wanted(scopes=bot_scopes(), users=users))
    wrong = {name: each.words for name, each in found.items() if each.level is Level.WRONG}
    assert set(wrong) == {"user U0BEN", "user U0NOBODY"}
    assert "is deactivated and cannot act; rota days" in wrong["user U0BEN"]
    assert wrong["user U0NOBODY"] == "There is no such person; managers of refunds."
    assert found["user U0ANA"].level is Level.OK


async def test_a_channel_that_strangers_read_is_worth_a_thought(
    slack: Workspace, clock: WindUpClock
) -> None:
    wanted = Wanted(scopes=bot_scopes(), channels={"C0SUPPORT": "queue support"})
    finding = (await look(slack, clock, wanted))["channel C0SUPPORT"]
    assert finding.level is Level.WARNING
    assert "another company" in finding.words


async def test_without_the_scope_to_look_the_scope_is_what_is_wrong(
    slack: Workspace, clock: WindUpClock
) -> None:
    lost = ["channels:read", "groups:read", "users:read", "usergroups:read"]
    await slack.manage("set_scopes", withdraw=lost)
    found = await look(slack, clock)
    wrong = [name for name, each in found.items() if each.level is Level.WRONG]
    doubtful = [each for each in found.values() if each.level is Level.WARNING]
    assert wrong == ["scopes"]
    assert {each.remedy for each in doubtful} == {"See “scopes” above."}
    assert len(doubtful) == 4


async def test_a_token_that_slack_refuses_is_the_one_thing_to_mend(
    slack: Workspace, clock: WindUpClock
) -> None:
    found = await look(slack, clock, token="xoxb-of-somebody-else")
    assert list(found) == ["clock", "Slack token"]
    assert "invalid_auth" in found["Slack token"].words
    assert "OAuth & Permissions" in found["Slack token"].remedy


async def test_a_token_that_was_revoked_is_wrong(slack: Workspace, clock: WindUpClock) -> None:
    await slack.manage("revoke")
    found = await look(slack, clock)
    assert "token_revoked" in found["Slack token"].words


@pytest.mark.parametrize("fault", ["down", "server_error"])
async def test_a_slack_that_is_away_is_no_wrong_token(
    slack: Workspace, clock: WindUpClock, fault: str
) -> None:
    await slack.faults.add(fault, times=None)
    found = await look(slack, clock)
    assert list(found) == ["Slack token"]
    assert found["Slack token"].level is Level.WRONG
    assert "Slack does not answer" in found["Slack token"].words


async def test_nobody_listening_where_slack_should_be_is_said_the_same_way(
    clock: WindUpClock,
) -> None:
    side = SlackSide(bot_token=TOKEN, clock=clock, api_url="http://127.0.0.1:1/api/")
    found = [each async for each in check_workspace(side.client, WANTED, clock)]
    await side.close()
    assert ["Slack does not answer" in each.words for each in found] == [True]


async def test_a_slack_that_has_no_time_says_when_to_ask_again(
    slack: Workspace, clock: WindUpClock
) -> None:
    await slack.faults.add("rate_limited", retry_after=17)
    finding = (await look(slack, clock))["Slack token"]
    assert (finding.level, finding.remedy) == (Level.WARNING, "Ask again in 17 s.")


async def test_one_question_that_stays_open_stops_no_other(
    slack: Workspace, clock: WindUpClock
) -> None:
    await slack.faults.add("server_error", method="conversations.info")
    await slack.faults.add("server_error", method="usergroups.list")
    found = await look(slack, clock)
    assert "does not answer" in found["channel C0REFUNDS"].words
    assert "does not answer" in found["user groups"].words
    assert found["channel G0RISK"].level is found["user U0MIA"].level is Level.OK


@pytest.mark.parametrize(
    ("seconds", "level", "words"),
    [
        (0, Level.OK, "agrees"),
        (6, Level.OK, "agrees"),
        (7, Level.WARNING, "6 s ahead of"),
        (-5, Level.OK, "agrees"),
        (-6, Level.WARNING, "6 s behind"),
        (60, Level.WARNING, "59 s ahead of"),
        (61, Level.WRONG, "60 s ahead of"),
        (-60, Level.WRONG, "60 s behind"),
        (86_400, Level.WRONG, "86,399 s ahead of"),
    ],
)
async def test_a_clock_that_is_off_is_told_by_how_much(
    slack: Workspace, clock: WindUpClock, seconds: int, level: Level, words: str
) -> None:
    """Slack's time is cut to the second, so ours may be one ahead and yet agree."""
    clock.wind(seconds=seconds)
    found = (await look(slack, clock))["clock"]
    assert found.level is level
    assert words in found.words


@pytest.mark.parametrize(
    ("token", "level", "words"),
    [
        (APP_TOKEN, Level.OK, "opens connections"),
        ("xapp-of-somebody-else", Level.WRONG, "invalid_auth"),
        (TOKEN, Level.WRONG, "not_allowed_token_type"),
    ],
)
async def test_socket_mode_is_tried_without_opening_a_connection(
    slack: Workspace, clock: WindUpClock, token: str, level: Level, words: str
) -> None:
    side = SlackSide(bot_token=TOKEN, clock=clock, api_url=slack.api_url)
    finding = await check_app_token(side.client, token)
    await side.close()
    assert finding.level is level
    assert words in finding.words
    assert token not in repr(finding)


async def test_an_app_token_without_its_scope_says_which(
    slack: Workspace, clock: WindUpClock
) -> None:
    await slack.faults.add("refuse", method="apps.connections.open", error="missing_scope")
    side = SlackSide(bot_token=TOKEN, clock=clock, api_url=slack.api_url)
    finding = await check_app_token(side.client, APP_TOKEN)
    await side.close()
    assert "connections:write" in finding.words
