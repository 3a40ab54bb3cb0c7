"""Turns as they were judged, and what is remembered of each conversation."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, select

from bot.ports import Filter, JudgedTurn
from bot.rules.conversation import Control, Conversation
from bot.rules.turn import TurnKey
from store.pages import page
from store.prebuilt import Prebuilt
from store.records import JSON, REPLY, TURN
from store.rows import Rows, both
from store.tables import conversations, turns

_TURN = Prebuilt(
    select(turns).where(
        turns.c.workspace == bindparam("workspace"),
        turns.c.agent_id == bindparam("agent_id"),
        turns.c.conversation_id == bindparam("conversation_id"),
        turns.c.turn_id == bindparam("turn_id"),
    )
)
_CONVERSATION = both(
    select(conversations).where(
        conversations.c.workspace == bindparam("workspace"), conversations.c.id == bindparam("id")
    )
)


class Turns(Rows):
    def turn(self, key: TurnKey) -> JudgedTurn | None:
        row = self._one(
            _TURN,
            workspace=key.workspace,
            agent_id=key.agent_id,
            conversation_id=key.conversation_id,
            turn_id=key.turn_id,
        )
        return _judged(row) if row else None

    def add_turn(self, judged: JudgedTurn) -> None:
        self._insert(
            turns,
            id=judged.id,
            workspace=judged.key.workspace,
            agent_id=judged.key.agent_id,
            conversation_id=judged.key.conversation_id,
            turn_id=judged.key.turn_id,
            fingerprint=judged.fingerprint,
            verdict=judged.verdict,
            rule=judged.rule,
            policy_version=judged.policy_version,
            because=judged.because,
            topic=judged.turn.topic,
            confidence=judged.turn.confidence,
            probability=judged.probability,
            judged_at=judged.judged_at,
            escalation_id=judged.escalation_id,
            body=TURN.dump(judged.turn),
            reply=REPLY.dump(judged.reply) if judged.reply else None,
            human_stretch=JSON.dump(judged.human_stretch) if judged.human_stretch else None,
        )

    def list_turns(self, filter: Filter) -> Sequence[JudgedTurn]:
        wanted = select(turns).where(turns.c.workspace == filter.workspace)
        if filter.conversation_id is not None:
            wanted = wanted.where(turns.c.conversation_id == filter.conversation_id)
        if filter.verdict is not None:
            wanted = wanted.where(turns.c.verdict == filter.verdict)
        return [
            _judged(row)
            for row in self._all(
                page(self.connection, wanted, filter, turns.c.judged_at, turns.c.id)
            )
        ]

    def conversation(self, workspace: str, id: str) -> Conversation:
        """A conversation nobody heard of yet is one, too. A write locks it against another."""
        row = self._one(_CONVERSATION[self.writing], workspace=workspace, id=id)
        if row is None:
            self.absent.add((workspace, id))
            return Conversation(workspace=workspace, id=id)
        return _conversation(row)

    def save_conversation(self, conversation: Conversation) -> None:
        key = (conversation.workspace, conversation.id)
        values = {
            "control": conversation.control,
            "epoch": conversation.epoch,
            "customer_mark": conversation.customer_mark,
            "turns": conversation.turns,
            "escalations": conversation.escalations,
            "last_rejection": conversation.last_rejection,
            "handoff": conversation.handoff,
            "asked_mark": conversation.asked_mark,
            "items": conversation.items,
            "away_from": conversation.away_from,
            "callback_url": conversation.callback_url,
            "topic": conversation.topic,
        }
        if key not in self.absent and self._update(
            conversations, {"workspace": key[0], "id": key[1]}, **values
        ):
            return
        # Was not there when it was read: if it is by now, the insert fails and all is run again.
        self._insert(conversations, workspace=key[0], id=key[1], **values)
        self.absent.discard(key)


def _conversation(row: Row[Any]) -> Conversation:
    known = row._asdict()
    del known["topic"]
    return Conversation(**{**known, "control": Control(row.control)})


def _judged(row: Row[Any]) -> JudgedTurn:
    return JudgedTurn(
        id=row.id,
        key=TurnKey(
            workspace=row.workspace,
            agent_id=row.agent_id,
            conversation_id=row.conversation_id,
            turn_id=row.turn_id,
        ),
        turn=TURN.load(row.body),
        fingerprint=row.fingerprint,
        verdict=row.verdict,
        rule=row.rule,
        policy_version=row.policy_version,
        judged_at=row.judged_at,
        reply=REPLY.load(row.reply) if row.reply else None,
        because=row.because,
        probability=row.probability,
        escalation_id=row.escalation_id,
        human_stretch=JSON.load(row.human_stretch) if row.human_stretch else None,
    )
