"""A signed press, beside an endpoint by hand and Bolt's own acknowledgement."""

from functools import partial

from bench.figures import Board, Figure
from bench.loads import hold, press_each
from bench.programs import Program
from bench.rounds import Round, in_turns, measured, middle, ratio
from bench.slack import SECRET
from bench.stage import Desk, Stage

PATH = "/slack/events"
PRESSES = 150


def run(board: Board, stage: Stage) -> None:
    board.begin("A signed press on SQLite: verify, decide, commit, acknowledge")
    count = board.count(PRESSES, least=20)
    with (
        stage.desk("SQLite") as desk,
        stage.comparison("button", stage.database("SQLite")) as button,
        stage.comparison("bolt") as bolt,
    ):
        sides = {
            "ours": lambda: _decide(stage, desk, count),
            "by hand": lambda: _press(stage, button, ["x"] * count, "approve"),
            "Bolt": lambda: _press(stage, bolt, ["x"] * count, "approve"),
        }
        seen = in_turns(sides, board.rounds)
        board.add(
            _against("over an endpoint by hand", seen["ours"], seen["by hand"], 2.0),
            _against("over Bolt's default acknowledgement", seen["ours"], seen["Bolt"], 0.3),
        )
    _many_actions(board, stage, count)


def _many_actions(board: Board, stage: Stage, count: int) -> None:
    """The hundredth of the same kind beside the first: nothing is decided by either."""
    with stage.desk("SQLite") as desk:
        server = desk.server
        sides = {
            "first": lambda: _press(stage, server, _nobodys(count), "alternative_1"),
            "last": lambda: _press(stage, server, _nobodys(count), "alternative_100"),
        }
        seen = in_turns(sides, board.rounds)
        board.add(
            _against("a hundredth action id over the first", seen["last"], seen["first"], 1.1)
        )


def _decide(stage: Stage, desk: Desk, count: int) -> Round:
    ids = stage.load(partial(hold, desk.server.port, desk.key, count, _name()))
    return _press(stage, desk.server, ids, "approve")


def _press(stage: Stage, server: Program, ids: list[str], verb: str) -> Round:
    load = partial(press_each, server.port, PATH, SECRET, ids, verb)
    return measured(server, lambda: stage.load(load))


def _against(what: str, ours: list[Round], theirs: list[Round], most: float) -> Figure:
    note = (
        f"p50 {middle(ours, lambda r: r.p50) * 1e3:.2f} ms to "
        f"{middle(theirs, lambda r: r.p50) * 1e3:.2f} ms; CPU "
        f"{middle(ours, lambda r: r.cpu_each) * 1e3:.2f} ms to "
        f"{middle(theirs, lambda r: r.cpu_each) * 1e3:.2f} ms"
    )
    return Figure(f"time {what}", ratio(ours, theirs, lambda r: r.p50), most=most, note=note)


def _nobodys(count: int) -> list[str]:
    """Cards that are not there, so that only the way to the verb differs."""
    return [f"esc_{number:026d}" for number in range(count)]


_names = iter(range(1_000_000))


def _name() -> str:
    return f"press-{next(_names)}"
