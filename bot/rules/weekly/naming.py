"""From what was counted to what is kept: each figure under the name by which faces find it."""

from bot.rules.calendars.week import Week
from bot.rules.weekly.figures import Facts
from bot.rules.weekly.parts import Burden, Relay
from bot.rules.weekly.report import Figures
from bot.rules.weekly.statistics import Rate, Summary

NAMED = 3


def figures_of(facts: Facts, week: Week) -> Figures:
    return Figures(
        week=week,
        counts={
            "cases": facts.cases,
            "turns": facts.turns,
            "conversations": facts.conversations,
            "closed_by_people": facts.closed_by_people,
            "backlog": facts.backlog,
            "past_due": facts.past_due,
            **_asked_of_people(facts.burden),
            **_relayed(facts.relay),
            "undecided": facts.times.undecided,
            "no_reply_needed": facts.times.dismissed,
            "waited_seconds": round(facts.times.waited_seconds),
            **_uncovered(facts.uncovered_seconds),
        },
        rates={
            "of_turns": facts.of_turns,
            "of_conversations": facts.of_conversations,
            "as_is": facts.as_is,
            "agent_was_right": facts.agent_was_right,
            "feedback": facts.feedback_coverage,
            "unneeded": facts.unneeded,
            "good": facts.good,
            "response_rate": facts.rated,
            "human_correction_rate": facts.corrected,
            "downstream_accuracy": facts.accurate,
            "reopened": facts.reopened,
            "asked_again": facts.asked_again,
            "corrections.closure_rate": facts.closure,
            "arrived": facts.relay.arrived,
            **_by_reason(facts),
            **{f"in_time_{name}": kept.attainment for name, kept in facts.kept.items()},
            **{f"promised_{name}": kept.covered for name, kept in facts.kept.items()},
        },
        times=_times(facts),
        parts={
            "reasons": facts.began,
            "approvals": facts.approvals,
            "answers": facts.appraised,
            "whys": facts.whys,
            "ratings": facts.ratings,
            "topics": facts.topics,
            "topic_cases": {word: of.part for word, of in facts.of_turns_by_topic.items()},
            "topic_turns": {word: of.whole for word, of in facts.of_turns_by_topic.items()},
            "steps": {str(step): cases for step, cases in facts.burden.steps.items()},
            **{f"approvals_{stakes}": ended for stakes, ended in facts.mix.items()},
        },
        kept=facts.kept,
        bands=facts.bands,
        edits=facts.edits,
        lag_p95=facts.relay.lag_p95,
        worst=facts.worst[:NAMED],
        notified_p99=facts.times.notified_p99,
        oldest_seconds=facts.oldest_seconds,
        uncovered=facts.uncovered,
        waited_uncovered=facts.waited_uncovered,
    )


def _asked_of_people(burden: Burden) -> dict[str, int]:
    """How many they were and how much the busiest had, and not who."""
    return {
        "people": burden.people,
        "busiest": burden.busiest,
        "calls": burden.calls,
        "calls_at_night": burden.at_night,
        "freed": burden.freed,
        "steps_empty": burden.steps_empty,
    }


def _by_reason(facts: Facts) -> dict[str, Rate]:
    turns, conversations = facts.turns_by_reason, facts.conversations_by_reason
    return {
        **{f"of_turns_{word}": Rate(part, facts.turns) for word, part in turns.items()},
        **{
            f"of_conversations_{word}": Rate(part, facts.conversations)
            for word, part in conversations.items()
        },
    }


def _uncovered(seconds: float | None) -> dict[str, int]:
    return {} if seconds is None else {"uncovered_seconds": round(seconds)}


def _relayed(relay: Relay) -> dict[str, int]:
    return {
        "relayed": relay.attempted,
        "not_delivered": relay.failed,
        "edited_after": relay.edited,
        "files_failed": relay.files_failed,
        "dead": relay.dead,
        "withdrawn": relay.withdrawn,
        "uncertain": relay.uncertain,
        "duplicates_suppressed": relay.suppressed,
        "limited_seconds": round(relay.limited_seconds),
    }


def _times(facts: Facts) -> dict[str, Summary]:
    told = facts.times
    return {
        "notified": told.notified,
        "claim": facts.time_to_claim,
        "human": told.to_human,
        "human_open": told.from_handoff_open,
        "decision": told.decision,
        "decision_open": told.decision_open,
        "next_reply": told.next_reply,
        "next_reply_open": told.next_reply_open,
        "resolved_first": told.resolved_first,
        "resolved_first_open": told.resolved_first_open,
        "resolved": told.resolved,
        "resolved_open": told.resolved_open,
        "waited": told.waited,
        "relay": facts.relay.lag,
    }
