"""From the file's shape to the values that judge."""

from bot.policy_file.digest_shape import editions
from bot.policy_file.shape import FileShape, QueueShape, RequestsShape, RuleShape
from bot.rules.approvers import Approvers, Managers
from bot.rules.budget import Limits
from bot.rules.calendars.calendar import Calendar
from bot.rules.condition import Condition
from bot.rules.judging import Rule, RulePolicy
from bot.rules.notice import Notices
from bot.rules.policy import Queue, Verdict
from bot.rules.usual import promised, promised_at_high_stakes
from bot.rules.wants_human import Detector
from bot.wants_human_file import load_detector


def build(shape: FileShape, *, version: str) -> RulePolicy:
    rules = [_rule(rule) for rule in shape.rules]
    calendars = {name: each.named(name) for name, each in shape.calendars.items()}
    queues = {name: _queue(name, queue, calendars) for name, queue in shape.queues.items()}
    rotas = {name: each.named(name) for name, each in shape.rotas.items()}
    return RulePolicy(
        version=version,
        queues=queues,
        rules=rules,
        default=Verdict(shape.default),
        handoff_queue=shape.handoff_queue,
        input_queue=shape.input_queue,
        calendars=calendars,
        rotas=rotas,
        editions=editions(shape.digest, queues, rotas),
        parts=_parts(rules),
        redact=frozenset(shape.redact),
        notices=Notices(shape.notices),
        handoffs_per_day=shape.handoffs_per_day,
        calls_per_hour=Limits(
            person=shape.calls_per_hour.person, channel=shape.calls_per_hour.channel
        ),
        detector=_detector(shape.customer_requests),
    )


def _detector(shape: RequestsShape) -> Detector | None:
    return load_detector(shape.words) if shape.detect else None


def _parts(rules: list[Rule]) -> frozenset[str] | None:
    """The parts of a turn that any condition needs; None when one of them needs all."""
    needed: frozenset[str] = frozenset()
    for rule in rules:
        parts = rule.when.parts
        if parts is None:
            return None
        needed |= parts
    return needed


def _queue(name: str, shape: QueueShape, calendars: dict[str, Calendar]) -> Queue:
    people = shape.approvers.any_of
    told = {str(clock): target for clock, target in shape.sla.items()}
    return Queue(
        name=name,
        channel=shape.channel,
        approvers=Approvers(
            users=frozenset(who.user for who in people if who.user),
            usergroups=frozenset(who.usergroup for who in people if who.usergroup),
            rotas=frozenset(who.rota for who in people if who.rota),
            quorum=shape.approvers.quorum,
            self_approval=shape.approvers.self_approval,
            guests=shape.approvers.guests,
        ),
        managers=Managers(
            users=frozenset(who.user for who in shape.managers if who.user),
            usergroups=frozenset(who.usergroup for who in shape.managers if who.usergroup),
        ),
        sla=promised(told, has_hours=shape.calendar is not None, within=shape.timeout),
        sla_at_high_stakes=promised_at_high_stakes(told, within=shape.timeout),
        calendar=shape.calendar,
        hours=calendars[shape.calendar] if shape.calendar else None,
        private=shape.private,
        fhr_start=shape.fhr_start,
        third_party_pauses=shape.third_party_pauses,
        follow_calendar_edits=shape.follow_calendar_edits,
        remind_at=tuple(sorted(shape.remind_at)),
        ladder=tuple(step.read() for step in shape.ladder),
        ladder_from=shape.ladder_from,
        ladder_repeats=shape.ladder_repeats,
        fallback=shape.fallback.read() if shape.fallback else None,
        on_timeout=shape.on_timeout,
        timeout=shape.timeout,
        reject_reasons=tuple(shape.reject_reasons),
        receipts=shape.receipts,
        when_closed=shape.when_closed,
        assignment=shape.assignment,
        most_open=shape.most_open,
    )


def _rule(shape: RuleShape) -> Rule:
    return Rule(
        name=shape.name,
        when=Condition(shape.when),
        then=shape.then,
        queue=shape.queue,
        stakes=shape.stakes,
        priority=shape.priority,
        timeout=shape.timeout,
        on_timeout=shape.on_timeout,
        allowed_decisions=tuple(shape.allowed_decisions) if shape.allowed_decisions else None,
        reply=shape.reply or "",
        rate=shape.rate if shape.rate is not None else 1.0,
        reason=shape.reason,
    )
