"""A conversation: who speaks to the customer, and what a person in Slack has said to them.

Control changes hands between the agent and people; `epoch` grows at each change, so that what was
thought up before a change can be told from what came after.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from bot.errors import HumanInControl, StaleEpoch
from bot.rules.approvers import Actor
from bot.rules.digest import hash_text
from bot.rules.files import Wanted
from bot.rules.json import Json
from bot.rules.policy import PastConversation

NOBODY_AWAY = -1
GRACE = timedelta(seconds=2)  # in which words can be kept back, changed, or come out of order


class Control(StrEnum):
    AGENT = "agent"
    HUMAN = "human"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """What we remember of a conversation.

    `customer_mark` names the customer's last words, `handoff` the escalation that asks for this
    conversation or holds it, `asked_mark` the customer's words that asked for it, `items` is the
    last number of the stream, `away_from` that number when the agent was last sent away and has not
    been told since what was said (else -1).
    """

    workspace: str
    id: str
    control: Control = Control.AGENT
    epoch: int = 0
    customer_mark: str = ""
    turns: int = 0
    escalations: int = 0
    last_rejection: str = ""
    handoff: str = ""
    asked_mark: str = ""
    items: int = 0
    away_from: int = NOBODY_AWAY
    callback_url: str = ""

    @property
    def past(self) -> PastConversation:
        return PastConversation(
            turns=self.turns, escalations=self.escalations, last_rejection=self.last_rejection
        )

    @property
    def topic(self) -> str:
        return topic_of(self.workspace, self.id)

    def refuse_agent(self, epoch: int | None) -> None:
        """An agent may speak while it has control, and only if it knows that it has."""
        if self.control is Control.HUMAN:
            raise HumanInControl
        if epoch is not None and epoch != self.epoch:
            raise StaleEpoch(
                f"This turn was made in epoch {epoch}; the conversation is in epoch {self.epoch} "
                "now. Read what was said since, then think again.",
                fields={"epoch": f"Is {self.epoch} now."},
            )

    def to_human(self) -> "Conversation":
        if self.control is Control.HUMAN:
            return self
        away_from = self.items if self.away_from == NOBODY_AWAY else self.away_from
        return replace(self, control=Control.HUMAN, epoch=self.epoch + 1, away_from=away_from)

    def to_agent(self) -> "Conversation":
        if self.control is Control.AGENT:
            return replace(self, handoff="")
        return replace(self, control=Control.AGENT, epoch=self.epoch + 1, handoff="")

    def agent_told(self) -> "Conversation":
        return replace(self, away_from=NOBODY_AWAY)


class ItemType(StrEnum):
    """`message`: a person's words. `control`: who speaks now. `withdrawn`: a message that was taken
    back before anybody had it; its number stays, so that the stream has no gap.
    """

    MESSAGE = "message"
    CONTROL = "control"
    WITHDRAWN = "withdrawn"


class ItemState(StrEnum):
    """How far a message has come. `waiting`: not in the stream yet. `handed`: somebody has fetched
    it. Only a receipt, or a queue that needs none, makes it `delivered`. `held`: not in the stream
    because a file of it could not be had; whoever wrote it is asked what to do.
    """

    WAITING = "waiting"
    HELD = "held"
    SENT = "sent"
    HANDED = "handed"
    DELIVERED = "delivered"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


UNREAD = frozenset({ItemState.WAITING, ItemState.HELD, ItemState.SENT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry of the conversation's stream, or words that will be one in a moment.

    `source` is where the words stand in Slack (`team/channel/ts`); `seq` is None while they wait.
    `latest` are the words of the last correction, if one followed. `wanted` are files that are not
    here yet: words and files are one unit (F15). `holds` counts how often they were held.
    """

    id: str
    workspace: str
    conversation_id: str
    escalation_id: str
    type: ItemType
    at: datetime
    seq: int | None = None
    state: ItemState = ItemState.WAITING
    due_at: datetime | None = None
    source: str = ""
    text: str = ""
    markdown: str = ""
    files: tuple[Json, ...] = ()
    wanted: tuple[Wanted, ...] = ()
    holds: int = 0
    author: Actor | None = None
    corrects: str = ""
    latest: str = ""
    receipts: bool = True
    control: Control | None = None
    epoch: int = 0
    summary: str = ""
    notice: str = ""
    detail: str = ""
    delivered_at: datetime | None = None

    @property
    def ts(self) -> str:
        return self.source.rpartition("/")[2]

    @property
    def acted_at(self) -> datetime:
        """When it was written in Slack, where it was."""
        seconds = self.ts.partition(".")[0]
        if not seconds.isdecimal():
            return self.at
        return min(self.at, datetime.fromtimestamp(float(self.ts), UTC))

    def there(self, at: datetime) -> "Item":
        """The customer has it, since then if not before."""
        return replace(self, delivered_at=self.delivered_at or at)

    def changed(self, text: str, markdown: str) -> "Item":
        return replace(self, text=text, markdown=markdown)

    def withdrawn(self) -> "Item":
        """Taken back before anybody had it."""
        return replace(
            self,
            type=ItemType.WITHDRAWN,
            state=ItemState.WITHDRAWN,
            due_at=None,
            text="",
            markdown="",
            files=(),
            wanted=(),
        )

    def with_file(self, entry: Json) -> "Item":
        """The next of its files is here."""
        return replace(self, files=(*self.files, entry), wanted=self.wanted[1:])

    def held(self) -> "Item":
        """It gives up its place: what was written after it does not wait for an answer."""
        return replace(self, state=ItemState.HELD, due_at=None, holds=self.holds + 1)

    def let_go(self, now: datetime, *, with_files: bool) -> "Item":
        """Whoever wrote it has answered; it goes as what is next."""
        again = replace(self, state=ItemState.WAITING, due_at=now)
        return again if with_files else replace(again, files=(), wanted=())

    def handed(self) -> "Item":
        """Somebody fetched it; where no receipts are expected, that is all we will ever know."""
        if self.state is not ItemState.SENT:
            return self
        return replace(self, state=ItemState.HANDED if self.receipts else ItemState.DELIVERED)

    def receipted(self, *, delivered: bool, detail: str) -> "Item":
        if self.state not in (ItemState.SENT, ItemState.HANDED, ItemState.FAILED):
            return self
        state = ItemState.DELIVERED if delivered else ItemState.FAILED
        return replace(self, state=state, detail=detail)


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerMessage:
    """What the customer wrote while the desk listened. `order` counts within the conversation;
    `files` lie with whoever passed the message on, each known by its name.
    `wrote_at` is by their own clock, and never later than `at`.
    """

    workspace: str
    conversation_id: str
    id: str
    text: str
    at: datetime
    wrote_at: datetime | None = None
    order: int = 0
    deleted: bool = False
    files: tuple[Wanted, ...] = field(default=())


def topic_of(workspace: str, conversation_id: str) -> str:
    """What waiters of this conversation's stream listen to: ids of any form fit in a NOTIFY."""
    return "cnv_" + hash_text(f"{workspace}\n{conversation_id}").removeprefix("sha256:")[:32]
