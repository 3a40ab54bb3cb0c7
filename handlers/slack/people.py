"""Who somebody is, as Slack says it; remembered for a minute at most, and unknown when it does not.

Unknown is not allowed: nobody decides because Slack was down.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.ports import Clock, People
from bot.rules.approvers import Approvers, Person, Standing
from bot.rules.json import Json
from handlers.slack.answers import ask
from handlers.slack.identity import Identity, WhoAmI
from handlers.slack.reach import question, seek
from handlers.slack.text import one_line

FRESH = timedelta(seconds=60)
SECONDS = 1.5
REMEMBERED = 5_000
MOST_REVIEWERS = 60  # each of them is one question a minute


_Find = Callable[[Callable[[], Awaitable[Any]]], Coroutine[Any, Any, Json | None]]


class SlackPeople:
    def __init__(self, client: AsyncWebClient, me: WhoAmI, clock: Clock) -> None:
        self._client = client
        self._me = me
        self._clock = clock
        self._kept: dict[str, tuple[datetime, asyncio.Task[Json | None]]] = {}

    async def person(self, team: str, user: str, groups: Iterable[str]) -> Person:
        """Asks for everything at once; two who ask at the same time share one answer."""
        wanted = sorted(groups)
        me, (profile, *members) = await asyncio.gather(
            self._me.ask(),
            asyncio.gather(
                self._remembered(f"user:{user}", lambda: self._client.users_info(user=user)),
                *(self._remembered(f"group:{group}", self._members_of(group)) for group in wanted),
            ),
        )
        known = (profile or {}).get("user")
        return Person(
            team=team,
            user=user,
            name=_name(known, user),
            standing=_standing(known, team, me if isinstance(me, Identity) else None),
            groups=frozenset(
                group
                for group, answer in zip(wanted, members, strict=True)
                if answer and user in (answer.get("users") or ())
            ),
            groups_known=all(answer is not None for answer in members),
        )

    async def reviewers(self, approvers: Approvers) -> Sequence[Person]:
        """Everybody whom these name and Slack knows, at most sixty."""
        me = await self._me.ask()
        if not isinstance(me, Identity):
            return ()
        groups = sorted(approvers.usergroups)
        answers = await asyncio.gather(
            *(self._remembered(f"group:{group}", self._members_of(group)) for group in groups)
        )
        users = set(approvers.users).union(*((each or {}).get("users") or () for each in answers))
        found = await asyncio.gather(
            *(self.person(me.team, user, groups) for user in sorted(users)[:MOST_REVIEWERS])
        )
        return [each for each in found if each.standing is not Standing.UNKNOWN]

    async def gone(self, ids: Iterable[str]) -> frozenset[str]:
        """What Slack does not say just now is there: a message to it waits until it goes."""
        wanted = sorted(set(ids))
        found = await asyncio.gather(
            *(self._remembered(f"there:{id}", question(self._client, id), seek) for id in wanted)
        )
        return frozenset(
            id for id, known in zip(wanted, found, strict=True) if known and known["gone"]
        )

    async def members(self, groups: Iterable[str]) -> Mapping[str, frozenset[str]]:
        wanted = sorted(set(groups))
        found = await asyncio.gather(
            *(self._remembered(f"group:{group}", self._members_of(group)) for group in wanted)
        )
        return {
            group: frozenset((answer or {}).get("users") or ())
            for group, answer in zip(wanted, found, strict=True)
        }

    def _members_of(self, group: str) -> Callable[[], Awaitable[Any]]:
        return lambda: self._client.usergroups_users_list(usergroup=group)

    async def _remembered(
        self, key: str, call: Callable[[], Awaitable[Any]], find: _Find | None = None
    ) -> Json | None:
        """An answer as old as its question at most; a failure is not remembered."""
        now = self._clock.now()
        kept = self._kept.get(key)
        if kept is None or now - kept[0] >= FRESH:
            kept = (now, asyncio.create_task((find or _asked)(call)))
            self._keep(key, kept)
        answer = await asyncio.shield(kept[1])
        if answer is None and self._kept.get(key) is kept:
            del self._kept[key]
        return answer

    def _keep(self, key: str, kept: tuple[datetime, asyncio.Task[Json | None]]) -> None:
        self._kept.pop(key, None)
        self._kept[key] = kept
        while len(self._kept) > REMEMBERED:
            del self._kept[next(iter(self._kept))]


async def _asked(call: Callable[[], Awaitable[Any]]) -> Json | None:
    answer = await ask(call, seconds=SECONDS)
    return answer if isinstance(answer, dict) else None


def _standing(known: Json | None, team: str, me: Identity | None) -> Standing:
    if not known or me is None:
        return Standing.UNKNOWN
    if known.get("deleted"):
        return Standing.DEACTIVATED
    if known.get("is_bot") or known.get("id") == "USLACKBOT":
        return Standing.BOT
    if known.get("is_stranger") or known.get("team_id") != me.team or team != me.team:
        return Standing.EXTERNAL
    if known.get("is_restricted") or known.get("is_ultra_restricted"):
        return Standing.GUEST
    return Standing.MEMBER


def _name(known: Json | None, user: str) -> str:
    profile = (known or {}).get("profile") or {}
    name = (
        profile.get("display_name") or profile.get("real_name") or (known or {}).get("name") or user
    )
    return one_line(str(name), 80)


def _keeps_its_promise(people: SlackPeople) -> People:
    return people
