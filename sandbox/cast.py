"""Who is in the workspace when it opens: people, bots, user groups, channels and the app."""

from dataclasses import dataclass, field

LEAST_PRIVILEGE = (
    "chat:write",
    "channels:history",
    "groups:history",
    "channels:read",
    "groups:read",
    "im:write",
    "im:history",
    "users:read",
    "users:read.email",
    "usergroups:read",
    "files:read",
    "files:write",
    "commands",
    "reactions:write",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    id: str
    name: str
    real_name: str
    display_name: str = ""
    email: str = ""
    title: str = ""
    tz: str = "Europe/Berlin"
    tz_offset: int = 3600
    team_id: str = ""
    is_bot: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    is_admin: bool = False
    bot_id: str = ""
    app_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    id: str
    handle: str
    name: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    id: str
    name: str
    members: tuple[str, ...]
    is_private: bool = False
    is_shared: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """The app under test; `events` are its subscriptions, None all that its scopes allow."""

    id: str = "A0HANDRAIL"
    name: str = "Handrail"
    user_id: str = "U0HANDRAIL"
    bot_id: str = "B0HANDRAIL"
    scopes: tuple[str, ...] = LEAST_PRIVILEGE
    events: tuple[str, ...] | None = None


PEOPLE = ("U0ANA", "U0BEN", "U0MIA", "U0SAM", "U0GUS")
BOTS = ("U0HANDRAIL", "U0OTHERBOT")

MEMBERS = (
    Member(
        id="U0ANA", name="ana", real_name="Ana Ribeiro", display_name="Ana", email="ana@example.com"
    ),
    Member(
        id="U0BEN", name="ben", real_name="Ben Okafor", display_name="Ben", email="ben@example.com"
    ),
    Member(
        id="U0MIA",
        name="mia",
        real_name="Mia Lindt",
        display_name="Mia",
        email="mia@example.com",
        is_admin=True,
    ),
    Member(
        id="U0SAM", name="sam", real_name="Sam Porter", display_name="Sam", email="sam@example.com"
    ),
    Member(
        id="U0GUS", name="gus", real_name="Gus Guest", email="gus@example.org", is_restricted=True
    ),
    Member(
        id="U0EVE",
        name="eve",
        real_name="Eve Elsewhere",
        email="eve@example.net",
        team_id="T0OTHER",
        is_stranger=True,
    ),
    Member(
        id="U0OTHERBOT",
        name="otherbot",
        real_name="Other Bot",
        is_bot=True,
        bot_id="B0OTHER",
        app_id="A0OTHER",
    ),
)

GROUPS = (
    Group(id="S0REFUNDS", handle="refunds", name="Refunds", members=("U0ANA", "U0BEN")),
    Group(id="S0SUPPORT", handle="support", name="Support", members=("U0ANA", "U0BEN", "U0MIA")),
    Group(id="S0LEADS", handle="leads", name="Leads", members=("U0MIA",)),
)

ROOMS = (
    Room(id="C0REFUNDS", name="refunds", members=PEOPLE + BOTS),
    Room(id="C0SUPPORT", name="support", members=(*PEOPLE, *BOTS, "U0EVE"), is_shared=True),
    Room(id="C0QUALITY", name="quality", members=PEOPLE + BOTS),
    Room(id="C0OPS", name="ops", members=PEOPLE + BOTS),
    Room(id="C0GENERAL", name="general", members=(*PEOPLE, "U0OTHERBOT")),
    Room(id="G0RISK", name="risk", members=("U0ANA", "U0MIA", "U0HANDRAIL"), is_private=True),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    team_id: str = "T0SANDBOX"
    team_name: str = "Sandbox"
    domain: str = "sandbox"
    app: App = field(default_factory=App)
    members: tuple[Member, ...] = MEMBERS
    groups: tuple[Group, ...] = GROUPS
    rooms: tuple[Room, ...] = ROOMS
