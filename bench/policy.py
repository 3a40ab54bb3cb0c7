"""What a policy of a hundred rules costs each turn, and why it is compiled once."""

import cel
import yaml

from bench import Way, show
from bench.figures import Board, Figure
from bench.stage import Stage
from bot.policy_file import load
from bot.rules.condition import Condition
from bot.rules.facts import Facts
from bot.rules.policy import PastConversation
from bot.rules.turn import ActionRequest, Agent, Customer, Message, Turn

RULES = 100
PAST = PastConversation()
HEAD = """
queues:
  refunds: {channel: C0123456789, approvers: {any_of: [{usergroup: S0123456789}]}}
rules:
"""
RULE = (
    "  - {{name: rule {number}, then: hold, queue: refunds, when: "
    "'turn.action.name == \"tool_{number}\" && turn.action.args.amount > {number}.0'}}\n"
)


def run(board: Board, stage: Stage) -> None:
    del stage
    console = board.console
    board.begin(f"A policy of {RULES} rules")
    text = HEAD + "".join(RULE.format(number=number) for number in range(RULES))
    policy, turn = load(text), a_turn(messages=200)
    sources = [rule.when.source for rule in policy.rules]
    conditions = [rule.when for rule in policy.rules]
    programs = [cel.compile(source) for source in sources]
    facts = Facts(turn, PAST, policy.parts)
    judged = show(
        console,
        f"One turn through {RULES} rules, none of which matches",
        [
            Way("judge() as it is", lambda: policy.judge(turn, PAST, dice=0.5)),
            Way("the CEL in it alone", lambda: [each.execute(facts.context) for each in programs]),
            Way(
                "facts made for each rule",
                lambda: [each.holds(Facts(turn, PAST)) for each in conditions],
            ),
            Way(
                "each condition compiled for each turn",
                lambda: [Condition(source).holds(facts) for source in sources],
            ),
        ],
    )
    board.add(Figure("judging one turn", judged.seconds[0] * 1e6, unit="µs", most=200.0))
    show(
        console,
        "What conditions may know of one turn with 200 messages",
        [
            Way("only what the policy names", lambda: Facts(turn, PAST, policy.parts).context),
            Way("everything but the transcript", lambda: Facts(turn, PAST).context),
            Way("with the transcript", lambda: cel.Context({"turn": with_transcript(turn)})),
        ],
    )
    show(
        console,
        f"A policy file of {RULES} rules",
        [
            Way("read and checked", lambda: load(text)),
            Way("its YAML alone", lambda: yaml.safe_load(text)),
            Way("its conditions alone", lambda: [Condition(source) for source in sources]),
        ],
    )


def with_transcript(turn: Turn) -> dict[str, object]:
    return {
        "action": {"name": "", "args": {}},
        "messages": [{"role": each.role, "text": each.text} for each in turn.messages],
    }


def a_turn(*, messages: int) -> Turn:
    return Turn(
        conversation_id="conv-1",
        turn_id="t-1",
        agent=Agent(id="support-bot"),
        customer=Customer(id="cus-9", attributes={"tier": "gold"}),
        topic="refund",
        messages=tuple(
            Message(id=f"m{number}", role="customer", text="I want my money back. " * 10)
            for number in range(messages)
        ),
        action_request=ActionRequest(name="issue_refund", args={"order": "A1", "amount": 129.0}),
        confidence=0.42,
        attributes={"amount": 129.0},
    )
