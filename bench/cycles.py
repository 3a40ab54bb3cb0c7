"""The whole cycle over HTTP: hold, press, the waiting poll answered, claimed, executed."""

from functools import partial

from bench.figures import Board, Figure
from bench.loads import live
from bench.rounds import Round, in_turns, measured, middle, ratio
from bench.slack import SECRET
from bench.stage import ENGINES, Desk, Stage

_names = iter(range(1_000_000))


def run(board: Board, stage: Stage) -> None:
    for engine in ENGINES:
        board.begin(f"The whole cycle on {engine}")
        with stage.desk(engine) as desk:
            seen = in_turns(
                {
                    f"{clients}": lambda clients=clients: _lived(board, stage, desk, clients)
                    for clients in (1, 32, 256)
                },
                board.rounds,
            )
        board.add(
            Figure(
                "CPU of one cycle, 32 clients",
                middle(seen["32"], lambda r: r.cpu_each) * 1e3,
                unit="ms",
                most=5.0,
            ),
            _a_second(seen["1"], "1 client", None),
            _a_second(seen["32"], "32 clients", 250.0 if engine == "PostgreSQL" else None),
            Figure(
                "256 clients' throughput over 32 clients'",
                ratio(seen["256"], seen["32"], lambda r: r.a_second),
                least=0.7,
            ),
            Figure("errors", sum(r.taken.errors for r in seen["256"]), unit="", most=0),
        )


def _lived(board: Board, stage: Stage, desk: Desk, clients: int) -> Round:
    name = f"cycle-{next(_names)}"
    load = partial(live, desk.server.port, desk.key, SECRET, clients, board.seconds, name)
    return measured(desk.server, lambda: stage.load(load))


def _a_second(rounds: list[Round], clients: str, least: float | None) -> Figure:
    note = f"p50 {middle(rounds, lambda r: r.p50) * 1e3:.1f} ms"
    seen = middle(rounds, lambda r: r.a_second)
    return Figure(f"cycles a second, {clients}", seen, unit="/s", least=least, note=note)
