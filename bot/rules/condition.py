"""A condition of the policy, in CEL: true, false, or unknown with the reason why.

Common Expression Language (https://cel.dev): expressions only, no code runs from the file.
"""

import re
from dataclasses import dataclass

import cel

from bot.rules.expression import bare, guarded, named
from bot.rules.facts import Facts, is_optional

LONGEST = 4_000
_ERROR = re.compile(r"ERROR: <input>:(\d+):(\d+): (?:Syntax error: )?([^\n]*)")
_OTHER_WORDS = {"and": "write `&&`", "or": "write `||`", "not": "write `!`"}


@dataclass(frozen=True, slots=True)
class Unknown:
    """The condition could not be evaluated; `why` is fit for a card: names, never values."""

    why: str


class NotCel(ValueError):
    """The sentence says what is wrong; `at` is the character of the source where it is."""

    def __init__(self, sentence: str, at: int = 0) -> None:
        super().__init__(sentence)
        self.at = at


class Condition:
    """Compiled once. Raises NotCel when the source is not CEL."""

    def __init__(self, source: str) -> None:
        if len(source) > LONGEST:
            raise NotCel(f"a condition has at most {LONGEST:,} characters")
        self.source = source
        self._program = _compiled(source)
        self.names = frozenset(each.path for each in named(source))
        self.variables = frozenset(self._program.variables())
        self.functions = frozenset(self._program.functions())
        self.always = bare(source).strip() == "true"

    @property
    def parts(self) -> frozenset[str] | None:
        """The parts of the turn that it needs; None: all of them."""
        parts = frozenset(name.partition(".")[0] for name in self.names)
        return None if "" in parts else parts

    @property
    def looks_at_confidence(self) -> bool:
        return "confidence" in self.names

    @property
    def may_be_unknown(self) -> list[str]:
        """What it looks at although a turn need not have it, such as `action.args.amount`."""
        asked = guarded(self.source)
        return sorted(name for name in self.names - asked if is_optional(name))

    def holds(self, facts: Facts) -> bool | Unknown:
        if self.always:
            return True
        try:
            result = self.value(facts)
        except KeyError as missing:
            return Unknown(self._missing(str(missing.args[0]) if missing.args else "", facts))
        except IndexError:
            return Unknown("a list in the turn is shorter than the condition expects")
        except Exception:  # noqa: BLE001  # whatever CEL stumbles on, the turn is not safe
            return Unknown("it does not fit what the turn holds")
        return result if isinstance(result, bool) else Unknown("it is neither true nor false")

    def value(self, facts: Facts) -> object:
        """What CEL makes of it, or raises."""
        return self._program.execute(facts.context)

    def _missing(self, key: str, facts: Facts) -> str:
        """A key may be a customer's own words; only what the policy itself names is told."""
        key = key.strip("'\"")
        if not re.search(rf"(?<!\w){re.escape(key)}(?!\w)", self.source):
            return "the turn does not have what the condition looks up"
        if key in facts.left_out:
            return f"`{key}` is too large to look into, or not a number"
        told = [name for name in self.names if f".{name}.".endswith(f".{key}.")]
        return f"the turn has no `{told[0] if len(told) == 1 else key}`"


def _compiled(source: str) -> cel.Program:
    try:
        return cel.compile(source)
    except Exception as error:  # noqa: BLE001  # the parser's own errors are of several kinds
        raise _not_cel(source, str(error)) from None


def _not_cel(source: str, told: str) -> NotCel:
    if not source.strip():
        return NotCel("the condition is empty")
    found = _ERROR.search(told)
    if not found:
        return NotCel("it cannot be read, perhaps because it nests too deep")
    return NotCel(_hint(source, found[3]), _offset(source, int(found[1]), int(found[2])))


def _hint(source: str, what: str) -> str:
    """CEL's parser speaks of tokens; people of what they forgot."""
    what = what.partition(" expecting ")[0]
    if "<EOF>" in what and "extraneous" not in what:
        return "something is missing at its end"
    if re.search(r"token recognition error at: '=[^=]", what):
        return "compare with `==`, not `=`"
    if re.search(r"token recognition error at: '[\"']", what):
        return "a text has no closing quote"
    if what.startswith("Incomplete"):
        return "`a ? b` goes on with `: c`"
    if word := re.search(r"'(and|or)'", what) or re.match(r"\s*(not)\s", source):
        return f"`{word[1]}` is no word of CEL; {_OTHER_WORDS[word[1]]}"
    if what.startswith("unsupported syntax"):
        return what.replace("'", "`")
    if found := re.search(r"input '(.*)'", what):
        return f"`{found[1]}` is not expected here"
    return what


def _offset(source: str, line: int, column: int) -> int:
    before = source.split("\n")[: line - 1]
    return min(sum(len(each) + 1 for each in before) + column - 1, len(source))
