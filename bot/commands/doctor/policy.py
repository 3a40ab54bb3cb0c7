"""The policy file: does it load, and whom and what does it name?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.policy_file import PolicyErrors, load
from bot.rules.finding import Finding, ok, wrong
from bot.rules.judging import RulePolicy
from bot.rules.policy import Queue


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """The policy, or none, and what was found on the way to it."""

    policy: RulePolicy | None
    findings: tuple[Finding, ...]


def read_policy(path: Path) -> Read:
    try:
        policy = load(path.read_text(encoding="utf-8"), name=path.name)
    except PolicyErrors as errors:
        remedy = "Mend it; `handrail policy check` reads it over."
        lines = (wrong("policy", sentence, remedy) for sentence in str(errors).splitlines())
        return Read(policy=None, findings=tuple(lines))
    except FileNotFoundError:
        remedy = "`handrail init` writes one; HANDRAIL_CONFIG says where it is."
        return Read(policy=None, findings=(wrong("policy", f"There is no {path}.", remedy),))
    except (OSError, UnicodeDecodeError) as error:
        words = f"{path} cannot be read ({type(error).__name__})."
        return Read(policy=None, findings=(wrong("policy", words, "It must be a UTF-8 file."),))
    queues, rules = len(policy.queues), len(policy.rules)
    words = f"{path} is well: {_many(queues, 'queue')}, {_many(rules, 'rule')}."
    return Read(policy=policy, findings=(ok("policy", words),))


def named(policy: RulePolicy | None, kind: str) -> Mapping[str, str]:
    """Ids of one kind (`channels`, `groups`, `users`), each with the queues that rely on it."""
    used: dict[str, list[str]] = {}
    for queue in policy.queues.values() if policy else ():
        for id in _ids(queue, kind):
            used.setdefault(id, []).append(queue.name)
    return {id: f"queue {' and '.join(names)}" for id, names in used.items()}


def _ids(queue: Queue, kind: str) -> Iterable[str]:
    match kind:
        case "channels":
            return (queue.channel,)
        case "groups":
            return sorted(queue.approvers.usergroups)
        case _:
            return sorted(queue.approvers.users)


def _many(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
