"""The reference of the policy file keeps up with what the file may hold."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from bot.policy_file import PolicyErrors, examine, load
from bot.policy_file.calendar_shape import CalendarShape
from bot.policy_file.conditions import FUNCTIONS, MACROS
from bot.policy_file.digest_shape import DigestShape, EditionShape, ReaderShape, WholeShape
from bot.policy_file.ladder_shape import StepShape
from bot.policy_file.rota_shape import RotaShape, StandInShape
from bot.policy_file.shape import (
    ApproverShape,
    ApproversShape,
    FileShape,
    QueueShape,
    RuleShape,
    Who,
)
from bot.rules.facts import INNER, PARTS

PAGE = (Path(__file__).parents[1] / "docs" / "policy.md").read_text()
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
SHAPES: tuple[type[BaseModel], ...] = (
    *(FileShape, QueueShape, ApproversShape, ApproverShape, Who, StepShape, CalendarShape),
    *(RotaShape, StandInShape, RuleShape),
    *(DigestShape, EditionShape, WholeShape, ReaderShape),
)
FACTS = [
    f"{part}.{name}" if name else part for part in sorted(PARTS) for name in INNER.get(part, [""])
]


def test_the_example_of_the_reference_loads_and_warns_of_nothing() -> None:
    assert EXAMPLES
    for example in EXAMPLES:
        assert examine(example).warnings == ()


def test_the_example_uses_each_verdict_that_needs_a_field_of_its_own() -> None:
    used = {str(rule.then) for rule in load(EXAMPLES[0]).rules}
    assert used >= {"answer", "hold", "sample"}


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_every_field_is_in_the_reference(shape: type[BaseModel]) -> None:
    written = [field.alias or name for name, field in shape.model_fields.items()]
    assert [name for name in written if f"`{name}`" not in PAGE] == []


def test_every_fact_function_and_loop_is_in_the_reference() -> None:
    assert [fact for fact in FACTS if f"`{fact}`" not in PAGE] == []
    assert [name for name in (*FUNCTIONS, *MACROS) if not re.search(f"`{name}[`(]", PAGE)] == []


def test_the_reference_shows_a_mistake_as_the_check_says_it() -> None:
    wrong = EXAMPLES[0].replace("channel: C0987654321", 'channel: "#support"')
    with pytest.raises(PolicyErrors) as errors:
        load(wrong)
    assert re.sub(r"^handrail.yaml:\d+: ", "", str(errors.value)) in PAGE
