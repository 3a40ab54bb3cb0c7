"""Every table. A record is kept whole as JSON; a column beside it is there to find or sort by.

JSON is text and not `jsonb`: it comes back byte for byte, and may hold what `jsonb` refuses.
Partial indexes hang on columns that are NULL once a row is history, so they hold open rows only.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    UniqueConstraint,
)

from store.types import UtcDateTime, Words

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

BigId = BigInteger().with_variant(Integer, "sqlite")


def _while_set(name: str, *columns: Column, until: Column) -> Index:
    """An index over the rows where `until` is not yet NULL."""
    still = until.is_not(None)
    return Index(name, *columns, sqlite_where=still, postgresql_where=still)


turns = Table(
    "turns",
    metadata,
    Column("id", Words, primary_key=True),
    Column("workspace", Words, nullable=False),
    Column("agent_id", Words, nullable=False),
    Column("conversation_id", Words, nullable=False),
    Column("turn_id", Words, nullable=False),
    Column("fingerprint", Words, nullable=False),
    Column("verdict", Words, nullable=False),
    Column("rule", Words, nullable=False),
    Column("policy_version", Words, nullable=False),
    Column("because", Words, nullable=False),
    Column("topic", Words, nullable=False),
    Column("confidence", Float),
    Column("probability", Float),
    Column("judged_at", UtcDateTime, nullable=False),
    Column("escalation_id", Words),
    Column("body", Words, nullable=False),
    Column("reply", Words),
    Column("human_stretch", Words, comment="what the agent was told of its time away"),
    UniqueConstraint("workspace", "agent_id", "conversation_id", "turn_id"),
    Index(None, "workspace", "judged_at", "id"),
    Index(None, "workspace", "conversation_id", "judged_at", "id"),
)

conversations = Table(
    "conversations",
    metadata,
    Column("workspace", Words, primary_key=True),
    Column("id", Words, primary_key=True),
    Column("control", Words, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("customer_mark", Words, nullable=False),
    Column("turns", Integer, nullable=False),
    Column("escalations", Integer, nullable=False),
    Column("last_rejection", Words, nullable=False),
    Column("handoff", Words, nullable=False, server_default=""),
    Column("asked_mark", Words, nullable=False, server_default=""),
    Column("items", Integer, nullable=False, server_default="0", comment="the stream's last seq"),
    Column("away_from", Integer, nullable=False, server_default="-1"),
    Column("callback_url", Words, nullable=False, server_default=""),
    Column("topic", Words, index=True, comment="what waiters of its stream listen to"),
)

items = Table(
    "items",
    metadata,
    Column("id", Words, primary_key=True),
    Column("workspace", Words, nullable=False),
    Column("conversation_id", Words, nullable=False),
    Column("escalation_id", Words, nullable=False),
    Column("seq", Integer, comment="NULL while its words wait to be passed on"),
    Column("source", Words, unique=True, comment="team/channel/ts of words written in Slack"),
    Column("due_at", UtcDateTime, comment="while it waits"),
    Column("at", UtcDateTime, nullable=False),
    Column("record", Words, nullable=False),
    Column("type", Words),
    Column("state", Words),
    Column("acted_at", UtcDateTime, comment="when it was written in Slack"),
    Column("delivered_at", UtcDateTime, comment="when the customer had it"),
    Column("holds", Integer, comment="how often a file of it could not be had"),
    Column("corrects", Words),
    UniqueConstraint("workspace", "conversation_id", "seq"),
    Index(None, "workspace", "at"),
    comment="what people said to customers and each change of control, in order",
)
_while_set("ix_items_due_at", items.c.due_at, until=items.c.due_at)

customer_messages = Table(
    "customer_messages",
    metadata,
    Column("workspace", Words, primary_key=True),
    Column("conversation_id", Words, primary_key=True),
    Column("id", Words, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("record", Words, nullable=False),
    Index(None, "workspace", "conversation_id", "at"),
)

escalations = Table(
    "escalations",
    metadata,
    Column("id", Words, primary_key=True),
    Column("workspace", Words, nullable=False),
    Column("conversation_id", Words, nullable=False),
    Column("kind", Words, nullable=False),
    Column("status", Words, nullable=False),
    Column("queue", Words, nullable=False),
    Column("reason", Words, nullable=False),
    Column("action_digest", Words, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("open_until", UtcDateTime, comment="expires_at while open, NULL once closed"),
    Column("due_first", UtcDateTime, comment="what people owe first while open, or its end"),
    Column("confidence", Float, comment="of the agent in the turn behind it"),
    Column("closed_at", UtcDateTime),
    Column("told_at", UtcDateTime),
    Column("executed_at", UtcDateTime, comment="when what was approved had run"),
    Column("version", Integer, nullable=False),
    Column("customer_id", Words),
    Column("next_at", UtcDateTime, comment="when time next does something to it, NULL once closed"),
    Column("urgency", Integer, comment="0 is the most urgent; NULL is as most are"),
    Column("taken_at", UtcDateTime, comment="when a person took the conversation over"),
    Column("assignee", Words),
    Column("record", Words, nullable=False),
    Index(None, "workspace", "created_at", "id"),
    Index(None, "workspace", "closed_at", "id"),
    Index(None, "workspace", "customer_id", "created_at"),
    Index(None, "workspace", "queue", "taken_at"),
    Index(None, "workspace", "conversation_id", "created_at"),
    Index(None, "workspace", "conversation_id", "action_digest"),
)
_while_set("ix_escalations_open_until", escalations.c.open_until, until=escalations.c.open_until)
_while_set("ix_escalations_next_at", escalations.c.next_at, until=escalations.c.next_at)
_while_set(
    "ix_escalations_open_in_conversation",
    escalations.c.workspace,
    escalations.c.conversation_id,
    until=escalations.c.open_until,
)
_while_set(
    "ix_escalations_open_of_assignee",
    escalations.c.workspace,
    escalations.c.assignee,
    until=escalations.c.open_until,
)

people = Table(
    "people",
    metadata,
    Column("workspace", Words, primary_key=True),
    Column("id", Words, primary_key=True),
    Column("away_until", UtcDateTime),
    Column("last_assigned_at", UtcDateTime),
)

schedules = Table(
    "schedules",
    metadata,
    Column("workspace", Words, primary_key=True),
    Column("rota", Words, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("set_at", UtcDateTime, nullable=False),
    Column("set_by", Words, nullable=False),
    Column("record", Words, nullable=False),
    comment="who is on call, each time that a manager set it; never changed, never deleted",
)

contexts = Table(
    "contexts",
    metadata,
    Column("escalation_id", Words, ForeignKey("escalations.id"), primary_key=True),
    Column("turn", Words, nullable=False),
    comment="the turn behind an escalation; apart, because it never changes and can be long",
)

changes = Table(
    "changes",
    metadata,
    Column("escalation_id", Words, ForeignKey("escalations.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("type", Words, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("record", Words, nullable=False),
    Column("workspace", Words),
    Column("turned", Integer, comment="1: opened by it, -1: closed by it, 0: neither"),
    Column("in_hours", Boolean, comment="whether the team was there when it was called"),
    Column("was_of", Words, comment="the queue that had it before, if by this it was passed on"),
    Index(None, "workspace", "at"),
)
_while_set("ix_changes_was_of", changes.c.escalation_id, changes.c.at, until=changes.c.was_of)

measures = Table(
    "measures",
    metadata,
    Column("escalation_id", Words, primary_key=True),
    Column("workspace", Words, nullable=False),
    Column("queue", Words, nullable=False),
    Column("kind", Words, nullable=False),
    Column("reason", Words),
    Column("stakes", Words, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("status", Words, nullable=False),
    Column("has_hours", Boolean, nullable=False, comment="its team has a calendar"),
    Column("calendar", Words, comment="the version of that"),
    Column("topic", Words),
    Column("confidence", Float),
    Column("waited_from", UtcDateTime, comment="when the customer wrote, at the latest its start"),
    Column("reached_at", UtcDateTime, comment="when a person's first answer or decision was there"),
    Column("reached_open", Float, comment="seconds of open time until then"),
    Column("closed_at", UtcDateTime),
    Column("closed_open", Float),
    Column("by_people", Boolean, comment="whether a person closed it"),
    Column("resolved_at", UtcDateTime, comment="when it was done for the first time"),
    Column("rested", Float, comment="seconds in which it was closed, and then asked for again"),
    Column("edit_share", Float, comment="how much of the draft a person changed"),
    Column("steps", Integer, comment="of its ladder, over all rounds"),
    Index(None, "workspace", "created_at"),
    Index(None, "workspace", "closed_at"),
    comment="what a week's figures ask of an escalation, in a row that is short",
)

clocks = Table(
    "clocks",
    metadata,
    Column("escalation_id", Words, primary_key=True),
    Column("kind", Words, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("queue", Words, nullable=False, comment="whose it was when it last changed"),
    Column("status", Words, nullable=False),
    Column("why", Words, nullable=False),
    Column("due_at", UtcDateTime),
    Column("satisfied_at", UtcDateTime),
    Column("stopped_at", UtcDateTime),
    Column("overrun", Float, comment="seconds of its own time; NULL while it is not late"),
)

taken = Table(
    "taken",
    metadata,
    Column("escalation_id", Words, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("queue", Words, nullable=False, comment="whose it was then"),
    comment="when a person first took it, or acted without taking it",
)

waits = Table(
    "waits",
    metadata,
    Column("escalation_id", Words, primary_key=True),
    Column("began_at", UtcDateTime, primary_key=True),
    Column("queue", Words, nullable=False, comment="whose it was when it ended"),
    Column("ended_at", UtcDateTime),
    Column("how", Words),
    Column("open_seconds", Float),
    comment="each time that whoever asked waited for an answer of people",
)

threads = Table(
    "threads",
    metadata,
    Column("escalation_id", Words, ForeignKey("escalations.id"), primary_key=True),
    Column("team", Words, nullable=False),
    Column("channel", Words, nullable=False),
    Column("root_ts", Words, nullable=False),
    Column("permalink", Words, nullable=False),
    Column("posted_at", UtcDateTime, comment="when the first card hung in Slack"),
    UniqueConstraint("team", "channel", "root_ts"),
)

executions = Table(
    "executions",
    metadata,
    Column("escalation_id", Words, ForeignKey("escalations.id"), primary_key=True),
    Column("status", Words, nullable=False),
    Column("record", Words, nullable=False),
)

lines = Table(
    "lines",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("escalation_id", Words, nullable=False, comment="or the digest that it is about"),
    Column("target", Words, nullable=False),
    Column("workspace", Words, nullable=False),
    Column("next_seq", Integer, nullable=False),
    Column("lane", Words, nullable=False, comment="that of the head of the line"),
    Column("urgency", Integer, nullable=False, comment="the most urgent that waits here"),
    Column("next_due_at", UtcDateTime, comment="the head's, or the end of the lease; NULL: idle"),
    Column("lease_owner", Words),
    Column("lease_epoch", Integer, nullable=False),
    Column("lease_until", UtcDateTime),
    UniqueConstraint("escalation_id", "target"),
)
_while_set(
    "ix_lines_due",
    lines.c.lane,
    lines.c.urgency,
    lines.c.next_due_at,
    until=lines.c.next_due_at,
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Words, primary_key=True),
    Column("line_id", BigId, ForeignKey("lines.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("place", Integer, comment="seq while it waits in line, NULL once it does not"),
    Column("once", Words, unique=True),
    Column("kind", Words, nullable=False),
    Column("lane", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("looks", Integer, nullable=False),
    Column("first_attempt_at", UtcDateTime),
    Column("next_at", UtcDateTime),
    Column("result_ts", Words, nullable=False),
    Column("last_error", Words, nullable=False),
    Column("sweep_at", UtcDateTime),
    Column("sweeps", Integer, nullable=False),
    Column("died_at", UtcDateTime),
    Column("sent_at", UtcDateTime),
    Column("doubted_at", UtcDateTime, comment="when it was not known first whether it arrived"),
    Column("payload", Words, nullable=False),
    Column("subject", Words),
    UniqueConstraint("line_id", "seq"),
)
_while_set(
    "ix_deliveries_waiting",
    deliveries.c.line_id,
    deliveries.c.place,
    until=deliveries.c.place,
)
_while_set("ix_deliveries_sweep_at", deliveries.c.sweep_at, until=deliveries.c.sweep_at)
_while_set("ix_deliveries_died_at", deliveries.c.died_at, until=deliveries.c.died_at)
_while_set("ix_deliveries_doubted_at", deliveries.c.doubted_at, until=deliveries.c.doubted_at)

digests = Table(
    "digests",
    metadata,
    Column("id", Words, primary_key=True),
    Column("workspace", Words, nullable=False),
    Column("queue", Words, nullable=False, comment="empty: of all of them"),
    Column("recipient", Words, nullable=False),
    Column("week", Words, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("team", Words, nullable=False, server_default=""),
    Column("channel", Words, nullable=False, server_default=""),
    Column("ts", Words, nullable=False, server_default=""),
    Column("permalink", Words, nullable=False, server_default=""),
    Column("record", Words, nullable=False),
    UniqueConstraint("workspace", "queue", "week", "recipient"),
    comment="what a reader was told of a week, as it was told",
)

digest_times = Table(
    "digest_times",
    metadata,
    Column("workspace", Words, primary_key=True),
    Column("user", Words, primary_key=True),
    Column("record", Words, nullable=False),
    comment="when a reader wants their digest, if not when the policy says",
)

appraisals = Table(
    "appraisals",
    metadata,
    Column("escalation_id", Words, ForeignKey("escalations.id"), primary_key=True),
    Column("workspace", Words, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("answer", Words, nullable=False),
    Column("needed", Boolean),
    Column("why", Words),
    Column("record", Words, nullable=False),
    Index(None, "workspace", "at"),
    comment="how a reviewer found the agent's own answer",
)

applications = Table(
    "applications",
    metadata,
    Column("escalation_id", Words, ForeignKey("escalations.id"), primary_key=True),
    Column("place", Words, primary_key=True),
    Column("workspace", Words, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("record", Words, nullable=False),
    Index(None, "workspace", "at"),
    comment="where a person's correction was put to use",
)

ratings = Table(
    "ratings",
    metadata,
    Column("turn", Words, ForeignKey("turns.id"), primary_key=True),
    Column("key_id", Words, primary_key=True),
    Column("workspace", Words, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("rating", Words, nullable=False),
    Column("record", Words, nullable=False),
    Index(None, "workspace", "at"),
    comment="what customers, or systems of theirs, said of a turn",
)

files = Table(
    "files",
    metadata,
    Column("id", Words, primary_key=True),
    Column("workspace", Words, nullable=False),
    Column("conversation_id", Words, nullable=False),
    Column("item_id", Words, nullable=False, index=True),
    Column("name", Words, nullable=False),
    Column("mimetype", Words, nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", Words, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

lanes = Table(
    "lanes",
    metadata,
    Column("lane", Words, primary_key=True),
    Column("next_at", UtcDateTime, nullable=False, comment="when the next send would be on time"),
    Column("parked_until", UtcDateTime, nullable=False),
    Column("free_at", UtcDateTime, nullable=False, comment="both, less what a burst allows"),
)

limits = Table(
    "limits",
    metadata,
    Column("id", Words, primary_key=True),
    Column("workspace", Words, nullable=False),
    Column("escalation_id", Words, nullable=False),
    Column("target", Words, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("until", UtcDateTime, nullable=False),
    Index(None, "workspace", "at"),
    comment="when a far end said that we send too much",
)

endpoints = Table(
    "endpoints",
    metadata,
    Column("id", Words, primary_key=True),
    Column("workspace", Words, nullable=False),
    Column("url", Words, nullable=False, comment="origin and path, without the query"),
    Column("last_success_at", UtcDateTime),
    Column("last_failure_at", UtcDateTime),
    Column("failing_since", UtcDateTime),
    Column("last_error", Words, nullable=False),
    Column("disabled_at", UtcDateTime),
    Column("disabled_because", Words, nullable=False),
)

inbox = Table(
    "inbox",
    metadata,
    Column("source", Words, primary_key=True),
    Column("dedupe_key", Words, primary_key=True),
    Column("received_at", UtcDateTime, nullable=False, index=True),
)

suppressed = Table(
    "suppressed",
    metadata,
    Column("id", Words, primary_key=True),
    Column("escalation_id", Words, nullable=False),
    Column("what", Words, nullable=False),
    Column("at", UtcDateTime, nullable=False, index=True),
    comment="what came again and did nothing",
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("key_id", Words, primary_key=True),
    Column("path", Words, primary_key=True),
    Column("key", Words, primary_key=True),
    Column("fingerprint", Words, nullable=False),
    Column("status", Integer, nullable=False),
    Column("body", Words, nullable=False),
    Column("headers", Words, nullable=False),
    Column("at", UtcDateTime, nullable=False, index=True),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", Words, primary_key=True),
    Column("hash", Words, nullable=False, unique=True),
    Column("name", Words, nullable=False),
    Column("workspace", Words, nullable=False),
    Column("scopes", Words, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime),
    Column("revoked_at", UtcDateTime),
    Column("last_used_at", UtcDateTime),
)

audit = Table(
    "audit",
    metadata,
    Column("escalation_id", Words, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", Words, nullable=False),
    Column("channel", Words, nullable=False),
    Column("action", Words, nullable=False),
    Column("detail", Words, nullable=False),
    Column("previous", Words, nullable=False),
    Column("hash", Words, nullable=False),
    Column("person", Words, comment="the id of the actor, if it is somebody"),
)
_while_set("ix_audit_of_people", audit.c.at, until=audit.c.person)

audit_heads = Table(
    "audit_heads",
    metadata,
    Column("escalation_id", Words, primary_key=True),
    Column("lines", Integer, nullable=False),
    Column("hash", Words, nullable=False),
    Column("seal", Words, nullable=False),
    comment="how long each chain is and how it ends, sealed with the desk's secret",
)

periods = Table(
    "periods",
    metadata,
    Column("kind", Words, primary_key=True),
    Column("queue", Words, primary_key=True),
    Column("period", Words, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
)

calls = Table(
    "calls",
    metadata,
    Column("id", Words, primary_key=True),
    Column("whose", Words, nullable=False, comment="list it waits in; '': none yet"),
    Column("due_at", UtcDateTime, nullable=False, index=True),
    Column("urgency", Integer, nullable=False, comment="0 is the most urgent"),
    Column("at", UtcDateTime, nullable=False),
    Column("record", Words, nullable=False),
    Index(None, "whose", "urgency", "at"),
    comment="messages that call people and are not owed yet",
)

budgets = Table(
    "budgets",
    metadata,
    Column("whose", Words, primary_key=True),
    Column("record", Words, nullable=False),
    comment="when each person and channel was called lately",
)
