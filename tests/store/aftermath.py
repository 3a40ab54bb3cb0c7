"""What comes beside the lives of escalations: words on their way to customers, deliveries that die
or come to doubt, presses that come twice, and what people say afterwards.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hypothesis import strategies as st

from bot.ports import Claim
from bot.rules.conversation import Item, ItemState, ItemType
from bot.rules.correction import Applied, is_correction
from bot.rules.delivery import Delivery, DeliveryKind, Failed, Lost, Outcome, Owed, Sent, after
from bot.rules.feedback import Answer, Opinion, Rating, Why, appraisal_of, may_be_appraised
from store.memory import SqlMemory
from tests.makers import AGENT, WindUpClock
from tests.store.lives import ANA_DID, Life, midnight_after
from tests.store.world import UNPACED

MESSAGE, CONTROL, WITHDRAWN = ItemType.MESSAGE, ItemType.CONTROL, ItemType.WITHDRAWN
STATES = (
    *((MESSAGE, each) for each in ItemState if each is not ItemState.WITHDRAWN),
    (MESSAGE, ItemState.DELIVERED),
    (WITHDRAWN, ItemState.WITHDRAWN),
    (CONTROL, ItemState.SENT),
)
ANSWERS = tuple(Answer)
NEEDED = (None, True, False)
WHYS = (None, *Why)
PLACES = ("prompt v7", "article")
WORDS = ("said", "said", "sent", "died", "doubted", "owed_again", "limited", "again")
OPINIONS = ("rated", "rated", "appraised", "applied")


@dataclass(frozen=True, kw_only=True)
class Aside:
    """So many minutes after the case began, or at the next midnight; `pick` chooses where a word
    can mean more.
    """

    word: str
    after: int
    pick: int
    at_midnight: bool = False

    def at(self, began: datetime) -> datetime:
        at = began + timedelta(minutes=self.after)
        return midnight_after(at) if self.at_midnight else at


ASIDES = st.lists(
    st.builds(
        Aside,
        word=st.sampled_from((*WORDS, *OPINIONS)),
        after=st.integers(0, 15_000),
        pick=st.integers(0, 47),
        at_midnight=st.sampled_from([False] * 5 + [True]),
    ),
    max_size=6,
).map(tuple)


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """A delivery, and what became of it in the end."""

    at: datetime
    word: str


@dataclass
class Aftermath:
    """Writes asides into the record, and keeps a plain list of each."""

    memory: SqlMemory
    clock: WindUpClock
    life: Life
    said: list[Item] = field(default_factory=list)
    parcels: list[Parcel] = field(default_factory=list)
    limits: list[tuple[datetime, datetime]] = field(default_factory=list)
    again: list[datetime] = field(default_factory=list)
    ratings: dict[tuple[str, str], Rating] = field(default_factory=dict)
    opinion: Opinion | None = None
    places: set[str] = field(default_factory=set)
    when: list[datetime] = field(default_factory=list)

    def moments(self) -> Iterator[datetime]:
        """When anything happened."""
        yield from (each.at for each in self.life.log)
        yield from self.when

    def happen(self, *asides: Aside) -> None:
        began = self.life.log[0].at
        in_order = sorted(asides, key=lambda each: each.at(began))
        self.when += [each.at(began) for each in in_order]
        for number, (at, each) in enumerate(zip(self.when, in_order, strict=True)):
            match each.word:
                case "said":
                    self._say(number, each.pick, at)
                case "limited":
                    self._limit(number, each.pick, at)
                case "again":
                    self.memory.suppress(self.life.id, "press", at)
                    self.again.append(at)
                case "rated":
                    self._rate(each.pick, at)
                case "appraised":
                    self._appraise(each.pick, at)
                case "applied":
                    self._apply(each.pick, at)
                case _:
                    self._send(number, each.word, at)

    def _say(self, number: int, pick: int, at: datetime) -> None:
        type, state = STATES[pick % len(STATES)]
        written = int(at.timestamp()) - pick
        item = Item(
            id=f"itm_{self.life.id}_{number}",
            workspace=self.life.workspace,
            conversation_id=f"conv-{self.life.script.conversation}",
            escalation_id=self.life.id,
            type=type,
            state=state,
            at=at,
            source=f"T/{self.life.id}_{number}/{written}.0",
            holds=pick % 3 // 2,
            corrects=f"itm_{pick}" if pick % 5 == 0 else "",
            delivered_at=at + timedelta(minutes=pick) if state is ItemState.DELIVERED else None,
        )
        assert self.memory.add_item(item)
        self.said.append(item)

    def _send(self, number: int, word: str, at: datetime) -> Delivery:
        owed = Owed(
            escalation_id=self.life.id,
            kind=DeliveryKind.NOTE,
            lane=f"post:{self.life.id}",
            target="slack",
            at=at,
        )
        self._now_is(at)
        self.memory.owe(owed)
        self.parcels.append(Parcel(at=at, word=word))
        if word == "died":
            return self._tried(Failed(error="no", final=True))
        if word == "doubted":
            self._tried(Lost(error="no answer"))
            self._now_is(at + timedelta(minutes=2))
        if word == "owed_again":
            dead = self._tried(Failed(error="no", final=True))
            assert self.memory.redrive(dead.id, at)
        return self._tried(Sent(ts=str(number)))

    def _tried(self, outcome: Outcome) -> Delivery:
        now = self.clock.now()
        claim = self.memory.claim("courier", now, UNPACED)
        assert isinstance(claim, Claim)
        assert claim.delivery.escalation_id == self.life.id
        settled = after(claim.delivery, outcome, now)
        assert self.memory.settle(claim, settled)
        return settled

    def _limit(self, number: int, pick: int, at: datetime) -> None:
        until = at + timedelta(seconds=30 * (pick + 1))
        sent = self._send(number, "sent", at)
        self.memory.note_limit(sent, at, until)
        self.limits.append((at, until))

    def _rate(self, pick: int, at: datetime) -> None:
        """Each key has one say about a turn."""
        turn = self.life.turns[pick % len(self.life.turns)]
        rating = Rating(
            turn=turn.id,
            key_id=f"key_{pick // 4 % 2}",
            workspace=self.life.workspace,
            rating="good" if pick % 2 else "bad",
            at=at,
        )
        self.memory.save_rating(rating)
        self.ratings[rating.turn, rating.key_id] = rating

    def _appraise(self, pick: int, at: datetime) -> None:
        case = self.memory.escalation(self.life.id)
        if may_be_appraised(case):
            needed = NEEDED[pick // len(ANSWERS) % len(NEEDED)]
            why = WHYS[pick // 2 % len(WHYS)]
            self.opinion = Opinion(answer=ANSWERS[pick % len(ANSWERS)], needed=needed, why=why)
            self.memory.save_appraisal(appraisal_of(case, self.opinion, ANA_DID, at))

    def _apply(self, pick: int, at: datetime) -> None:
        case = self.memory.escalation(self.life.id)
        if is_correction(case, self.memory.appraisal(case.id)):
            place = PLACES[pick % len(PLACES)]
            self.memory.apply(case, Applied(place=place, at=at, by=AGENT))
            self.places.add(place)

    def _now_is(self, at: datetime) -> None:
        self.clock.wind(seconds=(at - self.clock.now()).total_seconds())
