"""Weekly digests as they were told: frozen, one for each reader, and when readers want theirs."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select

from bot.errors import NotFound
from bot.ports import Letter
from bot.rules.calendars.week import Week
from bot.rules.edition import OwnTime
from bot.rules.escalation import Thread
from bot.rules.weekly.report import Report
from store.records import OWN_TIME, REPORT
from store.rows import Rows
from store.tables import digest_times, digests, turns


class Digests(Rows):
    def add_letter(self, letter: Letter) -> bool:
        """The key is taken before anything is sent, so whoever comes second sends nothing."""
        self.workspaces[letter.id] = letter.workspace
        return self._insert_once(
            digests,
            id=letter.id,
            workspace=letter.workspace,
            queue=letter.report.queue or "",
            recipient=letter.recipient,
            week=str(letter.report.week),
            created_at=letter.created_at,
            record=REPORT.dump(letter.report),
        )

    def letter(self, id: str) -> Letter:
        row = self._one(select(digests).where(digests.c.id == id))
        if row is None:
            raise NotFound
        return Letter(
            id=row.id,
            workspace=row.workspace,
            recipient=row.recipient,
            report=REPORT.load(row.record),
            created_at=row.created_at,
            thread=_thread(row.team, row.channel, row.ts, row.permalink) if row.ts else None,
        )

    def has_letter(self, workspace: str, queue: str | None, recipient: str, week: Week) -> bool:
        return bool(
            self._one(
                select(digests.c.id).where(
                    digests.c.workspace == workspace,
                    digests.c.queue == (queue or ""),
                    digests.c.recipient == recipient,
                    digests.c.week == str(week),
                )
            )
        )

    def frozen(self, workspace: str, queue: str | None, week: Week) -> Report | None:
        """As the first reader was told it, without what only that reader may see; nobody else is
        told another one.
        """
        row = self._one(
            select(digests.c.record)
            .where(
                digests.c.workspace == workspace,
                digests.c.queue == (queue or ""),
                digests.c.week == str(week),
            )
            .order_by(digests.c.created_at, digests.c.id)
            .limit(1)
        )
        return replace(REPORT.load(row.record), people={}) if row else None

    def letter_hangs(self, id: str, thread: Thread) -> None:
        self._update(
            digests,
            {"id": id},
            team=thread.team,
            channel=thread.channel,
            ts=thread.root_ts,
            permalink=thread.permalink,
        )

    def began_at(self, workspace: str) -> datetime | None:
        first = select(func.min(turns.c.judged_at).label("at"))
        return self._only(first.where(turns.c.workspace == workspace)).at

    def own_times(self, workspace: str) -> Sequence[OwnTime]:
        wanted = select(digest_times.c.record).where(digest_times.c.workspace == workspace)
        return [
            OWN_TIME.load(row.record) for row in self._all(wanted.order_by(digest_times.c.user))
        ]

    def save_own_time(self, workspace: str, own: OwnTime) -> None:
        self._insert_once(digest_times, workspace=workspace, user=own.user, record="")
        by = {"workspace": workspace, "user": own.user}
        self._update(digest_times, by, record=OWN_TIME.dump(own))


def _thread(team: str, channel: str, ts: str, permalink: str) -> Thread:
    return Thread(team=team, channel=channel, root_ts=ts, permalink=permalink)
