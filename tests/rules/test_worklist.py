from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from bot.errors import BadInput
from bot.rules.approvers import Actor
from bot.rules.escalation import Escalation
from bot.rules.policy import Reason
from bot.rules.status import Kind
from bot.rules.turn import Turn
from bot.rules.worklist import Sureness, Wish, in_order, parted, sureness, wish_of
from tests.makers import NINE, a_refund, an_escalation

HIGH_STAKES = Wish(queue="refunds", kind=Kind.APPROVAL, reason=Reason.HIGH_STAKES)


@dataclass(frozen=True)
class Entry:
    escalation: Escalation
    turn: Turn


def an_entry(confidence: float | None = 0.42, **changes: object) -> Entry:
    turn = a_refund(confidence=confidence)
    return Entry(replace(an_escalation(turn), **changes), turn)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("", Wish()),
        ("queue:refunds kind:approval reason:high_stakes", HIGH_STAKES),
        ("  kind:HANDOFF ", Wish(kind=Kind.HANDOFF)),
        ('queue:"big refunds" confidence:low', Wish(queue="big refunds", confidence=Sureness.LOW)),
        ("queue:“big refunds”", Wish(queue="big refunds")),
    ],
)
def test_words_say_what_somebody_wants_to_see(words: str, wish: Wish) -> None:
    assert wish_of(words) == wish


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("refunds", "“refunds” is no filter. Write queue:"),
        ("colour:red", "“colour” is no filter."),
        ("kind:apple", "kind:apple fits nothing; kind is one of approval, input, handoff, review."),
        ("confidence:0.5", "confidence is one of low, medium, high, unknown."),
    ],
)
def test_what_cannot_be_asked_for_is_answered_with_what_can(words: str, sentence: str) -> None:
    with pytest.raises(BadInput) as refused:
        wish_of(words)
    assert sentence in refused.value.sentence


@pytest.mark.parametrize(
    ("confidence", "word"),
    [
        (0.0, Sureness.LOW),
        (0.499, Sureness.LOW),
        (0.5, Sureness.MEDIUM),
        (0.799, Sureness.MEDIUM),
        (0.8, Sureness.HIGH),
        (1.0, Sureness.HIGH),
        (None, Sureness.UNKNOWN),
    ],
)
def test_how_sure_an_agent_was_has_a_word(confidence: float | None, word: Sureness) -> None:
    assert sureness(confidence) is word
    assert Wish(confidence=word).fits(an_entry(confidence))


def test_a_wish_fits_only_what_it_asks_for() -> None:
    assert HIGH_STAKES.fits(an_entry())
    assert Wish().fits(an_entry())
    assert not HIGH_STAKES.fits(an_entry(kind=Kind.INPUT))
    assert not HIGH_STAKES.fits(an_entry(reason=Reason.POLICY))
    assert not Wish(queue="support").fits(an_entry())
    assert not Wish(confidence=Sureness.HIGH).fits(an_entry())


def test_what_is_due_first_is_on_top_and_ones_own_apart() -> None:
    ana = Actor(type="human", id="slack:T1/U1", name="Ana")
    late = an_entry(id="esc_late", expires_at=NINE + timedelta(hours=9))
    soon = an_entry(id="esc_soon", expires_at=NINE + timedelta(hours=1), assignee=ana)
    next_ = an_entry(id="esc_next", expires_at=NINE + timedelta(hours=2))
    ordered = in_order([late, next_, soon])
    assert [each.escalation.id for each in ordered] == ["esc_soon", "esc_next", "esc_late"]
    assert parted(ordered, ana.id) == ([soon], [next_, late])
