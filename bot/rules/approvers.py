"""Who may decide: every press is held against the approver policy stamped on the escalation."""

from dataclasses import dataclass, field
from enum import StrEnum

from bot.errors import NotAnApprover


class Standing(StrEnum):
    """What a person is to the workspace that owns the queue."""

    MEMBER = "member"
    GUEST = "guest"
    EXTERNAL = "external"
    BOT = "bot"
    DEACTIVATED = "deactivated"
    UNKNOWN = "unknown"


def id_in_slack(team: str, user: str) -> str:
    """How a person of Slack stands in the record: `slack:T1/U1`."""
    return f"slack:{team}/{user}"


def user_in_slack(id: str) -> str:
    """Whom Slack calls, by the id in the record."""
    return id.rpartition("/")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody in Slack, as far as Slack could tell us just now.

    `groups` are the user groups (ids) that were asked about and hold this person, and the rotas by
    which they are on call (`on_rota`); `groups_known` is False when Slack did not answer, and then
    membership of a group counts as unknown: not allowed.
    """

    team: str
    user: str
    name: str
    standing: Standing = Standing.MEMBER
    groups: frozenset[str] = frozenset()
    groups_known: bool = True

    @property
    def id(self) -> str:
        return id_in_slack(self.team, self.user)


@dataclass(frozen=True, slots=True, kw_only=True)
class Approvers:
    """`approvers` of the policy file: users, user groups, whoever is on call; how many must agree;
    may one alone.
    """

    users: frozenset[str] = frozenset()
    usergroups: frozenset[str] = frozenset()
    rotas: frozenset[str] = frozenset()
    quorum: int = 1
    self_approval: bool = False
    guests: bool = False

    @property
    def groups(self) -> frozenset[str]:
        """All that somebody may belong to, to be asked about."""
        return self.usergroups | {on_rota(each) for each in self.rotas}


@dataclass(frozen=True, slots=True, kw_only=True)
class Managers:
    """`managers` of a queue see its figures and set who is on call; they decide nothing by it."""

    users: frozenset[str] = frozenset()
    usergroups: frozenset[str] = frozenset()


def on_rota(name: str) -> str:
    """Whoever is on call by this rota, as a group of one; Slack's own ids look otherwise."""
    return f"rota:{name}"


@dataclass(frozen=True, slots=True)
class NotAllowed:
    """Why not, as a sentence for the person who pressed."""

    sentence: str


_NEVER = {
    Standing.BOT: "Bots cannot decide here.",
    Standing.EXTERNAL: "Only members of this workspace decide here.",
    Standing.DEACTIVATED: "This account is deactivated and cannot decide.",
    Standing.UNKNOWN: "Slack did not say who you are just now, so nothing was decided. "
    "Please try again in a minute.",
}


def may_decide(
    approvers: Approvers, person: Person, *, requester_slack_user: str = ""
) -> NotAllowed | None:
    """None when allowed. Anything unknown is not allowed."""
    if sentence := _NEVER.get(person.standing):
        return NotAllowed(sentence)
    if person.standing is Standing.GUEST and not (
        approvers.guests or person.user in approvers.users
    ):
        return NotAllowed("Guests cannot decide here. Ask a reviewer of this queue.")
    if requester_slack_user == person.user and not approvers.self_approval:
        return NotAllowed(
            "You asked for this yourself, so somebody else has to decide. Ask another reviewer."
        )
    if person.user in approvers.users or person.groups & approvers.groups:
        return None
    if approvers.usergroups and not person.groups_known:
        return NotAllowed(
            "Slack did not say who is in the reviewers' group just now, so nothing was decided. "
            "Please try again in a minute."
        )
    return NotAllowed("You are not a reviewer of this queue. " + _whom_to_ask(approvers))


def refuse_others(approvers: Approvers, person: Person, *, requester_slack_user: str = "") -> None:
    """Raises the sentence that says whom to ask instead."""
    if refusal := may_decide(approvers, person, requester_slack_user=requester_slack_user):
        raise NotAnApprover(refusal.sentence)


def manages(managers: Managers, person: Person) -> bool:
    """Only members of the workspace do, and only when Slack says who they are."""
    if person.standing is not Standing.MEMBER:
        return False
    return person.user in managers.users or bool(person.groups & managers.usergroups)


def _whom_to_ask(approvers: Approvers) -> str:
    names = [f"<!subteam^{group}>" for group in sorted(approvers.usergroups)]
    names += [f"<@{user}>" for user in sorted(approvers.users)]
    names += [f"whoever is on call ({rota})" for rota in sorted(approvers.rotas)]
    return f"Ask {' or '.join(names)}." if names else "It has no reviewers: ask your operator."


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who did something, as the API and the audit trail name them."""

    type: str
    id: str
    name: str = ""

    @property
    def slack_user(self) -> str:
        """Whom Slack calls: the last part of a person's id, `slack:T1/U1`."""
        return user_in_slack(self.id)


def actor_of(person: Person) -> Actor:
    return Actor(type="human", id=person.id, name=person.name)


POLICY = Actor(type="policy", id="policy", name="the policy")
TIMEOUT = Actor(type="timeout", id="timeout", name="nobody in time")
SYSTEM = Actor(type="system", id="handrail", name="Handrail")


@dataclass(frozen=True, slots=True, kw_only=True)
class Votes:
    """Approvals gathered in the current round; one a person."""

    round: int = 1
    by: tuple[Actor, ...] = field(default=())

    def with_vote(self, actor: Actor) -> "Votes":
        if any(vote.id == actor.id for vote in self.by):
            return self
        return Votes(round=self.round, by=(*self.by, actor))
