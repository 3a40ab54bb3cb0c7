from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import (
    AlreadyClosed,
    BadInput,
    CardChanged,
    ConversationMoved,
    DecisionNotAllowed,
    DigestMismatch,
    Expired,
    Refused,
)
from bot.rules.approvers import Actor, Approvers, actor_of
from bot.rules.deciding import after_choice
from bot.rules.decision import Approve, Choice, Edit, Reject, Respond, TakeAlternative
from bot.rules.expiring import after_silence
from bot.rules.policy import OnTimeout, Stakes
from bot.rules.promise import Proposal
from bot.rules.status import Status
from bot.rules.turn import Alternative, Reply, Turn
from tests.makers import ANA, BEN, NINE, a_judgement, a_queue, a_refund, a_turn, an_escalation

ANA_ACTS, BEN_ACTS = actor_of(ANA), actor_of(BEN)
LATER = NINE + timedelta(minutes=5)


def test_an_approval_lets_exactly_the_proposed_action_run() -> None:
    escalation = an_escalation()
    approved = after_choice(escalation, Approve(), ANA_ACTS, LATER, seen=1)
    assert approved.status is Status.APPROVED
    assert approved.decision is not None
    assert approved.decision.action == escalation.proposal.action
    assert approved.decision.action_digest == escalation.action_digest
    assert approved.closed_at == LATER
    assert approved.version == 2


def test_an_edit_makes_a_new_digest_and_keeps_the_old_one_as_what_was_proposed() -> None:
    escalation = an_escalation()
    edited = after_choice(
        escalation,
        Edit(args={"order": "A1", "amount": 50.0, "notify": True}),
        ANA_ACTS,
        LATER,
        seen=1,
    )
    assert edited.status is Status.EDITED
    assert edited.decision is not None
    assert edited.decision.action is not None
    assert edited.decision.action.args["amount"] == 50.0
    assert edited.action_digest == escalation.action_digest
    assert edited.decision.action_digest != escalation.action_digest


@pytest.mark.parametrize(
    ("args", "field"),
    [
        ({"order": "A1", "amount": "lots", "notify": True}, "amount"),
        ({"order": "A1", "amount": 5.0, "notify": "yes"}, "notify"),
        ({"order": 7, "amount": 5.0, "notify": True}, "order"),
        ({"order": "A1", "amount": True, "notify": True}, "amount"),
        ({"order": "A1", "notify": True}, "amount"),
        ({"order": "A1", "amount": 5.0, "notify": True, "to": "me"}, "to"),
    ],
)
def test_an_edit_that_changes_the_type_of_an_argument_names_it(args: dict, field: str) -> None:
    with pytest.raises(BadInput) as refusal:
        after_choice(an_escalation(), Edit(args=args), ANA_ACTS, LATER, seen=1)
    assert field in refusal.value.fields


def test_an_edit_cannot_turn_an_action_into_words() -> None:
    with pytest.raises(DecisionNotAllowed):
        after_choice(an_escalation(), Edit(reply=Reply(text="hi")), ANA_ACTS, LATER, seen=1)


def test_taking_the_agents_own_alternative_counts_as_an_edit() -> None:
    turn = a_turn(alternatives=(Alternative(label="Voucher", reply=Reply(text="Have a voucher")),))
    taken = after_choice(an_escalation(turn), TakeAlternative(index=0), ANA_ACTS, LATER, seen=1)
    assert taken.status is Status.EDITED
    assert taken.decision is not None
    assert taken.decision.reply == Reply(text="Have a voucher")
    with pytest.raises(DecisionNotAllowed):
        after_choice(an_escalation(turn), TakeAlternative(index=1), ANA_ACTS, LATER, seen=1)


def test_a_decision_at_or_after_the_end_is_refused_even_if_no_clock_has_ticked() -> None:
    escalation = an_escalation()
    moment = timedelta(microseconds=1)
    assert not after_choice(
        escalation, Approve(), ANA_ACTS, escalation.expires_at - moment, seen=1
    ).is_open
    for late in (escalation.expires_at, escalation.expires_at + moment):
        with pytest.raises(Expired):
            after_choice(escalation, Approve(), ANA_ACTS, late, seen=1)


def test_the_loser_is_told_who_won_and_when() -> None:
    rejected = after_choice(an_escalation(), Reject(reason="Too much"), ANA_ACTS, LATER, seen=1)
    with pytest.raises(AlreadyClosed, match="Already rejected by Ana at 2026-11-16 09:05:00 UTC"):
        after_choice(rejected, Approve(), BEN_ACTS, LATER, seen=1)


def test_a_card_that_changed_after_it_was_read_has_to_be_read_again() -> None:
    """F36"""
    moved = an_escalation().conversation_moved("m3")
    with pytest.raises(ConversationMoved):
        after_choice(moved, Approve(), ANA_ACTS, LATER, seen=1)
    assert (
        after_choice(moved, Approve(), ANA_ACTS, LATER, seen=moved.version).status
        is Status.APPROVED
    )


def test_a_claim_in_between_does_not_make_a_reader_read_again() -> None:
    claimed = an_escalation().claim(BEN_ACTS, LATER)
    assert claimed.version == 2
    assert after_choice(claimed, Approve(), ANA_ACTS, LATER, seen=1).status is Status.APPROVED


def test_only_what_policy_and_agent_allow_can_be_decided() -> None:
    escalation = an_escalation(a_turn(allowed_decisions=("approve", "reject")))
    with pytest.raises(DecisionNotAllowed, match="approve, reject"):
        after_choice(escalation, Edit(reply=Reply(text="x")), ANA_ACTS, LATER, seen=1)


def test_an_answer_that_does_not_fit_the_schema_is_refused_with_the_fields_name() -> None:
    schema = {
        "type": "object",
        "properties": {"order_id": {"type": "string"}, "days": {"type": "integer", "minimum": 1}},
        "required": ["order_id"],
    }
    asked = an_escalation(a_turn(reply=None, question="Which order?", response_schema=schema))
    for response, field in (({"days": 2}, "order_id"), ({"order_id": "A", "days": 0}, "days")):
        with pytest.raises(BadInput) as refusal:
            after_choice(asked, Respond(response=response), ANA_ACTS, LATER, seen=1)
        assert field in refusal.value.fields
    answered = after_choice(asked, Respond(response={"order_id": "A1"}), ANA_ACTS, LATER, seen=1)
    assert answered.status is Status.RESPONDED


def test_an_empty_answer_in_words_is_refused() -> None:
    with pytest.raises(BadInput):
        after_choice(
            an_escalation(a_turn(reply=None, question="Which?")),
            Respond(message="  "),
            ANA_ACTS,
            LATER,
            seen=1,
        )


def test_expiry_closes_as_expired_and_only_once() -> None:
    escalation = an_escalation()
    assert after_silence(escalation, escalation.expires_at - timedelta(seconds=1)) is escalation
    expired = after_silence(escalation, escalation.expires_at)
    assert expired.status is Status.EXPIRED
    assert expired.decision is None
    assert after_silence(expired, escalation.expires_at) is expired


def test_silence_approves_only_low_stakes() -> None:
    for stakes, status in ((Stakes.LOW, Status.APPROVED), (Stakes.HIGH, Status.EXPIRED)):
        judgement = a_judgement(on_timeout=OnTimeout.APPROVE, stakes=stakes)
        escalation = an_escalation(judgement=judgement)
        done = after_silence(escalation, escalation.expires_at)
        assert done.status is status
        if done.decision:
            assert done.decision.decided_by.type == "timeout"


def test_escalating_on_timeout_gives_time_once_more_and_then_expires() -> None:
    escalation = an_escalation(judgement=a_judgement(on_timeout=OnTimeout.ESCALATE))
    once = after_silence(escalation, escalation.expires_at)
    assert once.is_open
    assert once.expires_at == escalation.expires_at + timedelta(seconds=1800)
    assert once.priority == "urgent"
    assert after_silence(once, once.expires_at).status is Status.EXPIRED


SILENCE_APPROVES = a_judgement(on_timeout=OnTimeout.APPROVE, stakes=Stakes.LOW)


@pytest.mark.parametrize(
    "asked",
    [
        a_turn(reply=None, question="Which order?"),
        a_refund(allowed_decisions=("edit", "reject")),
    ],
)
def test_silence_approves_nothing_that_nobody_could_have_approved(asked: Turn) -> None:
    escalation = an_escalation(asked, SILENCE_APPROVES)
    silent = after_silence(escalation, escalation.expires_at)
    assert (silent.status, silent.decision) == (Status.EXPIRED, None)


def test_silence_does_not_approve_what_one_of_two_has_changed() -> None:
    two = a_queue(approvers=Approvers(usergroups=frozenset({"S0REFUNDS"}), quorum=2))
    escalation = an_escalation(judgement=replace(SILENCE_APPROVES, queue=two))
    args = {"order": "A1", "amount": 9.0, "notify": True}
    changed = after_choice(escalation, Edit(args=args), ANA_ACTS, LATER, seen=1)
    assert after_silence(changed, changed.expires_at).status is Status.EXPIRED
    assert after_silence(escalation, escalation.expires_at).status is Status.APPROVED


def test_two_of_a_kind_are_needed_where_the_quorum_is_two() -> None:
    two = a_queue(approvers=Approvers(usergroups=frozenset({"S0REFUNDS"}), quorum=2))
    escalation = an_escalation(judgement=a_judgement(two))
    once = after_choice(escalation, Approve(), ANA_ACTS, LATER, seen=1)
    assert once.is_open
    with pytest.raises(DecisionNotAllowed, match="You have agreed already"):
        after_choice(once, Approve(), ANA_ACTS, LATER, seen=1)
    done = after_choice(once, Approve(), BEN_ACTS, LATER, seen=1)
    assert done.status is Status.APPROVED


def test_an_edit_under_a_quorum_starts_a_new_round() -> None:
    two = a_queue(approvers=Approvers(usergroups=frozenset({"S0REFUNDS"}), quorum=2))
    voted = after_choice(
        an_escalation(judgement=a_judgement(two)), Approve(), BEN_ACTS, LATER, seen=1
    )
    edited = after_choice(
        voted, Edit(args={"order": "A1", "amount": 9.0, "notify": True}), ANA_ACTS, LATER, seen=2
    )
    assert edited.is_open
    assert [vote.name for vote in edited.votes.by] == ["Ana"]
    with pytest.raises(CardChanged):
        after_choice(edited, Approve(), BEN_ACTS, LATER, seen=voted.version)
    done = after_choice(edited, Approve(), BEN_ACTS, LATER, seen=edited.version)
    assert done.status is Status.EDITED
    assert done.decision is not None
    assert done.decision.action is not None
    assert done.decision.action.args["amount"] == 9.0


def test_one_byte_changed_after_posting_and_the_approval_is_refused() -> None:
    escalation = an_escalation()
    action = escalation.proposal.action
    assert action is not None
    tampered = replace(
        escalation,
        proposal=Proposal(action=replace(action, args={**action.args, "amount": 129.01})),
    )
    with pytest.raises(DigestMismatch):
        after_choice(tampered, Approve(), ANA_ACTS, LATER, seen=1)


PEOPLE = st.sampled_from([Actor(type="human", id=f"slack:T/U{n}", name=f"U{n}") for n in range(4)])
CHOICES: st.SearchStrategy[Choice] = st.sampled_from(
    [
        Approve(),
        Edit(args={"order": "A1", "amount": 1.0, "notify": True}),
        Edit(args={"order": "A1", "amount": 2.0, "notify": True}),
    ]
)


@given(quorum=st.integers(1, 3), presses=st.lists(st.tuples(PEOPLE, CHOICES), max_size=12))
def test_nothing_runs_with_fewer_distinct_voters_than_the_quorum(
    quorum: int, presses: list[tuple[Actor, Choice]]
) -> None:
    queue = a_queue(approvers=Approvers(usergroups=frozenset({"S0REFUNDS"}), quorum=quorum))
    escalation = an_escalation(a_refund(), a_judgement(queue))
    for person, choice in presses:
        try:
            escalation = after_choice(escalation, choice, person, LATER, seen=escalation.version)
        except Refused:
            continue
        if not escalation.is_open:
            assert len({vote.id for vote in escalation.votes.by}) >= quorum
            assert escalation.decision is not None
            assert escalation.decision.action_digest == escalation.digest_of(
                escalation.decision.reply, escalation.decision.action
            )
