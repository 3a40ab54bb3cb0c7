"""A Slack workspace in a box: real HTTP and WebSockets, people who click, faults on demand."""

from sandbox.cast import LEAST_PRIVILEGE, App, Cast, Group, Member, Room
from sandbox.client import Workspace
from sandbox.clock import Clock, SystemClock, WindUpClock
from sandbox.errors import AppFailed, FormRefused, NotThere, SandboxError, TookTooLong
from sandbox.person import Person
from sandbox.server import Sandbox
from sandbox.things import Form, Message

__all__ = [
    "LEAST_PRIVILEGE",
    "App",
    "AppFailed",
    "Cast",
    "Clock",
    "Form",
    "FormRefused",
    "Group",
    "Member",
    "Message",
    "NotThere",
    "Person",
    "Room",
    "Sandbox",
    "SandboxError",
    "SystemClock",
    "TookTooLong",
    "WindUpClock",
    "Workspace",
]
