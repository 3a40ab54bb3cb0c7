"""Turns as they were judged, and what is remembered of each conversation."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from sqlalchemy import Row, bindparam, func, select

from bot.ports import JudgedTurn, TurnFilter
from bot.rules.conversation import Control, Conversation
from bot.rules.turn import TurnKey
from store.driver import Question
from store.pages import page
from store.prebuilt import Prebuilt
from store.records import JSON, REPLY, TURN
from store.rows import Rows
from store.tables import conversations, ratings, turns
from store.turns_that import said_of_it, turns_that

_TURN = Prebuilt(
    select(turns).where(
        turns.c.workspace == bindparam("workspace"),
        turns.c.agent_id == bindparam("agent_id"),
        turns.c.conversation_id == bindparam("conversation_id"),
        turns.c.turn_id == bindparam("turn_id"),
    )
)
_REMEMBERED = [each.name for each in fields(Conversation)]


def of_key(key: TurnKey) -> Question:
    return _TURN, asdict(key)


@dataclass(kw_only=True)
class Turns(Rows):
    """`known` are the conversations that were looked for, and whether they were there."""

    known: dict[tuple[str, str], bool] = field(default_factory=dict)

    def turn(self, key: TurnKey, *, proposes: str = "") -> JudgedTurn | None:  # noqa: ARG002
        row = self._one(_TURN, **asdict(key))
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

    def list_turns(self, filter: TurnFilter) -> Sequence[JudgedTurn]:
        wanted = select(turns).where(*turns_that(filter, sqlite=self._is_sqlite))
        return [
            _judged(row)
            for row in self._all(page(self._one, wanted, filter, turns.c.judged_at, turns.c.id))
        ]

    def count_turns(self, filter: TurnFilter) -> tuple[int, int]:
        wanted = tuple(turns_that(filter, sqlite=self._is_sqlite))
        number = self._only(select(func.count()).select_from(turns).where(*wanted))[0]
        said = tuple(said_of_it(filter))
        if not said:
            return number, number
        of_ratings = select(func.count()).select_from(turns.join(ratings))
        return number, self._only(of_ratings.where(*wanted, *said))[0]

    def conversation(self, workspace: str, id: str) -> Conversation:
        """A conversation nobody heard of yet is one, too. A write holds it against another."""
        row = self._hold(conversations, workspace=workspace, id=id)
        self.known[workspace, id] = row is not None
        if row is None:
            return Conversation(workspace=workspace, id=id)
        known = {name: getattr(row, name) for name in _REMEMBERED}
        return Conversation(**{**known, "control": Control(row.control)})

    def save_conversation(self, conversation: Conversation) -> None:
        """One that was not there when it was looked for is new: if it is there by now, the insert
        fails and all is run again.
        """
        key = {"workspace": conversation.workspace, "id": conversation.id}
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
        if (conversation.workspace, conversation.id) not in self.known:
            self.conversation(**key)
        if self.known[conversation.workspace, conversation.id]:
            self._change(conversations, key, **values)
        else:
            self._insert(conversations, **key, **values)
            self.known[conversation.workspace, conversation.id] = True


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
