"""Two desks side by side, the real one and the model: every move is made on both."""

import asyncio
from collections.abc import Coroutine
from itertools import count, permutations
from typing import Any, ClassVar, TypeVar

from hypothesis.stateful import RuleBasedStateMachine, invariant

from tests.model.chances import Drawn, person
from tests.model.model import Model
from tests.model.moves import HandOver, Move, Press, Rules
from tests.model.promises import broken_at_rest, broken_in_record
from tests.model.stage import Place, Stage

T = TypeVar("T")


class SideBySide(RuleBasedStateMachine):
    """`place` and `runner` are given by whoever runs it. What the real desk says, and has on
    record after each move, is what the model says; once all is quiet, so is what people see.
    """

    place: ClassVar[Place]
    runner: ClassVar[asyncio.Runner]

    def __init__(self) -> None:
        super().__init__()
        self.numbers = count(1)
        self.turns: list[HandOver] = []
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
        self.run(self.done(move))

    async def done(self, move: Move) -> None:
        self.model, must_say = self.model.do(move, self.stage.clock.now())
        said = await self.real.do(move)
        assert said == must_say, (said, must_say, move)

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

    def a_press(self, case: str, press: Drawn, behind: int = 0) -> Press:
        its, number = self.model.cases[case], next(self.numbers)
        who, seen = person(press["who"], its.rules.group), max(1, its.version - behind)
        return Press(**{**press, "case": case, "seen": seen, "key": f"press-{number}", "who": who})

    def a_turn(self, turn: Drawn) -> HandOver:
        number = next(self.numbers)
        made = HandOver(**turn, turn=f"t-{number}", number=number)
        self.turns.append(made)
        return made

    def rather(self, case: str, *status: str, anyhow: bool = False) -> str:
        """The latest of which something can become, or seldom this one, whatever it says."""
        good = [name for name, each in self.model.cases.items() if each.status in status]
        return good[-1] if good and not anyhow else case
