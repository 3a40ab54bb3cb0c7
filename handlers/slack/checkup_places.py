"""The channels and people that a policy names: is everybody there, and may they do their part?"""

from collections.abc import Mapping

from slack_sdk.web.async_client import AsyncWebClient

from bot.rules.delivery import Failed, Limited, Lost
from bot.rules.finding import Finding, ok, warning, wrong
from bot.rules.json import Json
from handlers.slack.answers import Answer, ask
from handlers.slack.text import one_line


async def check_channel(client: AsyncWebClient, id: str, purpose: str, bot: str) -> Finding:
    name = f"channel {id}"
    answer = await ask(lambda: client.conversations_info(channel=id))
    if isinstance(answer, Failed) and answer.error == "channel_not_found":
        return wrong(
            name,
            f"Slack shows the app no such channel; {purpose}.",
            f"Check the id (channel details, at the bottom). A private one needs /invite @{bot}.",
        )
    if not isinstance(answer, dict):
        return _unknown(name, answer)
    return _channel_as_it_is(name, answer.get("channel") or {}, purpose, bot)


def _channel_as_it_is(name: str, channel: Json, purpose: str, bot: str) -> Finding:
    said = f"#{one_line(str(channel.get('name') or ''), 80)}"
    if channel.get("is_archived"):
        return wrong(
            name,
            f"{said} is archived; {purpose}.",
            "Unarchive it, or name another channel.",
        )
    if not channel.get("is_member"):
        return wrong(
            name, f"The app is not in {said}; {purpose}.", f"Type /invite @{bot} in {said}."
        )
    if channel.get("is_ext_shared"):
        return warning(
            name,
            f"{said} is shared with another company, whose people can read every card.",
            "Use a channel of your own, unless that is meant.",
        )
    return ok(name, f"The app is in {said}; {purpose}.")


async def check_groups(client: AsyncWebClient, wanted: Mapping[str, str]) -> list[Finding]:
    """All of them by one question."""
    if not wanted:
        return []
    answer = await ask(lambda: client.usergroups_list(include_disabled=True, include_count=True))
    if not isinstance(answer, dict):
        return [_unknown("user groups", answer)]
    there = {str(group.get("id")): group for group in answer.get("usergroups") or ()}
    return [_group(f"user group {id}", there.get(id), why) for id, why in wanted.items()]


def _group(name: str, group: Json | None, purpose: str) -> Finding:
    if group is None:
        return wrong(
            name,
            f"There is no such user group; {purpose}.",
            "Check the id (People, User groups, ⋯, Copy group ID).",
        )
    said = f"@{one_line(str(group.get('handle') or ''), 80)}"
    if group.get("date_delete"):
        return wrong(name, f"{said} is disabled; {purpose}.", "Enable it again, or name another.")
    count = int(group.get("user_count") or 0)
    if not count:
        return wrong(name, f"Nobody is in {said}; {purpose}.", "Put the reviewers into it.")
    return ok(name, f"{said} has {count} {'member' if count == 1 else 'members'}; {purpose}.")


async def check_user(client: AsyncWebClient, id: str, purpose: str) -> Finding:
    name = f"user {id}"
    answer = await ask(lambda: client.users_info(user=id))
    if isinstance(answer, Failed) and answer.error == "user_not_found":
        return wrong(name, f"There is no such person; {purpose}.", "Check the id in their profile.")
    if not isinstance(answer, dict):
        return _unknown(name, answer)
    user: Json = answer.get("user") or {}
    said = one_line(str(user.get("real_name") or user.get("name") or id), 80)
    if user.get("deleted") or user.get("is_bot"):
        is_what = "is deactivated" if user.get("deleted") else "is a bot"
        return wrong(name, f"{said} {is_what} and cannot act; {purpose}.", "Name somebody else.")
    return ok(name, f"{said} is there; {purpose}.")


def _unknown(name: str, answer: Answer) -> Finding:
    if isinstance(answer, Failed) and answer.error == "missing_scope":
        words = "It cannot be looked at: the token lacks a scope."
        return warning(name, words, "See “scopes” above.")
    return silent(name, answer)


def silent(name: str, answer: Answer) -> Finding:
    """Not a no: Slack could not be asked."""
    match answer:
        case Limited(seconds=seconds):
            return warning(
                name, "Slack has no time for us just now.", f"Ask again in {seconds:.0f} s."
            )
        case Failed(error=error) | Lost(error=error):
            words = f"Slack does not answer ({error})."
        case _:
            words = "Slack does not answer."
    return wrong(
        name,
        words,
        "Look at the way out (proxy, firewall) and at https://slack-status.com, then ask again.",
    )
