from dataclasses import replace

import pytest

from bot.rules.approvers import SYSTEM, Actor
from bot.rules.deciding import after_choice
from bot.rules.decision import Approve, Edit
from bot.rules.feedback import Answer, Opinion, Why, appraisal_of, clicked, may_be_appraised
from bot.rules.status import Status
from bot.rules.turn import Reply
from tests.makers import AGENT, NINE, a_turn, an_escalation

ANA_DID = Actor(type="human", id="slack:T0SANDBOX/U0ANA", name="Ana")


@pytest.mark.parametrize(
    ("status", "by", "asked"),
    [
        (Status.PENDING, None, False),
        (Status.IN_CONVERSATION, ANA_DID, False),
        (Status.APPROVED, ANA_DID, True),
        (Status.REJECTED, ANA_DID, True),
        (Status.RESOLVED, ANA_DID, True),
        (Status.HANDED_BACK, ANA_DID, True),
        (Status.APPROVED, SYSTEM, False),
        (Status.EXPIRED, SYSTEM, False),
        (Status.CANCELLED, AGENT, False),
        (Status.CANCELLED, ANA_DID, False),
        (Status.SUPERSEDED, SYSTEM, False),
    ],
)
def test_people_are_asked_only_about_what_people_closed(
    status: Status, by: Actor | None, asked: bool
) -> None:
    escalation = replace(an_escalation(), status=status, closed_by=by)
    assert may_be_appraised(escalation) is asked


def test_a_click_changes_the_answer_and_nothing_that_was_said_besides() -> None:
    said = Opinion(answer=Answer.WRONG, needed=True, why=Why.UNCLEAR, words="Two orders.")
    assert clicked(said, Answer.UNSAFE) == replace(said, answer=Answer.UNSAFE)
    assert clicked(None, Answer.CORRECT) == Opinion(answer=Answer.CORRECT)


def test_an_appraisal_keeps_what_was_proposed_and_what_went_out() -> None:
    open_one = an_escalation(a_turn())
    approved = after_choice(open_one, Approve(), ANA_DID, NINE, seen=1)
    changed = Edit(reply=Reply(text="I have refunded €99.00."))
    edited = after_choice(open_one, changed, ANA_DID, NINE, seen=1)

    as_is = appraisal_of(approved, Opinion(answer=Answer.CORRECT), ANA_DID, NINE)
    other = appraisal_of(edited, Opinion(answer=Answer.WRONG), ANA_DID, NINE)
    assert (as_is.draft_digest, as_is.final_text) == (
        open_one.action_digest,
        "I have refunded €129.00.",
    )
    assert (other.draft_digest, other.final_text) == (
        open_one.action_digest,
        "I have refunded €99.00.",
    )
