from dataclasses import replace

import pytest

from bot.rules.approvers import Approvers, Standing, may_decide
from tests.makers import ANA, SAM

GROUP = Approvers(usergroups=frozenset({"S0REFUNDS"}))
NAMED = Approvers(users=frozenset({"U0SAM"}))
NOBODY = Approvers()


@pytest.mark.parametrize(
    ("approvers", "person", "allowed"),
    [
        (GROUP, ANA, True),
        (GROUP, SAM, False),
        (NAMED, SAM, True),
        (NAMED, ANA, False),
        (NOBODY, ANA, False),
        (GROUP, replace(ANA, groups_known=False, groups=frozenset()), False),
        (GROUP, replace(ANA, standing=Standing.GUEST), False),
        (replace(GROUP, guests=True), replace(ANA, standing=Standing.GUEST), True),
        (NAMED, replace(SAM, standing=Standing.GUEST), True),
        (NAMED, replace(SAM, standing=Standing.EXTERNAL), False),
        (NAMED, replace(SAM, standing=Standing.BOT), False),
        (NAMED, replace(SAM, standing=Standing.DEACTIVATED), False),
        (NAMED, replace(SAM, standing=Standing.UNKNOWN), False),
    ],
)
def test_who_may_decide(approvers: Approvers, person: object, allowed: bool) -> None:
    """F33: fails closed; an empty list means nobody."""
    assert (may_decide(approvers, person) is None) == allowed  # type: ignore[arg-type]


def test_the_requester_does_not_approve_alone_unless_allowed() -> None:
    """F34"""
    assert may_decide(GROUP, ANA, requester_slack_user="U0ANA")
    assert not may_decide(replace(GROUP, self_approval=True), ANA, requester_slack_user="U0ANA")


def test_a_refusal_says_whom_to_ask() -> None:
    refusal = may_decide(GROUP, SAM)
    assert refusal
    assert "<!subteam^S0REFUNDS>" in refusal.sentence
