"""The real desk: its flows and a real store, doing the model's moves and answering in its words."""

from dataclasses import dataclass, field

from bot.errors import NotAnApprover, Refused
from bot.flows.cancel import cancel
from bot.flows.claim import claim, release
from bot.flows.decide import decide
from bot.flows.deliver import deliver
from bot.flows.escalate import escalate
from bot.flows.execute import Right, claim_execution, finish_execution
from bot.flows.on_time import on_time
from bot.flows.refuse import refuse
from bot.ports import Desk
from bot.rules.escalation import Escalation
from bot.rules.press import Press as RealPress
from tests.fakes import SetPolicy
from tests.makers import AGENT, WindUpClock
from tests.model.moves import Cancel, HandOver, Move, Press, Report, Rules, TakeRight, Tick
from tests.model.room import CHANNEL, TEAM, Died, Fate, MoodyMailbox, MoodyRoom
from tests.model.words import choice, judgement, turn


@dataclass
class RealDesk:
    desk: Desk
    clock: WindUpClock
    room: MoodyRoom
    mailbox: MoodyMailbox
    policy: SetPolicy
    ids: dict[str, str] = field(default_factory=dict)
    turns: dict[str, HandOver] = field(default_factory=dict)
    rights: dict[str, list[str]] = field(default_factory=dict)

    async def do(self, move: Move) -> str:
        try:
            done = await self._do(move)
        except Refused as no:
            if isinstance(move, Press) and isinstance(no, NotAnApprover):
                await refuse(self.desk, self._real(move), no.sentence)
            return type(no).__name__
        return f"{name_of(done)} {done.status} at {done.version}" if done else NOTHING[type(move)]

    def follow(self, rules: Rules) -> None:
        self.policy.usual = judgement(rules)

    async def deliver(self, slack: Fate = Fate.WELL, mailbox: Fate = Fate.WELL) -> bool:
        """One delivery, fated like this; False when nothing was due."""
        self.room.fate, self.mailbox.fate = slack, mailbox
        try:
            return bool(await deliver(self.desk, "courier"))
        except Died:
            return True
        finally:
            self.room.fate = self.mailbox.fate = Fate.WELL

    async def escalation(self, name: str) -> Escalation:
        return await self.desk.store.read(lambda memory: memory.escalation(self.ids[name]))

    async def _do(self, move: Move) -> Escalation | None:
        match move:
            case HandOver():
                return await self._hand_over(move)
            case Press():
                return await self._press(move)
            case Cancel(case=name):
                done = await cancel(self.desk, self.ids[name], workspace="default", by=AGENT)
                assert isinstance(done, Escalation)
                return done
            case TakeRight(case=name):
                return await self._take_right(name)
            case Report(case=name):
                return await self._report(name, move)
            case Tick():
                await on_time(self.desk)
                return None

    async def _hand_over(self, move: HandOver) -> Escalation | None:
        judged = await escalate(self.desk, turn(move), workspace="default", by=AGENT)
        if case := judged.escalation:
            self.ids.setdefault(name_of(case), case.id)
            self.turns.setdefault(name_of(case), move)
        return judged.escalation

    async def _press(self, press: Press) -> Escalation:
        match press.verb:
            case "claim":
                return await claim(self.desk, self._real(press))
            case "release":
                return await release(self.desk, self._real(press))
            case _:
                chosen = choice(press, self.turns[press.case])
                return await decide(self.desk, self._real(press), chosen)

    def _real(self, press: Press) -> RealPress:
        return RealPress(
            escalation_id=self.ids[press.case],
            version=press.seen,
            team=TEAM,
            user=press.who,
            name=press.who,
            channel=CHANNEL,
            key=press.key,
        )

    async def _take_right(self, name: str) -> Escalation:
        right = await claim_execution(self.desk, self.ids[name], workspace="default", by=AGENT)
        assert isinstance(right, Right)
        self.rights.setdefault(name, []).append(right.token)
        return await self.escalation(name)

    async def _report(self, name: str, report: Report) -> Escalation:
        mine = self.rights.get(name, ["exe_of_nobody"])[0]
        await finish_execution(
            self.desk,
            self.ids[name],
            workspace="default",
            token=mine if report.with_right else "exe_of_somebody_else",
            status=report.status,
            detail="",
            by=AGENT,
        )
        return await self.escalation(name)


NOTHING = {HandOver: "passed", Tick: "tick"}


def name_of(case: Escalation) -> str:
    return f"{case.conversation_id}/{case.turn_id}"
