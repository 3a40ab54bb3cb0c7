"""The parts of a card that is about a whole conversation: who is live, and what came before."""

from bot.ports import Card, JudgedTurn
from bot.rules.clocks import Ball
from bot.rules.escalation import Escalation
from bot.rules.json import Json
from bot.rules.status import Status
from bot.rules.waiting import owes_words
from handlers.slack.blocks import bold, bullets, button, confirm, line, link, rich, run, when
from handlers.slack.text import one_line
from handlers.slack.words import customer_of, ending, name_of, reason_of

SHOWN = 4


def value_of(escalation: Escalation) -> str:
    return f"{escalation.id}:{escalation.version}"


def conversation_buttons(card: Card) -> list[Json]:
    """One verb per button: come, speak once, let go, give back, or close."""
    escalation = card.escalation
    value = value_of(escalation)
    if escalation.is_live:
        made = [
            button("Hand back", "hand_back", value, style="primary"),
            button("Reply", "reply", value),
            button("Take over", "take_over", value, confirm=_instead_of(escalation)),
            button("Step back", "release", value),
            button("Snooze …", "snooze", value),
        ]
    else:
        made = [
            button("Take over", "take_over", value, style="primary"),
            button("Reply", "reply", value),
            button("Hand back", "hand_back", value),
        ]
        if escalation.status is Status.PENDING:
            made.append(button("Claim", "claim", value))
        if escalation.status is Status.CLAIMED:
            made += [button("Release", "release", value), button("Snooze …", "snooze", value)]
    if owes_words(escalation):
        made.append(button("No reply needed", "no_reply_needed", value))
    return [*made, button("Resolve", "resolve", value, confirm=_sure())]


def live_words(card: Card) -> list[Json]:
    """Always plain to see: is somebody live, and who."""
    escalation = card.escalation
    runs = [
        bold(f"● {name_of(escalation.assignee)} is live"),
        run(f" and speaks with {customer_of(card)}. Everybody else's words here stay inside."),
    ]
    if escalation.taken_at:
        runs += [run("\nSince "), when(escalation.taken_at)]
    if escalation.timing.ball is Ball.THIRD_PARTY:
        runs.append(run("\nWaiting for a third party."))
    return runs


def history_blocks(card: Card) -> list[Json]:
    parts: list[Json] = []
    if card.tried:
        parts += [line(bold("What the agent did last")), bullets(map(_tried, card.tried[:SHOWN]))]
    if card.earlier:
        parts += [
            line(bold(f"{customer_of(card)} before")),
            bullets(map(_before, card.earlier[:SHOWN])),
        ]
    return [rich(*parts)] if parts else []


def _tried(judged: JudgedTurn) -> list[Json]:
    turn = judged.turn
    if turn.action_request:
        what = f"wanted to run {one_line(turn.action_request.name, 60)}"
    elif turn.reply:
        what = f"said “{one_line(turn.reply.text, 100)}”"
    else:
        what = f"asked “{one_line(turn.question or '', 100)}”"
    return [run(f"{what} ({judged.verdict})")]


def _before(escalation: Escalation) -> list[Json]:
    how = "still open" if escalation.is_open else ending(escalation)
    words = f"{one_line(reason_of(escalation), 60)}: {one_line(how, 80)}"
    where = link(escalation.thread.permalink, words) if escalation.thread else None
    return [when(escalation.created_at), run(" "), where or run(words)]


def _instead_of(escalation: Escalation) -> Json:
    return confirm(
        "Take over?",
        f"{name_of(escalation.assignee)} is live and will not be any more.",
        "Take over",
    )


def _sure() -> Json:
    return confirm(
        "Close this conversation?",
        "The customer is told that it is closed, and the agent answers if they write again.",
        "Resolve",
    )
