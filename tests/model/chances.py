"""What comes with which chance: mostly what gets somewhere, and sometimes what must be refused."""

from typing import Any

from hypothesis import strategies as st

from bot.rules.execution import ExecutionStatus
from bot.rules.policy import OnTimeout
from tests.model.moves import Rules
from tests.model.room import Fate

WHO = {"S0REFUNDS": ("U0ANA", "U0BEN", "U0MIA"), "S0LEADS": ("U0BEN", "U0MIA", "U0ANA")}
STRANGER = "U0SAM"

AMOUNTS = st.integers(1, 2)
PEOPLE = st.sampled_from((0, 0, 0, 1, 1, 2, 3))
VERBS = st.sampled_from(
    ("approve", "approve", "approve", "reject", "edit", "edit", "respond", "claim", "release")
)
FATES = st.sampled_from(Fate)
RULES = st.builds(
    Rules,
    group=st.sampled_from(("S0REFUNDS", "S0REFUNDS", "S0LEADS")),
    quorum=st.sampled_from((2, 1)),
    timeout=st.sampled_from((600, 7_200)),
    on_timeout=st.sampled_from(OnTimeout),
)
SAID = st.sampled_from(("m1", "m2", "m3"))
TURN = st.fixed_dictionaries(
    {
        "conversation": st.sampled_from(("conv-1", "conv-1", "conv-2")),
        "asks": st.sampled_from(("refund", "refund", "refund", "reply", "question", "nothing")),
        "amount": AMOUNTS,
        "customer_said": SAID,
        "requester": st.sampled_from(("", "", "U0ANA", "U0BEN")),
    }
)
PRESS = st.fixed_dictionaries({"who": PEOPLE, "verb": VERBS, "amount": AMOUNTS})
LETS_RUN = st.fixed_dictionaries(
    {"who": PEOPLE, "verb": st.sampled_from(("approve", "approve", "edit")), "amount": AMOUNTS}
)
BEHIND = st.sampled_from((0, 0, 1, 2))
REPORTS = st.sampled_from(list(ExecutionStatus)[1:])
SECONDS = st.sampled_from((1, 31, 600, 900, 1_799))
SELDOM = st.sampled_from((False, False, False, True))
Drawn = dict[str, Any]


def person(number: int, group: str) -> str:
    """The first two are in the group that decides, the others are not."""
    return (*WHO[group], STRANGER)[number]
