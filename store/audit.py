"""The audit trail: append-only, each line bound to the one before it by its hash.

What the chain alone cannot show is a tail that was cut off, so the end of each chain is written
down beside it, sealed with the desk's secret. A whole database put back to an older day can only
be found with a root that was kept elsewhere.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any

from sqlalchemy import Row, select

from bot.ports import AuditLine
from bot.rules.canonical import canonical
from store.records import ACTOR, JSON
from store.rows import Rows
from store.tables import audit, audit_heads

_FIRST = "sha256:" + "0" * 64


@dataclass(kw_only=True)
class Audit(Rows):
    """`ends` are those that this work has read or written: how many lines, and the last hash."""

    ends: dict[str, tuple[int, str]] = field(default_factory=dict)

    def note(self, *lines: AuditLine) -> None:
        for line in lines:
            self._append(line)

    def audit(self, escalation_id: str) -> Sequence[AuditLine]:
        return [
            AuditLine(
                escalation_id=row.escalation_id,
                at=row.at,
                actor=ACTOR.load(row.actor),
                channel=row.channel,
                action=row.action,
                detail=JSON.load(row.detail),
            )
            for row in self._all(
                select(audit).where(audit.c.escalation_id == escalation_id).order_by(audit.c.seq)
            )
        ]

    def audit_fault(self) -> str | None:
        """None, or a sentence that names the first line that is not as it was written."""
        heads = {row.escalation_id: row for row in self._all(select(audit_heads))}
        chain = _Chain()
        rows = self.connection.execute(
            select(audit).order_by(audit.c.escalation_id, audit.c.seq)
        ).yield_per(500)
        for row in rows:
            if row.escalation_id != chain.escalation_id:
                if fault := self._end_fault(chain, heads):
                    return fault
                chain = _Chain(row.escalation_id)
            if fault := chain.fault(row):
                return fault
        if fault := self._end_fault(chain, heads):
            return fault
        if heads:
            return f"All lines of {min(heads)} are missing."
        return None

    def _append(self, line: AuditLine) -> None:
        id = line.escalation_id
        was = self.ends.get(id) or self._end(id)
        seq, previous = (was[0] + 1, was[1]) if was else (1, _FIRST)
        values = {
            "escalation_id": id,
            "seq": seq,
            "at": line.at,
            "actor": ACTOR.dump(line.actor),
            "channel": line.channel,
            "action": line.action,
            "detail": JSON.dump(line.detail),
        }
        hash_ = _hash(previous, values)
        person = line.actor.id if line.actor.type == "human" else None
        self._insert(audit, previous=previous, hash=hash_, person=person, **values)
        end = {"lines": seq, "hash": hash_, "seal": self._seal(id, seq, hash_)}
        if was is None:
            self._insert(audit_heads, escalation_id=id, **end)
        else:
            self._change(audit_heads, {"escalation_id": id}, **end)
        self.ends[id] = (seq, hash_)

    def _end(self, escalation_id: str) -> tuple[int, str] | None:
        if escalation_id in self.opened:
            return None
        head = self._hold(audit_heads, escalation_id=escalation_id)
        return (head.lines, head.hash) if head else None

    def _seal(self, escalation_id: str, lines: int, hash_: str) -> str:
        if not self.secret:
            return ""
        words = f"{escalation_id}\n{lines}\n{hash_}".encode()
        return hmac.new(self.secret.encode(), words, hashlib.sha256).hexdigest()

    def _end_fault(self, chain: "_Chain", heads: dict[str, Row[Any]]) -> str | None:
        """Does this chain end where it was last seen to end?"""
        if not chain.escalation_id:
            return None
        head = heads.pop(chain.escalation_id, None)
        if head is None:
            return f"The end of {chain.escalation_id} is not on record."
        if head.lines > chain.lines:
            return (
                f"Line {chain.lines + 1} of {chain.escalation_id} is missing: "
                f"{head.lines} were written, {chain.lines} are left."
            )
        seal = self._seal(chain.escalation_id, chain.lines, chain.hash)
        is_sealed = not self.secret or hmac.compare_digest(head.seal, seal)
        if (head.lines, head.hash) != (chain.lines, chain.hash) or not is_sealed:
            return f"Line {chain.lines} of {chain.escalation_id} is not the end that was sealed."
        return None


class _Chain:
    """One escalation's lines as they go by."""

    def __init__(self, escalation_id: str = "") -> None:
        self.escalation_id = escalation_id
        self.lines = 0
        self.hash = _FIRST

    def fault(self, row: Row[Any]) -> str | None:
        expected = self.lines + 1
        name = f"Line {expected} of {self.escalation_id}"
        if row.seq != expected:
            return f"{name} is missing."
        if row.previous != self.hash:
            return f"{name} does not follow the line before it."
        if row.hash != _hash(row.previous, row._asdict()):
            return f"{name} was changed after it was written."
        self.lines, self.hash = row.seq, row.hash
        return None


def _hash(previous: str, line: dict[str, Any]) -> str:
    """SHA-256 over the hash before and the RFC 8785 form of this line."""
    line_in_json = canonical(
        {
            "escalation_id": line["escalation_id"],
            "seq": line["seq"],
            "at": line["at"].astimezone(UTC).isoformat(timespec="microseconds"),
            "actor": line["actor"],
            "channel": line["channel"],
            "action": line["action"],
            "detail": line["detail"],
        }
    )
    return "sha256:" + hashlib.sha256(previous.encode() + line_in_json).hexdigest()
