"""A turn that passes and a turn that is held, beside the least that is durable."""

from functools import partial
from statistics import median

from bench.figures import Board, Figure
from bench.loads import send_turns
from bench.rounds import Round, in_turns, measured, middle, ratio
from bench.stage import ENGINES, Desk, Stage

MANY = 32


def run(board: Board, stage: Stage) -> None:
    for engine in ENGINES:
        board.begin(f"Turns on {engine}, against the floor")
        with (
            stage.desk(engine) as desk,
            stage.comparison("floor", stage.database(engine)) as floor,
        ):
            for clients, held, least in (
                (1, False, 0.6),
                (MANY, False, 1.0),
                (MANY, True, 0.6 if engine == "SQLite" else 0.5),
            ):
                load = _load(stage, board.seconds, clients, held=held)
                before = desk.counted
                seen = in_turns(
                    {
                        "ours": lambda load=load: measured(desk.server, lambda: load(desk)),
                        "floor": lambda load=load: measured(floor, lambda: load(floor)),
                    },
                    board.rounds,
                )
                after = desk.counted
                kind = f"{'held' if held else 'passed'} turn, {clients} client"
                _tell(board, f"{kind}{'s' * (clients > 1)}", seen, least)
                if engine == "PostgreSQL":
                    _round_trips(board, seen["ours"], before, after, held=held)
                if clients == MANY and not held:
                    _fairness(board, seen["ours"])
                    if engine == "SQLite":
                        _rows_per_commit(board, seen["ours"], before, after)


def _load(stage: Stage, seconds: float, clients: int, *, held: bool):  # noqa: ANN202
    rounds = iter(range(1_000_000))

    def load(server):  # noqa: ANN001, ANN202
        key, of = (server.key, server.server) if isinstance(server, Desk) else ("none", server)
        name = f"{'h' if held else 'p'}{clients}-{next(rounds)}"
        return stage.load(partial(send_turns, of.port, key, clients, seconds, held, name))

    return load


def _tell(board: Board, kind: str, seen: dict[str, list[Round]], least: float) -> None:
    ours, floor = seen["ours"], seen["floor"]
    each = middle(ours, lambda r: r.cpu_each)
    theirs = middle(floor, lambda r: r.cpu_each)
    board.add(
        Figure(f"{kind}: CPU over the floor's", ratio(ours, floor, lambda r: r.cpu_each)),
        Figure(
            f"{kind}: throughput over the floor's",
            ratio(ours, floor, lambda r: r.a_second),
            least=least,
            note=f"{middle(ours, lambda r: r.a_second):.0f} a second to "
            f"{middle(floor, lambda r: r.a_second):.0f}; CPU {each * 1e3:.2f} ms to "
            f"{theirs * 1e3:.2f} ms; p50 {middle(ours, lambda r: r.p50) * 1e3:.1f} ms",
        ),
    )


def _fairness(board: Board, ours: list[Round]) -> None:
    spread = median(max(r.taken.by_client) / max(1, min(r.taken.by_client)) for r in ours)
    board.add(Figure("fastest writer over slowest, 32 writers", spread, most=3.0))


def _round_trips(
    board: Board, ours: list[Round], before: dict[str, int], after: dict[str, int], *, held: bool
) -> None:
    """Statements, `BEGIN` and `COMMIT` too, and the ticks' and couriers' among them."""
    turns = sum(r.taken.done for r in ours) * (len(ours) + 1) / len(ours)
    asked = (after["statements"] - before["statements"]) / turns
    kind = "held" if held else "passed"
    board.add(Figure(f"round trips a {kind} turn", asked, unit="", most=2.0 if held else None))


def _rows_per_commit(
    board: Board, ours: list[Round], before: dict[str, int], after: dict[str, int]
) -> None:
    """The warming-up round wrote as many as the others."""
    turns = sum(r.taken.done for r in ours) * (len(ours) + 1) / len(ours)
    commits = after["commits"] - before["commits"]
    board.add(Figure("turns a commit, 32 writers", turns / max(commits, 1), unit="", least=8.0))
