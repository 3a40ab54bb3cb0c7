"""The bench measures two real programs in turns and writes down what it saw."""

from contextlib import ExitStack
from pathlib import Path

from rich.console import Console

from bench.figures import Board, Figure
from bench.parked import wake_bare
from bench.programs import Program
from bench.rounds import Loader, Round, in_turns, measured, ratio
from bench.stage import Stage


def test_two_programs_are_measured_in_turns_and_written_down(tmp_path: Path) -> None:
    board = Board(Console(quiet=True), rounds=2)
    with ExitStack() as stack:
        stage = Stage(stack, tmp_path)
        one = stack.enter_context(stage.comparison("poll", stage.database("SQLite")))
        other = stack.enter_context(stage.comparison("poll", stage.database("SQLite")))
        load = Loader()
        stack.callback(load.close)

        def woken(server: Program) -> Round:
            return measured(server, lambda: load(wake_bare, server.port, 5))

        seen = in_turns({"one": lambda: woken(one), "other": lambda: woken(other)}, board.rounds)

    assert [len(rounds) for rounds in seen.values()] == [2, 2]
    assert all(each.taken.done == 5 for rounds in seen.values() for each in rounds)
    board.begin("Woken")
    board.add(Figure("one over other", ratio(seen["one"], seen["other"], lambda r: r.p50)))
    board.write(tmp_path / "RESULTS.md", "no database")
    assert "| one over other |" in (tmp_path / "RESULTS.md").read_text()


def test_a_figure_beyond_its_target_is_called_missed() -> None:
    assert Figure("time", 2.1, most=2.0).verdict == "missed"
    assert Figure("time", 1.9, most=2.0).verdict == "reached"
    assert Figure("throughput", 0.5, least=0.6).verdict == "missed"
    assert Figure("throughput", 0.7, least=0.6).verdict == "reached"
    assert not Figure("told only", 1.0).verdict
