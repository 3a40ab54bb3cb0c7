"""What the bot asks of the world: a store that remembers, Slack, the agents, a clock."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol, TypeVar, overload

from bot.rules.approvers import Actor, Approvers, Person
from bot.rules.assignment import Colleague
from bot.rules.budget import Budget
from bot.rules.calendars.week import Week, Window
from bot.rules.calling import Call
from bot.rules.conversation import Conversation, CustomerMessage, Item
from bot.rules.correction import Applied, Correction
from bot.rules.delivery import Delivery, DeliveryState, Failed, Outcome, Owed, Sent
from bot.rules.edition import OwnTime
from bot.rules.endpoint import Endpoint
from bot.rules.escalation import Escalation, Thread
from bot.rules.execution import Execution
from bot.rules.feedback import Appraisal, Rating
from bot.rules.files import Fetched, StoredFile, Unfit, Wanted
from bot.rules.json import Json
from bot.rules.lanes import Pace
from bot.rules.phases import Reached
from bot.rules.policy import Policy, Reason
from bot.rules.rota import Schedule
from bot.rules.status import Kind
from bot.rules.turn import Reply, Turn, TurnKey
from bot.rules.weekly.figures import Facts
from bot.rules.weekly.report import Late, Report
from bot.rules.worklist import Sureness

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedTurn:
    """A turn as it was judged; every turn is recorded, passed ones too."""

    id: str
    key: TurnKey
    turn: Turn
    fingerprint: str
    verdict: str
    rule: str
    policy_version: str
    judged_at: datetime
    reply: Reply | None = None
    because: str = ""
    probability: float | None = None
    escalation_id: str | None = None
    human_stretch: Json | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """Who changed what, through which door (`slack`, `api`, `clock`, `policy`). Append-only."""

    escalation_id: str
    at: datetime
    actor: Actor
    channel: str
    action: str
    detail: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One version of an escalation, for the event stream."""

    version: int
    type: str
    at: datetime
    escalation: Escalation


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Everything a card in Slack is drawn from. For whoever is to take a conversation over: what
    the agent `tried` in it, and this customer's `earlier` escalations, both newest first.
    """

    escalation: Escalation
    turn: Turn
    execution: Execution | None = None
    appraisal: Appraisal | None = None
    later_turns: tuple[Turn, ...] = ()
    tried: tuple[JudgedTurn, ...] = ()
    earlier: tuple[Escalation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A week's report on its way to one reader, frozen; `thread` once it hangs in Slack."""

    id: str
    workspace: str
    recipient: str
    report: Report
    created_at: datetime
    thread: Thread | None = None


About = Card | Letter
"""What a delivery is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The right to send the next delivery of one line, until the lease ends or is taken over."""

    delivery: Delivery
    line_id: int
    owner: str
    epoch: int
    until: datetime
    was_state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A webhook that was answered or given up at this time, without what it said."""

    id: str
    endpoint: Endpoint
    type: str
    state: DeliveryState
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    id: str
    name: str
    workspace: str
    scopes: frozenset[str]
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which rows of a list; `before` is the id behind which to go on (newest first). Spans of time
    are half-open: `…_after` belongs to them, `…_before` does not. `past_due_at`: what is open and
    has not kept, at that moment, what it owes. `promised` and `broken` are kinds of clock; what is
    owed is broken as of `now`. `written_…` is when people wrote what the customer got or, if
    `undelivered`, never got; `ended_…` when a person ended it, `reopened` if it was opened again
    within a week of that; `rated_…` when customers said how its turn was.
    """

    workspace: str
    limit: int = 50
    before: str | None = None
    status: str | None = None
    queue: str | None = None
    kind: str | None = None
    conversation_id: str | None = None
    verdict: str | None = None
    reason: str | None = None
    answer: str | None = None
    needed: bool | None = None
    created_after: datetime | None = None
    created_before: datetime | None = None
    closed_after: datetime | None = None
    closed_before: datetime | None = None
    written_after: datetime | None = None
    written_before: datetime | None = None
    undelivered: bool | None = None
    ended_after: datetime | None = None
    ended_before: datetime | None = None
    reopened: bool | None = None
    asked_again: bool | None = None
    rated_after: datetime | None = None
    rated_before: datetime | None = None
    rating: str | None = None
    steps: int | None = None
    stakes: str | None = None
    open_at: datetime | None = None
    topic: str | None = None
    appraised: bool | None = None
    promised: str | None = None
    broken: str | None = None
    past_due_at: datetime | None = None
    now: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Which of what is open: what is due first comes first, and so many are skipped. `assignee` has
    it, `not_of` does not; made `opened_until` then, with it. What is None fits everything.
    """

    workspace: str
    queue: str | None = None
    kind: Kind | None = None
    reason: Reason | None = None
    confidence: Sureness | None = None
    assignee: str | None = None
    not_of: str | None = None
    opened_until: datetime | None = None
    skip: int = 0


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """What a write answered, to be said again word for word when it is repeated."""

    status: int
    body: str
    headers: dict[str, str]
    replayed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """An `Idempotency-Key`: kept in the same transaction as the effect it belongs to."""

    key_id: str
    path: str
    key: str
    fingerprint: str
    render: Callable[[Any], StoredAnswer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How much is open just now; what is done with is counted as it happens, not here.

    `deliveries` by state (`dead` ones too, until somebody sends them again), `escalations` by
    status, `overdue_seconds`: how long the oldest delivery that could be sent has been waiting,
    `parked_seconds`: how long the lanes of each kind still keep us waiting, the longest of them,
    `disabled_endpoints`: how many of the agents' ends are sent no webhooks any more.
    """

    deliveries: Mapping[str, int] = field(default_factory=dict)
    escalations: Mapping[str, int] = field(default_factory=dict)
    overdue_seconds: float = 0.0
    parked_seconds: Mapping[str, float] = field(default_factory=dict)
    disabled_endpoints: int = 0


class Memory(Protocol):
    """The record inside one transaction. Synchronous on purpose: a transaction cannot await, so it
    can never be held across the network.
    """

    def turn(self, key: TurnKey, *, proposes: str = "") -> JudgedTurn | None:
        """`proposes` is the digest of what is proposed, if it is about to be asked for."""
        ...

    def add_turn(self, judged: JudgedTurn) -> None: ...
    def conversation(self, workspace: str, id: str) -> Conversation: ...
    def save_conversation(self, conversation: Conversation) -> None: ...
    def escalation(self, id: str, *, workspace: str | None = None) -> Escalation: ...
    def add(self, escalation: Escalation, *, turn: Turn) -> None: ...
    def save(self, escalation: Escalation, *, was: Escalation, change: str, at: datetime) -> None:
        """Compare-and-set on the version of `was`; records one `Change`. Raises Stale (the whole
        transaction is run again) when somebody else was quicker.
        """
        ...

    @property
    def reached(self) -> Sequence[Reached]:
        """What this work does for people for the first time; counted once it is committed."""
        ...

    def reach(self, was: Escalation, now_is: Escalation) -> None:
        """What is recorded beside the record of an escalation, and so not by `save`, is reached."""
        ...

    def last_handoff(self, workspace: str, conversation_id: str) -> Escalation | None:
        """The newest one of this conversation that asked for a person or had one."""
        ...

    def handoffs(self, workspace: str, conversation_id: str, since: datetime) -> int:
        """How often a person was asked for in this conversation since then; joining counts not."""
        ...

    def waits(self, workspace: str, queue: str, since: datetime) -> Sequence[float]:
        """How many seconds people waited for somebody to take over, since then."""
        ...

    def of_customer(
        self, workspace: str, customer_id: str, *, but: str, limit: int
    ) -> Sequence[Escalation]:
        """This customer's other escalations, newest first."""
        ...

    def add_item(self, item: Item) -> bool:
        """False when these words are known already (the same `source`)."""
        ...

    def save_item(self, item: Item) -> None: ...
    def item(self, id: str) -> Item | None: ...
    def item_from(self, source: str) -> Item | None: ...
    def stream(
        self, workspace: str, conversation_id: str, after: int, limit: int
    ) -> Sequence[Item]:
        """The items behind this number, in order."""
        ...

    def waiting_items(self, workspace: str, conversation_id: str) -> Sequence[Item]:
        """Not in the stream yet, as they stand in Slack."""
        ...

    def conversations_to_pass_on(self, now: datetime) -> Sequence[tuple[str, str, str]]:
        """(workspace, conversation, escalation) of those with words that are due."""
        ...

    def next_to_pass_on(self) -> datetime | None: ...
    def add_file(self, file: StoredFile) -> None: ...
    def file(self, workspace: str, conversation_id: str, id: str) -> StoredFile | None: ...
    def drop_files(self, item_id: str) -> None: ...
    def customer_message(
        self, workspace: str, conversation_id: str, id: str
    ) -> CustomerMessage | None: ...
    def save_customer_message(self, message: CustomerMessage) -> None: ...
    def customer_messages(
        self, workspace: str, conversation_id: str, since: datetime
    ) -> Sequence[CustomerMessage]: ...
    def open_in_conversation(self, workspace: str, id: str) -> Sequence[Escalation]: ...
    def last_with_digest(
        self, workspace: str, conversation_id: str, digest: str
    ) -> Escalation | None: ...
    def due(self, now: datetime, limit: int) -> Sequence[str]:
        """Open escalations that time has something to do to, the most important first."""
        ...

    def plan(self, escalation: Escalation) -> None:
        """When to look at it next, where something beside its record has moved that."""
        ...

    def open_ids(
        self, workspace: str | None, queue: str | None, after: str, limit: int
    ) -> Sequence[str]:
        """Of what is open, behind this id, of one workspace and queue or of all."""
        ...

    def unplanned(self, before: datetime, limit: int) -> Sequence[str]:
        """Open escalations that time looks at never, or should have looked at before then."""
        ...

    def is_unplanned(self, id: str, before: datetime) -> bool: ...
    def planned_at(self, id: str) -> datetime | None:
        """When its row has it that time looks at it next."""
        ...

    def open_behind(self, id: str, limit: int) -> Sequence[tuple[Escalation, datetime | None]]:
        """Open ones in the order of their ids, each with when it is planned."""
        ...

    def list_escalations(self, filter: Filter) -> Sequence[Escalation]: ...
    def list_turns(self, filter: Filter) -> Sequence[JudgedTurn]: ...
    def changes(self, escalation_id: str, after: int) -> Sequence[Change]: ...
    def by_thread(self, team: str, channel: str, root_ts: str) -> Escalation | None: ...
    def live_threads(self) -> Sequence[tuple[str, Thread]]:
        """The threads of all open escalations, each with the escalation's id."""
        ...

    def card(self, escalation_id: str) -> Card: ...
    def open_cards(self, sought: Sought, limit: int) -> Sequence[Card]:
        """Without what was run, tried or said since."""
        ...

    def count_open(self, sought: Sought) -> int: ...

    def link_thread(self, escalation_id: str, thread: Thread) -> None: ...
    def mark_told(self, escalation_id: str, at: datetime) -> bool: ...
    def execution(self, escalation_id: str) -> Execution | None: ...
    def add_execution(self, execution: Execution) -> None: ...
    def save_execution(self, execution: Execution) -> None: ...
    def appraisal(self, escalation_id: str) -> Appraisal | None: ...
    def save_appraisal(self, appraisal: Appraisal) -> None:
        """In place of the one before, if there was one."""
        ...

    def rating(self, turn: str, key_id: str) -> Rating | None: ...
    def save_rating(self, rating: Rating) -> None: ...
    def corrections(
        self, workspace: str, since: datetime, *, behind: str | None, limit: int
    ) -> Sequence[Correction]:
        """Oldest first; `behind` is the escalation of the last one of the page before."""
        ...

    def applied(self, escalation_id: str) -> Sequence[Applied]: ...
    def apply(self, escalation: Escalation, applied: Applied) -> bool:
        """False when it was put to use there already."""
        ...

    def owe(self, *owed: Owed) -> None: ...
    def add_call(self, call: Call, *, due_at: datetime) -> None: ...
    def has_calls(self, now: datetime) -> bool:
        """Whether any is due, new or in a list."""
        ...

    def waiting_call(self, id: str) -> Call | None:
        """What is to be called and is not out yet; nobody makes it before this is committed."""
        ...

    def new_calls(self, now: datetime, limit: int) -> Sequence[Call]:
        """Those due that no other replica is about to make, the most important first."""
        ...

    def list_due(self, now: datetime) -> str:
        """Whose list can be told; empty when nobody's can."""
        ...

    def in_list(self, whose: str, now: datetime, limit: int) -> Sequence[Call]: ...
    def postpone_list(self, whose: str, until: datetime) -> None: ...
    def drop_calls(self, *dropped: Call) -> None: ...
    def budget(self, whose: str) -> Budget:
        """Nobody else's until this is committed."""
        ...

    def save_budget(self, whose: str, budget: Budget) -> None: ...
    def note(self, *lines: AuditLine) -> None: ...
    def audit(self, escalation_id: str) -> Sequence[AuditLine]: ...
    def has_seen(self, source: str, key: str) -> bool: ...
    def first_time(self, source: str, key: str, at: datetime) -> bool:
        """True once for each (source, key): inbound events are deduplicated here."""
        ...

    def suppress(self, escalation_id: str, what: str, at: datetime) -> None:
        """The same came again and did nothing: a press, words, an edit, a post of our own."""
        ...

    def claim(self, owner: str, now: datetime, pace: Pace) -> Claim | None:
        """Lease the line whose next delivery is due, most urgent first, in a lane that is free;
        take the lane's next slot; mark the delivery `sending`.
        """
        ...

    def settle(self, claim: Claim, delivery: Delivery) -> bool:
        """Write the delivery and let go of the line; False when the lease was lost meanwhile."""
        ...

    def park(self, lane: str, until: datetime) -> None: ...
    def note_limit(self, delivery: Delivery, at: datetime, until: datetime) -> None:
        """Its far end lets nothing of its kind through until then."""
        ...

    def next_due(self, now: datetime) -> datetime | None: ...
    def delivery(self, id: str) -> Delivery | None: ...
    def to_sweep(self, now: datetime, limit: int) -> Sequence[Delivery]: ...
    def save_sweep(self, delivery: Delivery) -> None: ...
    def overdue(self, before: datetime) -> str:
        """An escalation of which something could have been sent before then; empty if none is."""
        ...

    def reminders(self, escalation_id: str) -> Sequence[Delivery]:
        """What was said in its thread of its clocks."""
        ...

    def owes_card(self, escalation_id: str) -> bool: ...
    def dead(self, workspace: str | None = None) -> Sequence[Delivery]: ...
    def redrive(self, delivery_id: str, now: datetime) -> bool: ...
    def told(self, since: datetime, until: datetime) -> Sequence[Told]: ...
    def endpoint(self, workspace: str, url: str) -> Endpoint: ...
    def save_endpoint(self, endpoint: Endpoint) -> None: ...
    def enable_endpoint(self, id: str) -> bool: ...
    def endpoints(self) -> Sequence[Endpoint]: ...
    def key_by_hash(self, hash: str) -> ApiKey | None: ...
    def add_key(self, key: ApiKey, hash: str) -> None: ...
    def keys(self) -> Sequence[ApiKey]: ...
    def workspaces_with_keys(self) -> Sequence[str]:
        """Those that anything can come into, also where no key is valid any more."""
        ...

    def revoke_key(self, id: str, at: datetime) -> bool: ...
    def touch_key(self, id: str, at: datetime) -> None: ...
    def facts(
        self,
        workspace: str,
        window: Window,
        *,
        queue: str | None,
        now: datetime,
        hidden: frozenset[str] = frozenset(),
    ) -> Facts:
        """What happened in a window, in one queue or in all of them; what `hidden` ones are asked
        about is not told.
        """
        ...

    def by_person(
        self, workspace: str, window: Window, *, queue: str | None, now: datetime
    ) -> Mapping[str, int]:
        """In how many cases each had a hand: that part of the facts alone."""
        ...

    def late(
        self, workspace: str, queue: str | None, now: datetime, limit: int
    ) -> tuple[Sequence[Late], int]:
        """What is past due now: some of them, the latest first, and how many they are."""
        ...

    def tally(self, now: datetime) -> Tally: ...
    def colleagues(self, workspace: str, who: Iterable[Actor]) -> Sequence[Colleague]:
        """These people as assigning sees them; when writing, nobody else assigns to them now."""
        ...

    def letter(self, id: str) -> Letter: ...
    def add_letter(self, letter: Letter) -> bool:
        """False when this reader has that week's digest of that queue already."""
        ...

    def has_letter(self, workspace: str, queue: str | None, recipient: str, week: Week) -> bool: ...
    def letter_hangs(self, id: str, thread: Thread) -> None: ...
    def frozen(self, workspace: str, queue: str | None, week: Week) -> Report | None:
        """What was told of that week, if it was."""
        ...

    def own_times(self, workspace: str) -> Sequence[OwnTime]: ...
    def save_own_time(self, workspace: str, own: OwnTime) -> None: ...
    def began_at(self, workspace: str) -> datetime | None:
        """When the first turn was judged."""
        ...

    def closed_by(self, workspace: str, who: str, window: Window) -> Mapping[str, int]:
        """How those ended that this person closed in a window."""
        ...

    def open_of(self, workspace: str, who: str) -> int: ...
    def begin_period(self, kind: str, queue: str, period: str, at: datetime) -> bool:
        """True once for each (kind, queue, period), on whichever replica."""
        ...

    def schedules(self, workspace: str) -> Mapping[str, Schedule]:
        """By the names of their rotas: those that are in force."""
        ...

    def schedule_history(self, workspace: str, rota: str) -> Sequence[Schedule]:
        """All that were ever in force, the oldest first."""
        ...

    def set_schedule(self, workspace: str, schedule: Schedule) -> bool:
        """False when somebody else was quicker with this version."""
        ...

    def away_until(self, workspace: str, id: str) -> datetime | None: ...
    def was_assigned(self, workspace: str, who: Actor, at: datetime) -> None: ...
    def set_away(self, workspace: str, who: Actor, until: datetime | None) -> None:
        """Until when nothing is assigned to them; None: they are back."""
        ...


class Store(Protocol):
    """Runs a function over the record. It may be run again when another replica was quicker."""

    @overload
    async def write(self, work: Callable[[Memory], T]) -> T: ...
    @overload
    async def write(
        self, work: Callable[[Memory], T], *, receipt: Receipt | None
    ) -> T | StoredAnswer: ...
    async def write(
        self, work: Callable[[Memory], T], *, receipt: Receipt | None = None
    ) -> T | StoredAnswer:
        """One transaction, durable when this returns. Concurrent writes may share one commit.

        With a receipt whose key was used before, the stored answer comes back instead."""
        ...

    async def read(self, work: Callable[[Memory], T]) -> T: ...


class Clock(Protocol):
    def now(self) -> datetime: ...


class Heard(Protocol):
    async def wait(self, seconds: float) -> bool:
        """True when the topic was told since listening began (or since the last wait); False after
        `seconds`, or at once and for ever when the desk is closing.
        """
        ...


class Signals(Protocol):
    """Whoever waits for a change is woken by its commit, here or through another replica.

    Listen first, then read the record, then wait: nothing falls between. Topics are escalation ids
    and the words of `bot.ports.Topic`. A waiter costs no query.
    """

    def listening(self, topic: str) -> AbstractContextManager[Heard]: ...

    @property
    def closing(self) -> bool: ...

    def close(self) -> None:
        """The desk closes: whoever waits is woken, and nobody waits any more."""
        ...


class Topic(StrEnum):
    DELIVERIES = "deliveries"
    RELAY = "relay"


class Outlet(Protocol):
    """One way out of the desk. None of these raises: every failure is an `Outcome`."""

    async def send(self, delivery: Delivery, about: About) -> Outcome: ...
    async def look(self, delivery: Delivery, about: About) -> Sequence[Sent] | Outcome:
        """Every message that bears this delivery's mark, oldest first; an Outcome when the look
        itself failed.
        """
        ...

    async def remove(self, about: About, sent: Sent) -> None: ...


class NoMail:
    """No mail server is set. What was to be mailed is listed as dead, and can be sent again."""

    async def send(self, delivery: Delivery, about: About) -> Outcome:
        del delivery, about
        return Failed(error="no mail server is set (HANDRAIL_SMTP_HOST)", final=True)

    async def look(self, delivery: Delivery, about: About) -> Sequence[Sent] | Outcome:
        del delivery, about
        return []

    async def remove(self, about: About, sent: Sent) -> None: ...


class Files(Protocol):
    """Where the files of a message are had from. It never raises."""

    async def fetch(self, wanted: Wanted) -> Fetched | Unfit: ...


class People(Protocol):
    async def person(self, team: str, user: str, groups: Iterable[str]) -> Person:
        """Who this is, and which of these user groups hold them; knowledge at most 60 s old."""
        ...

    async def reviewers(self, approvers: Approvers) -> Sequence[Person]:
        """Everybody these name, by themselves and by their user groups; nobody where Slack does
        not say.
        """
        ...

    async def gone(self, ids: Iterable[str]) -> frozenset[str]:
        """Those of these users, user groups and channels of which Slack says that nobody is
        reached there; nothing that it does not say.
        """
        ...

    async def members(self, groups: Iterable[str]) -> Mapping[str, frozenset[str]]:
        """Who is in each of these user groups; nobody, where Slack does not say."""
        ...


class Policies(Protocol):
    @property
    def current(self) -> Policy: ...


class Figures(Protocol):
    """Counts what happens, as it happens, for whoever watches the desk. It never refuses."""

    def wrote(self, seconds: float) -> None:
        """A write is durable; this long after it was asked for."""
        ...

    def tried(self, delivery: Delivery, outcome: Outcome) -> None:
        """One attempt or look, and the delivery as it is after it."""
        ...

    def card_posted(self, seconds: float) -> None:
        """The first card of an escalation hangs in Slack; this long after the escalation began."""
        ...

    def reached(self, what: Reached) -> None:
        """People have got one step further with an escalation; it is in the record by now."""
        ...

    def time_mended(self, count: int) -> None:
        """So many open escalations had lost the moment at which time looks at them."""
        ...


class NoFigures:
    """Nobody watches."""

    def wrote(self, seconds: float) -> None: ...
    def tried(self, delivery: Delivery, outcome: Outcome) -> None: ...
    def card_posted(self, seconds: float) -> None: ...
    def reached(self, what: Reached) -> None: ...
    def time_mended(self, count: int) -> None: ...


class Traces(Protocol):
    """A turn's way through the desk, for whoever follows it through several programs."""

    def step(self, name: str, *, of: str = "", **ids: str) -> AbstractContextManager[None]:
        """A step of what is traced here, or `of` an earlier trace. Ids only, never words."""
        ...

    def here(self) -> str:
        """A `traceparent` from which to go on elsewhere or later; empty where nothing is traced."""
        ...


class NoTraces:
    """Nobody follows."""

    def step(self, name: str, *, of: str = "", **ids: str) -> AbstractContextManager[None]:
        del name, of, ids
        return nullcontext()

    def here(self) -> str:
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Everything a flow needs, in one argument."""

    policies: Policies
    store: Store
    clock: Clock
    signals: Signals
    slack: Outlet
    webhooks: Outlet
    people: People
    new_id: Callable[[str], str]
    new_token: Callable[[], str]
    dice: Callable[[], float]
    pace: Pace = field(default_factory=Pace)
    mail: Outlet = field(default_factory=NoMail)
    ops_channel: str = ""
    ops_webhook: str = ""
    figures: Figures = field(default_factory=NoFigures)
    traces: Traces = field(default_factory=NoTraces)
