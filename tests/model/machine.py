"""What may befall a desk, in any order."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, initialize, multiple, precondition, rule

from bot.rules.execution import ExecutionStatus
from tests.model.chances import (
    AMOUNTS,
    BEHIND,
    FATES,
    LETS_RUN,
    PRESS,
    REPORTS,
    RULES,
    SAID,
    SECONDS,
    SELDOM,
    TURN,
    Drawn,
)
from tests.model.model import OPEN
from tests.model.moves import Cancel, Press, Report, Rules, TakeRight, Tick
from tests.model.room import Fate
from tests.model.side_by_side import SideBySide

RUNS = ("approved", "edited")


class DeskMachine(SideBySide):
    cases = Bundle("cases")
    presses = Bundle("presses")

    @initialize(target=cases, rules=RULES, turn=TURN)
    def first(self, rules: Rules, turn: Drawn) -> str:
        self.edit_the_policy(rules)
        move = self.a_turn({**turn, "asks": "refund"})
        self.do(move)
        return move.case

    @rule(target=cases, turn=TURN)
    def hand_over(self, turn: Drawn) -> Any:
        move = self.a_turn(turn)
        self.do(move)
        name = self.model.turns[move.case][1]
        return name or multiple()

    @precondition(lambda self: self.turns)
    @rule(data=st.data(), amount=AMOUNTS)
    def a_turn_comes_again(self, data: st.DataObject, amount: int) -> None:
        """The same is answered alike, another one under its id is refused."""
        self.do(replace(data.draw(st.sampled_from(self.turns)), amount=amount))

    @rule(case=cases, said=SAID)
    def the_customer_writes(self, case: str, said: str) -> None:
        """And the agent wants nothing of anybody: what is open has moved."""
        of = self.model.cases[self.rather(case, *OPEN)].turn
        self.do(
            self.a_turn(
                {
                    "conversation": of.conversation,
                    "asks": "nothing",
                    "amount": of.amount,
                    "customer_said": said,
                }
            )
        )

    @rule(case=cases, press=PRESS, behind=BEHIND, anyhow=SELDOM, target=presses)
    def press(self, case: str, press: Drawn, behind: int, anyhow: bool) -> Press:
        move = self.a_press(self.rather(case, *OPEN, anyhow=anyhow), press, behind)
        self.do(move)
        return move

    @rule(case=cases, one=LETS_RUN, other=LETS_RUN, behind=BEHIND)
    def one_presses_and_then_another(
        self, case: str, one: Drawn, other: Drawn, behind: int
    ) -> None:
        """Or the same person once more, who may or may not have seen what came of the first."""
        case = self.rather(case, *OPEN)
        self.do(self.a_press(case, one))
        self.do(self.a_press(case, other, behind))

    @rule(press=presses, seconds=SECONDS)
    def press_arrives_again(self, press: Press, seconds: int) -> None:
        self.stage.clock.wind(seconds=seconds)
        self.do(press)

    @rule(case=cases, one=PRESS, other=PRESS, anyhow=SELDOM)
    def two_press_at_once(self, case: str, one: Drawn, other: Drawn, anyhow: bool) -> None:
        case = self.rather(case, *OPEN, anyhow=anyhow)
        self.do_at_once(self.a_press(case, one), self.a_press(case, other))

    @rule(case=cases, one=PRESS, turn=TURN)
    def a_press_meets_a_turn(self, case: str, one: Drawn, turn: Drawn) -> None:
        case = self.rather(case, *OPEN)
        self.do_at_once(self.a_press(case, one), self.a_turn(turn))

    @rule(one=TURN, other=TURN, same=SELDOM)
    def two_turns_at_once(self, one: Drawn, other: Drawn, same: bool) -> None:
        first = self.a_turn(one)
        self.do_at_once(first, replace(first) if same else self.a_turn(other))

    @rule(case=cases, press=PRESS)
    def a_press_meets_the_end(self, case: str, press: Drawn) -> None:
        case = self.rather(case, *OPEN)
        self.wind_to_the_end_of(case)
        self.do_at_once(self.a_press(case, press), Tick())

    @rule(case=cases, times=st.integers(1, 2))
    def nobody_presses(self, case: str, times: int) -> None:
        case = self.rather(case, *OPEN)
        for _ in range(times):
            self.wind_to_the_end_of(case)
            self.do(Tick())

    def wind_to_the_end_of(self, case: str) -> None:
        """To the very moment at which its time is over."""
        left = self.model.cases[case].expires_at - self.stage.clock.now()
        self.stage.clock.wind(seconds=max(0.0, left.total_seconds()))

    @rule(case=cases, anyhow=SELDOM)
    def cancel(self, case: str, anyhow: bool) -> None:
        """Seldom one that somebody could still decide."""
        if anyhow or not self.model.cases[case].is_open:
            self.do(Cancel(case))

    @rule(case=cases)
    def two_want_to_run_it(self, case: str) -> None:
        case = self.rather(case, *RUNS)
        self.do_at_once(TakeRight(case), TakeRight(case))

    @rule(case=cases, status=REPORTS, with_right=st.booleans(), takes=st.booleans())
    def report(self, case: str, status: ExecutionStatus, with_right: bool, takes: bool) -> None:
        case = self.rather(case, *RUNS)
        if takes:
            self.do(TakeRight(case))
        self.do(Report(case, status, with_right))

    @rule(rules=RULES)
    def edit_the_policy(self, rules: Rules) -> None:
        self.model = replace(self.model, rules=rules)
        self.real.follow(rules)

    @rule(seconds=SECONDS)
    def time_passes(self, seconds: int) -> None:
        self.stage.clock.wind(seconds=seconds)

    @rule()
    def tick(self) -> None:
        self.do(Tick())

    @rule(fates=st.lists(FATES, min_size=1, max_size=6))
    def deliver(self, fates: list[Fate]) -> None:
        for fate in fates:
            self.run(self.real.deliver(fate, fate))

    @rule(case=cases, one=PRESS, other=PRESS, settled=st.booleans())
    def a_press_while_a_courier_sleeps(
        self, case: str, one: Drawn, other: Drawn, settled: bool
    ) -> None:
        """When all else is settled, it sleeps over what came of the press before."""
        case = self.rather(case, *OPEN)
        if settled:
            self.run(self.stage.deliver_all())
            self.do(self.a_press(case, one))
        move = self.a_press(case, other)
        self.stage.meanwhile.append(lambda: self.done(move))
        self.run(self.real.deliver(Fate.PAUSED, Fate.PAUSED))

    @rule(case=cases)
    def somebody_deletes_the_card(self, case: str) -> None:
        for card in self.real.room.cards(self.real.ids[case]):
            self.real.room.delete(card.ts)

    @rule()
    def restart(self) -> None:
        self.run(self.stage.restart())

    @rule(for_once=SELDOM)
    def rest(self, for_once: bool) -> None:
        """Seldom, because it takes its time, and less happens to a desk at rest."""
        if for_once:
            self.run(self.stage.come_to_rest())
