import pytest

from bot.rules.status import MOVES, OPEN, Move, Status, after, is_open

STAYS_OPEN = (Move.CLAIM, Move.RELEASE, Move.TAKE_OVER, Move.REOPEN, Move.ASSIGN, Move.TRANSFER)


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("move", list(Move))
def test_every_pair_of_status_and_move_is_in_the_table_or_impossible(
    status: Status, move: Move
) -> None:
    allowed = (status, move) in MOVES
    assert (after(status, move) is not None) == allowed
    if not is_open(status) and move is not Move.REOPEN:
        assert not allowed, "what is closed stays closed"


def test_every_decision_closes_and_no_claim_does() -> None:
    for (_, move), status in MOVES.items():
        assert (status in OPEN) == (move in STAYS_OPEN)


def test_nobody_answered_is_not_a_no() -> None:
    """F40"""
    assert after(Status.PENDING, Move.EXPIRE) is Status.EXPIRED
    assert after(Status.PENDING, Move.REJECT) is Status.REJECTED
    outcomes = {status for status in MOVES.values() if status not in OPEN}
    assert {Status.APPROVED, Status.EDITED, Status.REJECTED, Status.EXPIRED} <= outcomes
    assert {Status.CANCELLED, Status.SUPERSEDED, Status.RESPONDED} <= outcomes
