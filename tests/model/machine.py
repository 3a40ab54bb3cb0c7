"""What may befall a desk, in any order; after each step the two desks are held together."""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from itertools import count, permutations
from typing import Any, ClassVar, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from bot.rules.execution import ExecutionStatus
from bot.rules.policy import OnTimeout
from tests.model.model import Model
from tests.model.moves import Cancel, HandOver, Move, Press, Report, Rules, TakeRight, Tick
from tests.model.promises import broken_at_rest, broken_in_record
from tests.model.room import Fate
from tests.model.stage import Place, Stage

T = TypeVar("T")
CONVERSATIONS, TURNS = ("conv-1", "conv-2"), ("t-1", "t-2", "t-3")
PEOPLE = st.sampled_from(("U0ANA", "U0BEN", "U0MIA", "U0SAM"))
VERBS = st.sampled_from(("approve", "approve", "reject", "edit", "respond", "claim", "release"))
AMOUNTS = st.integers(1, 3)
FATES = st.sampled_from(Fate)
RULES = st.builds(
    Rules,
    group=st.sampled_from(("S0REFUNDS", "S0LEADS")),
    quorum=st.sampled_from((1, 2)),
    timeout=st.sampled_from((600, 1_800)),
    on_timeout=st.sampled_from(OnTimeout),
)
TURN = st.fixed_dictionaries(
    {
        "conversation": st.sampled_from(CONVERSATIONS),
        "turn": st.sampled_from(TURNS),
        "asks": st.sampled_from(("refund", "refund", "refund", "reply", "question", "nothing")),
        "amount": AMOUNTS,
        "customer_said": st.sampled_from(("m1", "m1", "m2")),
        "requester": st.sampled_from(("", "", "U0ANA")),
    }
)
PRESS = st.fixed_dictionaries({"who": PEOPLE, "verb": VERBS, "amount": AMOUNTS})
REPORTS = st.sampled_from(list(ExecutionStatus)[1:])


class DeskMachine(RuleBasedStateMachine):
    """`place` and `runner` are given by whoever runs it."""

    place: ClassVar[Place]
    runner: ClassVar[asyncio.Runner]
    cases = Bundle("cases")
    turns = Bundle("turns")
    presses = Bundle("presses")

    def __init__(self) -> None:
        super().__init__()
        self.numbers = count(1)
        self.model = Model(Rules())
        self.stage = Stage(type(self).place, self.model.rules)
        self.real = self.run(self.stage.open())

    def teardown(self) -> None:
        try:
            self.run(self.stage.come_to_rest())
            self.agree()
            broken = list(broken_at_rest(self.real, self.model))
            assert not broken, broken
        finally:
            self.run(self.stage.close())

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    @invariant()
    def agree(self) -> None:
        broken = self.run(self.broken(self.model))
        assert not broken, broken

    async def broken(self, model: Model) -> list[str]:
        now = self.stage.clock.now()
        return await self.real.desk.store.read(lambda memory: broken_in_record(memory, model, now))

    def do(self, move: Move) -> None:
        self.run(self._do(move))

    async def _do(self, move: Move) -> None:
        self.model, must_say = self.model.do(move, self.stage.clock.now())
        assert await self.real.do(move) == must_say, move

    def do_at_once(self, *moves: Move) -> None:
        """Whatever they were told, it must be what they are told in one order or another."""
        said = self.run(self._gather(*moves))
        now, possible = self.stage.clock.now(), []
        for order in permutations(moves):
            model, told = self.model, dict[int, str]()
            for move in order:
                model, told[id(move)] = model.do(move, now)
            possible.append((model, [told[id(move)] for move in moves]))
        fitting = [model for model, told in possible if told == said]
        assert fitting, (moves, said, [told for _, told in possible])
        agreeing = [model for model in fitting if not self.run(self.broken(model))]
        self.model = (agreeing or fitting)[0]

    async def _gather(self, *moves: Move) -> list[str]:
        return await asyncio.gather(*(self.real.do(move) for move in moves))

    def a_press(self, case: str, press: dict[str, Any], behind: int = 0) -> Press:
        seen = max(1, self.model.cases[case].version - behind)
        return Press(case=case, seen=seen, key=f"press-{next(self.numbers)}", **press)

    def a_turn(self, turn: dict[str, Any]) -> HandOver:
        return HandOver(**turn, number=next(self.numbers))

    def case_of(self, turn: HandOver) -> str:
        return self.model.turns[turn.case][1]

    @initialize(target=cases, amount=AMOUNTS)
    def first(self, amount: int) -> str:
        turn = HandOver(
            conversation="conv-1", turn="t-1", asks="refund", amount=amount, customer_said="m1"
        )
        self.do(turn)
        return turn.case

    @rule(target=cases, turn=TURN)
    def hand_over(self, turn: dict[str, Any]) -> Any:
        move = self.a_turn(turn)
        self.do(move)
        return self.case_of(move) or "conv-1/t-1"

    @rule(case=cases, press=PRESS, behind=st.sampled_from((0, 0, 0, 1)), target=presses)
    def press(self, case: str, press: dict[str, Any], behind: int) -> Press:
        move = self.a_press(case, press, behind)
        self.do(move)
        return move

    @rule(press=presses)
    def press_arrives_again(self, press: Press) -> None:
        self.do(press)

    @rule(case=cases, one=PRESS, other=PRESS)
    def two_press_at_once(self, case: str, one: dict[str, Any], other: dict[str, Any]) -> None:
        self.do_at_once(self.a_press(case, one), self.a_press(case, other))

    @rule(case=cases, one=PRESS, turn=TURN)
    def a_press_meets_a_turn(self, case: str, one: dict[str, Any], turn: dict[str, Any]) -> None:
        self.do_at_once(self.a_press(case, one), self.a_turn(turn))

    @rule(one=TURN, other=TURN)
    def two_turns_at_once(self, one: dict[str, Any], other: dict[str, Any]) -> None:
        self.do_at_once(self.a_turn(one), self.a_turn(other))

    @rule(case=cases, press=PRESS)
    def a_press_meets_the_end(self, case: str, press: dict[str, Any]) -> None:
        """At the very moment at which the time is over."""
        left = self.model.cases[case].expires_at - self.stage.clock.now()
        self.stage.clock.wind(seconds=max(0.0, left.total_seconds()))
        self.do_at_once(self.a_press(case, press), Tick())

    @rule(case=cases)
    def cancel(self, case: str) -> None:
        self.do(Cancel(case))

    @rule(case=cases)
    def two_want_to_run_it(self, case: str) -> None:
        self.do_at_once(TakeRight(case), TakeRight(case))

    @rule(case=cases, status=REPORTS, with_right=st.sampled_from((True, True, False)))
    def report(self, case: str, status: ExecutionStatus, with_right: bool) -> None:
        self.do(Report(case, status, with_right))

    @rule(rules=RULES)
    def edit_the_policy(self, rules: Rules) -> None:
        self.model = replace(self.model, rules=rules)
        self.real.follow(rules)

    @rule(seconds=st.sampled_from((1, 6, 31, 600, 1_799)))
    def time_passes(self, seconds: int) -> None:
        self.stage.clock.wind(seconds=seconds)

    @rule()
    def tick(self) -> None:
        self.do(Tick())

    @rule(fates=st.lists(FATES, min_size=1, max_size=6))
    def deliver(self, fates: list[Fate]) -> None:
        for fate in fates:
            self.run(self.real.deliver(fate, fate))

    @rule(case=cases, press=PRESS)
    def a_press_while_a_courier_sleeps(self, case: str, press: dict[str, Any]) -> None:
        move = self.a_press(case, press)
        self.stage.meanwhile.append(lambda: self._do(move))
        self.run(self.real.deliver(Fate.PAUSED, Fate.PAUSED))

    @rule(case=cases)
    def somebody_deletes_the_card(self, case: str) -> None:
        for card in self.real.room.cards(self.real.ids[case]):
            self.real.room.delete(card.ts)

    @rule()
    def restart(self) -> None:
        self.run(self.stage.restart())

    @rule(for_once=st.sampled_from((True, False, False, False)))
    def rest(self, for_once: bool) -> None:
        """Seldom, because it takes its time, and less happens to a desk at rest."""
        if for_once:
            self.run(self.stage.come_to_rest())
