"""What each operation costs with a million turns behind it, beside a thousand."""

from collections.abc import Callable
from functools import partial

from bench.figures import Board, Figure
from bench.filling import fill_history
from bench.loads import ask_each, hold, press_each, send_turns
from bench.rounds import Round, in_turns, measured, middle, ratio
from bench.slack import SECRET
from bench.stage import ENGINES, Desk, Stage

FEW, MANY = 1_000, 1_000_000
TIMES = 100
_names = iter(range(1_000_000))


def run(board: Board, stage: Stage) -> None:
    many = board.count(MANY, least=FEW)
    for engine in ENGINES:
        board.begin(f"Growth on {engine}: {many:,} stored turns and escalations over {FEW:,}")
        most = 1.3 if engine == "SQLite" else 1.2
        with _grown(stage, engine, FEW) as small, _grown(stage, engine, many) as large:
            for name, operation in _operations(board, stage).items():
                seen = in_turns(
                    {
                        "large": lambda of=operation: of(large),
                        "small": lambda of=operation: of(small),
                    },
                    board.rounds,
                )
                board.add(_against(name, seen["large"], seen["small"], most))


def _grown(stage: Stage, engine: str, count: int):  # noqa: ANN202  # a desk, as `stage.desk` has it
    url = stage.tables(engine)
    fill_history(url, count)
    return stage.desk(engine, database_url=url)


def _operations(board: Board, stage: Stage) -> dict[str, Callable[[Desk], Round]]:
    times = board.count(TIMES, least=20)

    def turns(desk: Desk, *, held: bool) -> Round:
        name = f"g{next(_names)}"
        words = (desk.server.port, desk.key, 1, board.seconds / 2, held, name)
        return measured(desk.server, lambda: stage.load(partial(send_turns, *words)))

    def press(desk: Desk) -> Round:
        ids = stage.load(partial(hold, desk.server.port, desk.key, times, f"g{next(_names)}"))
        words = (desk.server.port, "/slack/events", SECRET, ids, "approve")
        return measured(desk.server, lambda: stage.load(partial(press_each, *words)))

    def get(path: str, desk: Desk) -> Round:
        words = (desk.server.port, desk.key, path, times)
        return measured(desk.server, lambda: stage.load(partial(ask_each, *words)))

    return {
        "passed turn": partial(turns, held=False),
        "held turn": partial(turns, held=True),
        "press": press,
        "one escalation": partial(get, "/v1/escalations/esc_f10000500"),
        "newest fifty escalations": partial(get, "/v1/escalations?limit=50"),
        "open ones": partial(get, "/v1/escalations?status=open&limit=50"),
    }


def _against(name: str, large: list[Round], small: list[Round], most: float) -> Figure:
    note = (
        f"p50 {middle(large, lambda r: r.p50) * 1e3:.2f} ms to "
        f"{middle(small, lambda r: r.p50) * 1e3:.2f} ms"
    )
    return Figure(name, ratio(large, small, lambda r: r.p50), most=most, note=note)
