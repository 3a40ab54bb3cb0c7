"""The desk as a few lines of arithmetic: no database, no network, nobody at the same time.

Written from the promises, not from the code: it shares no function with what it judges.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.rules.execution import ExecutionStatus
from bot.rules.policy import OnTimeout
from tests.model.moves import Cancel, HandOver, Move, Press, Report, Rules, TakeRight, Tick

GROUPS = {"U0ANA": {"S0REFUNDS"}, "U0BEN": {"S0REFUNDS", "S0LEADS"}, "U0MIA": {"S0LEADS"}}
OPEN = ("pending", "claimed")
ALLOWED = {"question": ("respond", "reject")}
USUAL = ("approve", "edit", "reject", "respond")


class No(Exception):
    """The name of the refusal that the desk must give."""


@dataclass(frozen=True, kw_only=True)
class Case:
    turn: HandOver
    rules: Rules
    created_at: datetime
    expires_at: datetime
    proposed: int
    status: str = "pending"
    version: int = 1
    must_have_read: int = 1
    round: int = 1
    votes: frozenset[str] = frozenset()
    moved: bool = False
    extended: bool = False
    held_since: datetime | None = None
    was_asked: bool = False
    decided_by: str = ""
    ran: str = ""
    told: tuple[str, ...] = ("escalation.opened",)

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def words(self) -> str:
        return f"{self.turn.case} {self.status} at {self.version}"

    def changed(self, *told: str, **changes: object) -> "Case":
        heard = tuple(f"escalation.{each}" for each in told)
        return replace(self, version=self.version + 1, told=self.told + heard, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Model:
    rules: Rules
    cases: dict[str, Case] = field(default_factory=dict)
    turns: dict[str, tuple[HandOver, str]] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    pressed: frozenset[str] = frozenset()

    def do(self, move: Move, now: datetime) -> tuple["Model", str]:
        """The desk after this move, and what whoever made it must be told."""
        try:
            match move:
                case HandOver():
                    return self._hand_over(move, now)
                case Press():
                    return self._press(move, now)
                case Cancel(case=name):
                    return self._keep(name, _cancelled(self.cases[name]))
                case TakeRight(case=name):
                    return self._keep(name, _taken(self.cases[name]))
                case Report(case=name):
                    return self._keep(name, _reported(self.cases[name], move))
                case Tick():
                    after = {name: _expired(case, now) for name, case in self.cases.items()}
                    return replace(self, cases=after), "tick"
        except No as no:
            return self, str(no)

    def _keep(self, name: str, case: Case) -> tuple["Model", str]:
        return replace(self, cases={**self.cases, name: case}), case.words

    def _hand_over(self, turn: HandOver, now: datetime) -> tuple["Model", str]:
        if turn.case in self.turns:
            earlier, name = self.turns[turn.case]
            if earlier != turn:
                raise No("TurnChanged")
            return self, self.cases[name].words if name else "passed"
        asks = turn.asks != "nothing"
        before = self._rejected_before(turn) if asks else None
        cases = self._told_that_the_customer_wrote(turn, superseding=asks and before is None)
        name = before or (turn.case if asks else "")
        if asks and before is None:
            cases[name] = Case(
                turn=turn,
                rules=self.rules,
                created_at=now,
                expires_at=now + timedelta(seconds=self.rules.timeout),
                proposed=turn.amount,
            )
        after = replace(
            self,
            cases=cases,
            turns={**self.turns, turn.case: (turn, name)},
            said={**self.said, turn.conversation: turn.customer_said},
        )
        return after, cases[name].words if name else "passed"

    def _rejected_before(self, turn: HandOver) -> str | None:
        same = [
            case
            for case in self.cases.values()
            if (case.turn.conversation, case.turn.asks, case.turn.amount)
            == (turn.conversation, turn.asks, turn.amount)
        ]
        last = max(same, key=lambda case: (case.created_at, case.turn.number), default=None)
        if last is None or turn.asks == "question" or last.status != "rejected":
            return None
        return last.turn.case

    def _told_that_the_customer_wrote(
        self, turn: HandOver, *, superseding: bool
    ) -> dict[str, Case]:
        if self.said.get(turn.conversation) == turn.customer_said:
            return dict(self.cases)
        return {
            name: _older(case, turn, superseding=superseding) for name, case in self.cases.items()
        }

    def _press(self, press: Press, now: datetime) -> tuple["Model", str]:
        case = self.cases[press.case]
        if press.verb == "edit" and case.is_open and case.turn.asks == "question":
            raise No("DecisionNotAllowed")
        if press.key in self.pressed:
            return self, case.words
        after = _pressed(case, press, now, self.rules)
        kept, words = self._keep(press.case, after)
        return replace(kept, pressed=self.pressed | {press.key}), words


def _older(case: Case, turn: HandOver, *, superseding: bool) -> Case:
    elsewhere = case.turn.conversation != turn.conversation
    if elsewhere or not case.is_open or case.turn.customer_said == turn.customer_said:
        return case
    if superseding and case.turn.asks != "question":
        return case.changed(status="superseded")
    return case.changed(
        moved=True,
        round=case.round + 1,
        votes=frozenset(),
        must_have_read=case.version + 1,
        turn=replace(case.turn, customer_said=turn.customer_said),
    )


def _pressed(case: Case, press: Press, now: datetime, rules: Rules) -> Case:
    if press.who == case.turn.requester or case.rules.group not in GROUPS.get(press.who, set()):
        raise No("NotAnApprover")
    _refuse_closed(case)
    if now >= case.expires_at:
        raise No("Expired")
    if press.verb == "claim":
        return case.changed("claimed", status="claimed", held_since=now, was_asked=False)
    if press.verb == "release":
        return _let_go(case) if case.status == "claimed" else case
    if press.seen < case.must_have_read:
        raise No("ConversationMoved" if case.moved else "CardChanged")
    if press.verb not in ALLOWED.get(case.turn.asks, USUAL):
        raise No("DecisionNotAllowed")
    if press.verb == "edit" and rules.group not in GROUPS[press.who]:
        raise No("ForbiddenByPolicy")
    return _decided(case, press)


def _decided(case: Case, press: Press) -> Case:
    match press.verb:
        case "approve" if press.who in case.votes:
            raise No("DecisionNotAllowed")
        case "approve":
            votes = case.votes | {press.who}
            if len(votes) < case.rules.quorum:
                return case.changed(votes=votes)
            status = "approved" if case.proposed == case.turn.amount else "edited"
            return case.changed("decided", status=status, votes=votes, decided_by=press.who)
        case "edit":
            edited = replace(
                case, proposed=press.amount, round=case.round + 1, votes=frozenset({press.who})
            )
            if case.rules.quorum > 1:
                return edited.changed(must_have_read=case.version + 1)
            return edited.changed("decided", status="edited", decided_by=press.who)
        case verb:
            return case.changed("decided", status=f"{verb}ed", decided_by=press.who)


def _cancelled(case: Case) -> Case:
    if case.status == "cancelled":
        return case
    _refuse_closed(case)
    return case.changed("cancelled", status="cancelled")


def _expired(case: Case, now: datetime) -> Case:
    if not case.is_open:
        return case
    if now < case.expires_at:
        return _forgotten(case, now)
    match case.rules.on_timeout:
        case OnTimeout.APPROVE if _could_be_approved(case):
            return case.changed("decided", status="approved", decided_by="timeout")
        case OnTimeout.ESCALATE if not case.extended:
            later = now + timedelta(seconds=case.rules.timeout)
            return case.changed(extended=True, expires_at=later)
        case _:
            return case.changed("expired", status="expired")


def _forgotten(case: Case, now: datetime) -> Case:
    """Asked after a quarter of an hour, free after half an hour."""
    if case.held_since is None:
        return case
    if now >= case.held_since + timedelta(minutes=30):
        return _let_go(case)
    if not case.was_asked and now >= case.held_since + timedelta(minutes=15):
        return case.changed(was_asked=True)
    return case


def _let_go(case: Case) -> Case:
    return case.changed(status="pending", held_since=None)


def _could_be_approved(case: Case) -> bool:
    return case.turn.asks != "question" and case.proposed == case.turn.amount


def _taken(case: Case) -> Case:
    if case.status not in ("approved", "edited") or case.turn.asks != "refund":
        raise No("NothingToRun")
    if case.ran:
        raise No("ExecutionClaimed")
    return replace(case, ran="claimed")


def _reported(case: Case, report: Report) -> Case:
    if not case.ran:
        raise No("NotFound")
    if not report.with_right:
        raise No("WrongToken")
    if case.ran == report.status:
        return case
    if case.ran not in ("claimed", ExecutionStatus.UNKNOWN):
        raise No("ExecutionClaimed")
    return replace(case, ran=str(report.status), told=(*case.told, "execution.finished"))


def _refuse_closed(case: Case) -> None:
    if case.status == "expired":
        raise No("Expired")
    if not case.is_open:
        raise No("AlreadyClosed")
