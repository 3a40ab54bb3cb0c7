import pytest

from bot.errors import BadInput
from bot.rules.policy import Reason
from bot.rules.status import Kind
from bot.rules.worklist import Sureness, Wish, wish_of

HIGH_STAKES = Wish(queue="refunds", kind=Kind.APPROVAL, reason=Reason.HIGH_STAKES)


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("", Wish()),
        ("queue:refunds kind:approval reason:high_stakes", HIGH_STAKES),
        ("  kind:HANDOFF ", Wish(kind=Kind.HANDOFF)),
        ('queue:"big refunds" confidence:low', Wish(queue="big refunds", confidence=Sureness.LOW)),
        ("queue:“big refunds”", Wish(queue="big refunds")),
        ("kind:review page:12", Wish(kind=Kind.REVIEW, page=12)),
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
        ("page:0", "page:0 fits nothing; page is a number from 1 on."),
        ("page:1e9", "page:1e9 fits nothing"),
        ("page:٣", "page:٣ fits nothing"),
        ("confidence:0.5", "confidence is one of low, medium, high, unknown."),
    ],
)
def test_what_cannot_be_asked_for_is_answered_with_what_can(words: str, sentence: str) -> None:
    with pytest.raises(BadInput) as refused:
        wish_of(words)
    assert sentence in refused.value.sentence
