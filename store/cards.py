"""What hangs on an escalation: its thread in Slack, what was run, and all a card is drawn from."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select

from bot.errors import NotFound
from bot.ports import Card, JudgedTurn, TurnFilter
from bot.rules.escalation import Escalation, Thread
from bot.rules.execution import Execution
from bot.rules.status import Kind
from bot.rules.turn import Turn
from store.escalations import WITH_THREAD, thread_of
from store.feedback import Feedback
from store.open_cards import OpenCards
from store.prebuilt import Prebuilt
from store.records import EXECUTION, TURN
from store.tables import contexts, escalations, executions, threads, turns
from store.turns import Turns

LATER_TURNS_ON_A_CARD = 10
TRIED_ON_A_CARD = 5
EARLIER_ON_A_CARD = 5
_OF_IT = bindparam("escalation_id")
_CONTEXT = Prebuilt(select(contexts.c.turn).where(contexts.c.escalation_id == _OF_IT))
_MARK_TOLD = Prebuilt(
    escalations.update()
    .where(escalations.c.id == _OF_IT, escalations.c.told_at.is_(None))
    .values(told_at=bindparam("at"))
)
_LATER_TURNS = Prebuilt(
    select(turns.c.body, turns.c.escalation_id)
    .where(
        turns.c.workspace == bindparam("workspace"),
        turns.c.conversation_id == bindparam("conversation_id"),
        turns.c.judged_at > bindparam("since"),
    )
    .order_by(turns.c.judged_at.desc(), turns.c.id.desc())
    .limit(LATER_TURNS_ON_A_CARD)
)


class Cards(OpenCards, Turns, Feedback):
    def by_thread(self, team: str, channel: str, root_ts: str) -> Escalation | None:
        found = self._list(
            WITH_THREAD.where(
                threads.c.team == team,
                threads.c.channel == channel,
                threads.c.root_ts == root_ts,
            )
        )
        return found[0] if found else None

    def live_threads(self) -> Sequence[tuple[str, Thread]]:
        rows = self._all(
            select(threads)
            .join(escalations, escalations.c.id == threads.c.escalation_id)
            .where(escalations.c.open_until.is_not(None))
        )
        return [(row.escalation_id, thread_of(row)) for row in rows]

    def card(self, escalation_id: str) -> Card:
        escalation = self.escalation(escalation_id)
        is_handoff = escalation.kind is Kind.HANDOFF
        return Card(
            escalation=escalation,
            turn=self._context(escalation_id),
            execution=self.execution(escalation_id),
            appraisal=None if escalation.is_open else self.appraisal(escalation_id),
            later_turns=self._later_turns(escalation),
            tried=self._tried(escalation) if is_handoff else (),
            earlier=self._earlier(escalation) if is_handoff else (),
        )

    def link_thread(self, escalation_id: str, thread: Thread) -> None:
        values = {
            "team": thread.team,
            "channel": thread.channel,
            "root_ts": thread.root_ts,
            "permalink": thread.permalink,
        }
        if not self._update(threads, {"escalation_id": escalation_id}, **values):
            posted_at = thread.posted_at
            self._insert(threads, escalation_id=escalation_id, posted_at=posted_at, **values)

    def mark_told(self, escalation_id: str, at: datetime) -> bool:
        return bool(self._count(_MARK_TOLD, escalation_id=escalation_id, at=at))

    def execution(self, escalation_id: str) -> Execution | None:
        row = self._hold(executions, escalation_id=escalation_id)
        return EXECUTION.load(row.record) if row else None

    def add_execution(self, execution: Execution) -> None:
        self._insert(
            executions,
            escalation_id=execution.escalation_id,
            status=execution.status,
            record=EXECUTION.dump(execution),
        )
        self.touched.add(execution.escalation_id)

    def save_execution(self, execution: Execution) -> None:
        self._change(
            executions,
            {"escalation_id": execution.escalation_id},
            status=execution.status,
            record=EXECUTION.dump(execution),
        )
        by = {"id": execution.escalation_id}
        self._update(escalations, by, executed_at=execution.finished_at)
        self.touched.add(execution.escalation_id)

    def _context(self, escalation_id: str) -> Turn:
        row = self._one(_CONTEXT, escalation_id=escalation_id)
        if row is None:
            raise NotFound
        return TURN.load(row.turn)

    def _tried(self, escalation: Escalation) -> tuple[JudgedTurn, ...]:
        in_it = TurnFilter(
            workspace=escalation.workspace,
            conversation_id=escalation.conversation_id,
            limit=TRIED_ON_A_CARD,
        )
        return tuple(self.list_turns(in_it))

    def _earlier(self, escalation: Escalation) -> tuple[Escalation, ...]:
        if not escalation.customer_id:
            return ()
        return tuple(
            self.of_customer(
                escalation.workspace,
                escalation.customer_id,
                but=escalation.id,
                limit=EARLIER_ON_A_CARD,
            )
        )

    def _later_turns(self, escalation: Escalation) -> tuple[Turn, ...]:
        """What the agent did in this conversation since, newest last."""
        rows = self._all(
            _LATER_TURNS,
            workspace=escalation.workspace,
            conversation_id=escalation.conversation_id,
            since=escalation.created_at,
        )
        return tuple(
            TURN.load(row.body) for row in reversed(rows) if row.escalation_id != escalation.id
        )
