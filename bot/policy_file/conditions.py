"""What can be said of a condition before it meets a turn: each finding with its character."""

from collections.abc import Iterator

import cel

from bot.policy_file.problem import allowed
from bot.policy_file.trial import never_fits
from bot.rules.condition import Condition, NotCel
from bot.rules.expression import inner_loop, loop_variables, named, patterns
from bot.rules.facts import INNER, OPEN, PARTS

FUNCTIONS = (
    "contains",
    "endsWith",
    "matches",
    "size",
    "startsWith",
    "bytes",
    "double",
    "duration",
    "dyn",
    "getDate",
    "getDayOfMonth",
    "getDayOfWeek",
    "getDayOfYear",
    "getFullYear",
    "getHours",
    "getMilliseconds",
    "getMinutes",
    "getMonth",
    "getSeconds",
    "int",
    "string",
    "timestamp",
    "type",
    "uint",
)
MACROS = ("has", "all", "exists", "exists_one", "filter", "map")
_TYPES = frozenset(
    ("bool", "bytes", "double", "int", "list", "map", "null_type", "string", "type", "uint")
)
Finding = tuple[int, str]


def findings(source: str) -> Iterator[Finding]:
    """What CEL refuses, and what it would accept and never be able to evaluate."""
    try:
        condition = Condition(source)
    except NotCel as error:
        yield error.at, f"the condition is not CEL: {error}"
        return
    found = [*_unknown_names(condition), *_loops(source), *_patterns(source)]
    yield from found
    if not found and (sentence := never_fits(condition)):
        yield 0, sentence


def _unknown_names(condition: Condition) -> Iterator[Finding]:
    source = condition.source
    known = {"turn", *loop_variables(source), *_TYPES}
    for variable in sorted(condition.variables - known):
        yield _at(source, variable), f"there is no `{variable}`; a condition looks at `turn`"
    for function in sorted(condition.functions):
        if function[0].isalpha() and function not in FUNCTIONS:
            names = sorted({*FUNCTIONS, *MACROS})
            yield (
                _at(source, function),
                f"there is no function `{function}`; {allowed(function, names)}",
            )
    for each in named(source):
        if sentence := _misnamed(each.path):
            yield each.at, sentence


def _misnamed(path: str) -> str | None:
    part, _, rest = path.partition(".")
    if path and part not in PARTS:
        return f"there is no `turn.{part}`; {allowed(part, sorted(PARTS))}"
    inner, inside = rest.partition(".")[0], sorted(INNER.get(part, ()))
    if inner and part not in OPEN and inner not in inside:
        return f"there is no `turn.{part}.{inner}`; {allowed(inner, inside)}"
    return None


def _loops(source: str) -> Iterator[Finding]:
    if "turn" in loop_variables(source):
        yield _at(source, "turn,"), "the variable of a loop needs another name than `turn`"
    if (at := inner_loop(source)) is not None:
        yield at, "a loop stands in a loop; only one is allowed, as a turn's lists may be long"


def _patterns(source: str) -> Iterator[Finding]:
    """A broken regular expression would only show once a turn is judged."""
    for literal, at in patterns(source):
        try:
            cel.evaluate(f"''.matches({literal})")
        except Exception:  # noqa: BLE001  # the library has several kinds of error for it
            yield at, f"{literal} is not a regular expression (RE2)"


def _at(source: str, word: str) -> int:
    return max(source.find(word), 0)
