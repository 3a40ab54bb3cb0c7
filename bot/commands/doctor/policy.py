"""The policy file: does it load, and whom and what does it name?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.policy_file import PolicyErrors, load_file
from bot.rules.calendars.doubts import doubts
from bot.rules.finding import Finding, ok, warning, wrong
from bot.rules.json import Json
from bot.rules.judging import RulePolicy
from bot.rules.policy import Queue
from bot.rules.rota import Rota


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """The policy, or none, and what was found on the way to it."""

    policy: RulePolicy | None
    findings: tuple[Finding, ...]


def read_policy(path: Path, today: date) -> Read:
    try:
        loaded = load_file(path)
    except PolicyErrors as errors:
        lines = (wrong("policy", f"{line}.", "Mend it.") for line in str(errors).splitlines())
        return Read(policy=None, findings=tuple(lines))
    except FileNotFoundError:
        remedy = "`handrail init` writes one; HANDRAIL_CONFIG says where it is."
        return Read(policy=None, findings=(wrong("policy", f"There is no {path}.", remedy),))
    except OSError as error:
        words = f"{path} cannot be read: {error.strerror}."
        remedy = "HANDRAIL_CONFIG must name a file that this user may read."
        return Read(policy=None, findings=(wrong("policy", words, remedy),))
    policy = loaded.policy
    words = f"{path}: {_many(len(policy.queues), 'queue')}, {_many(len(policy.rules), 'rule')}."
    unsure = (
        warning("policy", f"{path.name}:{each.place}: {each.sentence}.", "Is that meant?")
        for each in loaded.warnings
    )
    over = (
        warning("policy", f"{path.name}: {sentence}.", "Write down the days to come.")
        for calendar in policy.calendars.values()
        for sentence in doubts(calendar, today)
    )
    return Read(policy=policy, findings=(ok("policy", words), *unsure, *over))


def named(
    policy: RulePolicy | None, kind: str, rotas: Mapping[str, Rota] | None = None
) -> Mapping[str, str]:
    """Ids of one kind (`channels`, `groups`, `users`), each with what relies on it. `rotas` are
    those that managers have set, in place of the file's.
    """
    if policy is None:
        return {}
    said: dict[str, list[str]] = {}
    for part, of in (
        ("queue", {name: _ids(each, kind) for name, each in policy.queues.items()}),
        ("managers of", {name: _managers(each, kind) for name, each in policy.queues.items()}),
        ("rota", {name: _turns(each, kind) for name, each in _now(policy, rotas or {}).items()}),
    ):
        for id, names in _by_id(of).items():
            said.setdefault(id, []).append(f"{part} {' and '.join(names)}")
    return {id: "; ".join(words) for id, words in said.items()}


def _by_id(of: Mapping[str, Iterable[str]]) -> Mapping[str, list[str]]:
    used: dict[str, list[str]] = {}
    for name, ids in of.items():
        for id in ids:
            used.setdefault(id, []).append(name)
    return used


def _now(policy: RulePolicy, rotas: Mapping[str, Rota]) -> Mapping[str, Rota]:
    return {name: rotas.get(name, each) for name, each in policy.rotas.items()}


def _managers(queue: Queue, kind: str) -> Iterable[str]:
    match kind:
        case "groups":
            return sorted(queue.managers.usergroups)
        case "users":
            return sorted(queue.managers.users)
        case _:
            return ()


def _turns(rota: Rota, kind: str) -> Iterable[str]:
    """Whoever takes turns or stands in."""
    everybody = {*rota.people, *(each.user for each in rota.stand_ins)}
    return sorted(everybody) if kind == "users" else ()


def _ids(queue: Queue, kind: str) -> Iterable[str]:
    """Whoever decides, and whoever is told when nobody does."""
    told = [who for step in queue.ladder for who in step["notify"]]
    told += [queue.fallback] if queue.fallback else []
    match kind:
        case "channels":
            return sorted({queue.channel} | _named_in(told, "channel"))
        case "groups":
            return sorted(queue.approvers.usergroups | _named_in(told, "usergroup"))
        case _:
            return sorted(
                queue.approvers.users | _named_in(told, "user") | _named_in(told, "direct")
            )


def _named_in(people: Iterable[Json], kind: str) -> set[str]:
    return {who[kind] for who in people if who.get(kind)}


def _many(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
