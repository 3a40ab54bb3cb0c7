"""What the agent knew: how sure it was, who the customer is, what it looked at."""

from collections.abc import Iterable, Sequence

from bot.ports import Card
from bot.rules.json import Json
from bot.rules.turn import Evidence, PolicyCheck
from handlers.slack.blocks import bold, bullets, line, link, rich, run, text_size
from handlers.slack.proposal import in_json
from handlers.slack.text import one_line

FACTS = 420
CHECKS = 480
EVIDENCE = 640


def knowledge_blocks(card: Card) -> list[Json]:
    parts = [
        *_confidence(card),
        *_list("Customer", _facts(card), FACTS),
        *_list("Checks", map(_check, card.turn.policy_checks), CHECKS),
        *_list("What the agent looked at", map(_evidence, card.turn.evidence), EVIDENCE),
    ]
    return [rich(*parts)] if parts else []


def _confidence(card: Card) -> list[Json]:
    turn = card.turn
    runs: list[Json] = []
    if turn.confidence is not None:
        runs += [bold("Confidence: "), run(f"{turn.confidence:.0%}")]
    if turn.reasoning:
        runs.append(run("\n" if runs else ""))
        runs += [bold("In the agent's words: "), run(one_line(turn.reasoning, 350))]
    return [line(*[each for each in runs if each["text"] != " "])] if runs else []


def _facts(card: Card) -> Iterable[list[Json]]:
    customer, turn = card.turn.customer, card.turn
    if customer is not None:
        about = ", ".join(part for part in (customer.name, customer.id, customer.locale) if part)
        yield [run(one_line(about, 160))]
        for name, value in customer.attributes.items():
            shown = value if isinstance(value, str) else in_json(value)
            yield [run(f"{one_line(name, 40)}: {one_line(shown, 80)}")]
    if turn.topic:
        yield [run(f"Topic: {one_line(turn.topic, 80)}")]


def _check(check: PolicyCheck) -> list[Json]:
    detail = f" ({one_line(check.detail, 100)})" if check.detail else ""
    return [run(f"{'✓' if check.passed else '✗'} {one_line(check.name, 80)}{detail}")]


def _evidence(evidence: Evidence) -> list[Json]:
    """The title as words; where it leads to is the host that can be read."""
    runs = [run(one_line(evidence.title, 100))]
    if evidence.url:
        to = link(evidence.url)
        runs += [run(" · "), to or run(one_line(evidence.url, 80))]
    if evidence.snippet:
        runs += [run(": "), run(one_line(evidence.snippet, 120), italic=True)]
    return runs


def _list(heading: str, items: Iterable[Sequence[Json]], limit: int) -> list[Json]:
    """As many as fit; how many did not is said."""
    kept: list[Sequence[Json]] = []
    left, room = 0, limit - len(heading) - 30
    for item in items:
        room -= text_size(list(item))
        if left or room < 0:
            left += 1
        else:
            kept.append(item)
    if not kept and not left:
        return []
    if left:
        kept.append([run(f"and {left} more, under ⋯", italic=True)])
    return [line(bold(heading)), bullets(kept)]
